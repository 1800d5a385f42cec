from datetime import date, time
from typing import Any

import pytest

from tasks.program.reading.school import read_bells, read_calendar, read_schools
from tasks.program.reading.school_names import SchoolNames
from tasks.program.reading.settings import read_settings
from tasks.program.schooldays import CalendarEntry, Period, School
from tests.build import snapshot

OAK, ELM = School("Oak Elementary School", also_called=("The Acorn",)), School("Elm High School")


def calendar(*rows: Any) -> Any:
    taken = snapshot(calendar=rows)
    settings, _ = read_settings(taken.sheet("Settings"))
    found, problems = read_calendar(taken, (OAK, ELM), settings)
    return found.entries, problems


def bells(*rows: Any) -> Any:
    found, problems = read_bells(snapshot(bell_schedule=rows), (OAK, ELM))
    return found.periods, problems


def test_a_school_with_all_it_says() -> None:
    row = {"School": " Oak  School", "Also called": "Oak; OES", "Principal": "Kim Po", "Principal email": "KIM@x.org", "Evaluators": "a@x.org, b@x.org", "Digest": "Yes"}  # fmt: skip
    schools, problems = read_schools(snapshot(schools=[row]))
    assert problems == ()
    assert schools == (
        School("Oak School", ("Oak", "OES"), "Kim Po", "kim@x.org", ("a@x.org", "b@x.org"), True),
    )


def test_a_school_that_stands_twice_counts_once() -> None:
    schools, problems = read_schools(
        snapshot(schools=[{"School": "Oak"}, {"School": "OAK", "Principal": "Kim"}])
    )
    assert schools == (School("Oak"),)
    assert [(problem.level, problem.row) for problem in problems] == [("note", 3)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("oak  elementary school", OAK.name),
        ("OAK\u00a0ELEMENTARY", OAK.name),
        ("Oak Elem.", OAK.name),
        ("Oak ES", OAK.name),
        ("the acorn", OAK.name),
        ("Elm HS", ELM.name),
        ("Elm", None),
        ("Oka Elementary School", None),
    ],
)
def test_schools_by_the_names_they_go_by(typed: Any, name: Any) -> None:
    assert SchoolNames([OAK, ELM]).find(typed) == name


def test_a_name_that_two_schools_share_is_no_ones() -> None:
    assert (
        SchoolNames([School("North High", ("North",)), School("North Middle", ("North",))]).find("North")
        is None
    )


def test_a_school_whose_name_has_a_comma_is_one_school() -> None:
    names = SchoolNames([School("P.S. 12, Annex"), OAK])
    assert names.split("P.S. 12, Annex") == ("P.S. 12, Annex",)
    assert names.split("Oak Elementary, PS 12 Annex") == ("Oak Elementary", "PS 12 Annex")


def test_calendar_lines_of_every_kind() -> None:
    entries, problems = calendar(
        {"Date": "2026-09-07", "Kind": "Holiday", "Notes": "Labor Day"},
        {"Date": date(2026, 11, 25), "To": "11/27/2026", "Kind": "NO SCHOOL"},
        {"Date": "2026-10-02", "Kind": "half day", "Closes": "1 pm", "Schools": "Oak ES; Elm High School"},
        {"Date": "2026-10-05", "Kind": "late start", "Opens": time(10), "Day": "b"},
        {"Date": "2026-10-12", "Kind": "PD day", "Schools": "all"},
    )
    assert problems == ()
    assert entries == (
        CalendarEntry(date(2026, 9, 7), date(2026, 9, 7), "no school", notes="Labor Day"),
        CalendarEntry(date(2026, 11, 25), date(2026, 11, 27), "no school"),
        CalendarEntry(date(2026, 10, 2), date(2026, 10, 2), "early release", frozenset({OAK.name, ELM.name}), closes=time(13)),
        CalendarEntry(date(2026, 10, 5), date(2026, 10, 5), "late start", opens=time(10), cycle="B"),
        CalendarEntry(date(2026, 10, 12), date(2026, 10, 12), "teacher day"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ({"Date": "2026-11-27", "To": "2026-11-25", "Kind": "no school"}, "To", "ends before it starts"),
        ({"Date": "2026-08-20", "To": "2027-11-25", "Kind": "no school"}, "To", "almost no school day"),
        ({"Date": "2026-02-30", "Kind": "no school"}, "Date", "not a day of the calendar"),
        ({"Date": "2026-11-27", "Kind": "party"}, "Kind", "not one of the choices"),
        ({"Date": "2026-11-27"}, "Kind", "is missing"),
        ({"Kind": "no school"}, "Date", "is missing"),
        (
            {"Date": "2026-11-27", "Kind": "no school", "Schools": "Ash"},
            "Schools",
            "no school in the Schools tab",
        ),
    ],
)
def test_a_calendar_line_that_cannot_be_used_is_left_out_and_named(
    row: Any, column: Any, message: Any
) -> None:
    entries, problems = calendar(row)
    assert entries == ()
    assert [(p.level, p.tab, p.row, p.column) for p in problems] == [("fix", "Calendar", 2, column)]
    assert message in problems[0].message


