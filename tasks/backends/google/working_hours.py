"""When people work by their own calendars, where those may be read: outside of it they are busy.

Optional: it needs a right of its own, and a person's calendar must be shared with the program's account. What cannot be
read is left out without a word. Hours seldom change, so they are kept in a file and asked for again after a week, of at
most fifty people in one run: one post.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.backends.google.calls import Caller, Failure
from tasks.backends.google.files import keep_json, kept_json
from tasks.program.meetings import Busy

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AT_ONCE = 50
_WEEK = timedelta(days=7)
_FIELDS = "timeZone,workingHours"
_REFUSED = frozenset({401, 403})


@dataclass
class WorkingHours:
    """Reads with `service`; `file` may be nowhere, then nothing is kept. With `reading`, no file is written."""

    service: Any
    file: Path | None = None
    reading: bool = False
    _known: dict[str, Any] = field(default_factory=dict)
    _asked: bool = False

    def busy(
        self, caller: Caller, people: Mapping[str, str], first: date, last: date, zone: str
    ) -> dict[str, tuple[Busy, ...]]:
        """The times outside of people's working hours, by person; `people` are addresses by person."""
        self._read(caller, sorted(set(people.values())))
        found = {
            person: tuple(_outside(self._known[email]["hours"], first, last, ZoneInfo(zone)))
            for person, email in people.items()
            if self._known.get(email, {}).get("hours")
        }
        return {person: spans for person, spans in found.items() if spans}

    def _read(self, caller: Caller, emails: Sequence[str]) -> None:
        """Asks once for those who were not asked for a week, those never asked first."""
        if self._asked:
            return
        self._asked = True
        self._known = kept_json(self.file)
        today = datetime.now(UTC).date()
        ages = {email: str(self._known.get(email, {}).get("read", "")) for email in emails}
        due = sorted((age, email) for email, age in ages.items() if age < (today - _WEEK).isoformat())
        chosen = [email for _, email in due[:_AT_ONCE]]
        if not chosen or str(self._known.get("", {}).get("read", "")) >= (today - _WEEK).isoformat():
            return
        calendars = self.service.calendars()
        answers = caller.batch(
            self.service, [calendars.get(calendarId=email, fields=_FIELDS) for email in chosen]
        )
        if all(isinstance(one, Failure) and one.status in _REFUSED for one in answers):
            # The right itself is missing: no use to ask for each person.
            chosen, answers = [""], [{}]
        for email, answer in zip(chosen, answers, strict=True):
            hours = answer if isinstance(answer, dict) and answer.get("workingHours") else None
            if not isinstance(answer, Failure) or not answer.passing:
                self._known[email] = {"read": today.isoformat(), "hours": hours}
        if not self.reading:
            keep_json(self.file, self._known)


def _outside(answer: Mapping[str, Any], first: date, last: date, zone: ZoneInfo) -> Iterator[Busy]:
    """Everything but the hours of each day, as wall-clock times in the program's zone."""
    hours = answer.get("workingHours") or {}
    if not hours.get("workingHoursEnabled"):
        return
    at_home = _zone(str(answer.get("timeZone", "")), zone)
    spans: dict[int, list[tuple[int, int]]] = {}
    for one in hours.get("availableTimes", ()):
        name = str(one.get("dayOfWeek", "")).casefold()
        if name in _DAYS:
            span = int(one.get("periodStart", 0)), int(one.get("periodEnd", 0))
            spans.setdefault(_DAYS.index(name), []).append(span)
    # A day more at each end: days of another zone begin at another time.
    for offset in range(-1, (last - first).days + 2):
        day = first + timedelta(days=offset)
        begins = 0
        for start, end in sorted([*spans.get(day.weekday(), []), (24 * 60, 24 * 60)]):
            if start > begins:
                yield Busy(_wall(day, begins, at_home, zone), _wall(day, start, at_home, zone))
            begins = max(begins, end)


def _wall(day: date, minutes: int, at_home: ZoneInfo, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall if at_home == zone else wall.replace(tzinfo=at_home).astimezone(zone).replace(tzinfo=None)


def _zone(name: str, usual: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else usual
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return usual
