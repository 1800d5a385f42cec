"""Pairs: the standing of two people toward one another, as the `Pairings` tab keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.program.people import People, Status


class PairStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    REJECTED = "rejected"
    REPLACED = "replaced"
    NOT_ALLOWED = "not allowed"


class Decision(StrEnum):
    NONE = ""
    APPROVE = "approve"
    REJECT = "reject"
    LOCK = "lock"
    EXCEPTION = "exception"
    REPLACE = "replace"
    END = "end"


SECOND = "second"
"""The model of a pair with a second mentor, for content: it holds a seat, and is never the mentee's own mentor."""
ENOUGH = 2
"""So many must be there for a meeting: of a pair both, of a circle any two."""
STANDING = frozenset({PairStatus.APPROVED, PairStatus.ACTIVE, PairStatus.PAUSED})
"""Pairs that hold a seat and are not undone by a new proposal."""


@dataclass(frozen=True)
class Pair:
    """One row of `Pairings`. `mentor` and `mentee` are Person IDs, empty where the row's address is unknown.

    `status` is nothing for a row that staff typed and the program has not answered yet.
    """

    id: str
    row: int
    mentor: str
    mentee: str
    mentor_email: str = ""
    mentee_email: str = ""
    mentor_name: str = ""
    mentee_name: str = ""
    model: str = "one-to-one"
    score: float | None = None
    why: str = ""
    decision: Decision = Decision.NONE
    change_mentor_to: str = ""
    ending: str = ""
    ends_on: date | None = None
    ends_unread: bool = False
    """`Ends on` holds something that cannot be read."""
    reason: str = ""
    status: PairStatus | None = None
    matched_on: date | None = None
    introduced_on: date | None = None
    ended_on: date | None = None
    group: str = ""

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def is_second(self) -> bool:
        return self.model == SECOND

    @property
    def place(self) -> str:
        """What of the mentee's the pair fills: the place of their mentor, or of their second mentor."""
        return f"{self.mentee} {SECOND}" if self.is_second else self.mentee

    @property
    def ends_now(self) -> bool:
        """Whether `end` means the day it is read on: a later day that cannot be read is waited for, since no ending is taken back."""
        return self.decision is Decision.END and self.ends_on is None and not self.ends_unread

    def over_by(self, day: date) -> bool:
        """Whether the pair is known to have ended by then: its meetings stand until that day, and are called off on it."""
        return self.ends_on is not None and self.ends_on <= day

    def other(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


def over_by(pair: Pair, people: People, who: Iterable[str], day: date) -> bool:
    """Whether the pair will have ended by that day, as staff have typed: in its row, or as a last day of one of `who`."""
    known = (people[one] for one in who if one in people)
    return pair.over_by(day) or any(person.status_on(day) is Status.LEFT for person in known)


def by_group(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """The rows of each group of three or more people."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.group:
            found.setdefault(pair.group, []).append(pair)
    return found


def mentors_back(pairs: Iterable[Pair], people: People) -> dict[str, date]:
    """When the mentor of each mentee's resting pair is back, where that is known: by Person ID of the mentee."""
    found: dict[str, date] = {}
    for pair in pairs:
        mentor = people.get(pair.mentor)
        if pair.status is PairStatus.PAUSED and mentor is not None and mentor.away_until is not None:
            found[pair.mentee] = mentor.away_until
    return found


def stands_in(pair: Pair) -> bool:
    """Whether the pair makes way for the mentee's resting pair, if there is one: unless staff locked it."""
    return pair.status in (PairStatus.APPROVED, PairStatus.ACTIVE) and pair.decision is not Decision.LOCK
