"""What must hold after every run of a year, whatever was typed before it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tasks.program.cells import text
from tasks.program.pairs import PairStatus
from tasks.program.people import Status
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs import TABS
from tests.proof.doubles import letter_of
from tests.year.acts import Acts
from tests.year.build import Year

NUMBERS = st.sampled_from(range(1000))
HOLDING = ("approved", "active")
GONE = (Status.LEFT, Status.ON_LEAVE)


class Living(RuleBasedStateMachine):
    """A year and the staff who type into it; machines add what else may happen."""

    def __init__(self, year: Year, acts: Acts) -> None:
        super().__init__()
        self.year, self.acts = year, acts
        self.ids: dict[str, tuple[str, str]] = {}

    @rule(pick=NUMBERS, word=st.sampled_from(("send", "hold", "drop", None)))
    def act_on_a_letter(self, pick: int, word: str | None) -> None:
        self.acts.type_into("Outbox", pick, Action=word)

    @rule(pick=NUMBERS, other=NUMBERS)
    def answer(self, pick: int, other: int) -> None:
        self.acts.answer(pick, other)

    @rule(days=st.sampled_from((0, 1, 2, 5)), by_hand=st.booleans())
    def a_run(self, days: int, *, by_hand: bool) -> None:
        self.acts.pass_days(days)
        self._run(by_hand=by_hand)

    def _run(self, *, by_hand: bool) -> None:
        typed, letters = self._typed(), len(self.year.postbox.handed)
        held, seats = self._held(), self._seats()
        self._live(by_hand=by_hand)
        assert not typed - self._typed(), "what staff typed was changed"
        self._nobody_who_is_away_gets_mail(letters)
        self._nobody_is_told_twice()
        self._pairs_are_as_promised(held, seats)
        self._ids_stay()
        before = self.year.register.read(), self.year.ledger.deliveries(), len(self.year.postbox.handed)
        self._live(by_hand=by_hand)
        after = self.year.register.read(), self.year.ledger.deliveries(), len(self.year.postbox.handed)
        assert before[0].sheets == after[0].sheets, "a second run changed a cell"
        assert before[1:] == after[1:], "a second run sent something"

    def _live(self, *, by_hand: bool) -> None:
        live = self.year.by_hand if by_hand else self.year.live
        live(self.acts.moment)

    def _nobody_who_is_away_gets_mail(self, letters: int) -> None:
        here = self.acts.statuses()
        for message in self.year.postbox.handed[letters:]:
            assert not [to for to in message.recipients if here.get(to) in GONE], message.key

    def _nobody_is_told_twice(self) -> None:
        told = Counter((letter_of(one.key), to) for one in self.year.postbox.handed for to in one.recipients)
        assert max(told.values(), default=1) == 1

    def _pairs_are_as_promised(self, held: Counter[str], seats: Mapping[str, int]) -> None:
        """`held` are each mentor's pairs before the run, `seats` what Capacity allows, by name."""
        self._nobody_has_two_mentors()
        for mentor, number in self._held().items():
            assert number <= max(seats.get(mentor, 0), held[mentor]), f"{mentor} has {number} mentees"

    def _nobody_has_two_mentors(self) -> None:
        rows = [row for row in self.year.rows("Pairings") if row.text("Status") in HOLDING]
        # A pair that staff locked stays beside the one whose mentor came back: they asked for both.
        mine = Counter(
            row.text("Mentee email") or row.text("Mentee") for row in rows if row.text("Decision") != "lock"
        )
        assert max(mine.values(), default=1) == 1

    def _held(self) -> Counter[str]:
        standing = (row for row in self.year.rows("Pairings") if row.text("Status") in (*HOLDING, "paused"))
        return Counter(row.text("Mentor") for row in standing)

    def _seats(self) -> dict[str, int]:
        return {row.text("Name"): int(row.text("Capacity") or 1) for row in self.year.rows("Enrollment")}

    def _ids_stay(self) -> None:
        now = {
            row.text("Pairing ID"): (row.text("Mentor"), row.text("Mentee"))
            for row in self.year.rows("Pairings")
            if row.text("Pairing ID")
        }
        # A vacancy is called by its turn, and later by the name of who fills it.
        named = {id_: both for id_, both in self.ids.items() if not both[1].startswith("Vacancy (")}
        assert named.items() <= now.items()
        assert self.ids.keys() <= now.keys()
        assert len(now) == sum(bool(row.text("Pairing ID")) for row in self.year.rows("Pairings"))
        self.ids = now

    def teardown(self) -> None:
        """What staff typed into Reason stands nowhere else."""
        elsewhere = self.year.outside() + self.year.cells(but=[("Pairings", "Reason")])
        assert not [word for word in self.acts.secrets if word in elsewhere]

    def _typed(self) -> Counter[tuple[object, ...]]:
        found: Counter[tuple[object, ...]] = Counter()
        for name, sheet in self.year.register.read().sheets.items():
            rows: Iterator[Row] = iter(sheet.rows if name in TABS else ())
            for row in rows:
                cells = sheet.staff_cells(row)
                if cells:
                    found[name, *sorted((column, text(value)) for column, value in cells.items())] += 1
        return found

    def _statuses(self) -> set[PairStatus | None]:
        return {
            None,
            *(PairStatus(row.text("Status")) for row in self.year.rows("Pairings") if row.text("Status")),
        }


def live(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call] # the library has no types here
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
