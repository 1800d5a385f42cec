"""The exact choice against every possible choice, on instances small enough to try them all."""

from itertools import pairwise, product

import numpy as np
import pytest

from tasks.meetings.pick import best_times


def best_by_trying(values: np.ndarray, length: int, marked: np.ndarray, allowance: np.ndarray) -> int:
    """The highest total over all ways to place or leave out each pair."""
    pairs, positions = values.shape
    week = positions // len(allowance)
    best = 0
    for starts in product(range(-1, positions), repeat=pairs):
        placed = sorted((start, pair) for pair, start in enumerate(starts) if start >= 0)
        if any(values[pair, start] <= 0 for start, pair in placed):
            continue
        if any(two[0] - one[0] < length for one, two in pairwise(placed)):
            continue
        used = np.zeros(len(allowance), int)
        for start, pair in placed:
            used[start // week] += marked[pair, start]
        if (used <= allowance).all():
            best = max(best, sum(int(values[pair, start]) for start, pair in placed))
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_other_choice_is_worth_more(seed: int) -> None:
    chance = np.random.default_rng(seed)
    pairs, weeks, length = (int(chance.integers(1, top)) for top in (4, 3, 4))
    positions = weeks * 7
    values = chance.integers(-12, 6, (4, pairs, positions)).astype(np.int32)
    values.reshape(4, pairs, weeks, 7)[..., 7 - length :] = 0
    marked = chance.random((4, pairs, positions)) < 0.5
    allowance = chance.integers(0, 3, (4, weeks)).astype(np.int32)
    plenty = np.full_like(allowance, pairs)
    for limit in (allowance, plenty):
        found = best_times(values, length, marked, limit)
        totals = [
            sum(int(values[n, pair, at]) for pair, at in enumerate(found[n]) if at >= 0) for n in range(4)
        ]
        assert totals == [best_by_trying(values[n], length, marked[n], limit[n]) for n in range(4)]
    free = best_times(values, length)
    totals = [sum(int(values[n, pair, at]) for pair, at in enumerate(free[n]) if at >= 0) for n in range(4)]
    assert totals == [best_by_trying(values[n], length, marked[n], plenty[n]) for n in range(4)]


def test_the_first_of_equals_is_taken() -> None:
    values = np.array([[[0, 3, 3, 0], [3, 3, 3, 0]]], np.int32)
    assert best_times(values[:, :1], 1).tolist() == [[1]]
    assert sum(values[0, pair, at] for pair, at in enumerate(best_times(values, 1)[0])) == 6


def test_a_pair_that_fits_nowhere_is_left_out() -> None:
    assert best_times(np.zeros((2, 1, 4), np.int32), 2).tolist() == [[-1], [-1]]
    assert best_times(np.array([[[0, 0, 0], [0, 5, 0]]], np.int32), 2).tolist() == [[-1, 1]]
