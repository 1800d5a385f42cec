"""Whom the survey is for."""

from collections.abc import Iterable
from datetime import date

from tasks.program.book import Book
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Status
from tasks.surveys.analysis import Invited
from tasks.surveys.answers import Response


def asked(book: Book, on: date | None = None) -> tuple[Invited, ...]:
    """Who the survey is for: everyone in a pair that was told of it and has not ended, by Person ID.

    `on` a day to come: as far as dates that staff typed tell today.
    """
    found: dict[str, Invited] = {}
    for pair in book.pairs:
        if pair.status not in (PairStatus.ACTIVE, PairStatus.PAUSED):
            continue
        if on is not None and (pair.over_by(on) or _gone(book, pair, on)):
            continue
        for person_id, role in ((pair.mentee, "mentee"), (pair.mentor, "mentor")):
            person = book.people.get(person_id)
            if person is not None:
                found.setdefault(person.id, Invited(person.id, role, person.school))
    return tuple(found[person] for person in sorted(found))


def reached(book: Book, on: date) -> frozenset[str]:
    """Those of them who may get a letter on that day."""
    ids = (one.person for one in asked(book, on))
    return frozenset(person for person in ids if book.people[person].may_get_mail_on(on))


def _gone(book: Book, pair: Pair, day: date) -> bool:
    people = (book.people.get(person) for person in (pair.mentor, pair.mentee))
    return any(person is not None and person.status_on(day) is Status.LEFT for person in people)


def asked_at_closing(book: Book, responses: Iterable[Response]) -> tuple[Invited, ...]:
    """Who counts as invited: those asked, and anyone else who answered in time."""
    found = {one.person: one for one in asked(book)}
    for response in responses:
        if not response.late:
            found.setdefault(response.person, Invited(response.person, response.role, response.school))
    return tuple(found[person] for person in sorted(found))
