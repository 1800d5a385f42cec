"""Whether letters reach a person: `ok`, or `bounced` until the address is corrected.

The ledger knows no address, so a fact remembers a digest of the one that bounced.
"""

from collections.abc import Mapping

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.people import IN_QUESTION, Person

OK, BOUNCED, REMINDERS_OFF = "ok", "bounced", "reminders off"


def bounced(book: Book) -> frozenset[str]:
    """The Person IDs whose present address bounced."""
    noted = _noted(book)
    return frozenset(
        person
        for person, (address, _) in noted.items()
        if person in book.people and address == _mark(book.people[person].email)
    )


def state(person: Person, bounced_ids: frozenset[str], *, in_question: bool = False) -> str:
    """What the person's `Mail` cell says; nothing without an address."""
    if in_question:
        return IN_QUESTION
    if not person.email:
        return ""
    if person.id in bounced_ids:
        return BOUNCED
    return REMINDERS_OFF if person.mail == REMINDERS_OFF else OK


def facts(book: Book) -> dict[str, str]:
    """Which address each bounce was about."""
    return {f"bounced:{person}": f"{address} {when}" for person, (address, when) in _noted(book).items()}


def _noted(book: Book) -> Mapping[str, tuple[str, str]]:
    """By Person ID: the mark of the address that bounced last, and when. A later bounce is about the address of now."""
    found: dict[str, tuple[str, str]] = {}
    for delivery in book.world.deliveries.values():
        if delivery.state is State.BOUNCED:
            when = delivery.changed_at.isoformat()
            found[delivery.person] = max(
                found.get(delivery.person, ("", "")), ("", when), key=lambda one: one[1]
            )
    noted = {}
    for person, (_, when) in found.items():
        address, _, before = book.world.facts.get(f"bounced:{person}", "").partition(" ")
        if before < when and person in book.people:
            address = _mark(book.people[person].email)
        noted[person] = (address, max(before, when))
    return noted


def _mark(email: str) -> str:
    return keys.digest("address", email, length=8)
