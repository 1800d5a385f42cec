"""Exact explanations read off the prices of one solve; nothing is solved again.

Floor and groups' shares count as given: what more seats would do to them is for `WhatIf` to say.
"""

from dataclasses import dataclass

import numpy as np

from tasks.pairing.engine.arrays import Ints
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.units import Worth


def worth_of_seat(assignment: Assignment, mentor: int) -> Worth:
    """Exactly what one more seat with `mentor` would bring."""
    return assignment.units.read(int(assignment.prices[mentor]))


def loss_without(assignment: Assignment, mentee: int) -> Worth:
    """Exactly what would be lost if `mentee` withdrew (with groups: at least). Nothing for a locked mentee."""
    return assignment.units.read(int(assignment.utilities[mentee]))


def cost_of_pair(problem: Problem, assignment: Assignment, mentee: int, mentor: int, score: int) -> Worth:
    """At least what insisting on this allowed, open pair would cost; `WhatIf.pair` has the exact figure."""
    units = assignment.units
    group = int(problem.group_of[mentee])
    worth = units.matched + score - units.shift
    worth += (0, *units.waited[::-1])[int(problem.rank[mentee])]
    worth += units.kept * int((problem.kept_pairs == (mentee, mentor)).all(axis=1).any())
    held = int(assignment.utilities[mentee] + assignment.prices[mentor])
    held += int(assignment.group_prices[group]) if group >= 0 and assignment.group_prices.size else 0
    return units.read(held - worth)


@dataclass(frozen=True)
class Scarcity:
    """Why not all are matched (Hall's condition): `mentees` can go to none but `mentors`, who have `seats`.

    At least `len(mentees) - seats` of them stay unmatched, whatever is done.
    """

    mentors: Ints
    mentees: Ints
    seats: int

    @property
    def short(self) -> int:
        return max(self.mentees.size - self.seats, 0)


def scarcity(problem: Problem, assignment: Assignment) -> Scarcity:
    """The scarce mentors and all who depend on them, mentees with no allowed mentor at all included."""
    half = assignment.units.matched // 2
    scarce = np.flatnonzero((assignment.prices > half) & (problem.open_seats > 0))
    bound = np.flatnonzero((assignment.utilities < half) & problem.open_mentees)
    return Scarcity(scarce, bound, int(problem.open_seats[scarce].sum()))


def seats_that_help(assignment: Assignment, most: int = 10) -> list[tuple[int, Worth]]:
    """Mentors with whom one more seat brings most, best first."""
    order = np.lexsort((np.arange(assignment.prices.size), -assignment.prices))[:most]
    return [(int(j), worth_of_seat(assignment, int(j))) for j in order if assignment.prices[j] > 0]


def totals(problem: Problem, assignment: Assignment) -> Worth:
    """What the assignment reaches at every goal, locked pairs included."""
    pairs, group = assignment.pairs, problem.group_of
    waited = tuple(int((problem.classes[pairs.mentee] == rank).sum()) for rank in problem.ranks[::-1])
    crowding = 0
    if (group >= 0).any():
        share = problem.shares(len(pairs))
        took = np.bincount(group[pairs.mentee][group[pairs.mentee] >= 0], minlength=share.size)
        crowding = int(np.maximum(took - share, 0).sum())
    return Worth(len(pairs), assignment.kept, waited, crowding, assignment.score)
