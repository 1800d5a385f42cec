"""What each pair wants of the term, and what already stands: kept, to be moved, or closed.

A meeting belongs to a cycle (one, two or four weeks). A cycle is open where a meeting is wanted and none stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tasks.meetings.rows import Cycles
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus, Times
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.settings import Cadence, Rhythm, Settings, TrainingRule
from tasks.program.training_record import trained_on

SPANS = {Cadence.WEEKLY: 1, Cadence.BIWEEKLY: 2, Cadence.MONTHLY: 4}
_SUMMER = timedelta(weeks=12)
NOTICE = timedelta(days=2)
"""Nobody finds a meeting in the calendar that is today or tomorrow; what stands there stays or goes, but never moves."""


@dataclass
class Wish:
    """One pair that should meet: its people, its rows, and what becomes of each row that is still to come."""

    pair: Pair
    mentor: Person
    mentee: Person
    rows: Sequence[Meeting]
    cycles: Cycles
    until: date | None = None
    """For somebody who stands in: the day on which the mentor is back."""
    members: tuple[Person, ...] = ()
    """Of a circle: everybody in it; `mentor` and `mentee` both stand for the whole then."""
    visits: Sequence[Meeting] = ()
    """Rows of classroom visits; `rows` are the others."""
    past: list[Meeting] = field(default_factory=list)
    kept: dict[str, tuple[Meeting, datetime]] = field(default_factory=dict)
    closed: dict[str, tuple[Meeting, MeetingStatus]] = field(default_factory=dict)
    open: dict[int, Meeting] = field(default_factory=dict)
    extra: list[Meeting] = field(default_factory=list)
    by_staff: set[str] = field(default_factory=set)
    called_off: set[str] = field(default_factory=set)
    moved: dict[str, Times] = field(default_factory=dict)
    """Kept meetings that people moved in the calendar, and when they stand there."""
    before: list[datetime] = field(default_factory=list)
    """Times of cancelled meetings that are free still: where a pair whose people come back from a leave used to meet."""

    def taken_cycles(self) -> Iterator[int]:
        """The cycles in which a meeting was, stands, or is not wanted any more."""
        for meeting in (
            *self.past,
            *(meeting for meeting, _ in (*self.kept.values(), *self.closed.values())),
        ):
            cycle = self.cycles.of(meeting)
            if cycle is not None:
                yield cycle

    def spoken_for(self) -> Iterator[datetime]:
        """The times that nothing else may take: of meetings that stand, and of those that were called off."""
        yield from (starts for _, starts in self.kept.values())
        for meeting, status in self.closed.values():
            if status is MeetingStatus.CANCELLED:
                yield meeting.starts

    @property
    def schools(self) -> frozenset[str]:
        return frozenset(person.school for person in self.people)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who comes."""
        return self.members or (self.mentor, self.mentee)

    @property
    def names(self) -> str:
        """Who meets, for staff."""
        return self.mentor.name if self.members else f"{self.mentor.name} and {self.mentee.name}"


def wish_of(book: Book, pair: Pair, meetings: Sequence[Meeting], until: date | None = None) -> Wish:
    """The pair's wish, with the cycles that the program's cadence gives it."""
    cycles = Cycles.of_term(book.settings.term_start, span_of(book.settings.rhythm))
    wish = Wish(pair, book.people[pair.mentor], book.people[pair.mentee], meetings, cycles, until)
    return in_rhythm(book, wish)


def in_rhythm(book: Book, wish: Wish) -> Wish:
    """The wish with its groups of weeks, where the cadence changes."""
    settings, rhythm, cycles = book.settings, book.settings.rhythm, wish.cycles
    if rhythm.phases:
        wish.cycles = replace(cycles, groups=tuple(_groups(rhythm, *_weeks(settings, wish))))
    return wish


def span_of(rhythm: Rhythm) -> int:
    """Weeks in a cycle: single weeks where the cadence changes on the way."""
    return 1 if rhythm.phases else SPANS[rhythm.then]


def _weeks(settings: Settings, wish: Wish) -> tuple[int, int]:
    """The week of the term in which the pair begins, and the weeks of the term.

    A pair that was matched long before the term (more than a summer) goes on where it was: its week is negative then.
    """
    monday = settings.term_start - timedelta(days=settings.term_start.weekday())
    begins = [day for day in (wish.mentor.starts_on, wish.mentee.starts_on, wish.pair.matched_on) if day]
    first = max(begins, default=settings.term_start)
    if settings.term_start - _SUMMER < first < settings.term_start:
        first = settings.term_start
    return (first - monday).days // 7, (settings.term_end - monday).days // 7 + 1


def _groups(rhythm: Rhythm, week: int, weeks: int) -> Iterator[tuple[int, int]]:
    """Groups of weeks from the pair's first week to the end of the term, as (first week, weeks)."""
    endless = weeks + abs(week)
    for cadence, count in (*rhythm.phases, (rhythm.then, endless)):
        end = week + count
        while week < min(end, weeks):
            size = min(SPANS[cadence], end - week)
            if week >= 0:
                yield week, min(size, weeks - week)
            week += size


def schedulable(book: Book, pair: Pair) -> bool:
    """Whether the program plans meetings for this pair: decided on, both people known, nobody away without end."""
    if not pair.id or pair.mentor not in book.people or pair.mentee not in book.people:
        return False
    if pair.is_second:  # Second mentors for content meet as they wish.
        return False
    if any(book.people[one].status is Status.EXPECTED for one in (pair.mentor, pair.mentee)):
        return False
    if pair.status in (PairStatus.APPROVED, PairStatus.ACTIVE):
        return True
    return pair.status is PairStatus.PAUSED and any(
        person.away_until is not None and person.away_until > book.run.today
        for person in (book.people[pair.mentor], book.people[pair.mentee])
    )


def earliest(book: Book, wish: Wish) -> date | None:
    """The first date this pair may meet, whatever today is; nothing while the mentor's training is missing."""
    settings = book.settings
    days = [settings.term_start, *(p.starts_on for p in (wish.mentor, wish.mentee) if p.starts_on)]
    if wish.pair.matched_on is not None:
        days.append(wish.pair.matched_on + NOTICE)
    if settings.training_rule is TrainingRule.BEFORE_FIRST_MEETING and not wish.members:
        trained = trained_on(book, wish.mentor)
        if trained is None:
            return None
        days.append(trained + timedelta(days=1))
    return max(days)
