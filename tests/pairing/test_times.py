"""Shared windows and weeks: exact by intervals, however the windows were typed."""

from datetime import date, datetime, time

import pytest

from tasks.pairing.times import Term, planning_periods, shared
from tasks.program.meetings import Busy
from tasks.program.people import Person, Window
from tasks.program.schooldays import CalendarEntry, SchoolCalendar
from tests.pairing.build import SETTINGS, mentee, mentor, window


def two(mine: list[Window], theirs: list[Window], **more: object) -> tuple[Person, Person]:
    return mentor("ann", windows=tuple(mine)), mentee("tom", windows=tuple(theirs), **more)


@pytest.mark.parametrize(
    ("mine", "theirs", "minutes", "expected"),
    [
        ([window(0, 480, 540)], [window(0, 500, 600)], 40, [(0, 500, 540)]),
        ([window(0, 480, 540)], [window(0, 501, 600)], 40, []),
        ([window(0, 480, 540)], [window(1, 480, 540)], 40, []),
        ([window(0, 480, 540, cycle="A")], [window(0, 480, 540, cycle="B")], 40, []),
        ([window(0, 480, 540, cycle="A")], [window(0, 480, 540)], 40, [(0, 480, 540)]),
        (
            [window(4, 480, 540), window(0, 480, 540)],
            [window(0, 480, 540), window(4, 480, 540)],
            40,
            [(0, 480, 540), (4, 480, 540)],
        ),
    ],
)
def test_shared_windows(
    mine: list[Window], theirs: list[Window], minutes: int, expected: list[tuple[int, int, int]]
) -> None:
    found = shared(*two(mine, theirs), minutes)
    assert [(w.day, w.starts, w.ends) for w in found] == expected


def test_shared_window_keeps_the_label_that_was_typed() -> None:
    (found,) = shared(*two([window(0, 480, 540, label="Mon P3")], [window(0, 400, 700, label="any")]), 40)
    assert found.label == "Mon P3"


def test_planning_periods_count_only_where_both_plan() -> None:
    mine = [window(0, 480, 540, planning=True), window(1, 480, 540, planning=True)]
    theirs = [window(0, 480, 540, planning=True), window(1, 480, 540)]
    assert planning_periods(*two(mine, theirs), 40, ("",)) == 1


MONDAY = [window(0, 900, 960)]


def weeks(
    people: tuple[Person, Person], *entries: CalendarEntry, busy: dict[str, tuple[Busy, ...]] | None = None
) -> int:
    return Term.of(people, SETTINGS, SchoolCalendar(entries), busy or {}).weeks_together(*people)


def test_weeks_of_the_term() -> None:
    assert weeks(two(MONDAY, MONDAY)) == 5


def test_days_off_early_ends_busy_times_and_late_starts_take_weeks_away() -> None:
    off = CalendarEntry(date(2026, 8, 17), date(2026, 8, 17), "no school")
    early = CalendarEntry(date(2026, 8, 24), date(2026, 8, 24), "early release", closes=time(15, 30))
    assert weeks(two(MONDAY, MONDAY), off, early) == 3
    dentist = Busy(datetime(2026, 8, 31, 15, 10), datetime(2026, 8, 31, 15, 20))
    assert weeks(two(MONDAY, MONDAY), off, early, busy={"p-tom": (dentist,)}) == 2
    assert weeks(two(MONDAY, MONDAY, starts_on=date(2026, 9, 1)), off, early) == 1


def test_a_day_off_at_one_school_counts_for_both() -> None:
    off = CalendarEntry(date(2026, 8, 17), date(2026, 8, 17), "no school", frozenset({"Elm"}))
    assert weeks(two(MONDAY, MONDAY, schools=("Elm",)), off) == 4
    assert weeks(two(MONDAY, MONDAY), off) == 5


def test_windows_of_a_cycle_count_on_its_days_only() -> None:
    days = [
        CalendarEntry(date(2026, 8, 10 + 7 * n), date(2026, 8, 10 + 7 * n), "school day", cycle="AB"[n % 2])
        for n in range(3)
    ]
    mine = [window(0, 900, 960, cycle="A")]
    assert weeks(two(mine, mine), *days) == 2
    assert weeks(two([window(0, 900, 960, cycle="B")], MONDAY), *days) == 1
