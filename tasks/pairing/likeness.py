"""What a likeness is, and the arithmetic of its points: whole hundredths, so that sums are exact."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.pairing.case import Case
from tasks.pairing.marks import Mask
from tasks.pairing.table import Block, Cells, Key, Places, Table
from tasks.program.people import Person

Points = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""32 bits where they hold every score, 64 where practicable wishes of many pairs need more."""
WIDE = 1 << 24
"""Sums of points from here on take 64 bits."""
Share = tuple[int, int]
"""How much of a weight a pair gets: so many out of so many."""
Tally = tuple[Places, Places]
"""A count of every mentor and of every mentee."""


@dataclass(frozen=True)
class Timing:
    """A likeness counted from two people's times, which almost all differ.

    No pair has a higher count than either of its people has alone (`tally`, counts out of `whole`); `of_pairs` gives
    the points of single pairs, mentees and mentors by place.
    """

    tally: Callable[[Table], Tally]
    whole: Callable[[Table], int]
    of_pairs: Callable[[Table, Places, Places, int], Points]

    def ceiling(self, table: Table, weight: int) -> tuple[Points, Points]:
        """What each mentor's and each mentee's own count allows at most: no pair gets more than either."""
        whole = self.whole(table)
        mentors, mentees = (portions(max(weight, 0), counts, whole) for counts in self.tally(table))
        return mentors, mentees


@dataclass(frozen=True)
class Likeness:
    """One reason for which a pair is good."""

    name: str
    share: Callable[[Case, Person, Person], Share]
    block: Callable[[Block, int], Points]
    """The points of a block, given the weight in hundredths."""
    of_mentee: Key | None = None
    """What of a mentee decides, where mentees are often alike in it: they get the same points with every mentor."""
    few: Callable[[Table], Cells] | None = None
    """The counts of those few pairs that have any."""
    whole: int = 1
    """What the counts of `few` are out of."""
    timing: Timing | None = None
    """How the points are bounded, and found for single pairs, where they cost too much to find for all."""


def points(weight: float) -> int:
    """A weight in hundredths of a point; one that is not a number counts nothing."""
    return round(weight * 100) if isfinite(weight) and abs(weight) < 10_000 else 0


def portion(weight: int, share: Share) -> int:
    """The points of a share, rounded toward minus infinity."""
    count, whole = share
    return weight * count // whole if whole else 0


def portions(weight: int, counts: npt.NDArray[np.integer[Any]], whole: int) -> Points:
    """`portion` for many counts of one whole, more than the whole counting as the whole."""
    found: Points = _by_count(weight, whole).take(counts, mode="clip")
    return found


@lru_cache(maxsize=256)
def _by_count(weight: int, whole: int) -> npt.NDArray[np.int32]:
    return np.array([portion(weight, (count, whole)) for count in range(whole + 1)], np.int32)


def where(mask: Mask, weight: int) -> Points:
    """The weight where a mask holds."""
    kind = np.int32 if abs(weight) < WIDE else np.int64
    found: Points = np.multiply(mask, kind(weight), dtype=kind)
    return found


def sparse(block: Block, cells: Cells, weight: int, whole: int) -> Points:
    """`portion` for the few pairs that have a count."""
    found = np.zeros(block.shape, np.int32)
    values = portions(weight, cells.value, whole).astype(np.int64)
    Cells(cells.mentee, cells.mentor, values).put(block.rows, found)
    return found
