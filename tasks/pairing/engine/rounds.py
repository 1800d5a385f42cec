"""A second mentor: another round with the seats that the first one left."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.arrays import Arcs, Block, Blocks, Ints, whole
from tasks.pairing.engine.problem import Assignment, Problem


def seats_left(problem: Problem, first: Assignment) -> Ints:
    """Seats of each mentor that `first` did not fill, never below 0."""
    taken = np.bincount(first.pairs.mentor, minlength=problem.mentors)
    left: Ints = np.maximum(problem.seats - taken, 0)
    return left


def second_round(
    problem: Problem, first: Assignment, candidates: Arcs | Blocks, only: npt.ArrayLike | None = None
) -> Problem:
    """The problem of a second mentor for mentees `only` (all who are present), never the same mentor again.

    `candidates` are scored for the second mentor's purpose; locks, kept pairs and the floor are not carried over.
    """
    taking_part = problem.present.copy()
    if only is not None:
        taking_part[:] = False
        taking_part[whole(only, "only")] = True
    return replace(
        problem,
        capacity=seats_left(problem, first),
        candidates=_others(candidates, first.pairs, problem.mentors),
        absent=np.flatnonzero(~(taking_part & problem.present)),
        locked=Arcs.none(),
        kept=(),
        lift_worst=False,
    )


def _others(candidates: Arcs | Blocks, made: Arcs, mentors: int) -> Arcs | Blocks:
    """The candidates without the pairs that are made already."""
    if isinstance(candidates, Arcs):
        return candidates[~np.isin(candidates.keys(mentors), made.keys(mentors))]

    def fill(a: int, b: int, out: Block) -> None:
        candidates.fill(a, b, out)
        here = made[(made.mentee >= a) & (made.mentee < b)]
        out[here.mentee - a, here.mentor] = -1

    return replace(candidates, fill=fill)
