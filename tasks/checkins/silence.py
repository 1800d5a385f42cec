"""Pairs nobody has heard of for weeks.

Counted in school days since the last meeting, so that holidays are no silence; leave is none either. A program that
keeps no log at all has no silent pairs.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.checkins.form import KEY
from tasks.checkins.spans import Span, Spans
from tasks.program.book import Book
from tasks.program.pairs import PairStatus
from tasks.program.people import Person
from tasks.program.settings import OFF, Cadence

THREE_WEEKS = 15
NUDGES = 2
"""A silence brings at most two letters, three school weeks apart; after that a person looks."""


@dataclass(frozen=True)
class Silence:
    """A pair or circle, the day since when nothing is known, and how many full periods of silence there have been.

    `people` are the Person IDs of those who should meet now; `then` is the day on which the next period will be full; nothing where the term ends before it.
    """

    span: Span
    people: tuple[str, ...]
    since: date
    periods: int
    due: date
    """The day on which the current period became full; the next one's where none is."""
    then: date | None


def period(book: Book) -> int:
    """School days of silence before anybody asks: three weeks, six where pairs meet monthly."""
    return THREE_WEEKS * (2 if book.settings.cadence is Cadence.MONTHLY else 1)


def keeps_log(book: Book) -> bool:
    asked = book.settings.check_in_form not in ("", OFF) or KEY in book.world.pages.standing
    return bool(asked or book.check_ins or any(one.held for one in book.meetings))


def silences(book: Book, spans: Spans, last: Mapping[str, date]) -> tuple[Silence, ...]:
    """How long each active pair has been silent; `last` is the last day each pair met."""
    settings, today = book.settings, book.run.today
    if not keeps_log(book) or settings.term_start > settings.term_end:
        return ()
    days = list(book.calendar.school_days(settings.term_start, settings.term_end))
    found: list[Silence] = []
    for span in spans.meeting:
        people = _people(book, spans, span)
        since = _since(book, span, people, last.get(span.pair.id))
        if since is None or today > settings.term_end:
            continue
        first, now = bisect_right(days, since), bisect_left(days, today)
        periods = max(0, now - first) // period(book)
        reached, after = (first + number * period(book) for number in (max(periods, 1), periods + 1))
        if reached < len(days):
            then = days[after] if after < len(days) else None
            found.append(
                Silence(span, tuple(person.id for person in people), since, periods, days[reached], then)
            )
    return tuple(found)


def _people(book: Book, spans: Spans, span: Span) -> list[Person]:
    """Who should meet now: both of a pair, of a circle those whose rows are active."""
    rows = [row for row in spans.together(span.together) if row.pair.status is PairStatus.ACTIVE]
    ids = [person for row in rows for person in row.own]
    return [book.people[one] for one in ids if one in book.people]


def _since(book: Book, span: Span, people: Iterable[Person], last: date | None) -> date | None:
    """The day from which silence counts; nothing for those who do not meet now."""
    pair, today = span.pair, book.run.today
    here = [person for person in people if person.takes_part_on(today)]
    if pair.status is not PairStatus.ACTIVE or len(here) < 2:
        return None
    days = [pair.introduced_on or span.first, last, *(person.away_until for person in here)]
    return max(day for day in days if day is not None and day <= today) if days else None
