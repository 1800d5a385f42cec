"""A year at random: a coordinator types anything anywhere, and some things stay true whatever happens."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tasks.pairing.transitions import TABLE
from tasks.program.pairs import STANDING, PairStatus
from tests.build import columns, mentee, mentor, person
from tests.pairing.desk import Desk

NAMES = [f"{letter}{number} X" for letter in "ME" for number in range(6)]
DECISIONS = ["approve", "approve", "approve", "reject", "lock", "exception", "replace", "end", None]


def people(dice: random.Random) -> list[dict]:  # type: ignore[type-arg] # rows as typed
    def row(name: str) -> dict:  # type: ignore[type-arg] # a row as typed
        kind = mentor if name.startswith("M") else mentee
        return kind(name, Subject=dice.choice(["Art", "Science"]), Capacity=dice.choice([1, 1, 2]))

    return [
        *(row(name) for name in NAMES),
        person("Bo X", "both", Years_teaching=4, Mentor_training="2026-07-01"),
    ]


class Year:
    """Random acts of staff and people, one after another."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.desk = Desk(*people(self.dice))
        self.today = date(2026, 8, 12)

    def act(self) -> None:
        acts = [
            self.decide,
            self.decide,
            self.decide,
            self.type_pair,
            self.change,
            self.status,
            self.cell,
            self.wait,
        ]
        self.dice.choice(acts)()

    def _row(self) -> int | None:
        rows = [row.number for row in self.desk.book.snapshot.rows("Pairings")]
        return self.dice.choice(rows) if rows else None

    def _type(self, tab: str, number: int, **cells: object) -> None:
        from tasks.program.workbook.changes import SetCells

        row = next(row for row in self.desk.book.snapshot.rows(tab) if row.number == number)
        self.desk.book = self.desk.book.after((SetCells(tab, row, columns(**cells)),))  # type: ignore[arg-type] # cells

    def decide(self) -> None:
        number = self._row()
        if number is not None:
            ending = self.dice.choice([None, None, "no-fault", "leave"])
            reason = self.dice.choice([None, "because"])
            self._type("Pairings", number, Decision=self.dice.choice(DECISIONS), Ending=ending, Reason=reason)

    def type_pair(self) -> None:
        mentor_, mentee_ = self.dice.sample([*NAMES, "Bo X"], 2)
        self.desk.add(
            "Pairings",
            Mentor=mentor_,
            Mentee=mentee_,
            Decision=self.dice.choice([None, "approve", "exception"]),
            Reason="because",
        )

    def change(self) -> None:
        number = self._row()
        if number is not None:
            self._type("Pairings", number, Change_mentor_to=self.dice.choice([*NAMES[:7], None]))

    def status(self) -> None:
        status = self.dice.choice(["active", "active", "left", "withdrawn", None])
        self.desk.type("Enrollment", {"Name": self.dice.choice(NAMES)}, Status=status)

    def cell(self) -> None:
        cells = self.dice.choice(
            [
                {"Away_from": self.today, "Away_until": self.today + timedelta(days=9)},
                {"Capacity": self.dice.choice([1, 2])},
                {"Evaluator": "m1.x@example.org"},
                {"Avoid": "m2.x@example.org"},
                {"Years_teaching": "unclear"},
                {"Years_teaching": 5},
            ]
        )
        self.desk.type("Enrollment", {"Name": self.dice.choice(NAMES)}, **cells)

    def wait(self) -> None:
        self.today += timedelta(days=self.dice.choice([1, 7]))
        self.desk.send(f"{self.today} 07:30")


@pytest.mark.parametrize("seed", range(25))
def test_whatever_staff_type(seed: int) -> None:
    year = Year(seed)
    allowed = {(before, now) for (before, _), now in TABLE.items()}
    for _ in range(30):
        year.act()
        before = {pair.id: pair.status for pair in year.desk.book.pairs if pair.id}
        capacity = {p.id: p.capacity for p in year.desk.book.people.values()}
        already = Counter(p.mentor for p in year.desk.book.pairs if p.stands)
        year.desk.run(f"{year.today} 12:00")
        pairs = year.desk.book.pairs
        ids = [pair.id for pair in pairs if pair.id]
        assert len(ids) == len(set(ids))
        moved = {
            (before[pair.id], pair.status)
            for pair in pairs
            if before.get(pair.id, pair.status) is not pair.status
        }
        # An approval taken back passes through `proposed` within the run, as a replaced pair does when approved.
        taken_back = {(PairStatus.APPROVED, now) for before, now in allowed if before is PairStatus.PROPOSED}
        assert moved <= allowed | taken_back | {(PairStatus.REPLACED, PairStatus.APPROVED)}
        held = Counter(pair.mentor for pair in pairs if pair.stands)
        assert all(count <= max(capacity[who], already[who]) for who, count in held.items() if who)
        served = Counter(pair.mentee for pair in pairs if pair.stands and pair.decision != "replace")
        assert all(count == 1 for count in served.values())
        waits = {row.text("Name") for row in year.desk.book.snapshot.rows("Unmatched")}
        have = {
            row.text("Mentee")
            for row in year.desk.book.snapshot.rows("Pairings")
            if row["Status"] in STANDING
        }
        assert not waits & have
