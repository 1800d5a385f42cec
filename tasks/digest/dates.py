"""When a digest is due: on its day of the week or month, moved to the next school day."""

from dataclasses import dataclass
from datetime import date, timedelta

from tasks.program.book import Book

LATEST = timedelta(days=13)
"""How long after its day a monthly digest may still be sent; a weekly one until the next is due."""


@dataclass(frozen=True)
class Due:
    """One digest: its id (a month or a week, never a date that may move), the day it is due, the last day it may go."""

    id: str
    on: date
    until: date


def due(book: Book, audience: str, rhythm: str, today: date) -> Due | None:
    """The digest of the month or week that `today` lies in; nothing outside the term, where it is switched off, or where
    no school day comes before it is too late (by hand it may be sent all the same).
    """
    settings = book.settings
    if rhythm == "off" or not settings.term_start <= today <= settings.term_end + LATEST:
        return None
    if rhythm == "weekly":
        year, week, _ = today.isocalendar()
        on = date.fromisocalendar(year, week, settings.digest_day + 1)
        until = on + timedelta(days=6)
        name = f"{audience}-{year}-w{week:02d}"
    else:
        # A term that begins in the middle of a month has its first page then, not on a day before it began.
        first = max(today.replace(day=1), settings.term_start)
        on = first + timedelta(days=(settings.digest_day - first.weekday()) % 7)
        until = on + LATEST
        name = f"{audience}-{today:%Y-%m}"
    day = book.calendar.next_school_day(on)
    if day > until and not book.run.by_hand:
        return None  # nothing leaves in a week without school
    return Due(name, min(day, until), until)


def next_due(book: Book, audience: str, rhythm: str, day: date | None = None) -> Due | None:
    """The next digest from a day on (today), within two weeks."""
    first = day or book.run.today
    found = [due(book, audience, rhythm, first + timedelta(days=offset)) for offset in range(15)]
    return next((one for one in found if one is not None and one.on >= first), None)
