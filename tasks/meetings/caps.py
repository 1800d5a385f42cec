"""How many meetings a mentor may have in a day and in a week: who gives way where a choice gave too many.

The choice of times itself knows no such limits. They bite seldom, so what they forbid is taken out and chosen again.
"""

from collections.abc import Iterator

import numpy as np

from tasks.meetings.grid import Flags, Index, Ints, Places
from tasks.meetings.term import Case


def close_crowded(case: Case, stars: Index, fits: Flags, placed: Places) -> tuple[Index, Index]:
    """Bars the days and weeks with more meetings than one mentor may have, for those that are too many.

    `stars` are pairs by mentor, `fits` star x pair x cycle x position, `placed` star x pair x cycle. Whose turn it is to
    give way changes from cycle to cycle. Gives the stars and cycles to choose again; none once all is well.
    """
    size = stars.shape[1]
    again: dict[tuple[int, int], None] = {}
    for most, positions in _limits(case, stars):
        for part in range(case.cycle // positions):
            inside = (placed >= part * positions) & (placed < (part + 1) * positions)
            standing = _standing(case, stars, part, positions)
            for star, cycle in _crowded(inside, standing, most):
                there = np.flatnonzero(inside[star, :, cycle]).tolist()
                there.sort(key=lambda pair: (pair + cycle) % size)
                for pair in there[max(0, most - int(standing[star, cycle])) :]:
                    fits[star, pair, cycle, part * positions : (part + 1) * positions] = False
                again[star, cycle] = None
    found = np.array(list(again), np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _limits(case: Case, stars: Index) -> list[tuple[int, int]]:
    """The limits that can matter here, each as at most so many meetings in so many positions."""
    held = case.held is not None and bool(case.held[case.mentor[stars[:, 0]]].any())
    limits = ((case.per_day, case.grid.stride), (case.per_week, case.grid.week))
    return [(most, positions) for most, positions in limits if most and (stars.shape[1] > most or held)]


def _crowded(inside: Flags, standing: Ints, most: int) -> Iterator[tuple[int, int]]:
    count = inside.sum(axis=1)
    for star, cycle in zip(*np.nonzero((count > 0) & (count + standing > most)), strict=True):
        yield int(star), int(cycle)


def _standing(case: Case, stars: Index, part: int, positions: int) -> Ints:
    """How many meetings the mentors have already in this part of each cycle: star x cycle."""
    if case.held is None:
        return np.zeros((len(stars), case.open.shape[1]), np.int32)
    days = positions // case.grid.stride
    each = case.span * case.grid.days
    held = case.held[case.mentor[stars[:, 0]]]
    held = np.pad(held, ((0, 0), (0, case.open.shape[1] * each - held.shape[1])))
    found: Ints = held.reshape(len(stars), -1, each)[:, :, part * days : (part + 1) * days].sum(
        axis=2, dtype=np.int32
    )
    return found
