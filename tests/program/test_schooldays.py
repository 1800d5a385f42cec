from datetime import date, time

from tasks.program.schooldays import BellSchedule, CalendarEntry, Period, SchoolCalendar

LABOR_DAY = date(2026, 9, 7)
OFF = CalendarEntry(LABOR_DAY, LABOR_DAY, "no school")


def test_weekends_are_no_school_days() -> None:
    calendar = SchoolCalendar([])
    assert [calendar.is_school_day(date(2026, 9, day)) for day in (4, 5, 6, 7)] == [True, False, False, True]


def test_a_day_off_counts_for_every_school_unless_it_names_some() -> None:
    snow = CalendarEntry(date(2026, 12, 1), date(2026, 12, 2), "no school", frozenset({"Oak"}))
    calendar = SchoolCalendar([OFF, snow])
    assert not calendar.is_school_day(LABOR_DAY, "Elm")
    assert not calendar.is_school_day(date(2026, 12, 2), "Oak")
    assert calendar.is_school_day(date(2026, 12, 2), "Elm")


def test_a_make_up_day_overrules_a_weekend_and_a_day_off() -> None:
    saturday = date(2026, 9, 12)
    calendar = SchoolCalendar([CalendarEntry(saturday, saturday, "school day"), OFF, CalendarEntry(LABOR_DAY, LABOR_DAY, "school day")])  # fmt: skip
    assert calendar.is_school_day(saturday)
    assert calendar.is_school_day(LABOR_DAY)


def test_the_narrowest_hours_of_a_day_count() -> None:
    day = date(2026, 9, 18)
    late = CalendarEntry(day, day, "late start", opens=time(10))
    early = CalendarEntry(day, day, "early release", closes=time(13), cycle="A")
    found = SchoolCalendar([late, early]).day(day)
    assert (found.opens, found.closes, found.cycle, found.meets) == (time(10), time(13), "A", True)


def test_the_next_school_day_skips_weekend_and_holiday() -> None:
    assert SchoolCalendar([OFF]).next_school_day(date(2026, 9, 5)) == date(2026, 9, 8)


def test_a_schools_own_period_replaces_the_common_one_of_its_name() -> None:
    common, own, lunch = (
        Period("P1", 480, 525),
        Period("P1", 500, 545, school="Oak"),
        Period("Lunch", 700, 730),
    )
    bells = BellSchedule([common, lunch, own])
    assert bells.of("Oak") == (own, lunch)
    assert bells.of("Elm") == (common, lunch)


def test_first_and_last_bell_leave_out_am_and_pm() -> None:
    bells = BellSchedule(
        [Period("AM", 435, 475), Period("P1", 485, 530), Period("P7", 820, 865), Period("pm", 885, 945)]
    )
    assert bells.hours("Oak") == (485, 865)
    assert BellSchedule([]).hours("Oak") is None
