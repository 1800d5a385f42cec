"""Whom the survey is for."""

from collections.abc import Iterable

from tasks.program.book import Book
from tasks.program.pairs import PairStatus
from tasks.surveys.analysis import Invited
from tasks.surveys.answers import Response


def asked(book: Book) -> tuple[Invited, ...]:
    """Who the survey is for: everyone in a pair that was told of it and has not ended, by Person ID."""
    found: dict[str, Invited] = {}
    for pair in book.pairs:
        if pair.status not in (PairStatus.ACTIVE, PairStatus.PAUSED):
            continue
        for person_id, role in ((pair.mentee, "mentee"), (pair.mentor, "mentor")):
            person = book.people.get(person_id)
            if person is not None:
                found.setdefault(person.id, Invited(person.id, role, person.school))
    return tuple(found[person] for person in sorted(found))


def asked_at_closing(book: Book, responses: Iterable[Response]) -> tuple[Invited, ...]:
    """Who counts as invited: those asked, and anyone else who answered in time."""
    found = {one.person: one for one in asked(book)}
    for response in responses:
        if not response.late:
            found.setdefault(response.person, Invited(response.person, response.role, response.school))
    return tuple(found[person] for person in sorted(found))
