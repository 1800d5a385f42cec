from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.pairing.engine import best_circles
from tasks.pairing.engine.anneal import Table, anneal


def pool(n: int, seed: int, share: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    free = rng.random((n, 40)) < share
    slots = (free * (np.uint64(1) << np.arange(40, dtype=np.uint64))).sum(axis=1).astype(np.uint64)
    return rng.integers(-20, 100, (n, n)), slots


def best_by_hand(fit: np.ndarray, slots: np.ndarray, least: int, most: int) -> tuple[int, float]:
    """People placed and the sum of averages, by trying everything."""
    n = len(slots)

    def rest(left: tuple[int, ...]) -> tuple[int, float]:
        if not left:
            return (0, 0.0)
        first, others = left[0], left[1:]
        best = rest(others)
        for size in range(least - 1, most):
            for mates in combinations(others, size):
                group = [first, *mates]
                if np.bitwise_and.reduce(slots[group]):
                    placed, worth = rest(tuple(i for i in others if i not in mates))
                    own = sum(fit[a, b] + fit[b, a] for a, b in combinations(group, 2)) / size
                    best = max(best, (placed + len(group), worth + own))
        return best

    return rest(tuple(range(n)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 8), st.integers(0, 10**6), st.sampled_from([0.04, 0.15, 0.5]))
def test_small_pools_are_cut_in_the_best_of_all_ways(n: int, seed: int, share: float) -> None:
    fit, slots = pool(n, seed, share)
    found = best_circles(n, fit, slots, least=2, most=4)
    placed, worth = best_by_hand(fit, slots, 2, 4)

    assert n - len(found.left) == placed
    assert found.worth == pytest.approx(100 * worth, abs=len(found.groups) + 1)
    assert found.proof == "optimal"


@pytest.mark.parametrize(("n", "share"), [(23, 0.3), (40, 0.15), (90, 0.3), (60, 0.03)])
def test_every_circle_has_its_size_and_a_common_slot_and_all_others_are_named(n: int, share: float) -> None:
    fit, slots = pool(n, 3, share)
    found = best_circles(n, fit, slots, least=3, most=6, effort=20)

    assert {3, 4, 5, 6}.issuperset(len(group) for group in found.groups)
    for group, common in zip(found.groups, found.common, strict=True):
        assert common[0] == np.bitwise_and.reduce(slots[list(group)]) != 0
    assert sorted([i for group in found.groups for i in group] + list(found.left)) == list(range(n))


def test_annealing_comes_close_to_the_exact_partition() -> None:
    fit, slots = pool(15, 8, 0.6)
    exact = best_circles(15, fit, slots)
    table = Table(fit + fit.T - 2 * np.diag(np.diag(fit)), slots[:, None], 3, 6, 60)
    placed, worth = table.worth(anneal(table, seed=0, effort=80))

    assert placed == 15 - len(exact.left)
    assert worth / 60 >= 0.97 * exact.worth / 100


def test_the_same_seed_gives_the_same_circles_in_any_order_of_people() -> None:
    fit, slots = pool(30, 5)
    order = np.random.default_rng(1).permutation(30)
    here = best_circles(30, fit, slots, ids=[f"{i:02}" for i in range(30)], effort=10)
    there = best_circles(
        30, fit[np.ix_(order, order)], slots[order], ids=[f"{i:02}" for i in order], effort=10
    )

    assert sorted(tuple(sorted(order[list(group)].tolist())) for group in there.groups) == list(here.groups)
    assert here == best_circles(30, fit, slots, ids=[f"{i:02}" for i in range(30)], effort=10)


def test_scores_may_come_from_a_callable_and_slots_in_several_words() -> None:
    fit, slots = pool(20, 6)
    wide = np.stack([np.zeros(20, np.uint64), slots], axis=1)
    matrix = best_circles(20, fit, slots)
    blocks = best_circles(20, lambda a, b: fit[np.ix_(a, b)], wide)

    assert (matrix.groups, matrix.worth) == (blocks.groups, blocks.worth)


def test_large_pools_are_split_before() -> None:
    fit, slots = pool(1600, 2)
    found = best_circles(1600, fit, slots, effort=1)

    assert sum(map(len, found.groups)) + len(found.left) == 1600


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_people_for_a_circle_are_left(n: int) -> None:
    fit, slots = pool(n, 1)

    assert (best_circles(n, fit, slots).groups, best_circles(n, fit, slots).left) == ((), tuple(range(n)))


def test_senseless_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 people"):
        best_circles(4, np.zeros((4, 4)), np.ones(4, np.uint64), least=1)
