"""All pairs scored in blocks of rows: passes over 10,000 x 10,000 pairs in little memory.

Scores of 16 or 32 bits are compared as int32 whatever the size of the prices: mentees are sorted into classes whose
targets lie within 2^29 of one another, and prices are clipped where they decide by themselves. Scores of 64 bits are
compared the same way with more room, in twice the time and memory.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.arrays import Arcs, Block, Blocks, Ints, Mask
from tasks.pairing.engine.pools import NEVER, Sweep, pick
from tasks.pairing.engine.ties import Lots

Costs = npt.NDArray[np.int32] | npt.NDArray[np.int64]
CACHED = 1 << 23
"""Pairs up to which the scores are kept."""
CELLS = 1 << 19
"""Pairs of a block."""
NEAR = {np.dtype(np.int32): 1 << 29, np.dtype(np.int64): 1 << 60}
"""How far targets of one class may lie apart, by the width of comparisons; a price decides from twice as much on."""
MOST = {np.dtype(np.int32): 1 << 29, np.dtype(np.int64): 1 << 46}
"""Scores stay below this."""


class BlockPool:
    """Pairs scored on demand by `blocks`."""

    def __init__(self, blocks: Blocks, mentees: int, open_mentors: Mask) -> None:
        self.blocks, self.mentees, self.open = blocks, mentees, open_mentors
        self.least, self.reach = 0, 0
        self.dtype = np.dtype(blocks.dtype)
        if self.dtype not in (np.dtype(np.int16), np.dtype(np.int32), np.dtype(np.int64)):
            raise ValueError(f"blocks must be int16, int32 or int64, not {self.dtype}")
        self.wide = np.dtype(np.int64 if self.dtype == np.int64 else np.int32)
        n = max(open_mentors.size, 1)
        self.rows = blocks.rows or min(max(CELLS // n, 8), 1024)
        self.cache: Block | None = None
        if mentees * n <= CACHED:
            whole = np.empty((mentees, open_mentors.size), self.dtype)
            for a, b, scores in self.scored():
                whole[a:b] = scores
            self.cache = whole
        self.quick = self.cache is not None

    def scored(self) -> Iterator[tuple[int, int, Block]]:
        """Every block `a, b, scores`; the array is reused."""
        out = np.empty((self.rows, self.open.size), self.dtype)
        for a in range(0, self.mentees, self.rows):
            b = min(a + self.rows, self.mentees)
            if self.cache is None:
                self.blocks.fill(a, b, out[: b - a])
                yield a, b, out[: b - a]
            else:
                yield a, b, self.cache[a:b]

    def start(self, most: int, always: Ints) -> Arcs:
        """Each mentee's best pairs, by one partition of packed (score, turn) keys."""
        n = self.open.size
        if not n or not self.mentees:
            return Arcs.none()
        closed = np.flatnonzero(~self.open)
        parts = []
        for a, b, given in self.scored():
            scores, self.reach = given, max(self.reach, int(given.max()))
            if closed.size:
                scores = given.copy()
                scores[:, closed] = -1
            best = self._best_of(a, b, scores, most)
            here = always[(always >= a * n) & (always < b * n)]
            kept = Arcs(here // n, here % n, scores[here // n - a, here % n].astype(np.int64))
            parts.append(self.blocks.settle(Arcs.join(best, kept[kept.score >= 0])))
        if self.reach >= MOST[self.wide]:
            raise OverflowError(f"scores must stay below {MOST[self.wide]}: scale them down")
        return Arcs.join(*parts)

    def _best_of(self, a: int, b: int, scores: Block, most: int) -> Arcs:
        """A block's best pairs. Equal scores go to a different mentor on for each mentee, and forbidden pairs
        have distinct keys: one key for all of them makes the partition several times slower.
        """
        n = self.open.size
        bits = int(n - 1).bit_length()
        narrow = int(scores.max()) < 1 << (31 - bits)
        key = np.maximum(scores, -1, dtype=np.int32 if narrow else np.int64)
        key <<= bits
        turn = np.arange(a, b) * n // self.mentees
        ring = np.concatenate([np.arange(n), np.arange(n)]).astype(key.dtype)
        for line, by in enumerate(turn.tolist()):
            key[line] |= ring[by : by + n]
        if most < n:
            key.partition(n - most, axis=1)
            key = key[:, n - most :]
        row, column = np.nonzero(key >= 0)
        top = key[row, column].astype(np.int64)
        return Arcs(row + a, ((top & ((1 << bits) - 1)) - turn[row]) % n, top >> bits)

    def among(self, keys: Ints) -> Arcs:
        """Those of the pairs `keys` that are allowed, scored a row at a time."""
        n = max(self.open.size, 1)
        line, scores = np.empty((1, self.open.size), self.dtype), []
        keys = np.sort(keys)
        for mine in np.split(keys, np.flatnonzero(np.diff(keys // n)) + 1) if keys.size else ():
            i = int(mine[0]) // n
            self.blocks.fill(i, i + 1, line)
            scores.append(Arcs(mine // n, mine % n, line[0, mine % n].astype(np.int64)))
        arcs = Arcs.join(Arcs.none(), *scores)
        arcs = self.blocks.settle(arcs[arcs.score >= 0])
        return arcs[arcs.score >= self.least]

    def sweep(self, price: Ints, target: Ints, lots: Lots, ties: int) -> Sweep:
        """One pass over all pairs against prices."""
        n = self.open.size
        price = np.where(self.open, price, NEVER)
        shut = np.flatnonzero(~self.open)
        closed = np.zeros(n, np.int64)
        near = NEAR[self.wide]
        base, offsets = _classes(target, near)
        target_over = np.clip(target - base[offsets], -near, near).astype(self.wide)
        costs = np.clip(price + base[:, None], -2 * near, 2 * near - 1).astype(self.wide)
        over, found = np.empty((self.rows, n), self.wide), []
        excess = np.zeros(self.mentees, np.int64)
        for a, b, scores in self.scored():
            _subtract(scores, costs, offsets[a:b], over[: b - a])
            even = over[: b - a] >= target_over[a:b, None]
            even &= scores >= self.least
            flat = np.flatnonzero(even)
            row, mentor = flat // max(n, 1), flat % max(n, 1)
            arcs = Arcs(row + a, mentor, scores[row, mentor].astype(np.int64))
            arcs = self._settled(arcs, price, target)
            ahead = arcs.score - price[arcs.mentor] - target[arcs.mentee]
            np.maximum.at(excess, arcs.mentee, ahead)
            found.append(pick(arcs, ahead, lots, ties))
            if shut.size:
                gain = scores[:, shut] - target[a:b, None]
                row, column = np.nonzero((scores[:, shut] >= self.least) & (gain > closed[shut]))
                arcs = Arcs(row + a, shut[column], scores[row, shut[column]].astype(np.int64))
                arcs = self._settled(arcs, closed, target)
                np.maximum.at(closed, arcs.mentor, arcs.score - target[arcs.mentee])
        none = Arcs.none()
        return Sweep(
            Arcs.join(none, *(f[0] for f in found)), Arcs.join(none, *(f[1] for f in found)), excess, closed
        )

    def _settled(self, arcs: Arcs, price: Ints, target: Ints) -> Arcs:
        """Pairs with exact scores that still reach their mentee's target."""
        arcs = self.blocks.settle(arcs, lambda arcs: arcs.score - price[arcs.mentor] >= target[arcs.mentee])
        return arcs[arcs.score >= self.least]


def _classes(target: Ints, near: int) -> tuple[Ints, Ints]:
    """Bases such that every target is at most `near` above its base, and each target's class."""
    ordered = np.unique(target)
    bases = []
    while ordered.size:
        bases.append(int(ordered[0]))
        ordered = ordered[np.searchsorted(ordered, bases[-1] + near) :]
    base = np.array(bases or [0], np.int64)
    return base, np.searchsorted(base, target, side="right") - 1


def _subtract(scores: Block, costs: Costs, offsets: Ints, out: Costs) -> None:
    if (offsets == offsets[0]).all():
        np.subtract(scores, costs[offsets[0]], out=out)
        return
    for row, by, into in zip(scores, offsets.tolist(), out, strict=True):
        np.subtract(row, costs[by], out=into)
