"""What an event remembers of its series: the series itself, its revision, what people cancelled.

Kept in the event's private properties, which guests do not see: the calendar is its own record, and nothing is lost with
a machine. Packed, for Google takes 1,024 characters a value and 32,000 bytes in all.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from tasks.program.meetings import Guest, Occurrence, Series, Times

TAG = "mentorship"
_PIECE = 1000
_PLAIN = ("key", "uid", "owner", "title", "zone", "description", "video_link")


@dataclass(frozen=True)
class State:
    """A series as last put. `gone` and `moved`: what people cancelled and moved before, and the series now says itself;
    `half`: its events were not all written; `dropped`: we are deleting it.
    """

    series: Series
    revision: int = 0
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, Times] = field(default_factory=dict)
    half: bool = False
    dropped: bool = False


def properties(tag: str, state: State) -> dict[str, str]:
    """The private properties of a series' first event."""
    data = {name: getattr(state.series, name) for name in _PLAIN}
    data["organizer"] = asdict(state.series.organizer)
    data["guests"] = [[one.person, one.name, one.email] for one in state.series.guests]
    data["occurrences"] = [
        [
            one.id,
            *(moment.isoformat() for moment in (one.slot, one.starts, one.ends)),
            one.where,
            one.cancelled,
        ]
        for one in state.series.occurrences
    ]
    data["gone"] = sorted(state.gone)
    data["moved"] = [[one, *(at.isoformat() for at in times)] for one, times in sorted(state.moved.items())]
    packed = base64.b64encode(zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)).decode()
    pieces = {f"s{n}": packed[at : at + _PIECE] for n, at in enumerate(range(0, len(packed), _PIECE))}
    marks = {"half": "1" if state.half else "0", "dropped": "1" if state.dropped else "0"}
    return {
        TAG: tag,
        "key": state.series.key,
        "revision": str(state.revision),
        "n": str(len(pieces)),
        **marks,
        **pieces,
    }


def part_of(tag: str, key: str) -> dict[str, str]:
    """The private properties of a meeting that stands alone beside its series."""
    return {TAG: tag, "part": key}


def read(private: Mapping[str, str]) -> State | None:
    """The state out of an event's private properties; nothing where they hold none."""
    try:
        packed = "".join(private[f"s{n}"] for n in range(int(private["n"])))
        data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed)))
        series = Series(
            **{name: data[name] for name in _PLAIN},
            organizer=Guest(**data["organizer"]),
            guests=tuple(Guest(*one) for one in data["guests"]),
            occurrences=tuple(_occurrence(*one) for one in data["occurrences"]),
        )
        return State(
            series,
            int(private["revision"]),
            frozenset(data["gone"]),
            {one: (_moment(starts), _moment(ends)) for one, starts, ends in data.get("moved", ())},
            half=private.get("half") == "1",
            dropped=private.get("dropped") == "1",
        )
    except (KeyError, ValueError, TypeError, binascii.Error, zlib.error):
        return None


def _occurrence(one: str, slot: str, starts: str, ends: str, where: str, cancelled: bool) -> Occurrence:
    return Occurrence(one, _moment(slot), _moment(starts), _moment(ends), where, cancelled)


_moment = datetime.fromisoformat
