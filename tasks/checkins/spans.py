"""From when to when two people are a pair: what a log entry, an hour and a silence are measured against."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.program.book import Book
from tasks.program.pairs import Pair, PairStatus, by_group
from tasks.program.people import Person

# A mentor may begin before classes do; what lies further back belongs to an earlier term of the same pair.
BEFORE_TERM = timedelta(days=31)


@dataclass(frozen=True)
class Span:
    """A row of `Pairings` and the days on which its meetings count, both included; `last` is nothing while it stands.

    Of a pair, `own` and `people` are both people (Person IDs). Of a circle, the row counts for its member (`own`; in the
    first row also for whoever leads the circle), and `people` are all who were ever in it.
    """

    pair: Pair
    first: date
    last: date | None
    own: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def together(self) -> str:
        """The id under which they meet."""
        return self.pair.group or self.pair.id

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Spans:
    """All pairs that are or were real, by the people in them."""

    def __init__(self, book: Book) -> None:
        rows = [pair for pair in book.pairs if pair.id and _was_real(pair)]
        circles = by_group(rows)
        self.all = tuple(_span(book, pair, circles.get(pair.group, ())) for pair in rows)
        self._by_person: dict[str, list[Span]] = {}
        self._together: dict[str, list[Span]] = {}
        for span in self.all:
            self._together.setdefault(span.together, []).append(span)
            for person in span.own:
                self._by_person.setdefault(person, []).append(span)

    def of(self, person: str) -> tuple[Span, ...]:
        return tuple(self._by_person.get(person, ()))

    def between(self, person: str, other: str) -> tuple[Span, ...]:
        return tuple(span for span in self.of(person) if other in span.people)

    def together(self, id_: str) -> tuple[Span, ...]:
        """The rows of all who meet under this id: of a pair its one row, of a circle one for each member."""
        return tuple(self._together.get(id_, ()))

    @property
    def meeting(self) -> tuple[Span, ...]:
        """One row for all who meet together: of a circle the first that is active."""
        ids = dict.fromkeys(span.together for span in self.all)
        rows = (
            sorted(self.together(id_), key=lambda span: span.pair.status is not PairStatus.ACTIVE)
            for id_ in ids
        )
        return tuple(found[0] for found in rows)

    def others(self, book: Book, span: Span, person: str, on: date) -> tuple[Person, ...]:
        """With whom a person meets on a day: the partner, or the members of the circle who are in it then."""
        if not span.pair.group:
            other = book.people.get(span.pair.other(person))
            return (other,) if other is not None else ()
        there = (one for row in self.together(span.together) if row.covers(on) for one in row.own)
        return tuple(book.people[one] for one in there if one != person and one in book.people)


def _was_real(pair: Pair) -> bool:
    """Whether the two were ever a pair; one that another mentor took over keeps the hours of its time."""
    return pair.stands or pair.status is PairStatus.ENDED or pair.ended_on is not None


def _people(pair: Pair, circle: Sequence[Pair]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whose row it is, and everybody it is about."""
    if not circle:
        both = tuple(filter(None, (pair.mentor, pair.mentee)))
        return both, both
    members = {row.mentee: None for row in circle}
    leaders = {row.mentor: None for row in circle if row.mentor not in members}
    own = (pair.mentee, *(leaders if pair is circle[0] else ()))
    return tuple(filter(None, own)), tuple(filter(None, (*leaders, *members)))


def _span(book: Book, pair: Pair, circle: Sequence[Pair]) -> Span:
    settings = book.settings
    began = pair.matched_on or pair.introduced_on or settings.term_start
    last = None if pair.stands else pair.ended_on
    return Span(pair, max(began, settings.term_start - BEFORE_TERM), last, *_people(pair, circle))


def away(people: Iterable[Person | None]) -> Iterator[tuple[date, date]]:
    """The days, both included, on which one of them is away."""
    for person in people:
        if person is not None and person.away_from is not None:
            until = person.away_until - timedelta(days=1) if person.away_until else date.max
            if until >= person.away_from:
                yield person.away_from, until
