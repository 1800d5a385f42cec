"""What the local diary holds, as a journal: one line per put or drop, the last line of a key counts.

Adding a line costs the same however many series there are. A line that a kill left half written is not read, and the
next one begins on a line of its own.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tasks.program.meetings import Guest, Occurrence, Series, Standing


@dataclass(frozen=True)
class Kept:
    """A series as it stands, and the moment it was put."""

    standing: Standing
    at: datetime


class Journal:
    """The journal's file, read when first asked for; `kept` is what stands, by series key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tidy = False

    @cached_property
    def kept(self) -> dict[str, Kept]:
        found: dict[str, Kept] = {}
        lines = self.path.read_bytes().split(b"\n") if self.path.is_file() else []
        for line in lines:
            entry = _parsed(line)
            if entry is None:
                continue
            if entry["series"] is None:
                found.pop(entry["key"], None)
            else:
                found[entry["key"]] = _kept(entry)
        self._tidy = len(lines) > 3 * len(found) + 100
        return found

    def add(self, key: str, kept: Kept | None) -> None:
        """Records that the series stands (or with nothing, that it was dropped); durable when it returns."""
        if kept is None:
            self.kept.pop(key, None)
        else:
            self.kept[key] = kept
        if self._tidy:
            self._rewrite()
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(b"\n" + _line(key, kept))

    def _rewrite(self) -> None:
        half = self.path.with_name(f".{self.path.name}.tmp")
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(b"\n".join(_line(key, kept) for key, kept in self.kept.items()))
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path)
        self._tidy = False


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and {"key", "series"} <= entry.keys() else None


def _line(key: str, kept: Kept | None) -> bytes:
    if kept is None:
        return json.dumps({"key": key, "series": None}).encode()
    entry = {
        "key": key,
        "at": kept.at.isoformat(),
        "revision": kept.standing.revision,
        "gone": sorted(kept.standing.cancelled_by_people),
        "series": _series_data(kept.standing.series),
    }
    return json.dumps(entry, separators=(",", ":")).encode()


def _series_data(series: Series) -> Mapping[str, Any]:
    data = {name: getattr(series, name) for name in _PLAIN}
    data["organizer"] = asdict(series.organizer)
    data["guests"] = [asdict(guest) for guest in series.guests]
    data["occurrences"] = [
        [
            one.id,
            *(moment.isoformat() for moment in (one.slot, one.starts, one.ends)),
            one.where,
            one.cancelled,
        ]
        for one in series.occurrences
    ]
    return data


_PLAIN = ("key", "uid", "owner", "title", "zone", "description", "video_link")


def _kept(entry: Mapping[str, Any]) -> Kept:
    data = entry["series"]
    occurrences = tuple(
        Occurrence(one, _moment(slot), _moment(starts), _moment(ends), where, cancelled)
        for one, slot, starts, ends, where, cancelled in data["occurrences"]
    )
    series = Series(
        **{name: data[name] for name in _PLAIN},
        organizer=Guest(**data["organizer"]),
        guests=tuple(Guest(**guest) for guest in data["guests"]),
        occurrences=occurrences,
    )
    return Kept(Standing(series, entry["revision"], frozenset(entry["gone"])), _moment(entry["at"]))


_moment = datetime.fromisoformat
