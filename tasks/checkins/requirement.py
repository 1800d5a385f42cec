"""Hours required, spread evenly over school days: breaks, late starts, endings and leave take their share away.

`year` means the whole period of the workbook (term start to term end), `month` a calendar month, `week` five school
days.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate

from tasks.program.book import Book
from tasks.program.schooldays import SchoolCalendar
from tasks.program.settings import Settings


class Requirement:
    """Hours required between two dates; nothing at all where no requirement is set or the term's dates are unusable."""

    def __init__(self, book: Book) -> None:
        settings = book.settings
        self.first, self.last = settings.term_start, settings.term_end
        usable = not {"Term start", "Term end"} & set(settings.unusable) and self.first <= self.last
        self.exists = settings.hours_required is not None and usable
        self._sums = [0.0, *accumulate(_shares(book.calendar, settings))] if self.exists else [0.0]

    def between(self, first: date, last: date, away: Iterable[tuple[date, date]] = ()) -> float:
        """Hours for the days from `first` to `last`, both included, without those away; days outside the term ask nothing."""
        total = self._sum(first, last)
        for gone, back in _merged(away):
            total -= self._sum(max(first, gone), min(last, back))
        return total

    def _sum(self, first: date, last: date) -> float:
        low, high = max(first, self.first), min(last, self.last)
        if not self.exists or low > high:
            return 0.0
        return self._sums[(high - self.first).days + 1] - self._sums[(low - self.first).days]


def _shares(calendar: SchoolCalendar, settings: Settings) -> list[float]:
    """What each day of the term asks, first day first."""
    days = [
        settings.term_start + timedelta(days=n)
        for n in range((settings.term_end - settings.term_start).days + 1)
    ]
    meets = [calendar.is_school_day(day) for day in days]
    hours = settings.hours_required or 0.0
    if settings.hours_per == "week":
        return [hours / 5 if school else 0.0 for school in meets]
    if settings.hours_per == "month":
        counts = {key: _school_days_in(calendar, *key) for key in {(day.year, day.month) for day in days}}
        return [
            hours / counts[day.year, day.month] if school else 0.0
            for day, school in zip(days, meets, strict=True)
        ]
    total = sum(meets)
    return [hours / total if school else 0.0 for school in meets]


def _school_days_in(calendar: SchoolCalendar, year: int, month: int) -> int:
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return sum(1 for _ in calendar.school_days(first, last))


def _merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The spans in order, those that overlap as one."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
