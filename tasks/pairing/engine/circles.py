"""Circles: groups of a few people who share a free slot, put together for the highest fit.

A circle's worth is each member's average score with the others, summed, so that size by itself gains nothing.
Whether circles should be mixed or alike is for the scores to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Literal

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.anneal import Table, anneal
from tasks.pairing.engine.arrays import Ints, whole
from tasks.pairing.engine.partition import best_partition

EXACT = 18
"""People up to whom every partition is weighed."""
TABLE = 1500
"""People put into circles together; more are split by id first."""


@dataclass(frozen=True)
class Circles:
    """`groups` of positions, ordered; `common`: the slots each has in common, as words of bits; `left`:
    who fits nowhere; `worth`: the sum over people of their average score, in hundredths; `proof`: "optimal" if no
    other choice places more people or is worth more.
    """

    groups: tuple[tuple[int, ...], ...]
    common: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    worth: int
    proof: Literal["optimal", "feasible"]


def best_circles(
    people: int,
    score: npt.ArrayLike | Callable[[Ints, Ints], npt.ArrayLike],
    slots: npt.ArrayLike,
    least: int = 3,
    most: int = 6,
    *,
    ids: Sequence[str] | None = None,
    seed: int = 0,
    effort: int = 80,
) -> Circles:
    """Circles of `least` to `most` people, each with a slot in common; as many people placed as can be found.

    Args:
        people: size of the pool.
        score: whole-number matrix (people, people), or a callable giving the block of rows `a` by columns `b`;
            both directions of a pair are added. Scores may be negative.
        slots: uint64 bit masks, (people,) or (people, words): bit set = free then.
        least: fewest people in a circle.
        most: most people in a circle.
        ids: stable ids; the answer does not depend on the order of people.
        seed: of the annealing; the same seed gives the same circles.
        effort: steps of the annealing for each person.
    """
    if not 2 <= least <= most:
        raise ValueError("circles need at least 2 people, and the most must not be below the least")
    free = np.asarray(slots, np.uint64)
    free = free[:, None] if free.ndim == 1 else free
    order = (
        np.arange(people)
        if ids is None
        else np.array(sorted(range(people), key=lambda i: str(ids[i])), np.int64)
    )
    groups: list[list[int]] = []
    for part in np.array_split(order, max(-(-people // TABLE), 1)):
        table = Table(_fit(score, part), free[part], least, most, unit=lcm(*range(least - 1, most)))
        found = best_partition(table) if people <= EXACT else anneal(table, seed, effort)
        groups += [part[group].tolist() for group in found]
    groups = sorted(sorted(group) for group in groups)
    placed = {i for group in groups for i in group}
    return Circles(
        tuple(tuple(group) for group in groups),
        tuple(tuple(np.bitwise_and.reduce(free[group]).tolist()) for group in groups),
        tuple(i for i in range(people) if i not in placed),
        sum(_worth(score, np.array(group)) for group in groups),
        "optimal" if people <= EXACT else "feasible",
    )


def _fit(score: npt.ArrayLike | Callable[[Ints, Ints], npt.ArrayLike], who: Ints) -> Ints:
    """Scores between all of `who`, both directions added, 0 with oneself."""
    given = whole(score(who, who) if callable(score) else np.asarray(score)[np.ix_(who, who)], "scores")
    fit: Ints = given + given.T
    np.fill_diagonal(fit, 0)
    return fit


def _worth(score: npt.ArrayLike | Callable[[Ints, Ints], npt.ArrayLike], group: Ints) -> int:
    """Averages within one circle in hundredths: each pair's two directions count once for each member."""
    return 100 * int(_fit(score, group).sum()) // (2 * (group.size - 1))
