"""One answer among many equally good ones, chosen by stable ids, so that the order of rows never matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.arrays import Ints

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Lots:
    """A number for every pair, drawn from the two ids alone."""

    mentee: Words
    mentor: Words

    @classmethod
    def of(cls, mentees: Sequence[str] | int, mentors: Sequence[str] | int) -> Self:
        """Lots by ids, or by positions where only a count is given."""
        return cls(_words(mentees, b"mentee"), _words(mentors, b"mentor"))

    def draw(self, mentee: Ints, mentor: Ints, bits: int = 40) -> Ints:
        """Evenly spread in 0..2^bits-1 (the finish of splitmix64, Steele et al. 2014)."""
        mixed = self.mentee[mentee] ^ (self.mentor[mentor] << np.uint64(1))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        luck: Ints = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(64 - bits)).astype(np.int64)
        return luck


def _words(ids: Sequence[str] | int, salt: bytes) -> Words:
    names = range(ids) if isinstance(ids, int) else ids
    digests = (blake2b(str(name).encode(), digest_size=8, salt=salt).digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def best_of_each(row: Ints, value: Ints, most: int) -> Ints:
    """Positions of each row's `most` highest values, ascending. `row` must be sorted."""
    if not row.size:
        return np.zeros(0, np.int64)
    edges = np.concatenate([[0], np.flatnonzero(row[1:] != row[:-1]) + 1, [row.size]])
    stays = np.ones(row.size, np.bool_)
    for k in np.flatnonzero(np.diff(edges) > most).tolist():
        a, b = edges[k], edges[k + 1]
        stays[a + np.argpartition(value[a:b], b - a - most)[: b - a - most]] = False
    return np.flatnonzero(stays)
