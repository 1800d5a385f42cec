"""What would change if: exact answers by solving again from where the last solve ended.

An answer is what a run on the changed problem would propose, tie-breaks included.
"""

from dataclasses import dataclass, replace

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Block
from tasks.pairing.engine.blocks import CACHED
from tasks.pairing.engine.explain import totals
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.solve import best_assignment
from tasks.pairing.engine.units import Worth


@dataclass(frozen=True)
class Change:
    """The changed `problem`, `worth` of the change (negative parts are losses), the pairs it would make and unmake,
    and the assignment `after` it.
    """

    problem: Problem
    worth: Worth
    made: Arcs
    unmade: Arcs
    after: Assignment


class WhatIf:
    """Answers questions about a solved problem; scores of up to 8 million pairs are computed only once."""

    def __init__(self, problem: Problem, solved: Assignment | None = None) -> None:
        self.problem = _remembered(problem)
        self.base = solved or best_assignment(self.problem)

    def seat(self, mentor: int, more: int = 1) -> Change:
        """`more` seats with `mentor` (fewer if negative)."""
        seats = self.problem.seats.copy()
        seats[mentor] = max(seats[mentor] + more, 0)
        return self._answer(replace(self.problem, capacity=seats))

    def pair(self, mentee: int, mentor: int, score: int | None = None) -> Change:
        """This pair whatever else; ValueError if it is not allowed and no score is given for it."""
        score = self.score(mentee, mentor) if score is None else score
        if score is None:
            raise ValueError("the pair is not allowed")
        others = self.problem.locked[self.problem.locked.mentee != mentee]
        return self._answer(
            replace(self.problem, locked=Arcs.join(others, Arcs.of([mentee], [mentor], [score])))
        )

    def without_mentee(self, mentee: int) -> Change:
        """This mentee withdrawn, with a lock if there is one."""
        absent = np.append(np.asarray(self.problem.absent, np.int64), mentee)
        locked = self.problem.locked[self.problem.locked.mentee != mentee]
        return self._answer(replace(self.problem, absent=absent, locked=locked))

    def without_mentor(self, mentor: int) -> Change:
        """This mentor withdrawn with all seats and locks."""
        seats = self.problem.seats.copy()
        seats[mentor] = 0
        locked = self.problem.locked[self.problem.locked.mentor != mentor]
        return self._answer(replace(self.problem, capacity=seats, locked=locked))

    def score(self, mentee: int, mentor: int) -> int | None:
        """The score of an allowed pair; nothing for a forbidden one."""
        given = self.problem.candidates
        if isinstance(given, Arcs):
            found = given.score[(given.mentee == mentee) & (given.mentor == mentor)]
            return int(found.max()) if found.size else None
        row = np.empty((1, self.problem.mentors), given.dtype)
        given.fill(mentee, mentee + 1, row)
        pair = Arcs.of([mentee], [mentor], row[0, [mentor]])
        return int(given.settle(pair).score[0]) if row[0, mentor] >= 0 else None

    def _answer(self, changed: Problem) -> Change:
        after = best_assignment(changed, warm=self.base)
        was, now = totals(self.problem, self.base), totals(changed, after)
        waited = tuple(b - a for a, b in zip(was.waited, now.waited, strict=True))
        worth = Worth(
            now.matched - was.matched,
            now.kept - was.kept,
            waited,
            now.crowding - was.crowding,
            now.score - was.score,
        )
        before, then = (pairs.keys(changed.mentors) for pairs in (self.base.pairs, after.pairs))
        made = after.pairs[~np.isin(then, before)]
        return Change(changed, worth, made, self.base.pairs[~np.isin(before, then)], after)


def _remembered(problem: Problem) -> Problem:
    """The problem with its block scores computed once, where they are few enough to keep."""
    blocks, n = problem.candidates, problem.mentors
    if isinstance(blocks, Arcs) or problem.mentees * n > CACHED:
        return problem
    scores = np.empty((problem.mentees, n), blocks.dtype)
    step = blocks.rows or 256
    for a in range(0, problem.mentees, step):
        blocks.fill(a, min(a + step, problem.mentees), scores[a : a + step])

    def recall(a: int, b: int, out: Block) -> None:
        out[:] = scores[a:b]

    return replace(problem, candidates=replace(blocks, fill=recall))
