"""An independent look at what the room did: it reads rows and calendar files only, and knows the sheet as people typed it.

Nothing of the room's code is used: times are minutes, calendars are expanded by another library.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import recurring_ical_events

LIVE = {"planned", "booked", "moved"}


def expanded(content: bytes, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Wall-clock starts and ends in a calendar file, in order."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(first, last)
    return sorted((event.start.replace(tzinfo=None), event.end.replace(tzinfo=None)) for event in events)


def offsets(content: bytes, first: date, last: date, home: Any) -> list[datetime]:
    """Starts in UTC as the file's own VTIMEZONE gives them, back on the program's clock."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(first, last)
    return sorted(event.start.astimezone(home).replace(tzinfo=None) for event in events)


def overlaps(meetings: Iterable[Any], people: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Meetings of one person that overlap."""
    own: dict[str, list[Any]] = defaultdict(list)
    for meeting in meetings:
        for person in people[meeting.pairing_id]:
            own[person].append(meeting)
    found = []
    for person, listed in own.items():
        listed.sort(key=lambda one: one.starts)
        for one, two in pairwise(listed):
            if two.starts < one.ends:
                found.append(f"{person}: {one.id} {one.starts} and {two.id} {two.starts}")
    return found


def outside(meeting: Any, windows: Iterable[tuple[int, int, int]]) -> bool:
    """Whether a meeting lies outside a person's windows (weekday, first and last minute), joined where they touch."""
    spans = sorted((one, two) for day, one, two in windows if day == meeting.starts.weekday())
    joined: list[list[int]] = []
    for one, two in spans:
        if joined and one <= joined[-1][1]:
            joined[-1][1] = max(two, joined[-1][1])
        else:
            joined.append([one, two])
    begin = meeting.starts.hour * 60 + meeting.starts.minute
    end = meeting.ends.hour * 60 + meeting.ends.minute
    return not any(one <= begin and end <= two for one, two in joined)


def files(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted((folder / "calendars").glob("*.ics"))}
