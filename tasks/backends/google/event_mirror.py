"""What the calendar holds of ours, kept beside it: read whole once, and from then on only what changed since (sync token).

The calendar is the record; the copy is a file that may be lost at any time, and is read again then. Google ends a token
after some weeks (410): then, too, everything is read again. Only the program's own events are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.backends.google import event_state
from tasks.backends.google.calls import Failure
from tasks.backends.google.event_bodies import Json
from tasks.backends.google.files import keep_json, kept_json

EVENT = (
    "id,status,recurringEventId,start,end,location,updated,recurrence,hangoutLink,"
    "attendees(email,displayName,responseStatus,organizer,resource)"
)
"""What matters of an event; what it remembers of its series is only read with all the others."""
_VERSION = 1
_PAGE = 2500
Ask = Callable[[Mapping[str, Any]], Json]
"""Carries out one list request, given its parameters; raises `Failure`."""


class Mirror:
    """Our events in one calendar by id. `file` may be nowhere: then everything is read each time."""

    def __init__(self, file: Path | None, tag: str, calendar: str, *, reading: bool) -> None:
        self._file, self._tag, self._calendar, self._reading = file, tag, calendar, reading

    def events(self, ask: Ask) -> list[Json]:
        """The events as they stand now, deleted ones too."""
        token, known = self._kept()
        try:
            found, now = self._followed(ask, token, known)
        except Failure as failure:
            if not token or failure.status not in (400, 410):
                raise
            found, now = self._followed(ask, "", {})
        if found != known:
            # Where nothing changed, the token at hand does as well as the new one.
            self._keep(now, found)
        return list(found.values())

    def _followed(self, ask: Ask, token: str, known: Mapping[str, Json]) -> tuple[dict[str, Json], str]:
        """What is known with every change since; with no token, everything. And the token to go on from."""
        changed: list[Json] = []
        page: dict[str, Any] = {"syncToken": token} if token else {}
        while True:
            asked = {"calendarId": self._calendar, "showDeleted": True, "maxResults": _PAGE}
            answer = ask(
                {
                    **asked,
                    "fields": f"nextPageToken,nextSyncToken,items({EVENT},extendedProperties/private)",
                    **page,
                }
            )
            changed += filter(self._may_be_ours, answer.get("items", ()))
            if not answer.get("nextPageToken"):
                return self._taken(known, changed), str(answer.get("nextSyncToken", ""))
            page = {**page, "pageToken": answer["nextPageToken"]}

    def _may_be_ours(self, event: Json) -> bool:
        return self._tagged(event) or event.get("status") == "cancelled"

    def _tagged(self, event: Json) -> bool:
        private = event.get("extendedProperties", {}).get("private", {})
        return bool(private.get(event_state.TAG) == self._tag)

    def _taken(self, known: Mapping[str, Json], changed: Sequence[Json]) -> dict[str, Json]:
        """Our own among the changes; of a deleted event Google may tell no more than its id and its series."""
        found = dict(known)
        for event in (*filter(self._tagged, changed), *changed):
            old = found.get(event["id"], {})
            series = str(event.get("recurringEventId", "")).partition("_R")[0]
            if old or self._tagged(event) or series in found:
                found[event["id"]] = {**old, **event} if event.get("status") == "cancelled" else event
        return found

    def _kept(self) -> tuple[str, dict[str, Json]]:
        held = kept_json(self._file)
        if (held.get("version"), held.get("calendar")) != (_VERSION, self._calendar):
            return "", {}
        return str(held.get("token", "")), dict(held.get("events", {}))

    def _keep(self, token: str, events: Mapping[str, Json]) -> None:
        if token and not self._reading:
            held = {"version": _VERSION, "calendar": self._calendar, "token": token, "events": events}
            keep_json(self._file, held)
