"""From when to when two people are a pair: what a log entry, an hour and a silence are measured against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.program.book import Book
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person

# A mentor may begin before classes do; what lies further back belongs to an earlier term of the same pair.
BEFORE_TERM = timedelta(days=31)


@dataclass(frozen=True)
class Span:
    """A pair and the days on which its meetings count, both included; `last` is nothing while it stands."""

    pair: Pair
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Spans:
    """All pairs that are or were real, by the people in them."""

    def __init__(self, book: Book) -> None:
        self.all = tuple(_span(book, pair) for pair in book.pairs if pair.id and _was_real(pair))
        self._by_person: dict[str, list[Span]] = {}
        for span in self.all:
            for person in {span.pair.mentor, span.pair.mentee} - {""}:
                self._by_person.setdefault(person, []).append(span)

    def of(self, person: str) -> tuple[Span, ...]:
        return tuple(self._by_person.get(person, ()))

    def between(self, person: str, other: str) -> tuple[Span, ...]:
        return tuple(span for span in self.of(person) if other in (span.pair.mentor, span.pair.mentee))


def _was_real(pair: Pair) -> bool:
    """Whether the two were ever a pair; one that another mentor took over keeps the hours of its time."""
    return pair.stands or pair.status is PairStatus.ENDED or pair.ended_on is not None


def _span(book: Book, pair: Pair) -> Span:
    settings = book.settings
    began = pair.matched_on or pair.introduced_on or settings.term_start
    last = None if pair.stands else pair.ended_on
    return Span(pair, max(began, settings.term_start - BEFORE_TERM), last)


def away(people: Iterable[Person | None]) -> Iterator[tuple[date, date]]:
    """The days, both included, on which one of them is away."""
    for person in people:
        if person is not None and person.away_from is not None:
            until = person.away_until - timedelta(days=1) if person.away_until else date.max
            if until >= person.away_from:
                yield person.away_from, until
