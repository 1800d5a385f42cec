"""What a room wants to stand: the only thing a room returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tasks.program.forms import FormSpec
from tasks.program.letters import Enclosure, Letter
from tasks.program.meetings import Series
from tasks.program.problems import Problem
from tasks.program.todo import Coming, ToDo
from tasks.program.workbook.changes import Change


@dataclass(frozen=True)
class Report:
    """A file for the shelf (`reports/`): a name without folders, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Said:
    """One decision the program took, for the audit log: ids and facts, never names or texts that people wrote."""

    what: str
    about: str
    because: str
    """Who decided: `staff: Decision`, `setting: …`, `policy: …`, `rule: …`."""


@dataclass(frozen=True)
class Plan:
    """Rows that should change, letters owed, series that should stand, lines for staff.

    `letters` are all the letters the room wants sent that may not have been sent yet: one that is no longer wanted is
    dropped by leaving it out. `enclosures` travel in letters of other rooms. `series` are all the series that the room (their `owner`) wants to stand; `plans_series`
    says that this is the whole list, so that others of that owner go. `forms` are the pages people should be able to
    answer on; of the keys in `plans_forms` all others stop taking answers. `figures` feed the digest and `--json`.
    """

    changes: tuple[Change, ...] = ()
    letters: tuple[Letter, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    series: tuple[Series, ...] = ()
    plans_series: tuple[str, ...] = ()
    forms: tuple[FormSpec, ...] = ()
    plans_forms: tuple[str, ...] = ()
    todos: tuple[ToDo, ...] = ()
    coming: tuple[Coming, ...] = ()
    problems: tuple[Problem, ...] = ()
    reports: tuple[Report, ...] = ()
    said: tuple[Said, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the ledger should remember, by name: dates, counts and digests only."""
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __add__(self, other: "Plan") -> "Plan":
        merged: dict[str, Any] = {}
        for spec in fields(self):
            one, two = getattr(self, spec.name), getattr(other, spec.name)
            merged[spec.name] = one + two if isinstance(one, tuple) else {**one, **two}
        return Plan(**merged)
