"""VTIMEZONE: right at every event, short where the zone's rule allows, never RDATE."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from tasks.program.ical.zone import rule_of, vtimezone

TERM = [datetime(2026, 8, 10, 9) + timedelta(weeks=week, hours=week % 3) for week in range(42)]
ODD = ["Africa/Casablanca", "Europe/Dublin", "America/Nuuk", "Asia/Gaza", "Australia/Lord_Howe", "Asia/Kolkata", "America/Vancouver", "Pacific/Apia"]  # fmt: skip


def offsets(zone: str, walls: list[datetime]) -> list[timedelta | None]:
    """What another program understands of our lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *vtimezone(zone, walls), "END:VCALENDAR", ""]
    found = icalendar.Calendar.from_ical("\r\n".join(lines)).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    return [wall.replace(tzinfo=found).utcoffset() for wall in walls]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney", *ODD])  # fmt: skip
def test_another_reader_finds_the_offset_of_every_event(zone: str) -> None:
    assert offsets(zone, TERM) == [wall.replace(tzinfo=ZoneInfo(zone)).utcoffset() for wall in TERM]


def test_a_zone_with_a_rule_is_two_yearly_blocks() -> None:
    assert vtimezone("America/Chicago", TERM) == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Chicago",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700308T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "TZOFFSETFROM:-0600",
        "TZOFFSETTO:-0500",
        "TZNAME:CDT",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701101T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0600",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_a_zone_that_disagrees_with_its_rule_lists_its_changes() -> None:
    lines = vtimezone(
        "Africa/Casablanca", [datetime(2026, 1, 5, 9), datetime(2026, 3, 1, 9), datetime(2026, 6, 1, 9)]
    )
    assert lines.count("BEGIN:STANDARD") + lines.count("BEGIN:DAYLIGHT") == 3
    assert not [line for line in lines if line.startswith(("RDATE", "RRULE"))]


def test_almost_every_zone_has_a_rule() -> None:
    zones = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
    assert sum(rule_of(zone) is not None for zone in zones) > 0.97 * len(zones)
    assert rule_of("No/Where") is None
