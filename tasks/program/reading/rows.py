"""One row read cell by cell: each cell is understood, or a problem is added that names it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tasks.program.cells import Value, text
from tasks.program.problems import Problem, fix, note
from tasks.program.reading import values
from tasks.program.workbook.snapshot import Row

T = TypeVar("T")


class RowReader:
    """Reads the cells of one row; problems go to the given list, `waits` collects the columns to be fixed.

    The `quiet_` readers are for cells the program itself wrote: what cannot be read there is as good as blank.
    """

    def __init__(self, tab: str, row: Row, problems: list[Problem]) -> None:
        self.tab, self.row, self.problems = tab, row, problems
        self.waits: set[str] = set()

    def value(self, column: str, understand: Callable[[Value], T], *, required: bool = False) -> T | None:
        """What the function makes of the cell; nothing where it is blank or cannot be understood."""
        return self._read(column, understand, required)

    def _read(self, column: str, understand: Callable[[Value], T], required: bool = False) -> T | None:
        value = self.row[column]
        if values.blank(value):
            if required:
                self.fix(column, f"{column} is missing.", "Fill in this cell.")
            return None
        try:
            return understand(value)
        except values.Unreadable as problem:
            self.fix(column, problem.message, problem.remedy)
            return None

    def fix(self, column: str, message: str, remedy: str = "") -> None:
        self.waits.add(column)
        self.problems.append(fix(self.tab, self.row.number, column, self.row[column], message, remedy))

    def note(self, column: str, message: str, remedy: str = "") -> None:
        self.problems.append(note(self.tab, self.row.number, column, self.row[column], message, remedy))

    def text(self, column: str) -> str:
        """Clean text; words that stand for nothing (`N/A`, `-`) are nothing."""
        value = self.row[column]
        return "" if values.blank(value) else text(value)

    def required(self, column: str) -> str:
        return self._read(column, text, required=True) or ""

    def date(self, column: str, *, required: bool = False) -> dt.date | None:
        day = self._read(column, values.as_date, required)
        if day is not None and values.two_ways(self.row[column]):
            self.note(
                column,
                f"Read as {day:%B} {day.day}, {day.year}.",
                "With a four-digit year nobody can read it otherwise.",
            )
        return day

    def moment(self, column: str, *, required: bool = False) -> dt.datetime | None:
        """A date with a time, naive wall clock."""
        return self._read(column, values.as_moment, required)

    def time(self, column: str, *, required: bool = False) -> dt.time | None:
        return self._read(column, values.as_time, required)

    def number(self, column: str, *, low: float, high: float, required: bool = False) -> float | None:
        """A number from `low` to `high`, both included."""
        return self._read(column, lambda value: values.as_number(value, low, high), required)

    def minutes(self, column: str, *, low: float, high: float, required: bool = False) -> float | None:
        """A length of time in minutes, from `low` to `high`."""
        return self._read(column, lambda value: values.as_minutes(value, low, high), required)

    def yes_no(self, column: str) -> bool | None:
        return self._read(column, values.as_yes_no)

    def choice(self, column: str, options: Sequence[str], aliases: Mapping[str, str] | None = None) -> str:
        """One of the options, compared without case and punctuation; blank where the cell is."""
        return self._read(column, lambda value: values.as_choice(value, options, aliases or {})) or ""

    def required_choice(
        self, column: str, options: Sequence[str], aliases: Mapping[str, str] | None = None
    ) -> str:
        """A choice that must be made."""
        return self._read(column, lambda value: values.as_choice(value, options, aliases or {}), True) or ""

    def email(self, column: str, *, required: bool = False) -> str:
        return self._read(column, values.as_email, required) or ""

    def list(self, column: str) -> tuple[str, ...]:
        return self._read(column, values.as_list) or ()

    def quiet_date(self, column: str) -> dt.date | None:
        return self._quietly(column, values.as_date)

    def quiet_moment(self, column: str) -> dt.datetime | None:
        return self._quietly(column, values.as_moment)

    def quiet_number(self, column: str) -> float | None:
        return self._quietly(column, lambda value: values.as_number(value, -1e12, 1e12))

    def _quietly(self, column: str, understand: Callable[[Value], T]) -> T | None:
        try:
            return None if values.blank(self.row[column]) else understand(self.row[column])
        except values.Unreadable:
            return None

    @staticmethod
    def midnight(day: dt.date) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no zone
