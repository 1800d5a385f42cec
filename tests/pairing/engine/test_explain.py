from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from tasks.pairing.engine import (
    Arcs,
    Problem,
    WhatIf,
    Worth,
    best_assignment,
    cost_of_pair,
    loss_without,
    scarcity,
    seats_that_help,
    totals,
    worth_of_seat,
)
from tests.pairing.engine.build import arcs_of, problems


def plain(problem: Problem) -> Problem:
    """Without the goals whose own limits would move with the change."""
    return replace(problem, lift_worst=False, groups=None)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_seat_brings_exactly_what_its_price_promises(problem: Problem) -> None:
    what = WhatIf(plain(problem))
    locked_full = np.bincount(problem.locked.mentor, minlength=problem.mentors) > problem.seats
    for mentor in np.flatnonzero(~locked_full).tolist():
        assert what.seat(mentor).worth == worth_of_seat(what.base, mentor)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_withdrawal_costs_exactly_the_mentees_utility(problem: Problem) -> None:
    what = WhatIf(plain(problem))
    for mentee in np.flatnonzero(problem.open_mentees).tolist():
        assert what.without_mentee(mentee).worth == -loss_without(what.base, mentee)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_insisting_on_a_pair_costs_at_least_its_reduced_cost(problem: Problem) -> None:
    what = WhatIf(plain(problem))
    for mentee, mentor, score in problem.candidates.triples():
        if problem.open_mentees[mentee] and problem.open_seats[mentor]:
            least = cost_of_pair(what.problem, what.base, mentee, mentor, score)
            exact = -what.pair(mentee, mentor).worth
            assert (
                _tuple(exact)
                >= _tuple(least)
                >= _tuple(replace(least, matched=0, kept=0, score=0, waited=(0,) * 9))
            )


def _tuple(worth: Worth) -> tuple[int, ...]:
    waited = (*worth.waited, 0, 0, 0)[:3]
    return (worth.matched, worth.kept, *waited, worth.score)


def test_what_if_answers_are_those_of_a_fresh_run() -> None:
    rng = np.random.default_rng(8)
    scores = rng.integers(0, 50, (40, 25))
    mentee, mentor = np.nonzero(rng.random((40, 25)) < 0.3)
    problem = Problem(40, rng.integers(0, 3, 25), Arcs.of(mentee, mentor, scores[mentee, mentor]))
    what = WhatIf(problem)

    seats = problem.seats.copy()
    seats[4] = 0
    fresh = best_assignment(replace(problem, capacity=seats))
    change = what.without_mentor(4)

    assert change.after.pairs.triples() == fresh.pairs.triples()
    assert change.worth.score == fresh.score - what.base.score
    before = set(what.base.pairs.triples())
    assert (before - set(change.unmade.triples())) | set(change.made.triples()) == set(fresh.pairs.triples())


def test_scarcity_names_the_seats_and_who_competes_for_them() -> None:
    """Mentees 0, 1 and 2 want the one seat of mentor 0; mentee 3 has mentor 1; mentee 4 has nobody."""
    problem = Problem(5, [1, 2], arcs_of([(0, 0, 5), (1, 0, 6), (2, 0, 9), (3, 1, 4), (3, 0, 1)]))
    solved = best_assignment(problem)
    found = scarcity(problem, solved)

    assert (found.mentors.tolist(), found.mentees.tolist(), found.seats, found.short) == (
        [0],
        [0, 1, 2, 4],
        1,
        3,
    )
    assert seats_that_help(solved) == [(0, Worth(1, score=6))]
    assert totals(problem, solved) == Worth(2, score=13)


def test_a_closed_mentor_has_a_price_too() -> None:
    problem = Problem(2, [1, 0], arcs_of([(0, 0, 5), (1, 0, 4), (1, 1, 30)]))

    assert worth_of_seat(best_assignment(problem), 1) == Worth(1, score=30)


def test_forcing_a_forbidden_pair_needs_a_score() -> None:
    what = WhatIf(Problem(2, [1], arcs_of([(0, 0, 5)])))

    assert what.score(1, 0) is None
    assert what.pair(1, 0, score=0).worth == Worth(0, score=-5)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_every_warm_answer_is_that_of_a_cold_run_whatever_the_goals(problem: Problem) -> None:
    what = WhatIf(problem)
    changes = [what.seat(j) for j in range(problem.mentors)]
    changes += [what.without_mentor(j) for j in range(problem.mentors)]
    changes += [what.without_mentee(i) for i in range(problem.mentees)]
    changes += [what.pair(i, j) for i, j, _ in problem.candidates.triples()]

    for change in changes:
        cold = best_assignment(change.problem)
        assert change.after.pairs.triples() == cold.pairs.triples()
        assert change.worth.score == cold.score - what.base.score
