"""One message tried once: what became of each copy, in the ledger's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tasks.outbox.turns import BY_ACTION, Going
from tasks.ports import Message, Postbox, Receipt
from tasks.program.letters import State
from tasks.program.problems import MentorshipError, OutsideError, UnsureError

Notes = Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """The state and notes each copy came to; `trouble` is the service's, where it would not take the message at all."""

    going: Going
    copies: Mapping[str, tuple[State, Notes]]
    trouble: OutsideError | None = None


def attempt(going: Going, composed: Callable[[Going], Message], postbox: Postbox) -> Result:
    """Words and sends one message. What it cannot foresee passes through: the copies then stay claimed."""
    try:
        message = composed(going)
    except MentorshipError as fault:
        return _all(going, State.FAILED, _refusal(str(fault), final=True, going=going))
    try:
        receipt = postbox.send(message)
    except UnsureError as trouble:
        because = "rule: nobody can know" if trouble.permanent else "rule: the answer was lost"
        said = {"error": str(trouble), "because": because}
        return _all(going, State.UNSURE, said, None if trouble.permanent else trouble)
    except OutsideError as trouble:
        notes = _refusal(str(trouble), final=trouble.permanent, going=going)
        return _all(going, State.FAILED, notes, None if trouble.permanent else trouble)
    return Result(going, {copy.key: _came_to(going, copy.to.email, receipt) for copy in going.copies})


def _all(going: Going, state: State, notes: Notes, trouble: OutsideError | None = None) -> Result:
    return Result(going, {copy.key: (state, notes) for copy in going.copies}, trouble)


def _came_to(going: Going, address: str, receipt: Receipt) -> tuple[State, Notes]:
    if address not in receipt.refused:
        # The claim has written the message's key already: saying it again would keep alike copies from one transaction.
        proof = {} if receipt.proof == going.key else {"proof": receipt.proof}
        return State.SENT, {**proof, "because": going.because}
    final, why = receipt.refused[address]
    return State.FAILED, _refusal(why, final=final, going=going)


def _refusal(why: str, *, final: bool, going: Going) -> Notes:
    """Nothing left for this copy; a `send` in Action that was obeyed is not obeyed again."""
    notes = {
        "error": why,
        "unsent": "yes",
        "final": "yes" if final else "",
        "because": "rule: refused",
    }
    return notes | ({"action": "send"} if going.because == BY_ACTION else {})
