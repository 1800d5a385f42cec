"""Carries out what was decided, so that a process killed at any instruction loses nothing and doubles nothing.

    1. recover   copies an earlier run left in `sending`: the postbox is asked; where it cannot know, a person is
    2. owe       new copies are in the ledger before anything is done about them
    3. move      drops, holds and people's answers
    4. claim     `sending`, with the key of the message, is on disk before the postbox is touched
    5. send      the only step that anybody outside can see
    6. record    `sent`, or what went wrong; a crash between 5 and 6 is what step 1 is for

It does not care what a letter says, or how a postbox sends.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tasks.outbox.message import InviteBytes, compose
from tasks.outbox.owed import Decisions
from tasks.outbox.trial import Result, attempt
from tasks.outbox.turns import Going, Move
from tasks.ports import Ledger, Message, Peeking, Ports, Postbox
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.problems import OutsideError
from tasks.program.reading.settings import read_settings

Compose = Callable[[Going], Message]
Progress = Callable[[str, int, int], None]
BATCH = 100
LOOK_AGAIN = 20.0
"""Seconds after which `Pause all sending` is read again."""
GIVE_UP = 3
"""So many messages in a row that a service would not take: it is down, and asking on helps nobody."""


@dataclass
class Outcome:
    """What a delivery did: copies by (template, state) they came to, the copies tried, why it stopped early if it did."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    tried: frozenset[str] = frozenset()
    put_off: int = 0
    """Copies refused for a time: to run again is all that is needed. What is refused for good is asked in `To do`."""
    changed: bool = False
    paused: bool = False
    trouble: OutsideError | None = None

    @property
    def anything(self) -> bool:
        """Whether the ledger changed, so that another round may see more."""
        return self.changed or bool(self.counts)


def deliver(
    decisions: Decisions,
    book: Book,
    ports: Ports,
    progress: Progress = lambda _what, _done, _all: None,
    *,
    invite_bytes: InviteBytes,
) -> Outcome:
    """Recovers, owes, moves and sends with the program's own composer; reads the pause from the workbook while it does."""

    def composed(going: Going) -> Message:
        return compose(going, book.settings, book.run, ports.mail_from, invite_bytes)

    def paused() -> bool:
        register = ports.register
        sheet = (
            register.peek("Settings") if isinstance(register, Peeking) else register.read().sheet("Settings")
        )
        return read_settings(sheet)[0].pause_all_sending

    return carry_out(decisions, ports.ledger, ports.postbox, composed, paused, book.run.now, progress)


def carry_out(
    decisions: Decisions,
    ledger: Ledger,
    postbox: Postbox,
    composed: Compose,
    paused: Callable[[], bool],
    now: datetime,
    progress: Progress = lambda _what, _done, _all: None,
    clock: Callable[[], float] = time.monotonic,
) -> Outcome:
    """The six steps above. A service that stays away ends the sending; what was not tried stays owed."""
    outcome = Outcome()
    try:
        outcome.changed = recover(ledger, postbox, now)
    except OutsideError as trouble:
        outcome.trouble = trouble
        return outcome
    if decisions.owe:
        ledger.owe(decisions.owe)
    _make(decisions.moves, ledger, now)
    outcome.changed = outcome.changed or bool(decisions.owe or decisions.moves)
    _Round(ledger, postbox, composed, _Pause(paused, clock), now, outcome).send_all(decisions.going, progress)
    return outcome


def _make(moves: Sequence[Move], ledger: Ledger, now: datetime) -> None:
    alike: dict[Move, list[str]] = {}
    for move in moves:
        alike.setdefault(replace(move, key=""), []).append(move.key)
    for move, copies in alike.items():
        notes = {"action": move.action} if move.action else {}
        ledger.move(copies, [move.before], move.to, now, error=move.error, because=move.because, **notes)


