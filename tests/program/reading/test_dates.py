from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.program.reading.dates import as_date, as_moment, as_time, two_ways
from tasks.program.reading.unreadable import Unreadable

DAY = date(2026, 8, 9)


@pytest.mark.parametrize(
    "typed",
    [
        DAY,
        datetime(2026, 8, 9, 15),
        "2026-08-09",
        "2026/8/9",
        "8/9/2026",
        "08/09/26",
        "Aug 9, 2026",
        "August 9th, 2026",
        "Aug. 9 2026",
        "9 August 2026",
        "9-Aug-2026",
        "9-Aug-26",
        "Sunday, August 9, 2026",
        "Sun 8/9/2026",
        "2026-08-09T00:00:00",
        "2026-08-09 07:30",
        46243,
        46243.0,
        "46243",
    ],
)
def test_one_day_in_many_spellings(typed: Any) -> None:
    assert as_date(typed) == DAY


def test_the_month_comes_first_where_both_can_be_months() -> None:
    assert as_date("10/8/2026") == date(2026, 10, 8)
    assert as_date("25/8/2026") == date(2026, 8, 25)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-02-30", "not a day of the calendar"),
        ("13/13/2026", "not a day of the calendar"),
        ("10.08.2026", "can mean two days"),
        ("Aug 9", "not a date"),
        ("soon", "not a date"),
        ("2206-08-10", "year 2206"),
        (date(1026, 8, 10), "year 1026"),
        (7, "not a date"),
        ("Ma 5, 2026", "not a date"),
        ("J 5, 2026", "not a date"),
    ],
)
def test_days_that_cannot_be_are_said(typed: Any, message: Any) -> None:
    with pytest.raises(Unreadable, match=message):
        as_date(typed)


@pytest.mark.parametrize(("typed", "ambiguous"), [("8/9/26", True), ("8/9/2026", False), ("8/25/26", False), ("8/8/26", False)])  # fmt: skip
def test_a_short_year_can_be_read_two_ways(typed: Any, ambiguous: Any) -> None:
    assert two_ways(typed) is ambiguous


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_what_is_shown_is_read_back(day: Any) -> None:
    spellings = (day.isoformat(), f"{day.month}/{day.day}/{day.year}", f"{day:%B} {day.day}, {day.year}")
    assert {as_date(spelling) for spelling in spellings} == {day}


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-08-13 14:45", datetime(2026, 8, 13, 14, 45)),
        ("2026-08-13T14:45:10Z", datetime(2026, 8, 13, 14, 45)),
        ("8/13/2026 2:45 PM", datetime(2026, 8, 13, 14, 45)),
        ("Aug 13, 2026 2:45pm", datetime(2026, 8, 13, 14, 45)),
        (datetime(2026, 8, 13, 14, 45, 0, 7), datetime(2026, 8, 13, 14, 45)),
        (date(2026, 8, 13), datetime(2026, 8, 13)),
        ("2026-08-13", datetime(2026, 8, 13)),
        (46247.5, datetime(2026, 8, 13, 12)),
    ],
)
def test_moments(typed: Any, moment: Any) -> None:
    assert as_moment(typed) == moment


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("15:30", time(15, 30)),
        ("3:30 p.m.", time(15, 30)),
        ("3pm", time(15)),
        ("12 am", time(0)),
        ("noon", time(12)),
        (0.5, time(12)),
        (time(9, 5), time(9, 5)),
        ("15.30", time(15, 30)),
    ],
)
def test_times_of_day(typed: Any, clock: Any) -> None:
    assert as_time(typed) == clock


@pytest.mark.parametrize("typed", ["3", "25:00", "15:75", "lunch", 7])
def test_times_that_cannot_be_are_said(typed: Any) -> None:
    with pytest.raises(Unreadable, match="not a time"):
        as_time(typed)
