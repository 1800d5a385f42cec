"""Who was seen in earlier runs, as the ledger remembers it: ids, dates, and digests of what a row said.

One line of text: `<Person ID>:<mark>:<yyyymmdd>:<address>:<name>` for each person, blank separated. The mark tells that
a new row has the name and school of one who is gone, the two digests behind it that an address or a name has come to
stand beside somebody else, without keeping any of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.names import plain_name
from tasks.program.people import Person

FACT = "seen:people"


@dataclass(frozen=True)
class Seen:
    """What is remembered of one person."""

    mark: str
    enrolled_on: date | None = None
    address: str = ""
    name: str = ""


def mark(name: str, school: str) -> str:
    return keys.digest("namesake", plain_name(name), school.casefold(), length=8)


def address_mark(book: Book, email: str) -> str:
    """What is remembered of an address: a digest that only this program makes of it, empty without one."""
    return keys.digest(book.program_id, "address", email, length=8) if email else ""


def name_mark(book: Book, person: Person) -> str:
    """What is remembered of a name; a vacancy is called by its turn, which any sort may change."""
    name = "" if person.status == "expected" else plain_name(person.name)
    return keys.digest(book.program_id, "name", name, length=8) if name else ""


def remembered(book: Book) -> dict[str, Seen]:
    """Everyone of earlier runs, by Person ID."""
    found = {}
    for part in book.world.facts.get(FACT, "").split():
        person, namesake, when, address, name = f"{part}::::".split(":")[:5]
        found[person] = Seen(namesake, date.fromisoformat(when) if when else None, address, name)
    return found


def facts(
    book: Book, ids: Mapping[int, str], known: Mapping[str, Seen], undecided: Collection[str]
) -> dict[str, str]:
    """Everyone of earlier runs and of this one; people who may be somebody else are new until that is answered."""
    people = {
        ids[person.row]: _seen(book, person, known.get(ids[person.row])) for person in book.people.values()
    }
    everyone = {**known, **{person: now for person, now in people.items() if person not in undecided}}
    parts = (_line(person, one) for person, one in sorted(everyone.items()))
    return {FACT: " ".join(parts)} if everyone else {}


def _seen(book: Book, person: Person, before: Seen | None) -> Seen:
    """A cell that is blank or cannot be read now leaves what was remembered of it."""
    before = before or Seen("")
    vacancy = person.status == "expected"
    return Seen(
        mark(person.name, person.school),
        None if vacancy else before.enrolled_on or person.enrolled_on or book.run.today,
        address_mark(book, person.email) or before.address,
        name_mark(book, person) or before.name,
    )


def _line(person: str, one: Seen) -> str:
    day = "" if one.enrolled_on is None else f"{one.enrolled_on:%Y%m%d}"
    return f"{person}:{one.mark}:{day}:{one.address}:{one.name}"