def recover(ledger: Ledger, postbox: Postbox, now: datetime) -> bool:
    """Settles copies that a run which died left in `sending`; whether there were any."""
    left: dict[str, list[str]] = {}
    for delivery in ledger.deliveries().values():
        if delivery.state is State.SENDING:
            left.setdefault(delivery.proof, []).append(delivery.key)
    for message, copies in sorted(left.items()):
        receipt = postbox.look(message) if message else None
        if receipt is not None:
            ledger.move(
                copies, [State.SENDING], State.SENT, now, proof=receipt.proof, because="rule: found sent"
            )
        elif postbox.knows or not message:
            ledger.move(
                copies, [State.SENDING], State.OWED, now, unsent="yes", because="rule: found not sent"
            )
        else:
            ledger.move(copies, [State.SENDING], State.UNSURE, now, because="rule: nobody can know")
    return bool(left)


class _Pause:
    """Asks for the pause before the first letter and then at most every 20 seconds; once paused, it stays."""

    def __init__(self, paused: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._paused, self._clock = paused, clock
        self._asked: float | None = None
        self._answer = False

    def holds(self) -> bool:
        now = self._clock()
        if not self._answer and (self._asked is None or now - self._asked >= LOOK_AGAIN):
            self._asked, self._answer = now, self._paused()
        return self._answer


class _Round:
    """Sends messages in batches: claimed together, recorded together.

    Where looking cannot tell whether a message left, a batch is one message, so that a crash leaves one in doubt at most.
    """

    def __init__(
        self,
        ledger: Ledger,
        postbox: Postbox,
        composed: Compose,
        pause: _Pause,
        now: datetime,
        outcome: Outcome,
    ) -> None:
        self.ledger, self.postbox, self.composed = ledger, postbox, composed
        self.pause, self.now, self.outcome = pause, now, outcome
        self.size = BATCH if postbox.knows else 1
        self.refusals = 0

    def send_all(self, going: Sequence[Going], progress: Progress) -> None:
        for start in range(0, len(going), self.size):
            if self._stopped():
                return
            self._send(going[start : start + self.size])
            progress("letters", min(start + self.size, len(going)), len(going))

    def _stopped(self) -> bool:
        self.outcome.paused = self.pause.holds()
        return self.outcome.paused or self.refusals >= GIVE_UP

    def _send(self, batch: Sequence[Going]) -> None:
        held = self._claim(batch)
        begun: set[str] = set()
        results: list[Result] = []
        try:
            for going in batch:
                copies = {copy.key for copy in going.copies}
                if held.issuperset(copies) and not self._stopped():
                    begun |= copies
                    results.append(self._noted(attempt(going, self.composed, self.postbox)))
        finally:
            # Also after a failure nobody foresaw: what was not begun goes back; what was interrupted stays claimed.
            self._record(results)
            for going in batch:
                back = sorted(held.intersection(copy.key for copy in going.copies) - begun)
                if back:
                    self.ledger.move(back, [State.SENDING], State.OWED, self.now, unsent="yes")

    def _claim(self, batch: Sequence[Going]) -> frozenset[str]:
        proofs = {copy.key: going.key for going in batch for copy in going.copies}
        return self.ledger.claim(tuple(proofs), self.now, proofs)

    def _noted(self, result: Result) -> Result:
        self.refusals = self.refusals + 1 if result.trouble else 0
        self.outcome.trouble = self.outcome.trouble or result.trouble
        self.outcome.tried |= result.copies.keys()
        return result

    def _record(self, results: Sequence[Result]) -> None:
        groups: dict[tuple[State, tuple[tuple[str, str], ...]], list[str]] = {}
        for result in results:
            for key, (state, notes) in result.copies.items():
                self.outcome.counts[result.going.letter.template, str(state)] += 1
                self.outcome.put_off += state is State.FAILED and not notes.get("final")
                groups.setdefault((state, tuple(sorted(notes.items()))), []).append(key)
        for (state, said), copies in groups.items():
            self.ledger.move(copies, [State.SENDING], state, self.now, **dict(said))
