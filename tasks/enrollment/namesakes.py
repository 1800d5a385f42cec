"""A new row beside one of the same name and school that is known and has another address: one person, or two?

Nothing begins for the new row until that is answered, so that nobody is paired or written to twice. Namesakes of one and
the same first list are taken for what the list says they are: two.
"""

from collections.abc import Iterator, Mapping

from tasks.enrollment.seen import Seen, mark
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.people import Person
from tasks.program.todo import ToDo

SAME, TWO = "same person", "two people"
_VACANT = "expected"


def second_rows(
    book: Book, ids: Mapping[int, str], known: Mapping[str, Seen], given: Mapping[str, str]
) -> Iterator[tuple[str, ToDo]]:
    """The Person IDs of such rows, each with what is asked about it."""
    people = [person for person in book.people.values() if person.email and person.status != _VACANT]
    old = {mark(one.name, one.school): one for one in people if one.name and ids[one.row] in known}
    for person in people:
        other = old.get(mark(person.name, person.school))
        if ids[person.row] in known or other is None or person.former_email:
            continue
        key = keys.todo("same-person", ids[other.row], ids[person.row])
        answer = given.get(key, "")
        if answer != TWO:
            yield ids[person.row], _ask(person, other, key, answer)


def _ask(person: Person, other: Person, key: str, answer: str) -> ToDo:
    if answer == SAME:
        what = (
            f"{person.name} is one person and stands in two rows of Enrollment ({other.email}, {person.email}): type the "
            "address that is right in the older row, and remove the other one."
        )
    else:
        what = (
            f"{person.name} stands in two rows of Enrollment with two addresses, {other.email} and {person.email}. Is this "
            "one person, or two of the same name and school? Nothing begins for the new row until you answer."
        )
    return ToDo(key, what, look_in=f"Enrollment: {person.email}", choices=(SAME, TWO), kind="question")
