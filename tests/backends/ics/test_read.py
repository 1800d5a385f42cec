"""Busy times from calendars of every kind of program, and from files that are broken, hostile or huge."""

import time
from datetime import date, datetime

import pytest

from tasks.backends.ics.read import MAX_BYTES, Reading, read_busy
from tasks.program.meetings import Busy

FIRST, LAST = date(2026, 8, 10), date(2026, 12, 11)


def calendar(*events: str, extra: str = "") -> bytes:
    parts = [f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT" for n, event in enumerate(events)]
    return "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *filter(None, [extra]), *parts, "END:VCALENDAR", ""]
    ).encode()


def busy(*events: str, extra: str = "") -> list[str]:
    reading = read_busy(calendar(*events, extra=extra), FIRST, LAST, "America/Chicago")
    assert reading.complaints == ()
    return [f"{one.starts:%m-%d %H:%M} {one.ends:%m-%d %H:%M}" for one in reading.busy]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260812T150000\nDTEND:20260812T160000", ["08-12 15:00 08-12 16:00"]),
        ("DTSTART:20260812T200000Z\nDURATION:PT30M", ["08-12 15:00 08-12 15:30"]),
        ("DTSTART;TZID=America/New_York:20260812T160000\nDTEND;TZID=America/New_York:20260812T170000", ["08-12 15:00 08-12 16:00"]),
        ('DTSTART;TZID="(UTC-06:00) Central":20260812T150000\nDTEND;TZID="(UTC-06:00) Central":20260812T160000', ["08-12 15:00 08-12 16:00"]),
        ("DTSTART;TZID=Central Standard Time:20260812T150000\nDTEND;TZID=Central Standard Time:20260812T160000", ["08-12 15:00 08-12 16:00"]),
        ("DTSTART;VALUE=DATE:20260812\nDTEND;VALUE=DATE:20260814", ["08-12 00:00 08-14 00:00"]),
        ("DTSTART;VALUE=DATE:20260812", ["08-12 00:00 08-13 00:00"]),
        ("DTSTART;VALUE=DATE:20260812\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20260812T150000\nDTEND:20260812T160000\nSTATUS:CANCELLED", []),
        ("DTSTART:20260812T150000\nDTEND:20260812T160000\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20260812T150000", []),
        ("DTSTART:20260812T160000\nDTEND:20260812T150000", ["08-12 15:00 08-12 16:00"]),
        ("DTSTART:20250812T150000\nDTEND:20250812T160000", []),
        ("DTSTART:20260801T150000\nDTEND:20260811T160000", ["08-01 15:00 08-11 16:00"]),
    ],
)  # fmt: skip
def test_one_event(event: str, expected: list[str]) -> None:
    assert busy(event) == expected


def test_a_rule_without_end_ends_with_the_term() -> None:
    found = busy("DTSTART:20150902T150000\nDTEND:20150902T160000\nRRULE:FREQ=WEEKLY")
    assert (len(found), found[0], found[-1]) == (18, "08-12 15:00 08-12 16:00", "12-09 15:00 12-09 16:00")


def test_moved_and_left_out_instances_count_as_they_are() -> None:
    rule = "DTSTART:20260812T150000\nDTEND:20260812T160000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260819T150000"
    moved = "DTSTART:20260827T080000\nDTEND:20260827T090000\nRECURRENCE-ID:20260826T150000"
    text = calendar(rule, moved).replace(b"UID:1", b"UID:0")
    found = read_busy(text, FIRST, LAST, "America/Chicago").busy
    assert found == (
        Busy(datetime(2026, 8, 12, 15), datetime(2026, 8, 12, 16)),
        Busy(datetime(2026, 8, 27, 8), datetime(2026, 8, 27, 9)),
    )


def test_a_zone_of_the_files_own_is_used() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE"
    event = "DTSTART;TZID=Mine:20260812T210000\nDTEND;TZID=Mine:20260812T220000"
    assert busy(event, extra=zone) == ["08-12 15:00 08-12 16:00"]


def test_folded_lines_alarms_and_windows_line_ends_are_read() -> None:
    text = calendar(
        "DTSTART:20260812T15\n 0000\nDTEND:20260812T160000\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nEND:VALARM"
    )
    assert len(read_busy(text.replace(b"\n", b"\r\n"), FIRST, LAST, "America/Chicago").busy) == 1


def test_one_broken_event_leaves_the_others() -> None:
    good = "DTSTART:20260812T150000\nDTEND:20260812T160000"
    broken = "DTSTART:20260813T150000\nDTEND:someday\nRRULE:FREQ=OFTEN"
    reading = read_busy(calendar(good, broken), FIRST, LAST, "America/Chicago")
    assert len(reading.busy) == 1
    assert reading.complaints == ("1 event could not be read and does not count.",)


def test_a_file_that_breaks_off_is_said_and_what_came_before_counts() -> None:
    whole = calendar(
        "DTSTART:20260812T150000\nDTEND:20260812T160000", "DTSTART:20260813T150000\nDTEND:20260813T16"
    )
    reading = read_busy(whole[: whole.rindex(b"END:VEVENT")], FIRST, LAST, "America/Chicago")
    assert [one.starts.day for one in reading.busy] == [12]
    assert reading.complaints == ("The file breaks off before its end; what is missing does not count.",)


def test_an_event_that_does_not_say_when_is_counted_as_unread() -> None:
    reading = read_busy(calendar("DTSTART:garbage", "SUMMARY:Lunch"), FIRST, LAST, "America/Chicago")
    assert reading == Reading(complaints=("2 events could not be read and do not count.",))


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"<html>Sign in</html>"])
def test_what_is_no_calendar_is_said(content: bytes) -> None:
    assert read_busy(content, FIRST, LAST, "UTC") == Reading(
        complaints=("The file is not a calendar. Export it again as .ics.",)
    )


def test_a_huge_file_is_refused() -> None:
    reading = read_busy(b" " * (MAX_BYTES + 1), FIRST, LAST, "UTC")
    assert reading == Reading(complaints=("The file is larger than 20 MB. Export this term only.",))


def test_a_rule_that_never_rests_is_passed_over_at_once() -> None:
    begin = time.process_time()
    endless = calendar("DTSTART:19000101T000000\nDTEND:19000101T000001\nRRULE:FREQ=SECONDLY")
    assert read_busy(endless, FIRST, LAST, "America/Chicago") == Reading(
        complaints=("1 event could not be read and does not count.",)
    )
    assert busy("DTSTART:19000101T000000\nDURATION:PT1M\nRRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=0") != []
    assert time.process_time() - begin < 5


def test_ten_years_of_events_are_read_within_a_second() -> None:
    events = [
        f"DTSTART:{2016 + n % 10}0812T150000\nDTEND:{2016 + n % 10}0812T160000\nSUMMARY:{'x' * 300}"
        for n in range(20_000)
    ]
    begin = time.process_time()
    assert busy(*events) == []
    assert time.process_time() - begin < 2


def test_the_programs_own_events_do_not_count() -> None:
    text = calendar("DTSTART:20260812T150000\nDTEND:20260812T160000").replace(b"UID:0", b"UID:abc@mentorship")
    assert read_busy(text, FIRST, LAST, "UTC", frozenset({"abc@mentorship"})).busy == ()
