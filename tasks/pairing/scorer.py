"""Scores of pairs in whole hundredths of a point: one pair with its parts, or blocks of them for the engine."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine import Arcs, Blocks
from tasks.pairing.kinds import Feature, Kinds, dtype_for, kinds_of, sort_by
from tasks.pairing.likeness import Likeness, Points, Timing, portion, portions
from tasks.pairing.practicable import split, wishes
from tasks.pairing.rules import forbidden, rules_of
from tasks.pairing.table import Block, Cells, Key, Places, Table
from tasks.pairing.weights import weighed
from tasks.program.people import Person

FORBIDDEN = -1
LOWEST = -(1 << 62)
"""Below every score."""
ROWS = 32
CELLS = 1 << 15
"""Pairs worked on at a time, so that they stay in the processor's cache."""
PAIRS = 1 << 12
"""Single pairs scored at a time."""


class Scorer:
    """The scores of a table, with practicable wishes sized to come before all weights of so many `pairs` together.

    Weights may be negative, and the engine takes negative scores for forbidden pairs: there every score is raised by
    `shift`, which changes nothing about which pairs are best, since the most matches come first.

    Scores come in two ways that agree on every pair: `block` asks each rule and each likeness about every pair;
    `blocks` asks once for all mentees who are alike, and gives what depends on two people's own times as an upper
    bound, which the engine has made exact for the pairs that can matter.
    """

    def __init__(self, table: Table, pairs: int = 1) -> None:
        self.table, self.pairs = table, pairs
        weights = weighed(table.case)
        below = sum(abs(weight) for _, weight in weights)
        self.wishes = wishes(table.case, below, pairs)
        self.weights = (*weights, *self.wishes)
        self.shift = -sum(min(weight, 0) for _, weight in self.weights)
        self.dtype = dtype_for(below + sum(unit for _, unit in self.wishes))

    def parts(self, mentor: Person, mentee: Person) -> dict[str, int]:
        """The points of each likeness of the pair, in hundredths; those without weight are left out."""
        case = self.table.case
        return {one.name: portion(weight, one.share(case, mentor, mentee)) for one, weight in self.weights}

    def score(self, mentor: Person, mentee: Person) -> int:
        return sum(self.parts(mentor, mentee).values())

    def points(self, score: int) -> float:
        """What staff see as a pair's score: the points of its weights. Wishes come before them and are none."""
        return self.split(score)[1] / 100

    def split(self, score: int) -> tuple[dict[str, int], int]:
        """How often a score (or difference) of up to `pairs` pairs keeps each wish, by its word, and its other points."""
        counts, rest = split(score, [unit for _, unit in self.wishes])
        return dict(zip(self.table.case.settings.practicable, counts, strict=True)), rest

    def block(self, a: int, b: int) -> Points:
        """Shifted scores of mentees a to b-1 against all mentors; `FORBIDDEN` where a rule forbids the pair."""
        out = np.empty((b - a, len(self.table.mentors)), self.dtype)
        for first in range(a, b, ROWS):
            last = min(first + ROWS, b)
            block = self.table.block(first, last)
            rows = out[first - a : last - a]
            rows[:] = self.shift
            for likeness, weight in self.weights:
                rows += likeness.block(block, weight)
            rows[forbidden(block)] = FORBIDDEN
        return out

    @cached_property
    def blocks(self) -> Blocks:
        """The scores as the engine asks for them."""
        return Blocks(self.bounds, self.dtype, lower=tuple(self._lower(*timed) for timed in self._timed))

    def coarse(self, step: int) -> Blocks:
        """The scores rounded down to whole steps."""

        def fill(a: int, b: int, out: npt.NDArray[Any]) -> None:
            self.bounds(a, b, out)
            line, mentor = np.nonzero(out >= 0)
            given = Arcs(line + a, mentor, out[line, mentor].astype(np.int64))
            out[line, mentor] = self.blocks.settle(given).score // step

        return Blocks(fill, self.dtype)

    @cached_property
    def _timed(self) -> tuple[tuple[Timing, int], ...]:
        return tuple((likeness.timing, weight) for likeness, weight in self.weights if likeness.timing)

    @cached_property
    def _kinds(self) -> tuple[tuple[Kinds, ...], tuple[Feature, ...]]:
        return kinds_of(self.table, self._features(), self.dtype)

    def _features(self) -> Iterator[Feature]:
        table, shift = self.table, np.full((1, 1), self.shift, np.int32)
        yield Feature(lambda _: shift, np.zeros(len(table.mentees), np.int64))
        for likeness, weight in self.weights:
            if likeness.few is None and likeness.timing is None:
                yield Feature(partial(_points, likeness, weight), _sort(table, likeness.of_mentee))
        for rule in rules_of(table.case):
            if rule.few is None:
                yield Feature(rule.block, _sort(table, rule.of_mentee))
        for timing, weight in self._timed:
            mentors, mentees = timing.ceiling(table, weight)
            yield Feature(partial(_least, mentors, mentees), mentees.astype(np.int64))

    def _lower(self, timing: Timing, weight: int) -> Callable[[Places, Places], Places]:
        """By how much the bound of a likeness of times is too high for single pairs."""
        of_mentors, of_mentees = timing.ceiling(self.table, weight)

        def too_high(mentees: Places, mentors: Places) -> Places:
            found = np.empty(mentees.size, np.int64)
            for a in range(0, mentees.size, PAIRS):
                here, there = mentees[a : a + PAIRS], mentors[a : a + PAIRS]
                found[a : a + PAIRS] = np.minimum(of_mentees[here], of_mentors[there])
                found[a : a + PAIRS] -= timing.of_pairs(self.table, here, there, weight)
            return found

        return too_high

    @cached_property
    def _few(self) -> tuple[tuple[Cells, ...], tuple[Cells, ...]]:
        """The few pairs with points of their own, and those that are forbidden."""
        gains = (
            Cells(cells.mentee, cells.mentor, portions(weight, cells.value, likeness.whole).astype(np.int64))
            for likeness, weight in self.weights
            if likeness.few is not None
            for cells in (likeness.few(self.table),)
        )
        rules = (rule.few(self.table) for rule in rules_of(self.table.case) if rule.few is not None)
        return tuple(gains), tuple(cells for cells in rules if cells.value.size)

    def bounds(self, a: int, b: int, out: npt.NDArray[Any]) -> None:
        """Writes what the shifted scores of mentees a to b-1 are at most; negative where a rule forbids the pair."""
        kinds, rest = self._kinds
        gains, barred = self._few
        first, *others = kinds
        np.take(first.points, first.kind[a:b], axis=0, out=out, mode="clip")
        for more in others:
            more.add(a, b, out)
        step = max(CELLS // max(len(self.table.mentors), 1), 1)
        for at in range(a, b, step) if rest else ():
            block = self.table.block(at, min(at + step, b))
            for feature in rest:
                feature.add(block, out[at - a : at - a + step])
        rows = np.arange(a, b)
        for cells in gains:
            lines, places, values = cells.of(rows)
            out[lines, places] += values
        np.maximum(out, FORBIDDEN, out=out)
        for cells in barred:
            lines, places, _ = cells.of(rows)
            out[lines, places] = FORBIDDEN

    def possible(self, mentee: int) -> Places:
        """The mentors whom the rules allow a mentee, all by place."""
        row: Places = np.flatnonzero(self._row(mentee) >= 0)
        return row

    def best(self, mentee: int, above: int = LOWEST) -> tuple[int, int] | None:
        """The mentor of the highest score, the first of equals, and that score (not shifted); only one above a score."""
        row = self._row(mentee)
        least = max(above + self.shift, FORBIDDEN) + 1
        places = np.flatnonzero(row >= least)
        given = Arcs(np.full(places.size, mentee), places, row[places].astype(np.int64))
        found = self.blocks.settle(given, lambda arcs: arcs.score >= least)
        if not len(found):
            return None
        first = int(found.score.argmax())
        return int(found.mentor[first]), int(found.score[first]) - self.shift

    def _row(self, mentee: int) -> Points:
        out = np.empty((1, len(self.table.mentors)), self.dtype)
        self.bounds(mentee, mentee + 1, out)
        row: Points = out[0]
        return row


def _sort(table: Table, key: Key | None) -> Places | None:
    return None if key is None else sort_by(table, key)


def _points(likeness: Likeness, weight: int, block: Block) -> Points:
    return likeness.block(block, weight)


def _least(mentors: Points, mentees: Points, block: Block) -> Points:
    least: Points = np.minimum(mentees[block.rows, None], mentors[None, :])
    return least
