from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.program.people import Window
from tasks.program.reading.availability import Finding, read_windows
from tasks.program.reading.clock import Span, shown
from tasks.program.schooldays import BellSchedule, Period
from tasks.program.settings import Settings

FIX, NOTE = "fix", "note"
BELLS = BellSchedule(
    [
        Period("AM", 435, 475),
        Period("P1", 485, 530),
        Period("P2", 535, 580),
        Period("P3", 585, 630),
        Period("Lunch", 690, 720),
        Period("P7", 820, 865),
        Period("PM", 885, 945),
        Period("P3", 600, 640, school="Elm"),
        Period("Club", 870, 880, days=frozenset({2})),
        Period("Lab", 735, 780, cycle="A"),
    ]
)
HOURS = Settings()  # 07:30-16:30


def read(value: Any, school: Any = "Oak", bells: Any = BELLS) -> Any:
    return read_windows(value, school, bells, HOURS)


def spans(value: Any, **more: Any) -> Any:
    """The windows as `Mon 15:00-16:00`, with the cycle behind."""
    windows, findings = read(value, **more)
    assert findings == ()
    names = ("Mon", "Tue", "Wed", "Thu", "Fri")
    return [
        f"{names[w.day]} {shown(Span(w.starts, w.ends))}{' ' + w.cycle if w.cycle else ''}" for w in windows
    ]


def week(span: Any) -> Any:
    return [f"{day} {span}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Mon 15:00-16:00; Wed 7:30-8:15", ["Mon 15:00-16:00", "Wed 07:30-08:15"]),
        ("mon 3pm-4pm", ["Mon 15:00-16:00"]),
        ("Mon 3-4 p.m.", ["Mon 15:00-16:00"]),
        ("Mon 3pm-4", ["Mon 15:00-16:00"]),
        ("Thu 11-1pm", ["Thu 11:00-13:00"]),
        ("Mon 15:00 – 16:00", ["Mon 15:00-16:00"]),
        ("Monday from 3:00 pm to 4:00 pm", ["Mon 15:00-16:00"]),
        ("1500-1600 Tue", ["Tue 15:00-16:00"]),
        ("Mondays after 3 pm", ["Mon 15:00-16:30"]),
        ("Fri until 8:00", ["Fri 07:30-08:00"]),
        ("Tue 11:30-noon", ["Tue 11:30-12:00"]),
        ("Mon 15:00-16:00\nTue 15:00-16:00", ["Mon 15:00-16:00", "Tue 15:00-16:00"]),
        ("Mon any", ["Mon 07:30-16:30"]),
        ("15:00-16:00", week("15:00-16:00")),
        ("any", week("07:30-16:30")),
    ],
)
def test_windows_by_the_clock(typed: Any, expected: Any) -> None:
    assert spans(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Mon P3; Tue-P3; Fri PM", ["Mon 09:45-10:30", "Tue 09:45-10:30", "Fri 14:45-15:45"]),
        ("MON-P3", ["Mon 09:45-10:30"]),
        ("P3", week("09:45-10:30")),
        ("Mon P3, Tue P2 / Wed-P1", ["Mon 09:45-10:30", "Tue 08:55-09:40", "Wed 08:05-08:50"]),
        ("Mon-P3 / Tue-P3; Fri-PM", ["Mon 09:45-10:30", "Tue 09:45-10:30", "Fri 14:45-15:45"]),
        ("Mon-P3 Tue-P3", ["Mon 09:45-10:30", "Tue 09:45-10:30"]),
        ("Monday 3rd period", ["Mon 09:45-10:30"]),
        ("Period 3 on Mondays", ["Mon 09:45-10:30"]),
        ("Mon P1-P3", ["Mon 08:05-08:50", "Mon 08:55-09:40", "Mon 09:45-10:30"]),
        ("Tue after school", ["Tue 14:45-15:45"]),
        ("Tue lunch", ["Tue 11:30-12:00"]),
        ("Club", ["Wed 14:30-14:40"]),
        ("Mon Lab", ["Mon 12:15-13:00 A"]),
        ("Ｍｏｎ　Ｐ３;; ", ["Mon 09:45-10:30"]),
    ],
)
def test_windows_by_the_bell_schedule(typed: Any, expected: Any) -> None:
    assert spans(typed) == expected


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon-Thu P3", "Mon Tue Wed Thu"),
        ("M/W/F P3", "Mon Wed Fri"),
        ("MWF P3", "Mon Wed Fri"),
        ("M W F P3", "Mon Wed Fri"),
        ("TTh P3", "Tue Thu"),
        ("TuTh P3", "Tue Thu"),
        ("Mon, Wed & Fri P3", "Mon Wed Fri"),
        ("Mon and Wed P3", "Mon Wed"),
        ("T-Th P3", "Tue Wed Thu"),
        ("weekdays P3", "Mon Tue Wed Thu Fri"),
        ("P3 daily", "Mon Tue Wed Thu Fri"),
    ],
)
def test_days_in_every_short_form(typed: Any, days: Any) -> None:
    assert spans(typed) == [f"{day} 09:45-10:30" for day in days.split()]


def test_a_and_b_days() -> None:
    assert spans("A P3; Mon B 15:00-16:00")[:2] == ["Mon 09:45-10:30 A", "Mon 15:00-16:00 B"]
    assert spans("Tue A-day P3") == ["Tue 09:45-10:30 A"]


