"""What the pairing room remembers between runs, as facts of the ledger named after a Pairing ID."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.pairing.case import Case
from tasks.pairing.settled import YES, Decided
from tasks.pairing.transfers import AGREED, likeness
from tasks.program.book import Book
from tasks.program.pairs import Pair, PairStatus

TYPED = "pairing:typed:"
"""Facts of this name say that staff typed a proposal, which therefore stays where it is."""

BY_CELL = "pairing:approved in its row:"
"""Facts of this name say that a pair's own Decision cell approved it, so that erasing the cell takes that back."""
STANDS_IN = "pairing:stands in:"
"""Facts of this name remember for which pair another one stands in."""


@dataclass(frozen=True)
class Remembered:
    """What earlier runs left: the ids of `typed` proposals and of pairs approved `by_cell`; by id, what the people of a
    pair were like when staff agreed to it, and for which pair another stands in.
    """

    typed: frozenset[str]
    by_cell: frozenset[str]
    agreed: Mapping[str, str]
    stand_ins: Mapping[str, str]


def remembered(book: Book) -> Remembered:
    """The facts of a book."""
    return Remembered(
        typed=frozenset(_named(book, TYPED)),
        by_cell=frozenset(_named(book, BY_CELL)),
        agreed=_filled(book, AGREED),
        stand_ins=_filled(book, STANDS_IN),
    )


def _named(book: Book, name: str) -> dict[str, str]:
    facts = book.world.facts.items()
    return {fact.removeprefix(name): value for fact, value in facts if fact.startswith(name)}


def _filled(book: Book, name: str) -> dict[str, str]:
    return {pair: value for pair, value in _named(book, name).items() if value}


def facts(book: Book, case: Case, decided: Decided, pairs: Iterable[Pair]) -> dict[str, str]:
    """What has to be remembered now and is not yet."""
    today = case.today.isoformat()
    fixed = {TYPED + row.pair.id for row in decided.rows if row.fixed and not row.pair.group}
    typed = {pair.row for pair in book.pairs if pair.decision in YES}
    fixed |= {
        BY_CELL + pair.id
        for pair in decided.pairs
        if pair.status in (PairStatus.APPROVED, PairStatus.ACTIVE) and pair.row in typed
    }
    found = dict.fromkeys(sorted(fixed), today) | _agreed(case, decided, pairs, book.world.facts)
    found |= {STANDS_IN + row.pair.id: row.stands_in for row in decided.rows if row.stands_in}
    held = book.world.facts
    dated = {fact: value for fact, value in found.items() if value != today or fact not in held}
    return {fact: value for fact, value in dated.items() if held.get(fact) != value}


def _agreed(case: Case, decided: Decided, pairs: Iterable[Pair], held: Mapping[str, str]) -> dict[str, str]:
    """What the people of each standing pair are like, but of pairs with an open question about that."""
    people, moved = case.people, {row.pair.id for row in decided.rows if row.transfer}
    return {
        AGREED + pair.id: likeness(people[pair.mentor], people[pair.mentee], held.get(AGREED + pair.id, ""))
        for pair in pairs
        if pair.stands and pair.id not in moved and {pair.mentor, pair.mentee} <= people.keys()
    }
