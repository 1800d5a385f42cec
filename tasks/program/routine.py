"""How many routine letters a person gets in a week (`Routine mails per person per week`), and when one more may leave. Pure."""

from collections import Counter
from datetime import date, timedelta

from tasks.program.book import Book
from tasks.program.letters import State

OUT = frozenset({State.SENT, State.BOUNCED, State.UNSURE, State.SENDING})
"""Copies that are with their reader, or may be."""
_WEEK = timedelta(days=7)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sent_this_week(book: Book) -> Counter[str]:
    """How many routine letters each person has been sent since Monday."""
    first = monday(book.run.today)
    return Counter(
        one.person
        for one in book.world.deliveries.values()
        if one.routine and one.state in OUT and one.changed_at.astimezone(book.run.zone).date() >= first
    )


class Weeks:
    """Places letters into people's weeks."""

    def __init__(self, book: Book) -> None:
        self.calendar, self.most = book.calendar, book.settings.routine_mails_per_week
        this = monday(book.run.today)
        self.got = Counter({(this, person): count for person, count in sent_this_week(book).items()})
        self.room: dict[str, tuple[date, date]] = {}

    def place(self, person: str, first: date) -> date:
        """The first day from `first` on in whose week the person may get one more, which is counted there."""
        # Every week from the last letter's own up to where that was placed is full.
        own, placed = self.room.get(person, (first, first))
        day = max(placed, first) if own <= first else first
        while self.got[monday(day), person] >= self.most > 0:
            day = self.calendar.next_school_day(monday(day) + _WEEK)
        self.got[monday(day), person] += 1
        self.room[person] = first, day
        return day
