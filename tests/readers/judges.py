"""Calendars as other programs read them: libical (GNOME), ical.js (Thunderbird) and recurring-ical-events.

The first two run outside of this Python and are asked only where they are installed; CI has libical.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

_HERE = Path(__file__).parent
_PROGRAMS = {
    "libical": ("/usr/bin/python3", str(_HERE / "libical_judge.py")),
    "ical.js": (shutil.which("node") or "", str(_HERE / "icaljs_judge.cjs")),
}
FIRST, LAST = date(2026, 7, 1), date(2027, 7, 1)


@dataclass(frozen=True)
class Verdict:
    """What a reader holds against a calendar, and the instants (UTC seconds) of its events from start to end."""

    errors: list[str]
    times: list[tuple[int, int]]


def judged(reader: str, calendars: Sequence[bytes]) -> list[Verdict]:
    if reader == "recurring-ical-events":
        return [Verdict([], _expanded(content)) for content in calendars]
    asked = json.dumps([content.decode() for content in calendars])
    answer = subprocess.run(_PROGRAMS[reader], input=asked, capture_output=True, text=True, check=True)
    return [
        Verdict(one["errors"], [(starts, ends) for starts, ends in one["times"]])
        for one in json.loads(answer.stdout)
    ]


@cache
def installed(reader: str) -> bool:
    if reader == "recurring-ical-events":
        return True
    program = _PROGRAMS[reader]
    return (
        Path(program[0]).exists()
        and subprocess.run(program, check=False, input=b"[]", capture_output=True).returncode == 0
    )


def _expanded(content: bytes) -> list[tuple[int, int]]:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(FIRST, LAST)
    return sorted((_seconds(event.start), _seconds(event.end)) for event in events)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def instant(wall: datetime, zone: str) -> int:
    """The second at which clocks in a zone show this time."""
    return _seconds(wall.replace(tzinfo=ZoneInfo(zone)))
