"""Which introductions went out, and which may have: what the outbox's copies say."""

from datetime import date
from functools import cached_property

from tasks.pairing.letters import introduction_key, program_of
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.pairs import Pair, by_group

REACHED = frozenset({State.SENDING, State.SENT, State.UNSURE, State.BOUNCED})
"""How far a copy has come when its reader may know."""


class Introductions:
    """The introductions of a book's pairs."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def key(self, pair: Pair) -> str:
        return introduction_key(program_of(self.book), pair, self._groups.get(pair.group, ()))

    @cached_property
    def _groups(self) -> dict[str, list[Pair]]:
        return by_group(self.book.pairs)

    def introduced(self, pair: Pair) -> date | None:
        """The day the pair's introduction went out to both."""
        key = self.key(pair)
        if not self.book.world.was_sent(key):
            return None
        sent = [copy.changed_at for copy in self.book.world.deliveries_of(key) if copy.state is State.SENT]
        return max(sent).astimezone(self.book.run.zone).date()

    def told(self, pair: Pair) -> bool:
        """Whether anybody has had the pair's introduction, or may have."""
        return any(copy.state in REACHED for copy in self.book.world.deliveries_of(self.key(pair)))
