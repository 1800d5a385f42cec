"""An office on doubles: a small program whose staff type through a second pair of hands."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.backends.memory.diary import MemoryDiary
from tasks.backends.memory.forms import MemoryForms
from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.backends.memory.register import MemoryRegister
from tasks.backends.memory.shelf import MemoryShelf
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.office.summary import Summary
from tasks.ports import Ports
from tasks.program.cells import Value
from tasks.program.workbook.changes import SetCells
from tests.build import mentee, mentor, snapshot

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"


def a_term(*, more: Sequence[Mapping[str, Value]] = (), **settings: Any) -> Ports:
    """Two mentors and two mentees who are all free on three afternoons."""
    people = [
        mentor("Ana Lee", Availability=WINDOWS),
        mentor("Bo Kim", Availability=WINDOWS),
        mentee("Cy Ott", Availability=WINDOWS),
        mentee("Di Roy", Availability=WINDOWS),
        *more,
    ]
    return a_program(people, **settings)


def a_program(people: Sequence[Mapping[str, Value]], **settings: Any) -> Ports:
    """A program of these people on doubles."""
    return Ports(
        workbook="program.xlsx",
        register=MemoryRegister(snapshot(people, {"Ask above": 500, **settings}), staff=True),
        diary=MemoryDiary(),
        postbox=MemoryPostbox(),
        forms=MemoryForms(),
        ledger=MemoryLedger(),
        shelf=MemoryShelf(),
    )


def run(
    ports: Ports, command: str, today: str, *, by_hand: bool = True, force: Sequence[str] = ()
) -> Summary:
    return settle(Office(ports, Asked(command, today, by_hand, frozenset(force))))


def type_in(ports: Ports, tab: str, column: str, value: Value, **where: str) -> int:
    """Types a value as staff do, in the rows whose cells are as given (`_` for a space)."""
    wanted = {name.replace("_", " "): word for name, word in where.items()}
    rows = [
        row for row in ports.register.read().rows(tab) if all(row.text(c) == w for c, w in wanted.items())
    ]
    ports.register.write([SetCells(tab, row, {column: value}) for row in rows])
    return len(rows)


def column(ports: Ports, tab: str, name: str) -> list[str]:
    return [row.text(name) for row in ports.register.read().rows(tab)]
