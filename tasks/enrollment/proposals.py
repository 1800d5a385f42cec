"""Former mentees who have taught long enough: whoever finished well may make a good mentor. Staff ask them, not the program."""

from collections.abc import Iterator

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.people import Role, Status
from tasks.program.todo import ToDo, answers

NAMED = 8


def former_mentees(book: Book) -> Iterator[ToDo]:
    """One line for all of them, until staff say it is done."""
    enough = book.settings.minimum_mentor_years
    found = [
        person
        for person in book.people.values()
        if person.status is Status.COMPLETED
        and person.role is Role.MENTEE
        and person.years is not None
        and person.years >= max(enough, 1)
    ]
    key = keys.todo("former-mentees", *sorted(person.id for person in found))
    if found and key not in answers(book.snapshot):
        names = ", ".join(person.name for person in found[:NAMED])
        one = len(found) == 1
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        what = (
            f"{names}{more} completed the program and {'has' if one else 'have'} taught long enough to be "
            f"{'a mentor' if one else 'mentors'}. {'Ask; if the answer is yes' if one else 'Ask them; for those who agree'}, "
            "type mentor in Role and clear Status. Then type done."
        )
        yield ToDo(key, what, look_in="Enrollment", choices=("done",))
