"""The events of a calendar sorted out: which series they belong to, which of them stands, what was deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.backends.google import event_state
from tasks.backends.google.event_bodies import Json, event_id
from tasks.backends.google.event_state import State


@dataclass
class Kept:
    """One series in the calendar: the ids of its first events so far, the last one's state, and its further events."""

    master: str
    generation: int
    state: State
    deleted: bool
    parts: dict[str, Json] = field(default_factory=dict)

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
        state = None if "recurringEventId" in event else event_state.read(private)
        if state is None:
            rest.append(event)
            continue
        generation = _generation(event["id"], state.series.uid)
        kept = Kept(event["id"], generation, state, not live(event))
        by_master[event["id"]] = kept
        other = found.get(state.series.key)
        if other is None or other.generation < generation:
            found[state.series.key] = kept
    for event in rest:
        key = event.get("extendedProperties", {}).get("private", {}).get("part", "")
        owner = by_master.get(event.get("recurringEventId", "")) or found.get(key)
        if owner is not None:
            owner.parts[event["id"]] = event
    return found


def _generation(event: str, uid: str) -> int:
    more = event.removeprefix(event_id(uid))
    return int(more[1:]) if more[:1] == "g" and more[1:].isdigit() else 0


def live(event: Mapping[str, Any]) -> bool:
    """Whether an event stands: nobody deleted it."""
    return str(event.get("status", "confirmed")) != "cancelled"