def test_a_school_nearly_right_is_asked_about() -> None:
    _, problems = calendar({"Date": "2026-11-27", "Kind": "no school", "Schools": "Oka Elementary"})
    assert problems[0].remedy == f"Did you mean “{OAK.name}”?"


def test_lines_that_contradict_each_other_are_both_named() -> None:
    _, problems = calendar(
        {"Date": "2026-11-27", "Kind": "no school"},
        {"Date": "2026-11-27", "Kind": "school day"},
        {"Date": "2026-11-30", "Kind": "testing", "Day": "A"},
        {"Date": "2026-11-30", "Kind": "early release", "Day": "B"},
    )
    assert [(p.row, p.column) for p in problems] == [(2, "Kind"), (3, "Kind"), (4, "Day"), (5, "Day")]


def test_without_a_calendar_a_note_says_so() -> None:
    assert [(p.level, p.row, p.message) for p in calendar()[1]] == [
        ("note", 0, "No day off is known: the Calendar is missing or empty.")
    ]


def test_required_columns_that_are_missing_are_named_with_those_found() -> None:
    from tasks.program.workbook.snapshot import snapshot_from_grids

    taken = snapshot_from_grids({"Bell schedule": [["Period", "Begin"], ["P1", "8:00"]]})
    _, problems = read_bells(taken, ())
    assert [(p.level, p.row, p.column) for p in problems[:2]] == [("fix", 0, "Starts"), ("fix", 0, "Ends")]
    assert problems[0].remedy == "Name one column “Starts” in row 1; the columns found are: Period, Begin."


def test_periods_by_school_and_day() -> None:
    periods, problems = bells(
        {"Period": "P1", "Starts": "8:05", "Ends": time(8, 50)},
        {
            "School": "oak es; Elm HS",
            "Period": "P1",
            "Starts": "8:15 am",
            "Ends": "9:00 am",
            "Days": "Mon-Thu",
        },
        {"Period": "Lab", "Starts": "9:00", "Ends": "9:45", "Days": "A"},
    )
    assert problems == ()
    week, four = frozenset(range(5)), frozenset(range(4))
    assert periods == (
        Period("P1", 485, 530, "", week),
        Period("P1", 495, 540, OAK.name, four),
        Period("P1", 495, 540, ELM.name, four),
        Period("Lab", 540, 585, "", week, "A"),
    )


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Period": "P2", "Starts": "9:45", "Ends": "9:00"}, "Ends"),
        ({"Period": "P2", "Starts": "9", "Ends": "9:45"}, "Starts"),
        ({"Starts": "9:00", "Ends": "9:45"}, "Period"),
        ({"School": "Ash", "Period": "P2", "Starts": "9:00", "Ends": "9:45"}, "School"),
        ({"Period": "P2", "Starts": "9:00", "Ends": "9:45", "Days": "someday"}, "Days"),
    ],
)
def test_a_period_that_cannot_be_used_is_left_out_and_named(row: Any, column: Any) -> None:
    periods, problems = bells(row)
    assert periods == ()
    assert [(p.level, p.column) for p in problems] == [("fix", column)]


def test_a_period_that_stands_twice_counts_as_first_given() -> None:
    periods, problems = bells(
        {"Period": "P1", "Starts": "8:00", "Ends": "8:45"},
        {"Period": "p1", "Starts": "9:00", "Ends": "9:45", "Days": "Fri"},
        {"Period": "P1", "Starts": "8:00", "Ends": "8:45"},
    )
    assert periods == (Period("P1", 480, 525),)
    assert [(p.level, p.row) for p in problems] == [("fix", 3)]


def test_periods_that_overlap_are_noted() -> None:
    periods, problems = bells({"Period": "P1", "Starts": "8:00", "Ends": "8:45"}, {"Period": "P2", "Starts": "8:40", "Ends": "9:25"})  # fmt: skip
    assert len(periods) == 2
    assert [(p.level, p.message) for p in problems] == [("note", "P2 overlaps P1 (row 2).")]


def test_a_long_break_counts_and_is_noted_with_the_school_days_it_takes() -> None:
    line = {"Date": "2026-09-14", "To": "2026-10-16", "Kind": "no school"}
    [entry], [problem] = calendar(line)
    assert (entry.first, entry.last) == (date(2026, 9, 14), date(2026, 10, 16))
    assert problem.level == "note"
    assert problem.sentence() == "Note: This takes 25 school days in a row out of the term. Is “To” right?"


def test_a_break_of_four_weeks_is_a_break_like_any_other() -> None:
    _, problems = calendar({"Date": "2026-09-14", "To": "2026-10-11", "Kind": "no school"})
    assert problems == ()
