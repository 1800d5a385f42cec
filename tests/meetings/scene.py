"""A small program that lives through days: runs of the meetings room until quiet, with real diary and delivered letters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tasks.backends.memory.diary import MemoryDiary
from tasks.meetings.plan import plan
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Delivery, Letter, State
from tasks.program.meetings import Busy, Meeting
from tasks.program.plan import Plan
from tasks.program.workbook.changes import SetCells, after
from tasks.program.workbook.snapshot import Snapshot
from tasks.program.world import World
from tests import build

BELLS = [
    {"Period": "P1", "Starts": "08:00", "Ends": "08:45"},
    {"Period": "P2", "Starts": "09:00", "Ends": "09:45"},
    {"Period": "PM", "Starts": "15:00", "Ends": "16:00"},
]
SETTINGS = {"Meeting cadence": "weekly", "Meeting minutes": 45, "Meeting hours": "07:30-16:30"}
TERM = {"Term start": "2026-08-10", "Term end": "2026-09-11"}


def pair(mentor: str, mentee: str, status: str = "active", **cells: Any) -> dict[str, Any]:
    """A `Pairings` row; its id is `pair-` and the mentee's first name."""
    address = "{}@example.org".format
    return {
        "Pairing ID": "pair-" + mentee.split(" ", maxsplit=1)[0].lower(),
        "Mentor": mentor,
        "Mentor email": address(mentor.lower().replace(" ", ".")),
        "Mentee": mentee,
        "Mentee email": address(mentee.lower().replace(" ", ".")),
        "Status": status,
        "Matched on": "2026-08-01",
    } | build.columns(**cells)


class Scene:
    """A workbook, a diary, sent letters and remembered facts; `run` is one command at a moment."""

    def __init__(
        self,
        people: Sequence[Mapping[str, Any]],
        pairs: Sequence[Mapping[str, Any]],
        settings: Mapping[str, Any] | None = None,
        **tabs: Any,
    ) -> None:
        tabs.setdefault("bell_schedule", BELLS)
        self.snapshot: Snapshot = build.snapshot(
            people, SETTINGS | TERM | dict(settings or {}), pairings=pairs, **tabs
        )
        self.diary = MemoryDiary()
        self.busy: dict[str, tuple[Busy, ...]] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.facts: dict[str, str] = {}
        self.refused: set[str] = set()

    def book(self, now: str, *, by_hand: bool = False) -> Book:
        world = World(self.deliveries, self.diary.standing(), self.busy, self.facts)
        return Book(self.snapshot, world, build.run(now, by_hand=by_hand))

    def run(
        self, now: str = "2026-08-05 12:00", *, by_hand: bool = False, deliver: bool = True
    ) -> tuple[Plan, list[Letter]]:
        """Repeats the room until nothing changes; gives the first plan and the letters that went out."""
        first, sent = None, []
        for _ in range(5):
            book = self.book(now, by_hand=by_hand)
            wanted = plan(book)
            first = first or wanted
            before = (self.snapshot, dict(self.diary.standing()), dict(self.deliveries), dict(self.facts))
            self.snapshot = after(self.snapshot, wanted.changes)
            for series in wanted.series:
                self.diary.put(series, book.run.now)
            for key in set(self.diary.standing()) - {series.key for series in wanted.series}:
                self.diary.drop(key, book.run.now)
            self.facts |= wanted.facts
            if deliver:
                sent += [letter for letter in wanted.letters if self._deliver(letter, book.run.now)]
            if before[1:] == (self.diary.standing(), self.deliveries, self.facts) and not wanted.changes:
                return first, sent
        raise AssertionError("the room does not come to rest")

    def _deliver(self, letter: Letter, now: datetime) -> bool:
        new = False
        for to in letter.to:
            key = keys.delivery(letter.key, to.person)
            if key not in self.deliveries and to.person not in self.refused:
                new = True
                self.deliveries[key] = Delivery(
                    key,
                    letter.key,
                    to.person,
                    letter.template,
                    "meetings",
                    State.SENT,
                    now,
                    now,
                    letter.drop_after,
                )
        return new

    def type(self, tab: str, where: Mapping[str, Any], **cells: Any) -> None:
        """Staff type into the rows that hold these values."""
        for row in self.snapshot.rows(tab):
            if all(row.text(column) == value for column, value in where.items()):
                self.snapshot = after(self.snapshot, (SetCells(tab, row, build.columns(**cells)),))

    def add(self, tab: str, row: Mapping[str, Any]) -> None:
        sheet = build.grid(tab, [*(dict(r.cells) for r in self.snapshot.rows(tab)), dict(row)])
        from tasks.program.workbook.snapshot import sheet_from_grid

        self.snapshot = self.snapshot.with_sheet(sheet_from_grid(tab, sheet))

    def remove(self, tab: str, name: str = "") -> None:
        """The rows of a tab are gone, or the one of this name."""
        sheet = self.snapshot.sheet(tab)
        rows = tuple(row for row in sheet.rows if name and row.text("Name") != name)
        self.snapshot = self.snapshot.with_sheet(replace(sheet, rows=rows))

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(sorted(self.book("2026-08-05").meetings, key=lambda meeting: meeting.id))

    def shown(self, pair_id: str = "") -> list[str]:
        """`kickoff 08-10 08:00 booked`, one line a meeting in order of id."""
        return [
            f"{m.kind} {m.starts:%m-%d %H:%M} {m.status.value}"
            for m in self.meetings
            if not pair_id or m.pairing_id == pair_id
        ]
