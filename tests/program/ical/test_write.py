"""The calendar object: read again by another program it says the same; names and texts cannot break out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events

from tasks.program.ical.write import Put, calendar_bytes, escaped, folded, invite_bytes, quoted
from tasks.program.letters import Invite
from tasks.program.meetings import Guest, Occurrence
from tests.program.ical.test_recurrence import FIRST, WEEK, one, series

NOW = datetime(2026, 8, 5, 17, 0, tzinfo=UTC)
ORGANIZER = Guest("coordinator", "Jordan Reyes", "jordan@example.org")
SERIES = replace(
    series(*(one(n, FIRST + n * WEEK, where="Oak School") for n in range(14))),
    organizer=ORGANIZER,
    guests=(
        Guest("p-1", 'Priya "PR^" Raman; née, Ünal', "priya@example.org"),
        Guest("p-2", "Ben Fox", "ben@example.org"),
    ),
)


def times(content: bytes) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical(content)
    found = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))
    return sorted(event.start for event in found)


def test_the_wall_clock_stays_across_the_change_of_clocks() -> None:
    found = times(calendar_bytes([Put(SERIES, 0, NOW)]))
    assert [start.replace(tzinfo=None) for start in found] == [FIRST + n * WEEK for n in range(14)]
    assert {start.utcoffset() for start in found} == {timedelta(hours=-5), timedelta(hours=-6)}


def test_moved_and_cancelled_meetings_are_read_as_such() -> None:
    occurrences = list(SERIES.occurrences)
    occurrences[2] = replace(occurrences[2], cancelled=True)
    occurrences[4] = one(4, FIRST + 4 * WEEK, datetime(2026, 9, 10, 8))
    content = calendar_bytes([Put(replace(SERIES, occurrences=tuple(occurrences)), 3, NOW)])
    expected = [FIRST + n * WEEK for n in range(14) if n not in (2, 4)] + [datetime(2026, 9, 10, 8)]
    assert [start.replace(tzinfo=None) for start in times(content)] == sorted(expected)
    assert b"RDATE" not in content
    assert b"EXDATE;TZID=America/Chicago:20260826T150000\r\n" in content
    assert b"RECURRENCE-ID;TZID=America/Chicago:20260909T150000\r\n" in content


def test_a_request_names_everybody_and_its_revision() -> None:
    content = invite_bytes(Invite("REQUEST", SERIES, 4), NOW)
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("uid@mentorship", 4, "CONFIRMED")
    assert event["DTSTAMP"].dt == NOW
    assert event["ORGANIZER"] == "mailto:jordan@example.org"
    assert [(str(guest), guest.params["CN"], guest.params["PARTSTAT"]) for guest in event["ATTENDEE"]] == [
        ("mailto:priya@example.org", 'Priya "PR^" Raman; née, Ünal', "NEEDS-ACTION"),
        ("mailto:ben@example.org", "Ben Fox", "NEEDS-ACTION"),
    ]


def test_the_organizer_never_has_to_answer() -> None:
    content = invite_bytes(Invite("REQUEST", replace(SERIES, guests=(ORGANIZER,)), 0), NOW)
    assert b"RSVP" not in content
    assert b"PARTSTAT=ACCEPTED" in content


def test_a_cancellation_names_the_series_as_it_was() -> None:
    gone = replace(SERIES, occurrences=tuple(replace(o, cancelled=True) for o in SERIES.occurrences))
    event = icalendar.Calendar.from_ical(invite_bytes(Invite("CANCEL", gone, 5), NOW)).walk("VEVENT")[0]
    assert (event["STATUS"], event["SEQUENCE"], event["DTSTART"].dt.replace(tzinfo=None)) == (
        "CANCELLED",
        5,
        FIRST,
    )


@pytest.mark.parametrize("method", [None, "PUBLISH"])
def test_a_file_asks_nobody_to_answer(method: str | None) -> None:
    assert b"ATTENDEE" not in calendar_bytes([Put(SERIES, 0, NOW)], method=method)


def test_a_series_without_meetings_is_left_out() -> None:
    gone = replace(SERIES, occurrences=(Occurrence("x", FIRST, FIRST, FIRST, cancelled=True),))
    assert b"VEVENT" not in calendar_bytes([Put(gone, 0, NOW)])


def test_two_series_share_their_time_zone() -> None:
    content = calendar_bytes([Put(SERIES, 0, NOW), Put(replace(SERIES, uid="b@mentorship"), 0, NOW)])
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert len(times(content)) == 28


def test_a_series_in_utc_needs_no_time_zone() -> None:
    content = calendar_bytes([Put(replace(SERIES, zone="UTC"), 0, NOW)])
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20260812T150000Z\r\n" in content


def test_hostile_texts_stay_texts() -> None:
    evil = "A\r\nBEGIN:VEVENT\r\nSUMMARY:x; \\n, y"
    content = invite_bytes(
        Invite("REQUEST", replace(SERIES, title=evil, guests=(Guest("p", evil, "a@b.org\r\nX:1"),)), 0), NOW
    )
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(event) == 1
    assert event[0]["SUMMARY"] == evil.replace("\r\n", "\n")
    assert event[0]["ATTENDEE"].params["CN"] == evil.replace("\r\n", "\n")
    assert event[0]["ATTENDEE"] == "mailto:a@b.orgX:1"


def test_lines_are_folded_at_75_bytes_and_never_inside_a_character() -> None:
    line = "SUMMARY:" + "né" * 60
    parts = folded(line).encode().split(b"\r\n")
    assert max(map(len, parts)) <= 75
    assert b"".join(part[1:] if n else part for n, part in enumerate(parts)).decode() == line


def test_texts_and_parameters_are_escaped() -> None:
    assert escaped("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
    assert quoted('a "b" ^') == "\"a ^'b^' ^^\""


def test_the_same_series_gives_the_same_bytes() -> None:
    assert calendar_bytes([Put(SERIES, 0, NOW)]) == calendar_bytes([Put(SERIES, 0, NOW)])
