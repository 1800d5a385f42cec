"""A program lived through date by date on doubles: staff type in cells, the office runs, and everything is searched."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
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
from tasks.ports import Message, Ports, Receipt
from tasks.program.cells import Value, text
from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Row
from tests.build import columns, mentee, mentor, person, snapshot

__all__ = ["MORNING", "WINDOWS", "Year", "a_year", "mentee", "mentor", "person"]

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"
MORNING = "T07:40"
"""When a scheduled run finds that letters may leave."""


class Box(MemoryPostbox):
    """A postbox that also counts what was handed to it: a message that came twice is no other message."""

    def __init__(self) -> None:
        super().__init__()
        self.handed: list[Message] = []

    def send(self, message: Message) -> Receipt:
        self.handed.append(message)
        return super().send(message)


class Year:
    """One workbook and its world. Staff `type`, `add` and `remove`; `live` runs the office by date."""

    def __init__(
        self, people: Sequence[Mapping[str, Value]], settings: Mapping[str, Value], **tabs: Any
    ) -> None:
        self.register = MemoryRegister(snapshot(people, {"Ask above": 500, **settings}, **tabs), staff=True)
        self.diary, self.postbox = MemoryDiary(), Box()
        self.ledger, self.shelf = MemoryLedger(), MemoryShelf()
        self.ports = Ports(
            workbook="program.xlsx",
            register=self.register,
            diary=self.diary,
            postbox=self.postbox,
            forms=MemoryForms(),
            ledger=self.ledger,
            shelf=self.shelf,
        )

    def live(self, today: str, command: str = "term", *, force: Sequence[str] = ()) -> Summary:
        """A scheduled run at that moment (a bare date: the morning, when letters leave)."""
        moment = today if "T" in today else today + MORNING
        return self._run(moment, command, force, by_hand=False)

    def by_hand(self, today: str, command: str = "term", *, force: Sequence[str] = ()) -> Summary:
        """A run with `--yes`."""
        return self._run(today, command, force, by_hand=True)

    def _run(self, today: str, command: str, force: Sequence[str], *, by_hand: bool) -> Summary:
        self.register.staff = False
        summary = settle(Office(self.ports, Asked(command, today, by_hand, frozenset(force))))
        self.register.staff = True
        return summary

    def every_day(self, first: str, last: str) -> None:
        """A scheduled run on every day from the first to the last."""
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            self.live(day.isoformat())
            day += timedelta(days=1)

    def type(self, tab: str, where: Mapping[str, Value], **cells: Value) -> None:
        """Types into all rows whose cells read so; there must be one at least."""
        rows = [row for row in self.rows(tab) if all(row.text(c) == text(v) for c, v in where.items())]
        assert rows, f"no row of {tab} reads {where}"
        assert self.register.write([SetCells(tab, row, columns(**cells)) for row in rows]) == ()

    def person(self, name: str, **cells: Value) -> None:
        self.type("Enrollment", {"Name": name}, **cells)

    def setting(self, name: str, value: Value) -> None:
        if any(row.text("Setting") == name for row in self.rows("Settings")):
            self.type("Settings", {"Setting": name}, Value=value)
        else:
            self.add("Settings", Setting=name, Value=value)

    def add(self, tab: str, *rows: Mapping[str, Value], **cells: Value) -> None:
        self.register.write([AddRow(tab, row) for row in (*rows, columns(**cells)) if row])

    def remove(self, tab: str, **where: Value) -> Row:
        """Deletes one row, as staff do; gives it, so that it can be put back."""
        sheet = self.register.read().sheet(tab)
        gone = self.row(tab, **where)
        left = replace(sheet, rows=tuple(row for row in sheet.rows if row.number != gone.number))
        self.register.snapshot = self.register.read().with_sheet(left)
        return gone

    def put_back(self, tab: str, row: Row) -> None:
        self.register.write([AddRow(tab, row.cells)])

    def answer(self, kind: str, answer: str, **more: Value) -> None:
        """Answers the open line of `To do` whose item begins so."""
        lines = [row for row in self.open() if row.text("Item").startswith(kind)]
        assert len(lines) == 1, (
            f"{len(lines)} open lines of {kind}: {[row.text('Item') for row in self.open()]}"
        )
        self.type("To do", {"Item": lines[0].text("Item")}, Answer=answer, **more)

    def rows(self, tab: str) -> tuple[Row, ...]:
        return self.register.read().rows(tab)

    def row(self, tab: str, **where: Value) -> Row:
        wanted = columns(**where)
        found = [row for row in self.rows(tab) if all(row.text(c) == text(v) for c, v in wanted.items())]
        assert len(found) == 1, f"{len(found)} rows of {tab} read {wanted}"
        return found[0]

    def column(self, tab: str, name: str) -> list[str]:
        return [row.text(name) for row in self.rows(tab)]

    def open(self) -> list[Row]:
        return [row for row in self.rows("To do") if row.text("Status") == "open" and row.text("Choices")]

    def asked(self) -> list[str]:
        """The kinds of open questions."""
        return sorted(row.text("Item").rpartition("-")[0] for row in self.open())

    def pair(self, mentee_name: str) -> Row:
        """The mentee's pair that stands or is proposed."""
        over = ("ended", "rejected", "replaced", "not allowed")
        found = [
            row
            for row in self.rows("Pairings")
            if row.text("Mentee") == mentee_name and row.text("Status") not in over
        ]
        assert len(found) == 1, f"{mentee_name} has {len(found)} pairs"
        return found[0]

    def letters(self, name: str = "") -> Counter[str]:
        """What was sent, by template; to one person, or to everybody."""
        who = self.row("Enrollment", Name=name).text("Person ID") if name else ""
        sent = (d for d in self.ledger.deliveries().values() if d.state == "sent" and who in ("", d.person))
        return Counter(delivery.template for delivery in sent)

    def since(self, before: Counter[str], name: str = "") -> Counter[str]:
        return self.letters(name) - before

    def mail(self, address: str = "") -> list[EmailMessage]:
        """Every message that went to an address, in order; all messages without one."""
        kept = (m for m in self.postbox.messages if not address or address in m.recipients)
        return [message_from_bytes(m.content, policy=policy.default) for m in kept]

    def outside(self) -> str:
        """Everything that anybody but the coordinator can read: letters, calendars, reports, and what was logged."""
        parts = [
            str(part.get_content()) for mail in self.mail() for part in mail.walk() if not part.is_multipart()
        ]
        parts += [str(value) for mail in self.mail() for value in mail.values()]
        parts += [repr(standing) for standing in self.diary.standing().values()]
        parts += [content.decode("utf-8", "replace") for content in self.shelf.files.values()]
        parts += [repr(self.ledger.facts()), repr(self.ledger.audit()), repr(self.ledger.deliveries())]
        return "\n".join(parts)

    def cells(self, *, but: Sequence[tuple[str, str]] = ()) -> str:
        """All cells of the workbook but those columns."""
        found = [
            f"{sheet.name}/{column}={text(value)}"
            for sheet in self.register.read().sheets.values()
            for row in sheet.rows
            for column, value in row.cells.items()
            if (sheet.name, column) not in but
        ]
        return "\n".join(found)

    def meetings(self, mentee_name: str, *statuses: str) -> list[str]:
        """The days of a mentee's meetings, of these statuses where some are given."""
        found = [
            row
            for row in self.rows("Meetings")
            if row.text("Mentee") == mentee_name and (not statuses or row.text("Status") in statuses)
        ]
        return sorted(row.text("Starts")[:10] for row in found)

    def booked(self, mentor_name: str) -> list[str]:
        """The days of a mentor's meetings that stand."""
        rows = [row for row in self.rows("Meetings") if row.text("Mentor") == mentor_name]
        return sorted(row.text("Starts")[:10] for row in rows if row.text("Status") in ("booked", "moved"))


def a_year(*more: Mapping[str, Value], active: bool = False, **settings: Any) -> Year:
    """Two mentors and two mentees who are all free on three afternoons; `active`: paired and told on August 12."""
    tabs = {name: settings.pop(name) for name in ("calendar", "trainings", "schools") if name in settings}
    people = [
        mentor("Ana Lee", Availability=WINDOWS, Subject="Art", Grade_band="6-8"),
        mentor("Bo Kim", Availability=WINDOWS, Subject="Science"),
        mentee("Cy Ott", Availability=WINDOWS, Subject="Art", Grade_band="6-8"),
        mentee("Di Roy", Availability=WINDOWS, Subject="Science"),
        *more,
    ]
    year = Year(people, {name.replace("_", " "): value for name, value in settings.items()}, **tabs)
    if active:
        year.by_hand("2026-08-12", "pair")
        year.type("Pairings", {"Status": "proposed"}, Decision="approve")
        year.by_hand("2026-08-12")
    return year
