"""A year in any order: whatever staff type into pairs and people, day after day, the promises of the year hold.

Every transition of the pairs' table is asked for by the cells that cause it, and must have happened in the end.
"""

import os
from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tasks.pairing import transitions
from tasks.pairing.transitions import TABLE, Event
from tasks.program.pairs import PairStatus
from tests.year.acts import Acts
from tests.year.build import WINDOWS, a_year, mentee, mentor, person
from tests.year.living import NUMBERS, Living, live

THEN = st.sampled_from((None, 0, 0, 1, 3))
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


class AnyYear(Living):
    """Three mentors with four seats, five mentees, one person who is both."""

    def __init__(self) -> None:
        year = a_year(
            mentor("Gus Hill", Availability=WINDOWS, Capacity=2),
            mentee("Em Fox", Availability=WINDOWS, Start_date="2026-08-24"),
            mentee("Flo Gil", Availability=WINDOWS, Status="applied"),
            person("Hal Ito", "both", Years_teaching=4, Availability=WINDOWS),
            Scheduling="kickoff only",
        )
        super().__init__(year, Acts(year))
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


def test_anything_typed_in_any_order_keeps_the_promises() -> None:
    live(AnyYear, examples=12, steps=30)


@pytest.mark.prove
def test_thousands_of_years_keep_the_promises() -> None:
    live(AnyYear, examples=int(os.environ.get("MENTORSHIP_TEST_LIVES", "200")), steps=50)


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
