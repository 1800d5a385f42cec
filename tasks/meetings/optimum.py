"""One choice of times under shared limits, to the optimum (OR-tools CP-SAT, one thread, a fixed seed)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.meetings.grid import Flags, Index, Places

_SECONDS = 20.0
"""Deterministic time, not the clock's: the same problem stops at the same place everywhere."""


@dataclass(frozen=True)
class Choice:
    """At most one start for each row. `worth` is rows x positions, below 1 where a row cannot start.

    `people` are two persons for each row; nobody's starts lie nearer than `apart` positions. `capacity` says how many
    rows may be under way at a position, each for `length`. `marks` (for each person of a row: rows x positions) are
    starts that use a planning period, of which `left` (persons x weeks of `week` positions) may be used. `per_day` is a
    limit (0: none), its positions, and what counts already by (person, day).
    """

    worth: Places
    people: tuple[Index, Index]
    length: int
    apart: int
    capacity: Places
    marks: Sequence[Flags]
    left: Places
    week: int
    per_day: tuple[int, int, Mapping[tuple[int, int], int]]


def best_choice(choice: Choice) -> Places:
    """The start of each row, -1 for none; worth most in all."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - half a second to import, for schools with few rooms only

    model: Any = cp_model.CpModel()
    rows, starts = (part.tolist() for part in np.nonzero(choice.worth > 0))
    variables = [model.new_bool_var("") for _ in rows]
    _add_limits(model, choice, rows, starts, variables)
    model.maximize(
        sum(int(choice.worth[r, s]) * one for r, s, one in zip(rows, starts, variables, strict=True))
    )
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = _SECONDS
    status = solver.solve(model)
    found = np.full(len(choice.worth), -1, np.int64)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for row, start, one in zip(rows, starts, variables, strict=True):
            if solver.boolean_value(one):
                found[row] = start
    return found


def _add_limits(model: Any, choice: Choice, rows: list[int], starts: list[int], variables: list[Any]) -> None:
    groups: dict[tuple[Any, ...], tuple[int, list[Any]]] = {}
    for row, start, one in zip(rows, starts, variables, strict=True):
        for key, most in _limits(choice, row, start):
            groups.setdefault(key, (most, []))[1].append(one)
    for most, members in groups.values():
        if len(members) > most:
            if most == 1:
                model.add_at_most_one(members)
            else:
                model.add(sum(members) <= most)


def _limits(choice: Choice, row: int, start: int) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Every limit that a start counts toward, with how many it allows."""
    yield ("row", row), 1
    for at in range(start, min(start + choice.length, len(choice.capacity))):
        yield ("room", at), int(choice.capacity[at])
    most, day, held = choice.per_day
    for person, marks in zip({int(side[row]): 0 for side in choice.people}, choice.marks, strict=False):
        for at in range(start, start + choice.apart):
            yield ("person", person, at), 1
        if marks[row, start]:
            week = start // choice.week
            yield ("planning", person, week), int(choice.left[person, week])
        if most:
            yield ("day", person, start // day), max(0, most - held.get((person, start // day), 0))
