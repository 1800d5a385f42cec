"""Whether the people of a pair are still what they were when staff agreed to it: their schools, subjects and roles.

The ledger remembers digests only. A pair goes on meanwhile: a person who moved is a question, not an ending.
"""

from tasks.program import keys
from tasks.program.pairs import Pair
from tasks.program.people import Person

AGREED = "pairing:agreed:"
"""Facts of this name remember what the people of a pair were like when staff last agreed to it."""


def likeness(mentor: Person, mentee: Person, before: str = "") -> str:
    """School and subjects of both, and whether each still has the part in the pair, as digests; `before` keeps standing where a cell says nothing now."""
    cells = [values for person in (mentor, mentee) for values in (person.schools, person.subjects)]
    cells += [_part(mentor, gives=mentor.mentors), _part(mentee, gives=mentee.is_mentored)]
    known = before.split()
    parts = [_mark(values) for values in cells]
    if len(known) == len(parts):
        parts = [mark if values else old for mark, values, old in zip(parts, cells, known, strict=True)]
    return " ".join(parts)


def _part(person: Person, *, gives: bool) -> tuple[str, ...]:
    """Whether the row's `Role` still has the person's part in the pair; nothing where it cannot be read."""
    return () if "Role" in person.waits or person.role is None else ("yes" if gives else "no",)


def _mark(values: tuple[str, ...]) -> str:
    return keys.digest("likeness", *sorted(value.casefold() for value in values), length=5)


def moved(agreed: str, mentor: Person, mentee: Person) -> str:
    """What has changed, in words for staff; nothing where nothing was agreed yet or all is as it was.

    A cell that is blank, or counts as blank because two rows differ, says nothing about a move.
    """
    before, now = agreed.split(), likeness(mentor, mentee, agreed).split()
    if len(before) != len(now):
        return ""
    columns = [(person, column) for person in (mentor, mentee) for column in ("School", "Subject")]
    columns += [(mentor, "Role"), (mentee, "Role")]
    found = [
        f"{column} of {person.name}"
        for (person, column), one, other in zip(columns, before, now, strict=True)
        if one != other
    ]
    return " and ".join(found)


def transfer_key(pair: Pair, mentor: Person, mentee: Person) -> str:
    """The `To do` item that asks about this change of the pair's people."""
    return keys.todo("transfer", pair.id, likeness(mentor, mentee))
