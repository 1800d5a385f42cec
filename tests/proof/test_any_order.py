"""Runs, crashes, failures, staff edits and passing days in any order: what must hold after each of them holds."""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tasks.backends.memory.register import MemoryRegister
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Ports
from tasks.program.cells import text
from tasks.program.problems import MentorshipError
from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Row, Sheet
from tasks.program.workbook.tabs import TABS
from tests.build import mentee, mentor
from tests.office.build import WINDOWS, a_term
from tests.proof.doubles import Crash, Trouble, Wire, troubled

TABS_SORTED = ("Enrollment", "Pairings", "Meetings", "Outbox", "To do", "Calendar")
STANDING = frozenset({"approved", "active", "paused"})
NUMBERS = st.integers(0, 1000)
CALLS = st.integers(1, 25) | st.integers(1, 60)


class Term(RuleBasedStateMachine):
    """One program; staff answer truthfully, so that no letter may ever reach anybody twice."""

    steps = 0
    """How many were taken by all machines so far."""

    def __init__(self) -> None:
        super().__init__()
        more = [mentor("Ed Fox", Availability=WINDOWS, Capacity=2), mentee("Flo Gil", Availability=WINDOWS)]
        self.ports: Ports = replace(a_term(more=more), postbox=Wire())
        self.today = date(2026, 8, 10)
        self.joined = 0
        self._run(Trouble(), "pair")

    @property
    def register(self) -> MemoryRegister:
        assert isinstance(self.ports.register, MemoryRegister)
        return self.ports.register

    @property
    def wire(self) -> Wire:
        assert isinstance(self.ports.postbox, Wire)
        return self.ports.postbox

    # The program

    def _run(self, trouble: Trouble, command: str = "term") -> None:
        before = self._typed()
        self.register.staff = False
        moment = f"{self.today.isoformat()}T08:00"
        try:
            settle(Office(troubled(self.ports, trouble), Asked(command, moment, by_hand=True)))
        except (Crash, MentorshipError):
            pass
        finally:
            self.register.staff = True
        assert not before - self._typed(), "what staff typed was changed"

    @rule(command=st.sampled_from(("term", "term", "pair", "schedule", "check", "digest")))
    def run(self, command: str) -> None:
        self._run(Trouble(), command)

    @rule(at=CALLS, kind=st.sampled_from(("before", "after")))
    def crash(self, at: int, kind: str) -> None:
        self._run(Trouble(at, kind))

    @rule(at=CALLS, kind=st.sampled_from(("fails", "fails for good", "answer lost")))
    def fail(self, at: int, kind: str) -> None:
        self._run(Trouble(at, kind))

    @rule()
    def is_quiet(self) -> None:
        for _ in range(2):
            self._run(Trouble())
        before = (self.register.read(), self.ports.ledger.deliveries(), self.ports.ledger.audit())
        sent = Counter(self.wire.sent)
        self._run(Trouble())
        assert self.wire.sent == sent
        assert before[0].sheets == self.register.read().sheets
        assert before[1:] == (self.ports.ledger.deliveries(), self.ports.ledger.audit())

    # Time

    @rule(days=st.integers(1, 16))
    def pass_days(self, days: int) -> None:
        self.today += timedelta(days=days)

    # People

    def _rows(self, tab: str, **where: str) -> list[Row]:
        rows = self.register.read().rows(tab)
        return [
            row
            for row in rows
            if all(row.text(name.replace("_", " ")) == word for name, word in where.items())
        ]

    def _type(self, tab: str, rows: list[Row], pick: int, column: str, value: object) -> None:
        if rows:
            self.register.write([SetCells(tab, rows[pick % len(rows)], {column: value})])  # type: ignore[dict-item] # plain cells

    @rule(pick=NUMBERS, word=st.sampled_from(("approve", "approve", "approve", "lock", "reject", None)))
    def decide(self, pick: int, word: str | None) -> None:
        self._type("Pairings", self._rows("Pairings", Status="proposed"), pick, "Decision", word)

    @rule()
    def approve_all(self) -> None:
        for row in self._rows("Pairings", Status="proposed"):
            self._type("Pairings", [row], 0, "Decision", "approve")

    @rule(pick=NUMBERS, word=st.sampled_from(("end", "replace")))
    def end(self, pick: int, word: str) -> None:
        self._type("Pairings", self._rows("Pairings", Status="active"), pick, "Decision", word)

    @rule(pick=NUMBERS, word=st.sampled_from(("hold", "send", "drop", None)))
    def act(self, pick: int, word: str | None) -> None:
        self._type("Outbox", self._rows("Outbox"), pick, "Action", word)

    @rule(pick=NUMBERS, word=st.sampled_from(("withdrawn", "active", "on leave", None)))
    def retype_status(self, pick: int, word: str | None) -> None:
        self._type("Enrollment", self._rows("Enrollment"), pick, "Status", word)

    @rule(pick=NUMBERS)
    def overtype(self, pick: int) -> None:
        self._type("Pairings", self._rows("Pairings"), pick, "Why", "because I say so")

    @rule()
    def join(self) -> None:
        if self.joined < 3:
            self.joined += 1
            row = mentee(f"New Teacher{'abc'[self.joined - 1]}", Availability=WINDOWS)
            del row["Person ID"]
            self.register.write([AddRow("Enrollment", row)])

    @rule(days=st.integers(0, 20))
    def snow(self, days: int) -> None:
        on = self.today + timedelta(days=days)
        self.register.write([AddRow("Calendar", {"Date": on, "Kind": "no school"})])

    @rule(tab=st.sampled_from(TABS_SORTED), seed=st.randoms(use_true_random=False))
    def sort(self, tab: str, seed: "__import__('random').Random") -> None:
        rows = list(self.register.read().rows(tab))
        seed.shuffle(rows)
        self._put(tab, rows)

    @rule(tab=st.sampled_from(TABS_SORTED), pick=NUMBERS)
    def insert_blank_row(self, tab: str, pick: int) -> None:
        rows = self.register.read().rows(tab)
        at = pick % (len(rows) + 1)
        moved = [replace(row, number=row.number + (index >= at)) for index, row in enumerate(rows)]
        self._put(tab, moved, renumber=False)

    @rule(pick=NUMBERS)
    def delete_meeting_row(self, pick: int) -> None:
        rows = list(self.register.read().rows("Meetings"))
        if rows:
            del rows[pick % len(rows)]
            self._put("Meetings", rows)

    @rule()
    def rename_header(self) -> None:
        """A column of the program's is called something else: the program makes its own again beside it."""
        sheet = self.register.read().sheet("Enrollment")
        if "Match by" in sheet.columns and "Ours" not in sheet.columns:
            names = {"Match by": "Ours"}
            rows = tuple(replace(row, cells=_renamed(row.cells, names)) for row in sheet.rows)
            columns = tuple(names.get(column, column) for column in sheet.columns)
            self.register.snapshot = self.register.read().with_sheet(
                replace(sheet, columns=columns, rows=rows)
            )

    def _put(self, tab: str, rows: list[Row], *, renumber: bool = True) -> None:
        sheet: Sheet = self.register.read().sheet(tab)
        if renumber:
            rows = [replace(row, number=number) for number, row in enumerate(rows, 2)]
        self.register.snapshot = self.register.read().with_sheet(replace(sheet, rows=tuple(rows)))

    @precondition(lambda self: self._questions())
    @rule(pick=NUMBERS)
    def answer(self, pick: int) -> None:
        """Staff say what is true of a letter in doubt, and go on past a guard."""
        questions = self._questions()
        row = questions[pick % len(questions)]
        if row.text("Item").startswith("guard-"):
            self._type("To do", [row], 0, "Answer", "go on")
            return
        copy = self.ports.ledger.deliveries()[row.text("Look in").removeprefix("Outbox: ")]
        address = next((one.text("To") for one in self._rows("Outbox", Key=copy.key)), "")
        if row.text("Item").startswith("unsure-"):
            took = self.wire.sent[copy.letter, address]
            self._type("To do", [row], 0, "Answer", "was sent" if took else "send again")
        else:
            self._type("To do", [row], 0, "Answer", "try again")

    def _questions(self) -> list[Row]:
        rows = self._rows("To do", Status="open")
        kinds = ("guard-", "unsure-", "failed-")
        return [row for row in rows if row.text("Item").startswith(kinds) and not row.text("Answer")]

    # What must always hold

    def _typed(self) -> Counter[tuple[object, ...]]:
        found: Counter[tuple[object, ...]] = Counter()
        for name, sheet in self.register.read().sheets.items():
            if name in TABS:
                rows = (sheet.staff_cells(row) for row in sheet.rows)
                found.update(
                    (name, *sorted((c, text(v)) for c, v in cells.items())) for cells in rows if cells
                )
        return found

    @invariant()
    def nobody_gets_a_letter_twice(self) -> None:
        Term.steps += 1
        assert [one for one, times in self.wire.sent.items() if times > 1] == []

    @invariant()
    def nobody_has_more_than_their_seats(self) -> None:
        seats = {
            row.text("Person ID"): int(row["Capacity"] or 1)
            for row in self._rows("Enrollment", Role="mentor")
        }  # type: ignore[arg-type] # a number
        taken = Counter(
            row.text("Mentor email") for row in self._rows("Pairings") if row.text("Status") in STANDING
        )
        by_email = {
            row.text("Email"): seats[row.text("Person ID")] for row in self._rows("Enrollment", Role="mentor")
        }
        assert all(number <= by_email[email] for email, number in taken.items())
        mentees = Counter(
            row.text("Mentee email") for row in self._rows("Pairings") if row.text("Status") in STANDING
        )
        assert all(number == 1 for number in mentees.values())


def _renamed(cells: Mapping[str, object], names: Mapping[str, str]) -> Mapping[str, object]:
    return MappingProxyType({names.get(column, column): value for column, value in cells.items()})


def _live(examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call] # the library has no types here
        Term,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_anything_in_any_order_keeps_the_promises() -> None:
    _live(examples=5, steps=15)


@pytest.mark.prove
def test_ten_thousand_steps_in_any_order_keep_the_promises(capsys: pytest.CaptureFixture[str]) -> None:
    before = Term.steps
    try:
        _live(examples=int(os.environ.get("MENTORSHIP_TEST_LIVES", "250")), steps=50)
    finally:
        with capsys.disabled():
            sys.stdout.write(f"\n{Term.steps - before} steps in any order\n")
