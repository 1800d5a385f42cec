"""What each person has been told of their meetings: kept as facts of the ledger, moved on by what was really sent.

`told` is what a person knows, `asked` what the owed invitation of a pair says, `telling` what an owed change letter
says. Each holds meeting numbers and times only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tasks.meetings.outcome import Entry
from tasks.program.letters import State
from tasks.program.world import World

_TIME = "%y%m%d%H%M"
Times = Mapping[str, datetime]
"""Start by the part of a Meeting ID behind its pair."""


def times_of(entries: Iterable[Entry]) -> dict[str, datetime]:
    """What people should know of a pair: every meeting that stands."""
    return {entry.id.removeprefix(f"{entry.pair}-"): entry.starts for entry in entries if entry.live}


def packed(pairs: Mapping[str, Times]) -> str:
    return ";".join(
        f"{pair}=" + ",".join(f"{number}@{starts:{_TIME}}" for number, starts in sorted(times.items()))
        for pair, times in sorted(pairs.items())
    )


def unpacked(fact: str) -> dict[str, dict[str, datetime]]:
    found: dict[str, dict[str, datetime]] = {}
    for part in filter(None, fact.split(";")):
        pair, _, listed = part.partition("=")
        found[pair] = {
            number: datetime.strptime(starts, _TIME)  # noqa: DTZ007 - wall clock
            for number, _, starts in (one.partition("@") for one in filter(None, listed.split(",")))
        }
    return found


def sent_to(world: World, letter: str, person: str) -> bool:
    """Whether this person's copy of the letter went out."""
    return any(copy.person == person and copy.state is State.SENT for copy in world.deliveries_of(letter))


@dataclass(frozen=True)
class Memory:
    """What people know, read from the ledger's facts, and the facts to write."""

    world: World

    def asked(self, pair: str) -> dict[str, dict[str, datetime]]:
        return unpacked(self.world.facts.get(f"meetings:asked:{pair}", ""))

    def knows(self, person: str, invitations: Mapping[str, str]) -> dict[str, dict[str, datetime]]:
        """What a person was told, by pair; `invitations` are the letter keys of the person's pairs."""
        told = unpacked(self.world.facts.get(f"meetings:told:{person}", ""))
        for category in CATEGORIES:
            letter, _, rest = self.world.facts.get(f"meetings:telling:{category}:{person}", "").partition("|")
            if letter and sent_to(self.world, letter, person):
                told.update(unpacked(rest))
        for pair, letter in invitations.items():
            if pair not in told and sent_to(self.world, letter, person):
                told.update(self.asked(pair))
        return told

    def changed(self, facts: Mapping[str, str]) -> dict[str, str]:
        """The facts that differ from what the ledger remembers."""
        return {name: fact for name, fact in facts.items() if self.world.facts.get(name, "") != fact}


CATEGORIES = ("", "leave", "ending")
"""Kinds of change letters: the word in `Letters that wait` that holds them back, if any."""


@dataclass(frozen=True, order=True)
class Difference:
    """One meeting that is not as somebody was told: `was` nothing = new, `now` nothing = cancelled."""

    pair: str
    number: str
    was: datetime | None
    now: datetime | None

    @property
    def kind(self) -> str:
        return "new" if self.was is None else "cancelled" if self.now is None else "moved"

    @property
    def first(self) -> datetime:
        return min(moment for moment in (self.was, self.now) if moment is not None)

    @property
    def key(self) -> str:
        return f"{self.pair}-{self.number}:{self.was or ''}>{self.now or ''}"


def differences(
    pair: str, told: Times, now: Times, quiet: frozenset[str], moment: datetime
) -> list[Difference]:
    """What a person must still hear about a pair: only what is to come; `quiet` meetings fell to a day off."""
    found = []
    for number in sorted({*told, *now} - quiet):
        was, stands = told.get(number), now.get(number)
        if was != stands and any(one is not None and one > moment for one in (was, stands)):
            found.append(Difference(pair, number, was, stands))
    return found
