"""On which day letters that leave by themselves will leave, with the limits of a day and of a person's week in mind. Pure.

The settings are taken as they stand today; what staff hold back, or must release, is left as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.outbox.limits import MAXIMUM, NEXT_WEEK, in_turn
from tasks.outbox.turns import PAUSED
from tasks.program.book import Book
from tasks.program.letters import Letter, State
from tasks.program.routine import Weeks


@dataclass(frozen=True)
class Wait:
    """A copy that stays: what it waits for in words, where it stands, and when it may leave if that is known."""

    letter: Letter
    key: str
    person: str
    why: str
    state: State
    until: date | None = None


def spread(waits: Sequence[Wait], book: Book) -> tuple[Wait, ...]:
    """The same waits; a mail that finds its day full waits for the next school day that has room, a routine one that finds
    its person's week full for the week after.

    Nothing is foretold for people who will be away or gone by the day, or for which that day is too late.
    """
    waits = [_here_by_then(one, book) for one in _by_week(waits, book)]
    most = book.settings.maximum_mails_per_run
    mails: dict[tuple[date, str], list[Wait]] = defaultdict(list)
    for one in waits:
        if one.until is not None and one.state is State.OWED and one.why != PAUSED:
            mails[one.until, one.letter.key].append(one)
    if book.settings.redirect_all_mail_to or not 0 < most < len(mails):
        return tuple(waits)
    full: Counter[date] = Counter()
    leaves: dict[str, date] = {}
    room = date.min
    for (day, _), copies in sorted(mails.items(), key=lambda mail: (mail[0][0], _turn(mail[1], book))):
        # In the order of their days: every school day from a mail's own up to this one is full.
        room = max(room, day)
        while full[room] >= most:
            room = book.calendar.next_school_day(room + timedelta(days=1))
        full[room] += 1
        leaves.update((one.key, room) for one in copies)
    return tuple(_on(one, leaves.get(one.key, one.until)) for one in waits)


def _by_week(waits: Sequence[Wait], book: Book) -> list[Wait]:
    due = [
        (one.until, in_turn(one.letter, [one.key], book), one)
        for one in waits
        if one.until is not None and one.letter.routine and one.state is State.OWED and one.why != PAUSED
    ]
    weeks = Weeks(book)
    leaves = {
        one.key: weeks.place(one.person, first)
        for first, _, one in sorted(due, key=lambda wait: (wait[0], wait[1], wait[2].key))
    }
    return [_on(one, leaves.get(one.key, one.until), NEXT_WEEK) for one in waits]


def _here_by_then(one: Wait, book: Book) -> Wait:
    if one.until is None:
        return one
    person = book.people.get(one.person)
    away = person is not None and not person.may_get_mail_on(one.until)
    return replace(one, until=None) if away or one.until > one.letter.drop_after else one


def _turn(copies: Sequence[Wait], book: Book) -> tuple[bool, date, str]:
    return in_turn(copies[0].letter, [one.key for one in copies], book)


def _on(one: Wait, day: date | None, why: str = MAXIMUM) -> Wait:
    return one if day == one.until else replace(one, until=day, why=why)
