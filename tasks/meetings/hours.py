"""When a school is open on a date, and whether it is out at the time of a meeting."""

from collections.abc import Iterable
from datetime import datetime, time

from tasks.program.book import Book
from tasks.program.schooldays import Day
from tasks.program.zones import minutes_ahead

# Where the sheet does not say when a shortened day ends or begins, only its first or second half is used.
_NOON = 12 * 60


def open_hours(day: Day) -> tuple[int, int]:
    """When a school day opens and closes, in minutes after midnight on the school's clock."""
    opens = _NOON if late_unclear(day) else _minutes(day.opens or time.min)
    closes = _NOON if early_unclear(day) else _minutes(day.closes) if day.closes else 24 * 60
    return opens, closes


def late_unclear(day: Day) -> bool:
    """Whether school starts late, and nobody typed when."""
    return "late start" in day.kinds and day.opens is None


def early_unclear(day: Day) -> bool:
    """Whether school ends early, and nobody typed when."""
    return "early release" in day.kinds and day.closes is None


def school_is_out(book: Book, schools: Iterable[str], starts: datetime, ends: datetime) -> bool:
    """Whether one of the schools is closed at that time: all day, before it opens, or after it closes."""
    return any(_out(book, school, starts, ends) for school in schools)


def _out(book: Book, school: str, starts: datetime, ends: datetime) -> bool:
    day = book.calendar.day(starts.date(), school)
    later = minutes_ahead(book.settings.time_zone, book.zone_of(school), starts.date())
    opens, closes = open_hours(day)
    begins = _minutes(starts.time())
    length = int((ends - starts).total_seconds() // 60)
    return not day.meets or begins < opens + later or begins + length > closes + later


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
