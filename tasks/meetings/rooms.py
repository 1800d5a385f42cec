"""Rooms: where a school has few, its meetings are chosen together, so that no room holds two at a time.

Without a shortage the usual choice stands. With one, CP-SAT picks usual times for all pairs of the school, then places
each cycle to the optimum: as many meetings as possible, then at the usual time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tasks.meetings.grid import Flags, Index, Ints, Places
from tasks.meetings.optimum import Choice, best_choice
from tasks.meetings.term import Case, Term
from tasks.meetings.weeks import schedule


@dataclass(frozen=True)
class Rooms:
    """How many rooms of one school are free: dates x slots; used up by what is placed."""

    free: Ints

    def take(self, days: Index, slots: Index, length: int) -> None:
        for step in range(length):
            at = slots + step
            inside = at < self.free.shape[1]
            np.subtract.at(self.free, (days[inside], at[inside]), 1)

    def short(self, days: Index, slots: Index, length: int) -> bool:
        """Whether these meetings would need more rooms than there are."""
        left = Rooms(self.free.copy())
        left.take(days, slots, length)
        return bool((left.free < np.minimum(self.free, 0)).any())


def in_rooms(case: Case, rooms: Rooms) -> Term:
    """Places the open cycles of pairs that need one of these rooms each; people and rooms are taken."""
    own = replace(
        case,
        free=replace(case.free, free=case.free.free.copy()),
        used=case.used.copy(),
        held=None if case.held is None else case.held.copy(),
    )
    term = schedule(own)
    if rooms.short(*_moments(case, term.placed), case.length):
        term = _chosen(case, rooms)
    days, slots = _moments(case, term.placed)
    rooms.take(days, slots, case.length)
    rows = np.nonzero(term.placed >= 0)[0]
    for people in (case.mentor, case.mentee):
        case.occupy(people[rows], days, slots, case.length)
    return term


def _moments(case: Case, placed: Places) -> tuple[Index, Index]:
    rows, cycles = np.nonzero(placed >= 0)
    return case.day_and_slot(cycles, placed[rows, cycles])


def _chosen(case: Case, rooms: Rooms) -> Term:
    """Usual times for all pairs of the school, then every cycle on its own."""
    pairs = np.arange(len(case.mentor))
    fits = case.positions(case.starts(pairs)) & case.open[..., None]
    calm = ~np.repeat(case.soft(pairs), case.grid.stride, axis=2)
    usual = _usual(case, rooms, fits, calm)
    placed = np.full(case.open.shape, -1, np.int64)
    for cycle in range(case.open.shape[1]):
        week = fits[:, cycle]
        worth = np.where(week, 1000 + 100 * calm[:, cycle] - _far(case, usual), 0)
        at = np.maximum(usual, 0)
        worth[pairs, at] += 50 * (week[pairs, at] & (usual >= 0))
        placed[:, cycle] = best_choice(_choice(case, worth, _capacity(case, rooms, cycle), cycle))
    return Term(usual, placed, placed >= 0)


def _usual(case: Case, rooms: Rooms, fits: Flags, calm: Flags) -> Places:
    """The positions that fit most cycles, within the rooms that are there in most cycles; those that are set stay."""
    worth = (fits * (1 + calm)).sum(axis=1, dtype=np.int64)
    fixed, only = np.greater_equal(case.usual, 0), np.equal(np.arange(case.cycle), case.usual[:, None])
    worth = np.where(fixed[:, None] & ~only, 0, worth)
    every = np.stack([_capacity(case, rooms, cycle) for cycle in range(case.open.shape[1])])
    found = best_choice(_choice(case, worth, np.median(every, axis=0).astype(np.int64), None))
    return np.where(fixed, case.usual, found)


def _far(case: Case, usual: Places) -> Ints:
    """Up to 40 for a start far from the usual time."""
    away = np.abs(np.arange(case.cycle) - usual[:, None]) * 40 // case.cycle
    return np.where(usual[:, None] >= 0, away, 0).astype(np.int32)


def _capacity(case: Case, rooms: Rooms, cycle: int) -> Places:
    """Free rooms at each position of a cycle."""
    days = case.span * case.grid.days
    part = rooms.free[cycle * days : (cycle + 1) * days]
    left = np.zeros((days, case.grid.stride), np.int64)
    left[: len(part), : case.grid.slots] = np.maximum(part, 0)
    return left.reshape(-1)


def _choice(case: Case, worth: Places, capacity: Places, cycle: int | None) -> Choice:
    """One problem for the solver; without a cycle, of usual times: planning periods are then looked at in every week."""
    planned: tuple[Flags, ...] = case.planned(case.mentor), case.planned(case.mentee)
    each = case.grid.week
    if cycle is None:
        marks: list[Flags] = [np.logical_or.reduce(one, axis=1) for one in planned]
        left = np.full((len(case.free.people), case.span), max(1, case.allowance))
    else:
        marks = [one[:, cycle] for one in planned]
        weeks = case.used[:, cycle * case.span : (cycle + 1) * case.span]
        left = np.maximum(case.allowance - weeks, 0)
    return Choice(
        worth,
        (case.mentor, case.mentee),
        case.length,
        case.apart(case.mentor),
        capacity,
        marks,
        left,
        each,
        _per_day(case, cycle),
    )


def _per_day(case: Case, cycle: int | None) -> tuple[int, int, Mapping[tuple[int, int], int]]:
    """The daily limit, positions a day, and what people have already by person and day of the cycle."""
    if case.held is None or cycle is None:
        return case.per_day, case.grid.stride, {}
    days = case.span * case.grid.days
    part = case.held[:, cycle * days : (cycle + 1) * days]
    found = zip(*np.nonzero(part), strict=True)
    return case.per_day, case.grid.stride, {(int(p), int(d)): int(part[p, d]) for p, d in found}