def test_periods_are_those_of_the_persons_school() -> None:
    assert spans("Mon P3", school="Elm") == ["Mon 10:00-10:40"]


@pytest.mark.parametrize(("typed", "planning"), [("Mon P3", True), ("Mon 9:45-10:30", True), ("Mon PM", False), ("Mon 15:00-16:00", False), ("Mon any", False)])  # fmt: skip
def test_a_planning_period_lies_inside_the_first_and_last_bell(typed: Any, planning: Any) -> None:
    windows, _ = read(typed)
    assert [window.planning for window in windows] == [planning]


def test_without_a_bell_schedule_nothing_is_a_planning_period() -> None:
    assert read("Mon 9:45-10:30", bells=BellSchedule([]))[0] == (Window(0, 585, 630, "", "Mon 09:45-10:30"),)


def test_overlapping_windows_are_one_and_touching_ones_are_two() -> None:
    windows, _ = read("Mon 15:00-15:30; Mon 15:15-16:00; Mon 14:45-15:00")
    assert [(w.starts, w.ends, w.label) for w in windows] == [
        (885, 900, "Mon 14:45-15:00"),
        (900, 960, "Mon 15:00-15:30, Mon 15:15-16:00"),
    ]


@pytest.mark.parametrize("typed", [None, "", "N/A", "-", "; ;", "?"])
def test_nothing_typed_is_nothing_known(typed: Any) -> None:
    assert read(typed) == ((), ())


@pytest.mark.parametrize(
    ("typed", "message", "remedy"),
    [
        ("Mon 16:00-15:00", "“Mon 16:00-15:00” ends before it starts.", "Type it like 15:00-16:00."),
        ("Mon 15:00", "“Mon 15:00” has no end.", "Type it like 15:00-16:00."),
        ("Mon 3-4", "“Mon 3-4” can be morning or afternoon.", "Type it like 15:00-16:00 or 3pm-4pm."),
        ("Mon 3:00-4:00", "“Mon 3:00-4:00” lies outside the meeting hours (07:30-16:30).", "Did you mean 15:00-16:00?"),
        ("Mon 20:00-21:00", "“Mon 20:00-21:00” lies outside the meeting hours (07:30-16:30).", "Type another time, or change “Meeting hours” in Settings."),
        ("Mon", "“Mon” names a day but no time.", "Type it like Mon 15:00-16:00, or Mon any."),
        ("Sat 9:00-10:00", "“Sat 9:00-10:00” is on a weekend.", "Type school days only."),
        ("Mon Club", "“Mon Club”: Club is not on that day.", "Look up its days in the Bell schedule."),
        ("Mon P9", "“Mon P9” cannot be read as a time.", "Type it like Mon 15:00-16:00, or a period of the Bell schedule: AM, P1, P2, P3, Lunch, Lab, P7, Club, PM."),
        ("mornings are fine", "“mornings are fine” cannot be read as a time.", None),
        ("Fri-Mon P3", "“Fri-Mon P3” cannot be read as a time.", None),
        ("Mon 25:00-26:00", "“Mon 25:00-26:00” is no time of day.", "Type it like 15:00-16:00."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_the_rest_counts(typed: Any, message: Any, remedy: Any) -> None:
    windows, findings = read(f"Tue P3; {typed}")
    assert [window.label for window in windows] == ["Tue P3"]
    assert [(finding.level, finding.message) for finding in findings] == [(FIX, message)]
    assert remedy is None or findings[0].remedy == remedy


def test_without_a_bell_schedule_periods_have_no_times() -> None:
    _, findings = read("Mon P3", bells=BellSchedule([]))
    assert findings[0].remedy == "There is no bell schedule; type it like Mon 15:00-16:00."


def test_a_time_that_takes_over_the_days_before_it_is_noted() -> None:
    windows, findings = read("Mon P1, P3")
    assert [window.label for window in windows] == ["Mon P1", "Mon P3"]
    assert findings == (
        Finding(NOTE, "“P3” is taken as Mon too.", "Behind a semicolon it would mean every day."),
    )


def test_a_window_partly_outside_the_meeting_hours_is_cut_and_noted() -> None:
    windows, findings = read("Mon 16:00-18:00")
    assert [(window.starts, window.ends) for window in windows] == [(960, 990)]
    assert findings == (
        Finding(NOTE, "Of “Mon 16:00-18:00” only 16:00-16:30 lies inside the meeting hours."),
    )


@given(st.text(alphabet="MonTueWdThFriPAB 0123456789:-;,/apm&\n", max_size=60))
def test_whatever_is_typed_gives_windows_inside_the_meeting_hours_in_order(typed: Any) -> None:
    windows, _ = read(typed)
    assert list(windows) == sorted(windows)
    assert all(450 <= window.starts < window.ends <= 990 and 0 <= window.day <= 4 for window in windows)


@given(st.lists(st.sampled_from(["Mon P1", "Tue-P3", "Fri PM", "Wed 15:00-16:00", "Thu AM"]), max_size=6), st.sampled_from(["; ", ",", " / ", ";;", "\n", " | "]))  # fmt: skip
def test_the_separator_does_not_matter(pieces: Any, separator: Any) -> None:
    assert read(separator.join(pieces))[0] == read("; ".join(sorted(pieces)))[0]
