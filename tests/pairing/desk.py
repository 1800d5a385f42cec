"""A coordinator at the workbook: types in cells, runs the room, and looks at what stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from tasks.pairing.plan import plan
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Delivery, State
from tasks.program.plan import Plan
from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Row
from tasks.program.world import World
from tests import build


class Desk:
    """One workbook over time; `run` carries out a plan until it wants nothing more, `send` delivers what is owed."""

    def __init__(
        self, *people: Mapping[str, Value], settings: Mapping[str, Value] | None = None, **tabs: Any
    ) -> None:
        self.book = build.book(people, settings, **tabs)
        self.last = Plan()
        self.sent: dict[str, Delivery] = {}

    def run(self, now: str = "2026-08-12 12:00") -> Plan:
        """Runs the room; a second run at once must want nothing."""
        facts = dict(self.book.world.facts)
        self.book = Book(self.book.snapshot, self._world(facts), build.run(now))
        self.last = plan(self.book)
        facts |= self.last.facts
        self.book = Book(self.book.after(self.last.changes).snapshot, self._world(facts), self.book.run)
        again = plan(self.book)
        assert (again.changes, again.facts) == ((), {}), again.changes
        return self.last

    def send(self, now: str = "2026-08-13 07:30") -> None:
        """Every letter that waits for nobody goes out."""
        moment = build.run(now).now
        for letter in self.last.letters:
            for to in letter.to if not letter.waits_for else ():
                key = f"{letter.key}-{to.person}"
                self.sent[key] = Delivery(
                    key,
                    letter.key,
                    to.person,
                    letter.template,
                    "pairing",
                    State.SENT,
                    moment,
                    moment,
                    letter.drop_after,
                )

    def _world(self, facts: Mapping[str, str]) -> World:
        return World(deliveries=dict(self.sent), facts=dict(facts))

    def type(self, tab: str, where: Mapping[str, Value], **cells: Value) -> None:
        """Types into the row whose cells read so."""
        row = self.row(tab, **{name.replace(" ", "_"): value for name, value in where.items()})
        self.book = self.book.after((SetCells(tab, row, build.columns(**cells)),))

    def add(self, tab: str, **cells: Value) -> None:
        self.book = self.book.after((AddRow(tab, build.columns(**cells)),))

    def remove(self, tab: str, **cells: Value) -> None:
        """Deletes a row, as staff do."""
        sheet = self.book.snapshot.sheet(tab)
        gone = self.row(tab, **cells)
        left = replace(sheet, rows=tuple(row for row in sheet.rows if row.number != gone.number))
        self.book = Book(self.book.snapshot.with_sheet(left), self.book.world, self.book.run)

    def set(self, name: str, value: Value) -> None:
        """Changes a setting."""
        self.type("Settings", {"Setting": name}, Value=value)

    def row(self, tab: str, **cells: Value) -> Row:
        wanted = build.columns(**cells)
        found = [row for row in self.book.snapshot.rows(tab) if all(row[c] == v for c, v in wanted.items())]
        assert len(found) == 1, f"{len(found)} rows of {tab} read {wanted}"
        return found[0]

    def pairs(self) -> list[tuple[str, str, str]]:
        """Mentor, mentee and status of every row of `Pairings`, by first names."""
        return [
            (row.text("Mentor").split(" ")[0], row.text("Mentee").split(" ")[0], row.text("Status"))
            for row in self.book.snapshot.rows("Pairings")
        ]

    def waiting(self) -> list[str]:
        return [row.text("Name").split(" ")[0] for row in self.book.snapshot.rows("Unmatched")]

    def letters(self) -> list[tuple[str, list[str]]]:
        """Templates and first names of the letters the last run wanted."""
        return [
            (letter.template, [to.name.split(" ")[0] for to in letter.to]) for letter in self.last.letters
        ]


def later(days: int, start: str = "2026-08-12 12:00") -> str:
    return (datetime.fromisoformat(start) + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


EMPTY: Mapping[str, Value] = MappingProxyType({})
