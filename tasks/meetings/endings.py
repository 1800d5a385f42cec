"""Letters about endings that are still to go out: they carry the cancellations, so that nobody gets two letters about one ending."""

from functools import cached_property

from tasks.meetings.outcome import program_of
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.pairs import PairStatus

_OVER = (PairStatus.ENDED, PairStatus.REPLACED)
_TO_COME = (State.OWED, State.WAITING)


class Endings:
    """The letters about endings of a book's pairs; the pairing room writes them."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def key(self, pair: str) -> str:
        return keys.letter(program_of(self.book), "ending", pair)

    @cached_property
    def _told(self) -> frozenset[str]:
        """Pairs whose ending is told: both knew of each other; a circle goes on without a word."""
        return frozenset(
            pair.id
            for pair in self.book.pairs
            if pair.status in _OVER and pair.ended_on and pair.introduced_on and not pair.group
        )

    def letter_to_come(self, pair: str, person: str) -> str:
        """The key of the letter, if the person is still to get it; empty where it went, or staff dropped it."""
        if pair not in self._told or self.book.run.today > self.book.settings.term_end:
            return ""
        held = [c for c in self.book.world.deliveries_of(self.key(pair)) if c.person == person]
        return self.key(pair) if all(copy.state in _TO_COME for copy in held) else ""
