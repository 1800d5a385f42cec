"""The exact choice of times for the few pairs that share one mentor.

Dynamic programming along the time line: `best[t]` is the best total over all sets of pairs that are placed by
position t. It serves twice: for the usual times of a mentor's pairs (a value is the number of weeks it fits), and for
one mentor's week that the usual times do not fit (a value is one meeting, then how near it is).
"""

import numpy as np

from tasks.meetings.grid import Flags, Ints, Places

NEVER = -(1 << 30)
MOST = 5
"""Pairs that are chosen together; the table doubles with each one."""
_CELLS = 4_000_000


def best_times(
    values: Ints, length: int, planning: Flags | None = None, allowance: Ints | None = None
) -> Places:
    """Start positions, -1 for none, that together are worth most and never overlap.

    `values` is cases x pairs x positions, below 1 where a pair cannot start. With `allowance` (cases x weeks) at most
    that many starts in a week may be marked in `planning` (cases x pairs x positions). The first of equals wins.
    """
    cases, pairs, positions = values.shape
    if allowance is None and pairs == 1:
        where = values[:, 0].argmax(axis=1)
        return np.where(values[np.arange(cases), 0, where] > 0, where, -1)[:, None]
    states = (2**pairs) * (1 if allowance is None else int(allowance.max(initial=0)) + 1)
    step = max(1, _CELLS // (states * (positions + 1)))
    found = np.empty((cases, pairs), np.int64)
    for low in range(0, cases, step):
        part = slice(low, low + step)
        plan = None if planning is None else planning[part]
        left = None if allowance is None else allowance[part]
        found[part] = _Choice(values[part], length, plan, left).starts()
    return found


class _Choice:
    """One table: position x set of placed pairs x planning periods left this week x case."""

    def __init__(self, values: Ints, length: int, planning: Flags | None, allowance: Ints | None) -> None:
        self.cases, self.pairs, self.positions = values.shape
        self.length, self.allowance = length, allowance
        self.values = np.where(values > 0, values, NEVER).transpose(2, 1, 0).astype(np.int32)
        self.planned = None if planning is None else planning.transpose(2, 1, 0)
        self.left = 1 if allowance is None else int(allowance.max(initial=0)) + 1
        self.week = self.positions if allowance is None else self.positions // allowance.shape[1]
        shape = (self.positions + 1, 2**self.pairs, self.left, self.cases)
        self.best = np.full(shape, NEVER, np.int32)
        self._fill()

    def _fill(self) -> None:
        self.best[0, 0, 0 if self.allowance is None else slice(None)] = 0
        for at in range(self.positions + 1):
            here = self.best[at]
            if at:
                here[:] = self.best[at - 1]
            if at >= self.length:
                self._end_here(here, at - self.length)
            if self.allowance is not None and at % self.week == 0 and at < self.positions:
                self._new_week(here, self.allowance[:, at // self.week])

    def _end_here(self, here: Ints, start: int) -> None:
        worth = self.values[start]
        possible = (worth > 0).any(axis=1)
        for pair in np.flatnonzero(possible):
            halves = (2 ** (self.pairs - 1 - pair), 2, 2**pair, self.left, self.cases)
            to = here.reshape(halves)[:, 1]
            came = self.best[start].reshape(halves)[:, 0]
            if self.planned is None:
                np.maximum(to, came + worth[pair], out=to)
                continue
            marked = self.planned[start, pair]
            np.maximum(to, came + np.where(marked, NEVER, worth[pair]), out=to)
            np.maximum(
                to[:, :, :-1], (came + np.where(marked, worth[pair], NEVER))[:, :, 1:], out=to[:, :, :-1]
            )
        # Sums with NEVER stay far below zero; keep them from wrapping around.
        np.maximum(here, NEVER, out=here)

    def _new_week(self, here: Ints, allowed: Ints) -> None:
        top = here.max(axis=1)
        for left in range(self.left):
            here[:, left] = np.where(allowed == left, top, NEVER)

    def starts(self) -> Places:
        """Walks back from the best end of every case."""
        rows = np.arange(self.cases)
        end = self.best[self.positions].reshape(-1, self.cases).argmax(axis=0)
        held, left = np.divmod(end, self.left)
        found = np.full((self.cases, self.pairs), -1, np.int64)
        at = np.full(self.cases, self.positions)
        for now in range(self.positions, 0, -1):
            here = rows[(at == now) & (held > 0)]
            if not len(here):
                continue
            at[here] = now - 1
            if self.allowance is not None and now % self.week == 0 and now < self.positions:
                # The allowance was renewed here, and nothing ends here: go on from the best state before.
                left[here] = self.best[now - 1][held[here], :, here].argmax(axis=1)
                continue
            worth = self.best[now, held[here], left[here], here]
            here = here[worth != self.best[now - 1, held[here], left[here], here]]
            self._step_back(now, here, held, left, at, found)
        return found

    def _step_back(
        self, now: int, rows: Places, held: Places, left: Places, at: Places, found: Places
    ) -> None:
        """These cases placed a pair that ends at `now`: finds which, and goes on before its start."""
        start = now - self.length
        goal = self.best[now, held[rows], left[rows], rows]
        for pair in range(self.pairs):
            if not len(rows):
                return
            marked = np.zeros(len(rows), bool) if self.planned is None else self.planned[start, pair, rows]
            source = left[rows] + marked
            fits = ((held[rows] >> pair) & 1 == 1) & (source < self.left)
            came = self.best[start, held[rows] ^ (1 << pair), np.minimum(source, self.left - 1), rows]
            worth = self.values[start, pair, rows]
            hit = fits & (worth > 0) & (came + worth == goal)
            done = rows[hit]
            found[done, pair], at[done] = start, start
            held[done] ^= 1 << pair
            left[done] += marked[hit]
            rows, goal = rows[~hit], goal[~hit]
