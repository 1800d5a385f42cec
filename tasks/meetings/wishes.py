"""What each pair wants of the term, and what already stands: kept, to be moved, or closed.

A meeting belongs to a cycle (one, two or four weeks). A cycle is open where a meeting is wanted and none stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tasks.meetings.rows import Cycles
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.settings import Cadence, TrainingRule
from tasks.program.training_record import trained_on

SPANS = {Cadence.WEEKLY: 1, Cadence.BIWEEKLY: 2, Cadence.MONTHLY: 4}
NOTICE = timedelta(days=2)
"""Nobody finds a meeting in the calendar that is today or tomorrow; what stands there stays or goes, but never moves."""


@dataclass
class Wish:
    """One pair that should meet: its people, its rows, and what becomes of each row that is still to come."""

    pair: Pair
    mentor: Person
    mentee: Person
    rows: Sequence[Meeting]
    until: date | None = None
    """For somebody who stands in: the day on which the mentor is back."""
    past: list[Meeting] = field(default_factory=list)
    kept: dict[str, tuple[Meeting, datetime]] = field(default_factory=dict)
    closed: dict[str, tuple[Meeting, MeetingStatus]] = field(default_factory=dict)
    open: dict[int, Meeting] = field(default_factory=dict)
    extra: list[Meeting] = field(default_factory=list)
    by_staff: set[str] = field(default_factory=set)
    called_off: set[str] = field(default_factory=set)

    def taken_cycles(self, cycles: Cycles) -> Iterator[int]:
        """The cycles in which a meeting was, stands, or is not wanted any more."""
        for meeting in (
            *self.past,
            *(meeting for meeting, _ in (*self.kept.values(), *self.closed.values())),
        ):
            cycle = cycles.of(meeting)
            if cycle is not None:
                yield cycle

    @property
    def schools(self) -> frozenset[str]:
        return frozenset({self.mentor.school, self.mentee.school})


def schedulable(book: Book, pair: Pair) -> bool:
    """Whether the program plans meetings for this pair: decided on, both people known, nobody away without end."""
    if not pair.id or pair.mentor not in book.people or pair.mentee not in book.people:
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
    if settings.training_rule is TrainingRule.BEFORE_FIRST_MEETING:
        trained = trained_on(book, wish.mentor)
        if trained is None:
            return None
        days.append(trained + timedelta(days=1))
    return max(days)
