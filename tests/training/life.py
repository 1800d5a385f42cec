"""A program's trainings lived through in a test: plan, make the changes, send the letters, plan again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Delivery, Letter, State
from tasks.program.meetings import Standing
from tasks.program.plan import Plan
from tasks.program.workbook.changes import SetCells
from tasks.program.world import World
from tasks.training.plan import plan
from tests.build import book, run


def session(name: str = "T1", starts: str = "2026-08-20 14:45", **cells: Value) -> dict[str, Value]:
    day, time = starts.split()
    row: dict[str, Value] = {
        "Training ID": name,
        "Title": f"Title of {name}",
        "Starts": starts,
        "Ends": f"{day} {int(time[:2]) + 1:02d}:{time[3:]}",
        "Where": "Room 2",
        "Audience": "mentors",
    }
    return row | {column.replace("_", " "): value for column, value in cells.items()}


Row = Mapping[str, Value]


class Program:
    """The workbook and the world of one test; `run` plans and carries out until nothing changes."""

    def __init__(
        self,
        people: Sequence[Row],
        trainings: Sequence[Row],
        now: str = "2026-08-12 12:00",
        **more: Any,
    ) -> None:
        self.book = book(people, now=now, Trainings=trainings, **more)
        self.world = World()
        self.letters: list[Letter] = []

    def at(self, now: str) -> "Program":
        self.book = Book(self.book.snapshot, self.world, run(now))
        return self

    def plan(self) -> Plan:
        return plan(self.book)

    def run(self, send: bool = True) -> Plan:
        """Two rounds, as the office does: what was sent in the first shows in the rows after the second."""
        for _ in range(2):
            found = self.plan()
            self._carry(found, send)
        return found

    def _carry(self, found: Plan, send: bool) -> None:
        standing = {series.key: Standing(series) for series in found.series}
        sent = {key: copy for letter in found.letters if send for key, copy in self._sent(letter).items()}
        self.world = World(
            deliveries={**sent, **self.world.deliveries},
            standing=standing,
            facts={**self.world.facts, **found.facts},
        )
        self.book = Book(self.book.after(found.changes).snapshot, self.world, self.book.run)

    def _sent(self, letter: Letter) -> dict[str, Delivery]:
        now = self.book.run.now
        key = keys.delivery(letter.key, letter.to[0].person)
        if key not in self.world.deliveries:
            self.letters.append(letter)
        copy = Delivery(
            key,
            letter.key,
            letter.to[0].person,
            letter.template,
            letter.room,
            State.SENT,
            now,
            now,
            letter.drop_after,
        )
        return {key: copy}

    def type(self, tab: str, key: str, **cells: Value) -> None:
        """Types into the row whose first cells contain the key."""
        wanted = key.split()
        row = next(
            row
            for row in self.book.snapshot.rows(tab)
            if all(any(str(value) == word for value in row.cells.values()) for word in wanted)
        )
        typed = {column.replace("_", " "): value for column, value in cells.items()}
        changed = self.book.after((SetCells(tab, row, typed),)).snapshot
        self.book = Book(changed, self.world, self.book.run)

    def vanish(self, name: str) -> None:
        """Somebody's row is deleted from `Enrollment`."""
        sheet = self.book.snapshot.sheet("Enrollment")
        rows = tuple(row for row in sheet.rows if row.text("Name") != name)
        snapshot = self.book.snapshot.with_sheet(replace(sheet, rows=rows))
        self.book = Book(snapshot, self.world, self.book.run)

    def drop(self) -> None:
        """Staff type `drop` for every letter that is owed."""
        letters, now = self.plan().letters, self.book.run.now
        copies = {key: copy for letter in letters for key, copy in self._sent(letter).items()}
        dropped = {key: replace(copy, state=State.DROPPED, action="drop") for key, copy in copies.items()}
        self.world = replace(self.world, deliveries={**self.world.deliveries, **dropped})
        self.at(f"{now:%Y-%m-%d %H:%M}")

    def rows(self) -> dict[tuple[str, str], str]:
        """(training, first name) → status, for every row of `Invitations`."""
        return {
            (row.text("Training ID"), row.text("Name").split(" ")[0]): row.text("Status")
            for row in self.book.snapshot.rows("Invitations")
        }

    def mail(self) -> list[tuple[str, str]]:
        """(template, first name) of every letter sent so far, in order."""
        return [(letter.template, letter.to[0].name.split(" ")[0]) for letter in self.letters]
