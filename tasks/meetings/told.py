"""What each person has been told of their meetings: kept as facts of the ledger, moved on by what was really sent.

`told` is what a person knows, `asked` what the owed invitation of a pair says, `telling` what an owed change letter
says. Each holds meeting numbers and times only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tasks.meetings.outcome import Entry
from tasks.program.keys import digest
from tasks.program.letters import State
from tasks.program.world import World

_TIME = "%y%m%d%H%M"


@dataclass(frozen=True)
class Known:
    """One meeting as it is known: its start, and a mark of its end and place."""

    starts: datetime
    mark: str


Times = Mapping[str, Known]
"""Known meetings by the part of a Meeting ID behind its pair."""


def times_of(entries: Iterable[Entry]) -> dict[str, Known]:
    """What people should know of a pair: every meeting that stands."""
    return {
        entry.id.removeprefix(f"{entry.pair}-"): Known(
            entry.starts, digest(str(entry.ends), entry.where, length=3)
        )
        for entry in entries
        if entry.live
    }


def packed(pairs: Mapping[str, Times]) -> str:
    return ";".join(
        f"{pair}="
        + ",".join(f"{number}@{one.starts:{_TIME}}{one.mark}" for number, one in sorted(times.items()))
        for pair, times in sorted(pairs.items())
    )


def unpacked(fact: str) -> dict[str, dict[str, Known]]:
    found: dict[str, dict[str, Known]] = {}
    for part in filter(None, fact.split(";")):
        pair, _, listed = part.partition("=")
        found[pair] = {
            number: Known(datetime.strptime(code[:10], _TIME), code[10:])  # noqa: DTZ007 - wall clock
            for number, _, code in (one.partition("@") for one in filter(None, listed.split(",")))
        }
    return found


def sent_to(world: World, letter: str, person: str) -> bool:
    """Whether this person's copy of the letter went out."""
    return any(copy.person == person and copy.state is State.SENT for copy in world.deliveries_of(letter))


def _to_come(times: Times, moment: datetime) -> dict[str, Known]:
    return {number: one for number, one in times.items() if one.starts > moment}


@dataclass(frozen=True)
class Memory:
    """What people know, read from the ledger's facts, and the facts to write."""

    world: World

    def asked(self, pair: str) -> dict[str, dict[str, Known]]:
        return unpacked(self.world.facts.get(f"meetings:asked:{pair}", ""))

    def _telling(self, category: str, person: str) -> tuple[str, str]:
        letter, _, rest = self.world.facts.get(f"meetings:telling:{category}:{person}", "").partition("|")
        return letter, rest

    def went_out(self, category: str, person: str) -> bool:
        """Whether the change letter that was owed has reached the person."""
        letter, _ = self._telling(category, person)
        return bool(letter) and sent_to(self.world, letter, person)

    def owed(self, category: str, person: str) -> dict[str, dict[str, Known]]:
        """How the pairs' meetings stand by the change letter that is owed and has not reached the person."""
        return {} if self.went_out(category, person) else unpacked(self._telling(category, person)[1])

    def knows(self, person: str, invitations: Mapping[str, str]) -> dict[str, dict[str, Known]]:
        """What a person was told, by pair; `invitations` are the letter keys of the person's pairs."""
        told = unpacked(self.world.facts.get(f"meetings:told:{person}", ""))
        for category in (*CATEGORIES, *map(in_ending, invitations)):
            if self.went_out(category, person):
                told.update(unpacked(self._telling(category, person)[1]))
        for pair, letter in invitations.items():
            if pair not in told and sent_to(self.world, letter, person):
                told.update(self.asked(pair))
        return told

    def unsent(
        self, category: str, person: str, state: Mapping[str, Times], moments: Mapping[str, datetime]
    ) -> str:
        """The key of the change letter that says the same of what is to come and has not gone out; empty without one.

        Staff hold or release a letter by its key: that a meeting it names has passed meanwhile makes no other letter of it.
        `moments` are now, on each pair's clock.
        """
        letter, rest = self._telling(category, person)
        if not letter or self.went_out(category, person):
            return ""
        before = unpacked(rest)
        same = before.keys() == state.keys() and all(
            _to_come(before[pair], now) == _to_come(state[pair], now) for pair, now in moments.items()
        )
        return letter if same else ""

    def changed(self, facts: Mapping[str, str]) -> dict[str, str]:
        """The facts that differ from what the ledger remembers."""
        return {name: fact for name, fact in facts.items() if self.world.facts.get(name, "") != fact}


LEAVE, ENDING = "leave", "ending"
CATEGORIES = ("", LEAVE, ENDING)
"""Kinds of change letters: the word in `Letters that wait` that holds them back, if any."""


def in_ending(pair: str) -> str:
    """What is told by the letter about this pair's ending, which has the cancellations in it."""
    return f"{ENDING} of {pair}"


@dataclass(frozen=True)
class Difference:
    """One meeting that is not as somebody was told: `was` nothing = new, `now` nothing = cancelled."""

    pair: str
    number: str
    was: datetime | None
    now: datetime | None
    mark: str = ""

    @property
    def kind(self) -> str:
        if self.was is None or self.now is None:
            return "new" if self.was is None else "cancelled"
        return "moved" if self.was != self.now else "changed"

    @property
    def first(self) -> datetime:
        return min(moment for moment in (self.was, self.now) if moment is not None)

    @property
    def key(self) -> str:
        return f"{self.pair}-{self.number}:{self.was or ''}>{self.now or ''}{self.mark}"


def applied(told: Times, changes: Iterable["Difference"], entries: Iterable[Entry]) -> dict[str, Known]:
    """What a person knows once they have heard of these changes, and of no others."""
    now, found = times_of(entries), dict(told)
    for change in changes:
        found.pop(change.number, None)
        if change.number in now:
            found[change.number] = now[change.number]
    return found


def differences(
    pair: str, told: Times, now: Times, quiet: frozenset[str], moment: datetime
) -> list[Difference]:
    """What a person must still hear about a pair: only what is to come; `quiet` meetings fell to a day off."""
    found = []
    for number in sorted({*told, *now} - quiet):
        was, stands = told.get(number), now.get(number)
        if was != stands and any(one is not None and one.starts > moment for one in (was, stands)):
            before, after = (one.starts if one else None for one in (was, stands))
            found.append(Difference(pair, number, before, after, stands.mark if stands else ""))
    return found
