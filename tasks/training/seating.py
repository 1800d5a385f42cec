"""Seats, exactly: as many people seated as can be, those who come first keep their right to a seat.

Every person names the sessions that fit. A person who finds all of them full is still seated if others, not told
yet, can move to another session that fits them. Grows with people times sessions, never with the square of people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tasks.program import keys


@dataclass(frozen=True)
class Wish:
    """One person who needs one of `choices` (session ids); `cost` says which fit less well; `stays` where they stand."""

    person: str
    choices: tuple[str, ...]
    cost: Mapping[str, int] = field(default_factory=dict)
    stays: str = ""

    def taste(self, session: str) -> tuple[int, str]:
        """How badly a session fits, and a stable order among those that fit equally."""
        return self.cost.get(session, 0), keys.digest("seat", session, self.person)


Held = dict[frozenset[str], list[Wish]]


class _Sessions:
    def __init__(self, seats: Mapping[str, int | None]) -> None:
        self.seats = seats
        self.left = dict(seats)
        self.held: dict[str, Held] = {session: {} for session in seats}
        self.closed: set[str] = set()

    def free(self, session: str) -> bool:
        left = self.left[session]
        return left is None or left > 0

    def share(self, session: str) -> float:
        left, seats = self.left[session], self.seats[session]
        return 1.0 if left is None or not seats else left / seats

    def take(self, wish: Wish, session: str) -> None:
        left = self.left[session]
        self.left[session] = None if left is None else left - 1
        self.held[session].setdefault(frozenset(wish.choices), []).append(wish)

    def move_one(self, choices: frozenset[str], source: str, target: str) -> None:
        wish = self.held[source][choices].pop()
        left = self.left[source]
        self.left[source] = None if left is None else left + 1
        self.take(wish, target)

    def make_room(self, wish: Wish) -> str | None:
        """Frees a seat in one of the wish's sessions by moving others along; nothing where that cannot be done."""
        starts = [session for session in wish.choices if session not in self.closed]
        came: dict[str, tuple[str, frozenset[str]] | None] = dict.fromkeys(starts)
        queue = list(starts)
        for source in queue:
            for choices in [choices for choices, wishes in self.held[source].items() if wishes]:
                for target in sorted(choices - came.keys()):
                    came[target] = (source, choices)
                    if self.free(target):
                        return self._shift(came, target)
                    queue.append(target)
        # Everyone seated in these fits nowhere else, so nobody who comes later can free a seat in them either.
        self.closed.update(came)
        return None

    def _shift(self, came: Mapping[str, tuple[str, frozenset[str]] | None], target: str) -> str:
        while (step := came[target]) is not None:
            source, choices = step
            self.move_one(choices, source, target)
            target = source
        return target


def seat(wishes: Sequence[Wish], seats: Mapping[str, int | None]) -> dict[str, str]:
    """Person → session for everyone who can be seated; `seats` are the free seats of each session, None = no limit.

    Wishes are in order of right. A person stays where they stand if there is a seat; else the best fit goes first,
    then the session with the largest share of free seats.
    """
    sessions = _Sessions(seats)
    for wish in wishes:
        free = [session for session in wish.choices if sessions.free(session)]
        if free:
            sessions.take(wish, min(free, key=partial(_order, sessions, wish)))
        elif (freed := sessions.make_room(wish)) is not None:
            sessions.take(wish, freed)
    return {
        wish.person: session
        for session, held in sessions.held.items()
        for seated in held.values()
        for wish in seated
    }


def _order(sessions: _Sessions, wish: Wish, session: str) -> tuple[bool, int, float, str]:
    cost, tie = wish.taste(session)
    return (session != wish.stays, cost, -sessions.share(session), tie)
