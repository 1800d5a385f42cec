"""All allowed pairs, as far as the solver asks: each mentee's best ones, and those that prices prove too cheap."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints, Mask
from tasks.pairing.engine.ties import Lots, best_of_each

NEVER = 1 << 61
"""A price nobody pays: above any match's worth, and small enough to be added to itself."""
MANY = 32
"""Improving pairs reported for each mentee and pass: so many of the best, and as many drawn by lot."""


@dataclass(frozen=True)
class Sweep:
    """What one pass over all allowed pairs found.

    `better` would improve the solution (each mentee's best few); `tight` are as good as the chosen ones (each
    mentee's luckiest few); `excess` by mentee: how much better the best is; `closed` by mentor: the most that a
    pair with a mentor without seats would gain.
    """

    better: Arcs
    tight: Arcs
    excess: Ints
    closed: Ints


class Pool(Protocol):
    """`reach`: no score is higher, known after `start`. `least`: lower scores are forbidden (the floor)."""

    least: int
    reach: int
    quick: bool

    def start(self, most: int, always: Ints) -> Arcs:
        """Each mentee's `most` best pairs with open mentors, and those of `always` (keys) that are allowed."""
        ...

    def among(self, keys: Ints) -> Arcs:
        """Those of the pairs `keys` that are allowed, with closed mentors too."""
        ...

    def sweep(self, price: Ints, target: Ints, lots: Lots, ties: int) -> Sweep:
        """Compare `score - price[mentor]` with `target[mentee]` for every allowed pair."""
        ...


class ArcPool:
    """Pairs given one by one; `arcs` unique, scores from 0."""

    def __init__(self, arcs: Arcs, mentees: int, open_mentors: Mask) -> None:
        self.arcs, self.mentees, self.open = arcs, mentees, open_mentors
        self.least, self.reach, self.quick = 0, int(arcs.score.max(initial=0)), True

    def start(self, most: int, always: Ints) -> Arcs:
        allowed = self.arcs[self.open[self.arcs.mentor]]
        if len(allowed) <= 4 * most * self.mentees:
            return allowed
        # Equal scores are taken from a different mentor on for each mentee, else all would compete for the same few.
        n = self.open.size
        turned = (allowed.mentor - allowed.mentee * n // self.mentees) % n
        by_turn = np.lexsort((turned, -allowed.score, allowed.mentee))
        picked = by_turn[best_of_each(allowed.mentee[by_turn], -np.arange(by_turn.size), most)]
        kept = np.flatnonzero(np.isin(allowed.keys(n), always))
        return allowed[np.union1d(picked, kept)]

    def among(self, keys: Ints) -> Arcs:
        return self.arcs[np.isin(self.arcs.keys(self.open.size), keys) & (self.arcs.score >= self.least)]

    def sweep(self, price: Ints, target: Ints, lots: Lots, ties: int) -> Sweep:
        arcs = self.arcs[self.arcs.score >= self.least]
        over = arcs.score - target[arcs.mentee]
        closed = np.full(self.open.size, -NEVER)
        np.maximum.at(closed, arcs.mentor, over)
        over -= np.where(self.open, price, NEVER)[arcs.mentor]
        excess = np.zeros(self.mentees, np.int64)
        np.maximum.at(excess, arcs.mentee, over)
        return Sweep(*pick(arcs, over, lots, ties), excess, closed)


def pick(arcs: Arcs, over: Ints, lots: Lots, ties: int) -> tuple[Arcs, Arcs]:
    """Split pairs by how far they are over their mentee's target: a few better ones, the luckiest even ones."""
    better, even = np.flatnonzero(over > 0), np.flatnonzero(over == 0)
    even = even[_luckiest(arcs[even], lots, ties)]
    if not better.size:
        return arcs[better], arcs[even]
    # The best alone would show every mentee the same popular mentors, pass after pass.
    best = best_of_each(arcs.mentee[better], over[better], MANY)
    drawn = better[_luckiest(arcs[better], lots, MANY)]
    return arcs[np.union1d(better[best], drawn)], arcs[even]


def _luckiest(arcs: Arcs, lots: Lots, most: int) -> Ints:
    return best_of_each(arcs.mentee, lots.draw(arcs.mentee, arcs.mentor), most)
