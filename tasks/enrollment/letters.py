"""The one letter of this room: people who applied are thanked, once. Until they take part, nothing else is sent to them."""

from collections.abc import Iterator
from datetime import timedelta

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Letter, Recipient
from tasks.program.people import Role, Status

FRESH = timedelta(days=30)
"""A thank-you that could not go for so long is no kindness any more."""
_WORDS = {Role.MENTOR: "mentor", Role.MENTEE: "mentee", Role.BOTH: "mentor and mentee", Role.PEER: "peer"}


def thanks(book: Book) -> Iterator[Letter]:
    """A letter for everybody whose status is `applied`."""
    program, today = book.settings.program_id or book.run.program_id, book.run.today
    for person in book.people.values():
        if person.status is not Status.APPLIED or person.role is None or not person.may_get_mail_on(today):
            continue
        yield Letter(
            key=keys.letter(program, "thank-you", person.id),
            template="thank-you",
            room="enrollment",
            to=(Recipient(person.id, person.name, person.email),),
            context={"role": _WORDS[person.role]},
            drop_after=(person.enrolled_on or today) + FRESH,
            about=person.id,
        )
