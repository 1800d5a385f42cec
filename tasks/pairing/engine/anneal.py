"""Swaps at falling temperature: puts people into groups of balanced sizes, then mends groups without a slot."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.arrays import Ints, Mask

Slots = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
SMALL = 200
"""People up to whom several group sizes are tried; fewer still get several starts."""
HOT, COLD, PENALTY = 0.2, 1e-4, 2.0
"""Temperatures at the start and the end, and the cost of a circle without a slot, in parts of the largest gain."""


@dataclass(frozen=True)
class Table:
    """People to be grouped: `fit` symmetric with a zero diagonal, `free` slots, sizes allowed. `unit` is divisible
    by each size less one, so that averages are whole numbers.
    """

    fit: Ints
    free: Slots
    least: int
    most: int
    unit: int

    @property
    def people(self) -> int:
        return len(self.free)

    def sizes(self) -> list[list[int]]:
        """Balanced group sizes, those near the middle of what is allowed first; not all people where it can't be."""
        n, middle = self.people, (self.least + self.most) / 2
        counts = range(-(-n // self.most), n // self.least + 1)
        if not counts:
            return [[self.most] * (n // self.most)] if n >= self.least else []
        near = sorted(counts, key=lambda c: (abs(n / c - middle), -c))
        return [[n // count + (k < n % count) for k in range(count)] for count in near]

    def worth(self, groups: list[list[int]]) -> tuple[int, int]:
        """People placed, and the sum of their average fit."""
        fits = (int(self.fit[np.ix_(g, g)].sum()) * self.unit // (2 * (len(g) - 1)) for g in groups)
        return sum(map(len, groups)), sum(fits)


class State:
    """Who sits in which group; the last group is the bench, which needs no slot and is worth nothing."""

    def __init__(self, table: Table, groups: list[list[int]]) -> None:
        self.table = table
        self.group_of = np.empty(table.people, np.int64)
        self.members = groups
        for number, group in enumerate(groups):
            self.group_of[group] = number
        weights = [table.unit / (len(group) - 1) for group in groups[:-1]]
        self.weight = np.array([*weights, 0.0])
        self.sums = np.zeros((table.people, len(groups)))
        for number, group in enumerate(groups):
            self.sums[:, number] = table.fit[:, group].sum(axis=1)
        self.others = np.empty_like(table.free)
        self.meets = np.zeros(len(groups), np.bool_)
        for number in range(len(groups)):
            self._look_again(number)

    def _look_again(self, number: int) -> None:
        """What each member's companions share, and whether all share anything."""
        group, free = self.members[number], self.table.free
        if number == len(self.members) - 1:
            self.others[group] = ~np.uint64(0)
            self.meets[number] = True
            return
        for who in group:
            self.others[who] = np.bitwise_and.reduce(free[[i for i in group if i != who]], axis=0)
        self.meets[number] = bool(np.bitwise_and.reduce(free[group], axis=0).any())

    def gains(self, who: int, penalty: float) -> Floats:
        """What swapping `who` with each other person would gain."""
        fit, free, group = self.table.fit[who], self.table.free, self.group_of
        mine = group[who]
        own = self.sums[np.arange(group.size), group]
        here = self.weight[mine] * (self.sums[:, mine] - fit - own[who])
        there = self.weight[group] * (self.sums[who, group] - fit - own)
        meet_here = _shares(self.others[who], free) | (mine == len(self.members) - 1)
        meet_there = _shares(self.others, free[who])
        lost = meet_here.astype(float) - self.meets[mine] + meet_there - self.meets[group]
        gain: Floats = here + there + penalty * lost
        gain[group == mine] = 0
        return gain

    def swap(self, a: int, b: int) -> None:
        """Exchange two people of different groups."""
        fit, (one, two) = self.table.fit, (int(self.group_of[a]), int(self.group_of[b]))
        for out, into, number in ((a, b, one), (b, a, two)):
            self.members[number][self.members[number].index(out)] = into
            self.group_of[into] = number
            self.sums[:, number] += fit[:, into] - fit[:, out]
        self._look_again(one)
        self._look_again(two)


def _shares(one: Slots, other: Slots) -> Mask:
    return np.asarray((one & other).any(axis=-1))


def anneal(table: Table, seed: int, effort: int) -> list[list[int]]:
    """Groups with a slot in common: the best of a few ways to choose their sizes, and of a few starts."""
    starts = max(SMALL // max(table.people, 1), 1)
    tries = table.sizes()[: 3 if table.people <= SMALL else 1]
    found = (_anneal(table, sizes, seed + k, effort) for sizes in tries for k in range(min(starts, 12)))
    return max(found, key=table.worth, default=[])


def _anneal(table: Table, sizes: list[int], seed: int, effort: int) -> list[list[int]]:
    """Each step draws a person and one of all possible swaps, better ones likelier."""
    rng = np.random.default_rng(seed)
    state = State(table, _by_slot(table, sizes))
    warm = float(np.abs(table.fit).max()) * table.unit / max(table.most - 1, 1) or 1.0
    steps = effort * table.people
    for step, who in enumerate(rng.integers(table.people, size=steps).tolist()):
        heat = warm * (HOT * (1 - step / steps) ** 3 + COLD)
        gains = state.gains(who, penalty=PENALTY * warm)
        other = int(np.argmax(gains + heat * rng.gumbel(size=gains.size)))
        if state.group_of[other] != state.group_of[who]:
            state.swap(who, other)
    return _mended(table, state.members[:-1], state.members[-1])


def _by_slot(table: Table, sizes: list[int]) -> list[list[int]]:
    """A start: people with the fewest slots first, each to the group that shares most with them."""
    order = np.argsort(np.bitwise_count(table.free).sum(axis=1), kind="stable").tolist()
    groups: list[list[int]] = [[] for _ in sizes]
    common = np.full((len(sizes), table.free.shape[1]), ~np.uint64(0))
    room = np.array(sizes)
    bench = []
    for who in order:
        shared = np.bitwise_count(common & table.free[who]).sum(axis=1).astype(np.int64)
        shared[room == 0] = -1
        pick = int(np.argmax(shared))
        if room[pick] == 0:
            bench.append(who)
            continue
        groups[pick].append(who)
        common[pick] &= table.free[who]
        room[pick] -= 1
    return [*groups, bench]


def _mended(table: Table, groups: list[list[int]], bench: list[int]) -> list[list[int]]:
    """Leave out the fewest for a slot in common, then seat whoever still fits somewhere."""
    kept = []
    for group in groups:
        bits = np.unpackbits(table.free[group].view(np.uint8), axis=1)
        best = int(np.argmax(bits.sum(axis=0)))
        there = [who for who, bit in zip(group, bits[:, best].tolist(), strict=True) if bit]
        stays = there if len(there) >= table.least else []
        kept += [stays] if stays else []
        bench += [who for who in group if who not in stays]
    for who in sorted(bench):
        room = [
            g
            for g in kept
            if len(g) < table.most and np.bitwise_and.reduce(table.free[[*g, who]], axis=0).any()
        ]
        if room:
            max(room, key=lambda g: int(table.fit[who, g].sum())).append(who)
    return kept
