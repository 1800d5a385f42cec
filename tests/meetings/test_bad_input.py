"""What people get wrong: each fault is named beside its cell, costs only what it decides, and the rest is planned."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.meetings.plan import plan
from tasks.program.meetings import Guest
from tasks.program.problems import Level
from tests.build import mentee, mentor
from tests.meetings.scene import BELLS, TERM, Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Wed PM")
BEN = mentee("Ben Fox", Availability="Mon P1; Wed PM")
TERM_DAYS = date(2026, 8, 10), date(2026, 9, 11)


def scene(ben: str = "Mon P1; Wed PM", settings: dict[str, Any] | None = None, **tabs: Any) -> Scene:
    made = Scene([ANA, BEN | {"Availability": ben}], [pair("Ana Lee", "Ben Fox")], settings, **tabs)
    made.run()
    return made


def said(made: Scene) -> list[tuple[str, str]]:
    return [(one.column, one.message) for one in made.book("2026-08-05 12:00").problems if one.column]


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("Sun 03:00-04:00; Wed PM", "weekend"),
        ("Wed 05:00-06:30; Wed PM", "outside the meeting hours"),
        ("Wed PM; Mon 16:00-15:00", "16:00-15:00"),
        ("Mon P9; Wed PM", "P9"),
        ("sometimes; Wed PM", "sometimes"),
    ],
)
def test_a_window_that_cannot_be_is_named_and_the_others_count(typed: str, about: str) -> None:
    made = scene(typed)
    [(column, message)] = said(made)
    assert column == "Availability"
    assert about in message
    assert [line for line in made.shown() if "15:00 booked" in line] == made.shown()
    assert len(made.meetings) == 5


def test_overlapping_bell_periods_are_noted_and_both_count() -> None:
    made = scene(bell_schedule=[*BELLS, {"Period": "P9", "Starts": "08:30", "Ends": "09:15"}])
    assert ("Starts", "P9 overlaps P1 (row 2).") in said(made) or any(
        "overlaps" in text for _, text in said(made)
    )
    assert len(made.meetings) == 5


def test_a_day_off_that_swallows_the_term_is_not_counted() -> None:
    made = scene(calendar=[{"Date": "2026-08-10", "To": "2027-08-10", "Kind": "no school"}])
    assert said(made)[0][1].startswith("This span leaves almost no school day")
    assert len(made.meetings) == 5


def test_meetings_keep_their_clock_time_wherever_clocks_change_on_another_day() -> None:
    long = {"Term start": "2026-08-10", "Term end": "2026-12-11"}
    for zone in ("America/Chicago", "Europe/London", "America/Phoenix", "Australia/Sydney"):
        made = scene(settings=TERM | long | {"Time zone": zone})
        assert {f"{m.starts:%H:%M}" for m in made.meetings} == {"15:00"}
        assert len(made.meetings) == 18


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("2026-08-01 15:00", "in the past"),
        ("2026-08-25 15:00", "no school on August 25"),
        ("2027-01-01 15:00", "outside the term"),
        ("next tuesday maybe", "neither"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_the_reason(typed: str, about: str) -> None:
    made = scene(calendar=[{"Date": "2026-08-25", "Kind": "no school"}])
    before = made.shown()
    made.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change=typed)
    [problem] = plan(made.book("2026-08-06 12:00")).problems
    assert (problem.tab, problem.column) == ("Meetings", "Change")
    assert about in problem.message
    made.run("2026-08-06 12:00")
    assert made.shown() == before


def test_a_change_outside_the_meeting_hours_is_done_and_noted() -> None:
    made = scene()
    made.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change="2026-08-25 03:00")
    for when in ("2026-08-06 12:00", "2026-08-07 12:00"):
        [problem] = plan(made.book(when)).problems
        assert (problem.level, problem.column) == (Level.NOTE, "Change")
        assert problem.message == "The new start lies outside the meeting hours (07:30-16:30)."
        made.run(when)
        assert (
            f"{next(m for m in made.meetings if m.id == 'pair-ben-08').starts:%m-%d %H:%M}" == "08-25 03:00"
        )


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", ""])


CALENDARS = {
    "recurring forever": event("DTSTART:20200805T150000", "DTEND:20200805T160000", "RRULE:FREQ=WEEKLY"),
    "no end": event("DTSTART:20260812T151500"),
    "floating": event("DTSTART:20260812T150000", "DTEND:20260812T160000"),
    "unknown zone": event(
        "DTSTART;TZID=Mars/Olympus:20260812T150000", "DTEND;TZID=Mars/Olympus:20260812T160000"
    ),
    "malformed": event("DTSTART:nonsense", "RRULE:FREQ=SOMETIMES"),
    "every second": event("DTSTART:20260812T150000", "DTEND:20260812T160000", "RRULE:FREQ=SECONDLY"),
}
BLOCKS = ("recurring forever", "floating", "unknown zone")


@pytest.mark.parametrize("kind", CALENDARS)
def test_a_strange_calendar_blocks_what_it_says_and_nothing_else(kind: str, tmp_path: Path) -> None:
    incoming = tmp_path / "calendars" / "in"
    incoming.mkdir(parents=True)
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{CALENDARS[kind]}END:VCALENDAR\r\n"
    (incoming / "ben.fox@example.org.ics").write_text(whole)
    diary = LocalDiary(tmp_path)
    found = diary.busy([Guest("p-ben-fox", "Ben Fox", "ben.fox@example.org")], *TERM_DAYS, "America/Chicago")
    made = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")])
    made.busy = dict(found)
    made.run()
    assert (f"{made.meetings[0].starts:%m-%d %H:%M}" != "08-12 15:00") == (kind in BLOCKS)
    assert len(made.meetings) == 5


def test_a_calendar_of_fifty_megabytes_is_not_read_and_said_so(tmp_path: Path) -> None:
    incoming = tmp_path / "calendars" / "in"
    incoming.mkdir(parents=True)
    with (incoming / "ben.fox@example.org.ics").open("wb") as file:
        file.truncate(50_000_000)
    diary = LocalDiary(tmp_path)
    assert diary.busy([Guest("p-ben-fox", "", "ben.fox@example.org")], *TERM_DAYS, "America/Chicago") == {}
    assert diary.complaints == {"p-ben-fox": ("The file is larger than 20 MB. Export this term only.",)}
