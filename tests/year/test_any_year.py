"""A year in any order: whatever staff type into pairs and people, day after day, the promises of the year hold.

Every transition of the pairs' table is asked for by the cells that cause it, and must have happened in the end.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tasks.pairing import transitions
from tasks.pairing.transitions import TABLE, Event
from tasks.program.cells import text
from tasks.program.pairs import PairStatus
from tasks.program.people import Status
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs import TABS
from tests.proof.doubles import letter_of
from tests.year.acts import Acts
from tests.year.build import WINDOWS, a_year, mentee, mentor, person

NUMBERS = st.sampled_from(range(1000))
THEN = st.sampled_from((None, 0, 0, 1, 3))
HOLDING = ("approved", "active")
GONE = (Status.LEFT, Status.ON_LEAVE)
Transition = tuple[PairStatus | None, Event]


class Watched(dict[Transition, PairStatus]):
    """The table, and which of its lines were ever read."""

    def __init__(self) -> None:
        super().__init__(TABLE)
        self.seen: Counter[Transition] = Counter()

    def get(self, key: Transition, default: PairStatus | None = None) -> PairStatus | None:  # type: ignore[override]
        if key in self:
            self.seen[key] += 1
        return super().get(key, default)


class AnyYear(RuleBasedStateMachine):
    """Three mentors with four seats, five mentees, one person who is both."""

    def __init__(self) -> None:
        super().__init__()
        self.year = a_year(
            mentor("Gus Hill", Availability=WINDOWS, Capacity=2),
            mentee("Em Fox", Availability=WINDOWS, Start_date="2026-08-24"),
            mentee("Flo Gil", Availability=WINDOWS, Status="applied"),
            person("Hal Ito", "both", Years_teaching=4, Availability=WINDOWS),
            Scheduling="kickoff only",
        )
        self.acts = Acts(self.year)
        self.ids: dict[str, tuple[str, str]] = {}
        self._run(by_hand=True)
        self.year.type("Pairings", {"Status": "proposed", "Mentor": "Bo Kim"}, Decision="approve")
        self.acts.noon = True
        self._run(by_hand=False)

    # What happens

    @rule(data=st.data(), pick=NUMBERS, then=THEN)
    def cause(self, data: st.DataObject, pick: int, then: int | None) -> None:
        """Staff type what makes one transition happen to one of the pairs that it can happen to."""
        there = self._statuses()
        status, event = data.draw(st.sampled_from([both for both in TABLE if both[0] in there]))
        self.acts.cause(status, event, pick)
        self._then(then)

    @rule(pick=NUMBERS, what=st.sampled_from(sorted(Acts.TO_PEOPLE)), then=THEN)
    def something_happens_to_somebody(self, pick: int, what: str, then: int | None) -> None:
        self.acts.happen(what, pick)
        self._then(then)

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

    def lives_to_see(self, status: PairStatus | None, event: Event, pick: int) -> None:
        """One step of a way through the table, where there is a pair to take it."""
        if status in self._statuses():
            self.acts.cause(status, event, pick)
            self._run(by_hand=False)

    def _then(self, days: int | None) -> None:
        """A scheduled run follows: at noon, when letters wait for a morning, or on a later morning; or more is typed first."""
        if days is not None:
            self.acts.pass_days(days)
            self._run(by_hand=False)

    # What must hold after every run

    def _run(self, *, by_hand: bool) -> None:
        typed, letters = self._typed(), len(self.year.postbox.handed)
        held, seats = self._held(), self._seats()
        self._live(by_hand=by_hand)
        assert not typed - self._typed(), "what staff typed was changed"
        self._nobody_who_is_away_gets_mail(letters)
        self._nobody_is_told_twice()
        self._nobody_has_two_mentors()
        for mentor_, number in self._held().items():
            assert number <= max(seats.get(mentor_, 0), held[mentor_]), f"{mentor_} has {number} mentees"
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


def _live(examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call] # the library has no types here
        AnyYear,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_anything_typed_in_any_order_keeps_the_promises() -> None:
    _live(examples=12, steps=30)


@pytest.mark.prove
def test_thousands_of_years_keep_the_promises() -> None:
    _live(examples=int(os.environ.get("MENTORSHIP_TEST_LIVES", "200")), steps=50)


def ways(*, told: bool) -> dict[PairStatus | None, tuple[Transition, ...]]:
    """The shortest way from a typed row to each status of the table; `told`: by way of an introduction, or unwanted."""
    found: dict[PairStatus | None, tuple[Transition, ...]] = {None: ()}
    for status in (open_ := [None]):
        for (before, event), now in TABLE.items():
            aside = told and ((before, event) == (PairStatus.APPROVED, Event.AWAY) or event is Event.CHANGED)
            if before == status and now not in found and not aside:
                found[now] = (*found[status], (before, event))
                open_.append(now)
    return found


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line[0] or 'typed'}: {line[1]}")
def test_every_line_of_the_table_is_reached_by_typing(
    line: Transition, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched()
    monkeypatch.setattr(transitions, "TABLE", watched)
    for pick in range(6):
        year = AnyYear()
        for status, event in (*ways(told=pick % 2 == 0)[line[0]], line):
            year.lives_to_see(status, event, pick)
        year.teardown()
        if line in watched.seen:
            return
    pytest.fail("no typing made it happen")
