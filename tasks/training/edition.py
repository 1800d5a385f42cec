"""What each session looked like over time, and what each person was last told of it.

Each look (time, place, cancelled) that people may have been told is an edition. The ledger remembers the editions of
a session as digests, so that whoever was told an older one is told the newest, once, also when a session moves twice
or back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Delivery, State
from tasks.program.meetings import Training

INVITATION, CHANGED, CANCELLED = "training-invitation", "training-changed", "training-cancelled"
_TELLING = (INVITATION, CHANGED, CANCELLED)
_MAYBE = frozenset({State.SENDING, State.UNSURE})


def look(training: Training) -> str:
    """A digest of what people are told about the session."""
    state = "cancelled" if training.cancelled else "on"
    return keys.digest(
        training.starts.isoformat(), training.ends.isoformat(), training.where, state, length=6
    )


def editions(book: Book) -> Mapping[str, tuple[str, ...]]:
    """The looks of each session, oldest first, today's last; by training id."""
    found: dict[str, tuple[str, ...]] = {}
    for training in book.trainings:
        before = tuple(book.world.facts.get(fact(training.id), "").split())
        now = look(training)
        found[training.id] = before if before[-1:] == (now,) else (*before, now)
    return found


def fact(training_id: str) -> str:
    """The name under which the ledger remembers a session's editions."""
    return f"training:{training_id.casefold()}"


def letter_key(book: Book, template: str, training_id: str, person: str, edition: int = 0) -> str:
    """The key of one person's letter about one edition of a session."""
    program = book.settings.program_id or book.run.program_id
    return keys.letter(program, template, training_id.casefold(), person, str(edition))


@dataclass(frozen=True)
class Told:
    """What a person knows of a session: the last edition they were told (-1: none), the days of the first and the last
    telling; `maybe` where a letter is on its way or nobody knows whether it went out; `refused` where staff dropped it.
    """

    edition: int = -1
    on: date | None = None
    last: date | None = None
    maybe: bool = False
    refused: bool = False

    @property
    def fixed(self) -> bool:
        return self.edition >= 0 or self.maybe


def told(book: Book, training_id: str, person: str, last: int, invited_on: date | None) -> Told:
    """What the ledger says of this person and session; the row's own date speaks where the ledger does not."""
    copies = [
        (edition, copy)
        for edition in range(last, -1, -1)
        for copy in _copies(book, training_id, person, edition)
    ]
    sent = [(edition, copy) for edition, copy in copies if copy.state is State.SENT]
    days = sorted(copy.changed_at.astimezone(book.run.zone).date() for _, copy in sent)
    return Told(
        edition=sent[0][0] if sent else (last if invited_on else -1),
        on=invited_on or (days[0] if days else None),
        last=days[-1] if days else invited_on,
        maybe=any(copy.state in _MAYBE for _, copy in copies),
        refused=any(copy.state is State.DROPPED and copy.action == "drop" for _, copy in copies),
    )


def _copies(book: Book, training_id: str, person: str, edition: int) -> Iterator[Delivery]:
    for template in _TELLING:
        yield from book.world.deliveries_of(letter_key(book, template, training_id, person, edition))
