"""Who was seen in earlier runs, as the ledger remembers it: ids, dates, and a digest of name and school.

One line of text: `<Person ID>:<mark>:<yyyymmdd>` for each person, blank separated. The mark tells that a new row has the
name and school of one who is gone, without keeping either.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.people import Person
from tasks.program.reading.duplicates import plain_name

FACT = "seen:people"


@dataclass(frozen=True)
class Seen:
    """What is remembered of one person."""

    mark: str
    enrolled_on: date | None = None


def mark(name: str, school: str) -> str:
    return keys.digest("namesake", plain_name(name), school.casefold(), length=8)


def remembered(book: Book) -> dict[str, Seen]:
    """Everyone of earlier runs, by Person ID."""
    found = {}
    for part in book.world.facts.get(FACT, "").split():
        person, name, when = f"{part}::".split(":")[:3]
        found[person] = Seen(name, date.fromisoformat(when) if when else None)
    return found


def facts(
    book: Book, ids: Mapping[int, str], known: Mapping[str, Seen], undecided: Collection[str]
) -> dict[str, str]:
    """Everyone of earlier runs and of this one; people who may be somebody else are new until that is answered."""
    people = {
        ids[person.row]: _seen(book, person, known.get(ids[person.row])) for person in book.people.values()
    }
    everyone = {**known, **{person: now for person, now in people.items() if person not in undecided}}
    parts = (f"{person}:{one.mark}:{_compact(one.enrolled_on)}" for person, one in sorted(everyone.items()))
    return {FACT: " ".join(parts)} if everyone else {}


def _seen(book: Book, person: Person, before: Seen | None) -> Seen:
    first = before.enrolled_on if before is not None else None
    vacancy = person.status == "expected"
    return Seen(
        mark(person.name, person.school), None if vacancy else first or person.enrolled_on or book.run.today
    )


def _compact(day: date | None) -> str:
    return "" if day is None else f"{day:%Y%m%d}"
