"""Scores of pairs in whole hundredths of a point: one pair with its parts, or blocks of them for the engine."""

from functools import cached_property

import numpy as np

from tasks.pairing.engine import Blocks
from tasks.pairing.engine.arrays import Block as Numbers
from tasks.pairing.rules import forbidden
from tasks.pairing.table import Table
from tasks.pairing.weights import LIKENESSES, Points, parts, points
from tasks.program.people import Person

FORBIDDEN = -1
# Up to this many pairs are scored once and kept (32 MB); larger programs are scored block by block as needed.
KEPT_PAIRS = 8_000_000
ROWS = 32


class Scorer:
    """The scores of a table.

    Weights may be negative, and the engine takes negative scores for forbidden pairs: there every score is raised by
    `shift`, which changes nothing about which pairs are best, since the most matches come first.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        weights = ((likeness, points(likeness.weight(table.case))) for likeness in LIKENESSES)
        self.weights = tuple((likeness, weight) for likeness, weight in weights if weight)
        self.shift = -sum(min(weight, 0) for _, weight in self.weights)

    def parts(self, mentor: Person, mentee: Person) -> dict[str, int]:
        """The points of each likeness of the pair."""
        return parts(self.table.case, mentor, mentee)

    def score(self, mentor: Person, mentee: Person) -> int:
        return sum(self.parts(mentor, mentee).values())

    def block(self, a: int, b: int) -> Points:
        """Shifted scores of mentees a to b-1 against all mentors; `FORBIDDEN` where a rule forbids the pair."""
        if self._kept is not None:
            return self._kept[a:b]
        out = np.empty((b - a, len(self.table.mentors)), np.int32)
        self._fill(a, b, out)
        return out

    @property
    def blocks(self) -> Blocks:
        """The scores as the engine asks for them."""

        def fill(a: int, b: int, out: Numbers) -> None:
            out[:] = self.block(a, b)

        return Blocks(fill)

    @cached_property
    def _kept(self) -> Points | None:
        pairs = len(self.table.mentees) * len(self.table.mentors)
        if pairs > KEPT_PAIRS:
            return None
        out = np.empty((len(self.table.mentees), len(self.table.mentors)), np.int32)
        self._fill(0, len(self.table.mentees), out)
        return out

    def _fill(self, a: int, b: int, out: Points) -> None:
        """Scores a few rows at a time, so that what is being worked on stays in the processor's cache."""
        for first in range(a, b, ROWS):
            last = min(first + ROWS, b)
            block = self.table.block(first, last)
            rows = out[first - a : last - a]
            rows[:] = self.shift
            for likeness, weight in self.weights:
                rows += likeness.block(block, weight)
            rows[forbidden(block)] = FORBIDDEN

    def allowed(self, place: int) -> Points:
        """The shifted scores of one mentee against all mentors."""
        row: Points = self.block(place, place + 1)[0]
        return row
