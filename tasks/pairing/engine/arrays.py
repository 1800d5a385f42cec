"""The engine's own nouns: lists of scored pairs and callables that score a block. Knows nothing of people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Block = npt.NDArray[np.integer[Any]]


def whole(values: npt.ArrayLike, name: str) -> Ints:
    """`values` as int64, refusing what would be cut silently (0.5, NaN, infinity)."""
    given = np.asarray(values)
    if given.size == 0:
        return np.zeros(given.shape, dtype=np.int64)
    if given.dtype.kind == "f" and not (np.isfinite(given).all() and (given == np.rint(given)).all()):
        raise ValueError(f"{name} must be whole numbers: scale scores (points x 100) and round them first")
    if given.dtype.kind not in "iufb" or (given.dtype.kind in "uf" and np.abs(given).max() >= 2.0**62):
        raise ValueError(f"{name} must be whole numbers below 2^62, not {given.dtype}")
    return given.astype(np.int64)


@dataclass(frozen=True)
class Arcs:
    """Scored pairs: three int64 arrays of one length. `mentee` and `mentor` are positions from 0."""

    mentee: Ints
    mentor: Ints
    score: Ints

    @classmethod
    def of(cls, mentee: npt.ArrayLike, mentor: npt.ArrayLike, score: npt.ArrayLike) -> Self:
        """Pairs from anything array-like; ValueError for fractions, NaN or unequal lengths."""
        arcs = cls(whole(mentee, "mentees"), whole(mentor, "mentors"), whole(score, "scores"))
        if not arcs.mentee.shape == arcs.mentor.shape == arcs.score.shape == (arcs.mentee.size,):
            raise ValueError("mentees, mentors and scores must be flat and equally long")
        return arcs

    @classmethod
    def none(cls) -> Self:
        return cls.of([], [], [])

    @classmethod
    def join(cls, *parts: "Arcs") -> Self:
        return cls(
            np.concatenate([p.mentee for p in parts]),
            np.concatenate([p.mentor for p in parts]),
            np.concatenate([p.score for p in parts]),
        )

    def __len__(self) -> int:
        return int(self.mentee.size)

    def __getitem__(self, which: Any) -> "Arcs":
        return Arcs(self.mentee[which], self.mentor[which], self.score[which])

    def raised(self, by: int) -> "Arcs":
        """The same pairs, every score `by` higher."""
        return Arcs(self.mentee, self.mentor, self.score + by)

    def keys(self, mentors: int) -> Ints:
        """One number a pair, ordered by mentee, then mentor."""
        return self.mentee * mentors + self.mentor

    def unique(self, mentors: int) -> "Arcs":
        """Ordered by mentee, then mentor; of a pair given twice the better score stays."""
        if not len(self):
            return self
        keys = self.keys(mentors)
        if (keys[1:] > keys[:-1]).all():
            return self
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        arcs = self[order[first]]
        return Arcs(arcs.mentee, arcs.mentor, np.maximum.reduceat(self.score[order], first))

    def triples(self) -> list[tuple[int, int, int]]:
        """Plain `(mentee, mentor, score)` tuples."""
        return list(zip(self.mentee.tolist(), self.mentor.tolist(), self.score.tolist(), strict=True))


@dataclass(frozen=True)
class Blocks:
    """Scores computed on demand, so that all pairs never stand in memory at once.

    `fill(a, b, out)` writes the scores of mentees a..b-1 against every mentor into `out`, of shape
    (b - a, mentors) and of `dtype` (int16, int32 or int64); a negative score forbids the pair. `fill` is called
    many times and must give the same scores each time. `rows` mentees a call; 0 lets the engine choose.

    Where exact scores of all pairs cost too much, `fill` writes what each is at most (forbidden pairs still negative).
    Each step of `lower` then says of single pairs (mentees, mentors) how much too high they still are, 0 or more;
    after the last step nothing is. It is asked only for pairs that can matter: answers and proof stay the same.
    """

    fill: Callable[[int, int, Block], None]
    dtype: npt.DTypeLike = np.int32
    rows: int = field(default=0)
    lower: tuple[Callable[[Ints, Ints], Ints], ...] = ()

    def settle(self, arcs: Arcs, matters: Callable[[Arcs], Mask] | None = None) -> Arcs:
        """Allowed pairs, given what `fill` wrote for them, with exact scores; only those that still matter at the end."""
        for step in self.lower:
            arcs = Arcs(arcs.mentee, arcs.mentor, arcs.score - step(arcs.mentee, arcs.mentor))
            arcs = arcs if matters is None else arcs[matters(arcs)]
        return arcs
