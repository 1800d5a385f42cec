"""What was asked and what became of it: tests read call counts and the client's departures here."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.google_service.checking import Departure
from tests.google_service.clock import rfc3339


@dataclass
class Entry:
    """One call. `inner` marks a part of a batch post; the post itself is an entry of its own with method `batch`."""

    at: datetime
    http: str
    path: str
    api: str = ""
    method: str = ""
    user: str = ""
    query: dict[str, list[str]] = field(default_factory=dict)
    body: Any = None
    size: int = 0
    status: int = 0
    inner: bool = False
    fault: str = ""
    departures: list[Departure] = field(default_factory=list)
    own_departures: list[Departure] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Without bodies: what the control path and the file on disk show."""
        shown = {name: value for name, value in asdict(self).items() if name != "body"}
        return {**shown, "at": rfc3339(self.at)}


class Log:
    """Every call, in order of arrival; with a file, a line of JSON for each as well."""

    def __init__(self, file: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._file = file
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        with self._lock:
            self.entries.append(entry)

    def finish(self, entry: Entry, status: int) -> None:
        """The call was answered: now its line can be written."""
        entry.status = status
        if self._file:
            with self._lock, self._file.open("a") as out:
                out.write(json.dumps(entry.summary()) + "\n")

    def calls(self, method: str = "", *, api: str = "") -> list[Entry]:
        """API calls, parts of batches included, the batch posts left out."""
        return [
            entry
            for entry in self.entries
            if entry.method != "batch" and entry.method.startswith(method) and api in {"", entry.api}
        ]

    def requests(self, api: str = "") -> int:
        """HTTP requests as a network would count them: a batch post is one."""
        return sum(1 for entry in self.entries if not entry.inner and entry.api and api in {"", entry.api})

    def departures(self) -> list[str]:
        """What the client sent that Google's documents do not know."""
        return list(_told(self.entries, "departures"))

    def own_departures(self) -> list[str]:
        """What this stand-in answered that Google's documents do not know."""
        return list(_told(self.entries, "own_departures"))

    def clear(self) -> None:
        with self._lock:
            self.entries.clear()


def _told(entries: list[Entry], which: str) -> Iterator[str]:
    for entry in entries:
        for departure in getattr(entry, which):
            yield f"{entry.http} {entry.method or entry.path}: {departure.message}"
