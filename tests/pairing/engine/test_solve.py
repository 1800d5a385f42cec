from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog

from tasks.pairing.engine import Arcs, Blocks, Problem, best_assignment
from tests.pairing.engine.build import arcs_of, best_value, grid_of, in_blocks, problems, reached


@settings(max_examples=300, deadline=None)
@given(problems())
def test_best_assignment_reaches_every_goal_in_its_order(problem: Problem) -> None:
    solved = best_assignment(problem)

    assert reached(problem, solved) == best_value(problem)
    assert (solved.proof, solved.gap, solved.bound_matched) == ("optimal", 0, solved.matched)


@settings(max_examples=150, deadline=None)
@given(problems(lowest=0))
def test_blocks_give_the_same_pairs_prices_and_utilities_as_arrays(problem: Problem) -> None:
    arrays, blocks = best_assignment(problem), best_assignment(in_blocks(problem))

    assert arrays.pairs.triples() == blocks.pairs.triples()
    assert [arrays.units.read(p) for p in arrays.prices.tolist()] == [
        blocks.units.read(p) for p in blocks.prices.tolist()
    ]
    assert [arrays.units.read(u) for u in arrays.utilities.tolist()] == [
        blocks.units.read(u) for u in blocks.utilities.tolist()
    ]


@settings(max_examples=100, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_pairs(problem: Problem, random: object) -> None:
    mentees, mentors = list(range(problem.mentees)), list(range(problem.mentors))
    random.shuffle(mentees)
    random.shuffle(mentors)
    row, column = np.argsort(np.array(mentees, int)), np.argsort(mentors)
    problem = replace(
        problem,
        mentee_ids=[str(i) for i in range(problem.mentees)],
        mentor_ids=[str(j) for j in range(problem.mentors)],
    )

    def turned(arcs: Arcs) -> Arcs:
        return Arcs(row[arcs.mentee], column[arcs.mentor], arcs.score) if len(arcs) else arcs

    shuffled = Problem(
        problem.mentees,
        problem.seats[mentors],
        turned(problem.candidates),
        locked=turned(problem.locked),
        kept=[(row[i], column[j]) for i, j in problem.kept_pairs],
        priority=None if problem.priority is None else problem.classes[mentees],
        groups=None if problem.groups is None else problem.group_of[mentees],
        lift_worst=problem.lift_worst,
        mentee_ids=[str(i) for i in mentees],
        mentor_ids=[str(j) for j in mentors],
    )
    there = best_assignment(shuffled).pairs.triples()

    assert (
        sorted((mentees[i], mentors[j], s) for i, j, s in there) == best_assignment(problem).pairs.triples()
    )


def test_hundreds_agree_with_the_hungarian_method_and_with_a_linear_program() -> None:
    rng = np.random.default_rng(5)
    for m, n in ((60, 80), (120, 100), (300, 90)):
        scores = np.where(rng.random((m, n)) < 0.15, rng.integers(0, 1000, (m, n)), -1)
        capacity = rng.integers(0, 3, n)
        mentee, mentor = np.nonzero(scores >= 0)
        arcs = Arcs.of(mentee, mentor, scores[mentee, mentor])
        solved = best_assignment(Problem(m, capacity, arcs))

        seats = np.repeat(np.arange(n), capacity)
        bonus = 1000 * (m + 1)
        dense = np.where(scores[:, seats] >= 0, scores[:, seats] + bonus, 0)
        row, column = linear_sum_assignment(dense, maximize=True)
        assert solved.matched * bonus + solved.score == dense[row, column].sum()

        rows = np.zeros((m + n, len(arcs)))
        rows[mentee, np.arange(len(arcs))] = rows[m + mentor, np.arange(len(arcs))] = 1
        limits = np.concatenate([np.ones(m), capacity])
        relaxed = linprog(-(arcs.score + bonus), A_ub=rows, b_ub=limits, method="highs")
        assert round(-relaxed.fun) == solved.matched * bonus + solved.score


def test_scarce_seats_are_proven_over_all_pairs_though_each_mentee_starts_with_few() -> None:
    rng = np.random.default_rng(2)
    m, n = 900, 300
    popular = np.sort(rng.integers(0, 5000, n))[::-1]
    scores = (popular + rng.integers(0, 900, (m, n))).astype(np.int32)
    solved = best_assignment(
        Problem(m, np.ones(n, int), Blocks(lambda a, b, out: np.copyto(out, scores[a:b])))
    )

    row, column = linear_sum_assignment(scores, maximize=True)
    assert (solved.matched, solved.score, solved.proof) == (n, scores[row, column].sum(), "optimal")
    assert len(solved.graph) < scores.size / 2


def test_rounds_used_up_leave_a_feasible_answer_and_a_true_bound() -> None:
    rng = np.random.default_rng(3)
    scores = (np.sort(rng.integers(0, 5000, 400))[::-1] + rng.integers(0, 900, (400, 400))).astype(np.int32)
    blocks = Blocks(lambda a, b, out: np.copyto(out, scores[a:b]))
    early = best_assignment(Problem(400, np.ones(400, int), blocks, rounds=1))
    best = best_assignment(Problem(400, np.ones(400, int), blocks))

    assert (early.proof, best.proof, best.matched) == ("feasible", "optimal", 400)
    assert early.matched <= best.matched <= early.bound_matched
    assert early.matched < best.matched or early.score <= best.score <= early.bound


@pytest.mark.parametrize("score", [0, 7, -3])
def test_identical_people_are_all_matched_at_equal_scores(score: int) -> None:
    mentee, mentor = np.divmod(np.arange(200 * 150), 150)
    solved = best_assignment(Problem(200, np.full(150, 1), Arcs.of(mentee, mentor, np.full(30000, score))))

    assert (solved.matched, solved.score, solved.proof) == (150, 150 * score, "optimal")


def test_thousands_of_identical_people_in_blocks_keep_their_pairs_when_shuffled() -> None:
    m, n = 3000, 3000
    blocks = Blocks(lambda a, b, out: out.fill(5), np.int16)
    order = np.random.default_rng(0).permutation(m)
    ids = [str(i) for i in range(m)]
    plain = best_assignment(Problem(m, np.ones(n, int), blocks, mentee_ids=ids)).pairs
    turned = best_assignment(Problem(m, np.ones(n, int), blocks, mentee_ids=[ids[i] for i in order])).pairs

    assert len(plain) == m
    assert set(zip(plain.mentee, plain.mentor, strict=True)) == set(
        zip(order[turned.mentee], turned.mentor, strict=True)
    )


@pytest.mark.parametrize("capacity", [[0, 0], [99, 0], [10**6, 99]])
def test_odd_capacities_are_taken_as_they_are(capacity: list[int]) -> None:
    solved = best_assignment(Problem(3, capacity, arcs_of([(0, 0, 1), (1, 0, 2), (2, 0, 3), (2, 1, 9)])))

    assert solved.matched == (3 if capacity[0] else 0)


def test_nobody_and_nothing_allowed_give_empty_answers() -> None:
    for problem in (
        Problem(0, [], Arcs.none()),
        Problem(4, [1, 1], Arcs.none()),
        Problem(0, [3], Arcs.none()),
    ):
        solved = best_assignment(problem)
        assert (solved.matched, solved.score, solved.proof, len(solved.pairs)) == (0, 0, "optimal", 0)
    nobody = best_assignment(Problem(3, [1, 2], Blocks(lambda a, b, out: out.fill(-1))))
    assert (nobody.matched, nobody.proof) == (0, "optimal")


def test_a_pair_given_twice_counts_once_at_its_better_score() -> None:
    solved = best_assignment(Problem(1, [2], arcs_of([(0, 0, 3), (0, 0, 8), (0, 0, 1)])))

    assert solved.pairs.triples() == [(0, 0, 8)]


def test_locks_stand_over_capacity_and_against_rules() -> None:
    problem = Problem(3, [1, 1], arcs_of([(2, 0, 9), (2, 1, 4)]), locked=arcs_of([(0, 0, -7), (1, 0, 2)]))
    solved = best_assignment(problem)

    assert solved.pairs.triples() == [(0, 0, -7), (1, 0, 2), (2, 1, 4)]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Arcs.of([0], [0], [0.5]), "scores must be whole numbers"),
        (lambda: Arcs.of([0], [0], [float("nan")]), "scores must be whole numbers"),
        (lambda: Arcs.of([0], [0, 1], [1, 2]), "equally long"),
        (lambda: Problem(1, [-1], Arcs.none()), "capacity must be"),
        (lambda: Problem(1, [1], arcs_of([(1, 0, 3)])), "outside the given numbers"),
        (lambda: Problem(1, [1], Arcs.none(), kept=[(0, 1)]), "outside the given numbers"),
        (lambda: Problem(1, [1], Arcs.none(), priority=[1, 2]), "one entry for each person"),
        (lambda: Problem(1, [2], Arcs.none(), locked=arcs_of([(0, 0, 1), (0, 0, 1)])), "locked to two"),
        (
            lambda: best_assignment(Problem(1, [1], Blocks(lambda a, b, out: None, np.float32))),
            "int16, int32 or int64",
        ),
    ],
)
def test_senseless_input_is_refused_with_a_reason(make: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_scores_too_large_for_exact_arithmetic_are_refused() -> None:
    big = [(i, j, (i + 1) * (j + 1) * 10**12) for i in range(40) for j in range(40)]

    with pytest.raises(OverflowError, match="too large"):
        best_assignment(
            Problem(40, [1] * 40, arcs_of(big), kept=[(i, 0) for i in range(40)], priority=range(40))
        )


def test_order_names_the_goals_in_force() -> None:
    full = Problem(2, [1], Arcs.none(), kept=[(0, 0)], priority=[0, 1], lift_worst=True, groups=[0, 1])

    assert Problem(2, [1], Arcs.none()).order == ("locks", "matched", "score", "tie-break")
    assert full.order == ("locks", "matched", "kept", "waited", "floor", "quotas", "score", "tie-break")


def test_grid_and_arcs_agree_on_a_published_hospital_residents_instance() -> None:
    """Ranks as scores: the rank-maximal sum of the textbook instance with three hospitals of two, two and one."""
    ranks = {0: [0, 2], 1: [0, 1, 2], 2: [1, 0], 3: [1, 2, 0], 4: [0, 1]}
    problem = Problem(
        5, [2, 2, 1], arcs_of([(i, h, 3 - r) for i, row in ranks.items() for r, h in enumerate(row)])
    )
    solved = best_assignment(problem)

    assert reached(problem, solved) == best_value(problem)
    assert (solved.matched, grid_of(problem)[solved.pairs.mentee, solved.pairs.mentor].sum()) == (
        5,
        solved.score,
    )


@pytest.mark.parametrize(("mentees", "mentors"), [(0, 3), (3, 0), (0, 0)])
def test_blocks_of_nobody_are_empty(mentees: int, mentors: int) -> None:
    solved = best_assignment(Problem(mentees, [1] * mentors, Blocks(lambda a, b, out: out.fill(1))))

    assert (solved.matched, solved.proof, solved.prices.size) == (0, "optimal", mentors)
