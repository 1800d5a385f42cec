"""Turns a problem's goals into exact weights for its pairs."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints, Mask
from tasks.pairing.engine.problem import Problem
from tasks.pairing.engine.units import Units, Worth


@dataclass(frozen=True)
class Goals:
    """Weight of a pair = its score + its mentee's `bonus` + a unit if it is one of the `kept` (sorted keys)."""

    units: Units
    bonus: Ints
    kept: Ints
    mentors: int

    @classmethod
    def of(cls, problem: Problem, reach: int, shift: int, crowding: int = 0) -> Self:
        """Units that fit the problem: scores 0..`reach` after `shift`, so many matches above the groups' shares."""
        classes = problem.classes[problem.open_mentees]
        # One more than now fit: a price is the worth of one more seat.
        people = min(classes.size, int(problem.open_seats.sum()) + 1)
        in_class = [int((classes == rank).sum()) for rank in problem.ranks[::-1]]
        # With as many matched, a class can't win more matches than the others lose.
        waited = tuple(min(count, classes.size - count + 1, people) for count in in_class)
        kept = np.unique(problem.kept_pairs[:, 0] * problem.mentors + problem.kept_pairs[:, 1])
        units = Units.of(people, reach, min(kept.size, people), waited, crowding, shift)
        steps = np.array([0, *units.waited[::-1]], np.int64)
        return cls(units, steps[problem.rank], kept, problem.mentors)

    def is_kept(self, arcs: Arcs) -> Mask:
        if not self.kept.size:
            return np.zeros(len(arcs), np.bool_)
        return np.isin(arcs.keys(self.mentors), self.kept)

    def below_match(self, arcs: Arcs) -> Ints:
        """Weights without the worth of a match."""
        weight = arcs.score + self.bonus[arcs.mentee]
        if self.kept.size:
            weight[self.is_kept(arcs)] += self.units.kept
        return weight

    def weight(self, arcs: Arcs) -> Ints:
        return self.below_match(arcs) + self.units.matched

    def worth(self, chosen: Arcs) -> Worth:
        """Totals of a choice, crowding left out."""
        return replace(self.units.read(int(self.below_match(chosen).sum())), matched=len(chosen))
