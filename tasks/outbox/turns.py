"""The small values that a decision is made of: copies, messages about to go, changes of state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.program import keys
from tasks.program.letters import Delivery, Letter, Recipient, State

BY_ACTION = "staff: Action"
"""The reason of what a person typed in the Action column."""
PAUSED = "`Pause all sending` to be no"
"""What a letter waits for that no day can be named for."""


@dataclass(frozen=True)
class Copy:
    """One recipient's copy: its delivery's key, and who gets it."""

    key: str
    to: Recipient


@dataclass(frozen=True)
class Going:
    """One message that may go now: its letter, the copies it carries, the key it is sent and found under, and why.

    In a rehearsal the only copy is the rehearsal address, and `rehearsal` names whom the letter is meant for.
    """

    letter: Letter
    copies: tuple[Copy, ...]
    key: str
    because: str
    rehearsal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """A change of one copy's state that nothing outside is needed for, and who or what decided it."""

    key: str
    before: State
    to: State
    because: str
    action: str = ""
    error: str = ""


def message_key(letter: Letter, copies: Sequence[Copy], held: Mapping[str, Delivery]) -> str:
    """The key of the message that carries these copies: the letter's own for its first message to everyone.

    A message that goes to some only, or after one that may have left, needs another: looking for it must never find
    the earlier one. One that certainly did not leave has left no proof, so that its key is used again.
    """
    before = [held[key].proof for to in letter.to if (key := keys.delivery(letter.key, to.person)) in held]
    if len(copies) == len(letter.to) and not any(before):
        return letter.key
    return f"{letter.key}-{keys.digest(letter.key, *sorted(copy.key for copy in copies), *sorted(before), length=6)}"
