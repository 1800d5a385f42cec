"""What the people of the district do between runs: they type in cells, answer forms, log meetings."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from tasks.ports import Register
from tasks.program.cells import Value
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.changes import AddRow, Change, SetCells
from tasks.program.workbook.snapshot import Row

Where = Callable[[Row], bool]


class Hands:
    """Hands on the workbook: every deed reads it, types, and saves, as a person does."""

    def __init__(self, register: Register, seed: int) -> None:
        self.register = register
        self.dice = random.Random(seed)

    def type(self, tab: str, column: str, value: Value, where: Where, most: int = 10_000) -> int:
        """Types a value into one column of the rows that `where` picks; how many rows that were."""
        rows = [row for row in self.register.read().rows(tab) if where(row)][:most]
        self.register.write([SetCells(tab, row, {column: value}) for row in rows])
        return len(rows)

    def add(self, tab: str, *rows: Mapping[str, Value]) -> None:
        self.register.write([AddRow(tab, row) for row in rows])

    def answer_invitations(self) -> int:
        """Most invited people say yes, a few say no."""
        rows = self.register.read().rows("Invitations")
        waiting = [
            row for row in rows if row.text("Status") in ("invited", "reminded") and not row.text("Answer")
        ]
        changes: list[Change] = [
            SetCells("Invitations", row, {"Answer": "no" if self.dice.random() < 0.12 else "yes"})
            for row in waiting
        ]
        self.register.write(changes)
        return len(changes)

    def note_attendance(self, training: str) -> int:
        """The coordinator ticks who came."""
        rows = self.register.read().rows("Invitations")
        there = [
            row for row in rows if row.text("Training ID") == training and row.text("Status") == "accepted"
        ]
        changes: list[Change] = [
            SetCells("Invitations", row, {"Attended": "no" if self.dice.random() < 0.08 else "yes"})
            for row in there
        ]
        self.register.write(changes)
        return len(changes)

    def log_meetings(self, today: date, since: date, quiet_pair: str = "") -> int:
        """Mentees log most of the meetings that took place; one pair stays silent."""
        logged: list[Change] = []
        for row in self.register.read().rows("Meetings"):
            starts = RowReader("Meetings", row, []).quiet_moment("Starts")
            if (
                starts is None
                or not since <= starts.date() < today
                or row.text("Status") not in ("booked", "moved", "not confirmed")
            ):
                continue
            if row.text("Pairing ID") == quiet_pair or self.dice.random() < 0.12:
                continue
            logged.append(AddRow("Check-ins", self._entry(row, starts)))
        self.register.write(logged)
        return len(logged)

    def _entry(self, row: Row, starts: datetime) -> dict[str, Value]:
        return {
            "Timestamp": datetime.combine(starts.date(), time(17, 0))
            + timedelta(minutes=self.dice.randint(0, 55)),
            "Email": _address(row.text("Mentee")),
            "With": row.text("Mentor"),
            "Met on": starts.date(),
            "Minutes": self.dice.choice((30, 45, 45, 45, 60)),
            "Mode": self.dice.choice(("in person", "in person", "virtual")),
        }

    def answer_survey(
        self, questions: Callable[[str], Mapping[str, tuple[str, ...]]], stamp: datetime, share: float
    ) -> int:
        """A share of the people in active pairs answers; `questions` gives (wording → choices) for a role."""
        pairs = [row for row in self.register.read().rows("Pairings") if row.text("Status") == "active"]
        asked = {row.text("Mentor email"): "mentor" for row in pairs} | {
            row.text("Mentee email"): "mentee" for row in pairs
        }
        before = {row.text("Email") for row in self.register.read().rows("Survey answers")}
        rows: list[Change] = []
        for number, (email, role) in enumerate(sorted(asked.items())):
            if email not in before and self.dice.random() < share:
                answers = {question: self._answer(choices) for question, choices in questions(role).items()}
                rows.append(
                    AddRow(
                        "Survey answers",
                        {"Timestamp": stamp + timedelta(minutes=number), "Email": email, **answers},
                    )
                )
        self.register.write(rows)
        return len(rows)

    def _answer(self, choices: tuple[str, ...]) -> str:
        if not choices:
            return self.dice.choice(_COMMENTS)
        weights = [6, 5, 2, 1, 1][: len(choices)] + [1] * max(0, len(choices) - 5)
        return self.dice.choices(choices, weights)[0]


_COMMENTS = (
    "",
    "",
    "Having the same planning period made all the difference.",
    "More time to watch each other teach, please.",
    "Our weekly talk kept me going through October.",
    "The training came a little late for me.",
    "I would start before the first day of school.",
)


def _address(name: str) -> str:
    return name.lower().replace(" ", ".").replace("'", "") + "@example.org"
