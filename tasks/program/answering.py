"""Which answers to forms are in their tab already.

An answer is filed once: its id stands in its row (`Response ID`), and in the ledger's facts once the row stands, so that a
row that staff deleted stays deleted.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from tasks.program.book import Book
from tasks.program.codes import code, whose
from tasks.program.forms import Answer
from tasks.program.people import Person

RESPONSE = "Response ID"
_FACT = "answer:"


def code_of(book: Book, purpose: str, person: str) -> str:
    """The code in one person's links to one kind of form."""
    return code(book.program_id, purpose, person)


def answerer(book: Book, purpose: str, word: str) -> Person | None:
    """The person who gave this code or address."""
    return whose(book.people, book.program_id, purpose, word)


def unfiled(book: Book, tab: str, forms: Collection[str]) -> Iterator[Answer]:
    """The answers to these forms that were never put into the tab."""
    there = {row.text(RESPONSE) for row in book.snapshot.rows(tab)}
    for answer in book.world.answers:
        if answer.form in forms and answer.id not in there and _FACT + answer.id not in book.world.facts:
            yield answer


def filed(book: Book, tab: str, forms: Collection[str]) -> dict[str, str]:
    """What the ledger should remember: the answers that stand in the tab."""
    there = {row.text(RESPONSE) for row in book.snapshot.rows(tab)}
    return {
        _FACT + answer.id: tab for answer in book.world.answers if answer.form in forms and answer.id in there
    }


def moment_of(book: Book, answer: Answer) -> datetime:
    """When it was given, on the program's own clock, as a cell holds it."""
    at = answer.at.astimezone(book.run.zone) if answer.at.tzinfo else answer.at
    return at.replace(tzinfo=None, microsecond=0)
