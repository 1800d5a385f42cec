"""A cadence that changes: weekly at first, later every second week, from each pair's own first week on.

Cycles are weeks then; a meeting is wanted in each group of weeks. It is put into the group's first week where that is
possible, else into the next one.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tasks.meetings.grid import Flags
from tasks.meetings.term import Case, Term
from tasks.meetings.weeks import schedule


def _anywhere(case: Case) -> Term:
    return schedule(case, more=True)


def in_phases(case: Case, place: Callable[[Case], Term] = _anywhere) -> Term:
    """The term; places behind a week's end lie in the weeks after it. `possible` is an upper bound here.

    `place` places the open cycles and takes the times out of people's.
    """
    assert case.sizes is not None, "only for cadences with groups of weeks"
    possible = _possible(case)
    term = place(case)
    for later in range(1, int(case.sizes.max(initial=1))):
        missing = case.open & (term.placed < 0) & (case.sizes > later)
        missing[:, case.open.shape[1] - later :] = False
        if missing.any():
            wanted = np.zeros_like(missing)
            wanted[:, later:] = missing[:, :-later]
            more = place(replace(case, open=wanted, usual=term.usual))
            found = np.roll(more.placed, -later, axis=1)
            term.placed[:] = np.where(missing & (found >= 0), found + later * case.grid.week, term.placed)
            term.usual[:] = np.where(term.usual < 0, more.usual, term.usual)
    return replace(term, possible=case.open & possible)


def _possible(case: Case) -> Flags:
    """Whether both are free in any week of the group that begins in this cycle."""
    assert case.sizes is not None, "see in_phases"
    starts: Flags = np.not_equal(case.starts(np.arange(len(case.mentor))), 0)
    weeks: Flags = np.any(starts.reshape(len(starts), case.grid.weeks, -1), axis=2)
    found: Flags = weeks.copy()
    for later in range(1, int(case.sizes.max(initial=1))):
        found[:, :-later] |= weeks[:, later:] & (case.sizes[:, :-later] > later)
    return found
