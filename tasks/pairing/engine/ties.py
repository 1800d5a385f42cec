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
        luck: Ints = (_mixed(mixed) >> np.uint64(64 - bits)).astype(np.int64)
        return luck


def _mixed(words: Words) -> Words:
    mixed = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _words(ids: Sequence[str] | int, salt: bytes) -> Words:
    if isinstance(ids, int):
        start = np.frombuffer(salt.ljust(8, b"\0"), "<u8")
        return _mixed(start + np.arange(1, ids + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    digests = (blake2b(name.encode(), digest_size=8, salt=salt).digest() for name in ids)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def best_of_each(row: Ints, value: Ints, most: int) -> Ints:
    """Positions of each row's `most` highest values, ascending. `row` must be sorted."""
    if not row.size:
        return np.zeros(0, np.int64)
    edges = np.concatenate([[0], np.flatnonzero(row[1:] != row[:-1]) + 1, [row.size]])
    sizes = np.diff(edges)
    if sizes.max() <= most:
        return np.arange(row.size)
    long = np.flatnonzero(sizes > most)
    stays = np.ones(row.size, np.bool_)
    # Rows of one length at a time, as a rectangle: a call for every row would cost more than the choice itself.
    for size in np.unique(sizes[long]).tolist():
        places = edges[long[sizes[long] == size]][:, None] + np.arange(size)
        worst = np.argpartition(value[places], size - most, axis=1)[:, : size - most]
        stays[np.take_along_axis(places, worst, axis=1)] = False
    return np.flatnonzero(stays)
