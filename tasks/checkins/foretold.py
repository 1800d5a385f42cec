"""What the next two weeks bring: agendas, and nudges that go unless a meeting is logged first.

A person gets so many routine letters a week and no more (`Routine mails per person per week`), whatever their number of
pairs: a copy that finds its week full is foretold for the week after, as the outbox will hold it until then.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from tasks.checkins.letters import agenda_day, week_of
from tasks.checkins.silence import NUDGES, Silence
from tasks.checkins.spans import Spans
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.meetings import Meeting
from tasks.program.routine import Weeks, monday
from tasks.program.todo import Coming

AHEAD = timedelta(days=14)
_WEEK = timedelta(days=7)


def coming(
    book: Book, spans: Spans, silent: Sequence[Silence], confirmed: tuple[Meeting, ...]
) -> Iterator[Coming]:
    today = book.run.today
    weeks = [week_of(book, spans, today + _WEEK * turn, confirmed) for turn in range(3)]
    for week, agenda in enumerate(weeks):
        day = agenda_day(book, today + _WEEK * week)
        if day is not None and today < day <= today + AHEAD and agenda:
            yield Coming(day, "Agenda of the week", len(agenda))
    asked = [frozenset(agenda) for agenda in weeks]
    for day, count in sorted(_nudges(book, silent, asked).items()):
        yield Coming(
            day, "Nudge to people without a meeting on record", count, "a meeting logged before then"
        )


def _nudges(book: Book, silent: Sequence[Silence], asked: Sequence[frozenset[str]]) -> Mapping[date, int]:
    """How many copies each day brings; who has an agenda in a week is asked there."""
    today = book.run.today
    due = sorted(
        (book.calendar.next_school_day(one.then), one.span.pair.id, one.people)
        for one in silent
        if one.then is not None and one.periods < NUDGES
    )
    weeks, days = Weeks(book), Counter[date]()
    next_week = book.calendar.next_school_day(monday(today) + _WEEK)
    for one in book.world.deliveries.values():
        if one.routine and one.state is State.OWED:
            weeks.place(one.person, next_week)
    for first, _, people in due:
        if not today < first <= today + AHEAD:
            continue
        for person in set(people) - asked[(monday(first) - monday(today)).days // 7]:
            day = weeks.place(person, first)
            days[day] += day <= today + AHEAD
    return +days
