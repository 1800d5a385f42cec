"""The events of a calendar sorted out: which series they belong to, which of them stands, what was deleted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.backends.google import event_state
from tasks.backends.google.event_bodies import Json, event_id
from tasks.backends.google.event_state import State

_FOLLOWER = re.compile(r"(.+)_R\d{8}(T\d{6}Z?)?")
"""What Google calls the rest of a series that somebody changed “from this one on”; by report, not recorded."""


@dataclass
class Kept:
    """One series in the calendar: its first event with its state, and its further events by id.

    `followers` are the repeating events into which people split it.
    """

    master: str
    generation: int
    state: State
    deleted: bool
    event: Json = field(default_factory=dict)
    parts: dict[str, Json] = field(default_factory=dict)
    followers: dict[str, Json] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        return not (self.deleted and self.state.dropped)


def sorted_out(events: Sequence[Json]) -> dict[str, Kept]:
    """The series in the calendar: of each the newest first event, with instances and meetings alone."""
    found: dict[str, Kept] = {}
    by_master: dict[str, Kept] = {}
    rest: list[Json] = []
    for event in events:
        private = event.get("extendedProperties", {}).get("private", {})
        part = "recurringEventId" in event or _FOLLOWER.fullmatch(event["id"])
        state = None if part else event_state.read(private)
        if state is None:
            rest.append(event)
            continue
        generation = _generation(event["id"], state.series.uid)
        kept = Kept(event["id"], generation, state, not live(event), event)
        by_master[event["id"]] = kept
        other = found.get(state.series.key)
        if other is None or _rank(other) < _rank(kept):
            found[state.series.key] = kept
    for event in rest:
        _add(event, found, by_master)
    return found


def strangers(events: Sequence[Json], known: Mapping[str, Kept]) -> list[tuple[str, str, str]]:
    """Events that stand and bear the program's mark, but are no part of a series as it knows it: copies that people made.

    Of each its id, the key it names, and its start.
    """
    own = {event for kept in known.values() for event in (kept.master, *kept.parts, *kept.followers)}
    found = []
    for event in events:
        private = event.get("extendedProperties", {}).get("private", {})
        alone = event["id"] not in own and "recurringEventId" not in event
        if event_state.TAG in private and live(event) and alone:
            start = event.get("start", {})
            when = str(start.get("dateTime") or start.get("date") or "")
            found.append((event["id"], private.get("key") or private.get("part", ""), when))
    return found


def _rank(kept: Kept) -> tuple[bool, int]:
    """A copy that somebody made of an event has an id of its own, which does not come from the series."""
    own = kept.master.startswith(event_id(kept.state.series.uid))
    return own, kept.generation


def _add(event: Json, found: Mapping[str, Kept], by_master: Mapping[str, Kept]) -> None:
    """Adds a further event to its series; one that belongs to none is left out."""
    split = _FOLLOWER.fullmatch(event.get("recurringEventId") or event["id"])
    if split:
        owner = by_master.get(split[1])
        if owner is not None:
            owner.followers[event["id"]] = event
        return
    key = event.get("extendedProperties", {}).get("private", {}).get("part", "")
    owner = by_master.get(event.get("recurringEventId", "")) or found.get(key)
    if owner is not None:
        owner.parts[event["id"]] = event


def _generation(event: str, uid: str) -> int:
    more = event.removeprefix(event_id(uid))
    return int(more[1:]) if more[:1] == "g" and more[1:].isdigit() else 0


def live(event: Mapping[str, Any]) -> bool:
    """Whether an event stands: nobody deleted it."""
    return str(event.get("status", "confirmed")) != "cancelled"
