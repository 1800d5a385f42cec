"""The best way to cut a few people into groups, by dynamic programming over all subsets."""

from itertools import combinations

import numpy as np

from tasks.pairing.engine.anneal import Table
from tasks.pairing.engine.arrays import Ints

NONE = -(1 << 62)


def best_partition(table: Table) -> list[list[int]]:
    """Groups that place the most people, then are worth most; exact. Takes 2^people numbers."""
    n = table.people
    best = np.full(1 << n, NONE, np.int64)
    best[0] = 0
    choice = np.zeros(1 << n, np.int64)
    # One person placed outweighs every difference in fit.
    person = 2 * int(np.abs(table.fit).sum()) * table.unit + 1
    for first in reversed(range(n)):
        own, later = 1 << first, list(range(first + 1, n))
        masks = own | _subsets(later)
        best[masks] = best[masks ^ own]
        for size in range(table.least - 1, table.most):
            for rest in combinations(later, size):
                group = [first, *rest]
                if not np.bitwise_and.reduce(table.free[group], axis=0).any():
                    continue
                fit = int(table.fit[np.ix_(group, group)].sum()) // 2
                worth = person * len(group) + fit * table.unit // size
                mask = sum(1 << who for who in group)
                within = mask | _subsets([who for who in later if who not in rest])
                value = best[within ^ mask] + worth
                better = value > best[within]
                best[within[better]] = value[better]
                choice[within[better]] = mask
    return _read(choice, best, n)


def _subsets(people: list[int]) -> Ints:
    """The bit masks of all subsets."""
    masks = np.zeros(1, np.int64)
    for who in people:
        masks = np.concatenate([masks, masks | (1 << who)])
    return masks


def _read(choice: Ints, best: Ints, n: int) -> list[list[int]]:
    groups, left = [], (1 << n) - 1
    while left:
        first = left & -left
        mask = int(choice[left])
        # A person left out has no choice recorded, and the rest is worth as much.
        if mask & first and best[left] != best[left ^ first]:
            groups.append([who for who in range(n) if mask >> who & 1])
            left ^= mask
        else:
            left ^= first
    return groups
