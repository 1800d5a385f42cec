"""Letters about endings that are still to go out: they carry the cancellations, so that nobody gets two letters about one ending."""

from collections.abc import Mapping
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

    @cached_property
    def _told(self) -> Mapping[tuple[str, str], str]:
        """The letters about what is over, by pair and reader: both of a pair, and of a group each member for themselves."""
        found = {}
        for pair in self.book.pairs:
            if pair.status in _OVER and pair.ended_on and pair.introduced_on:
                letter = keys.letter(program_of(self.book), "ending", pair.id)
                for reader in (pair.mentee,) if pair.group else (pair.mentor, pair.mentee):
                    found[pair.group or pair.id, reader] = letter
        again = {(pair.group, pair.mentee) for pair in self.book.pairs if pair.group and pair.stands}
        return {of: letter for of, letter in found.items() if of not in again}

    def letter_to_come(self, pair: str, person: str) -> str:
        """The key of the letter, if the person is still to get it; empty where it went, or staff dropped it."""
        letter = self._told.get((pair, person), "")
        if not letter or self.book.run.today > self.book.settings.term_end:
            return ""
        held = [c for c in self.book.world.deliveries_of(letter) if c.person == person]
        return letter if all(copy.state in _TO_COME for copy in held) else ""
