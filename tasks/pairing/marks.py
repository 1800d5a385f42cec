"""Sets of words, one set a person, as bits: whether and how much two people share, for a block of pairs at once."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Marks:
    """`bits` has one row for every 64 words and one column a person."""

    bits: Words

    def __getitem__(self, which: npt.NDArray[np.int64]) -> "Marks":
        return Marks(self.bits[:, which])

    def of(self, people: npt.NDArray[np.int64]) -> Words:
        """The bits of these people, one row each."""
        found: Words = self.by_person.take(people, axis=0)
        return found

    @cached_property
    def by_person(self) -> Words:
        """`bits` with one row a person."""
        return np.ascontiguousarray(self.bits.T)

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many words each person has."""
        counts: npt.NDArray[np.int64] = np.bitwise_count(self.bits).sum(axis=0, dtype=np.int64)
        return counts

    def meet(self, other: "Marks") -> Mask:
        """Who shares at least one word: one row for each person here, one column for each there."""
        rows = self._rows(other)
        if len(rows) == 1:
            here, there = rows[0]
            only: Mask = (here[:, None] & there[None, :]) != 0
            return only
        found = np.zeros((self.bits.shape[1], other.bits.shape[1]), np.bool_)
        for here, there in rows:
            found |= (here[:, None] & there[None, :]) != 0
        return found

    def count(self, other: "Marks") -> Counts:
        """How many words each two people share (at most 255)."""
        found = np.zeros((self.bits.shape[1], other.bits.shape[1]), np.uint8)
        for here, there in self._rows(other):
            found += np.bitwise_count(here[:, None] & there[None, :])
        return found

    def count_begun(self, other: "Marks", begins: "Marks", other_begins: "Marks") -> Counts:
        """How many words each two share that begin something here or there; what begins is among the words."""
        found = np.zeros((self.bits.shape[1], other.bits.shape[1]), np.uint8)
        for here, there, first, then in zip(
            self.bits, other.bits, begins.bits, other_begins.bits, strict=True
        ):
            both = first[:, None] & there[None, :]
            both |= here[:, None] & then[None, :]
            found += np.bitwise_count(both)
        return found

    def within(self, other: "Marks") -> Mask:
        """Whose words here are all found there."""
        found = np.ones((self.bits.shape[1], other.bits.shape[1]), np.bool_)
        for here, there in zip(self.bits, other.bits, strict=True):
            if here.any():
                found &= (here[:, None] & ~there[None, :]) == 0
        return found

    def _rows(self, other: "Marks") -> list[tuple[Words, Words]]:
        rows = zip(self.bits, other.bits, strict=True)
        return [(here, there) for here, there in rows if here.any() and there.any()]


def places(rows: Iterable[frozenset[Hashable]]) -> dict[Hashable, int]:
    """A bit for each word that somebody has, in order of first sight."""
    words = (word for row in dict.fromkeys(rows) for word in row)
    return {word: place for place, word in enumerate(dict.fromkeys(words))}


def marks(rows: Sequence[frozenset[Hashable]], bit_of: Mapping[Hashable, int]) -> Marks:
    """Marks for people, each given by their words; words without a bit are left out. Many people have the same words."""
    mask_of = {
        words: sum(1 << bit_of[word] for word in words if word in bit_of) for words in dict.fromkeys(rows)
    }
    return from_masks([mask_of[words] for words in rows], len(bit_of))


def from_masks(masks: Sequence[int], width: int) -> Marks:
    """Marks for people, each given as one number whose bits are their words."""
    words = max(1, -(-width // 64))
    packed = b"".join(mask.to_bytes(words * 8, "little") for mask in masks)
    return Marks(np.ascontiguousarray(np.frombuffer(packed, "<u8").reshape(len(masks), words).T))
