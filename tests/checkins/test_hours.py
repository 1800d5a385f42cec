from datetime import date

import pytest

from tasks.checkins.hours import BEHIND, NONE, WATCH, YES
from tasks.checkins.plan import plan
from tasks.checkins.requirement import Requirement
from tasks.program.cells import Value
from tests.build import book, mentee, mentor
from tests.checkins.life import ANA, BEN, Row, hours, log, meeting, pair, program

# August 10 to December 11 has 90 weekdays; no calendar, so all of them are school days.
TERM_DAYS = 90


def test_one_line_for_each_partner_and_one_for_all() -> None:
    people = (ANA, BEN, mentee("Cal Roy"))
    entries = (
        log("2026-09-08", 45, partner="Ben Ortiz", Mode="in person"),
        log("2026-09-15", 30, partner="Ben Ortiz", Mode="virtual"),
        log("2026-09-10", 60, partner="Cal Roy"),
    )
    before = program(*entries, people=people, pairs=(pair(), pair(mentee_name="Cal Roy")))
    found = hours(before, plan(before))
    assert list(found) == [
        ("Ana", "Ben Ortiz"),
        ("Ana", "Cal Roy"),
        ("Ana", "all"),
        ("Ben", "Ana Lee"),
        ("Ben", "all"),
        ("Cal", "Ana Lee"),
        ("Cal", "all"),
    ]
    assert found["Ana", "all"] == {
        "Name": "Ana Lee",
        "Email": "ana.lee@example.org",
        "With": "all",
        "Role": "mentor",
        "Hours logged": 2.25,
        "In person": 0.75,
        "Forecast": 2.25,
        "On track": NONE,
        "Last met": date(2026, 9, 15),
    }
    assert found["Ben", "Ana Lee"]["Hours logged"] == 1.25


def test_a_second_run_changes_no_cell() -> None:
    before = program(log("2026-09-08"), settings={"Hours required": 20}, meetings=(meeting("2026-09-08"),))
    assert plan(before.after(plan(before).changes)).changes == ()


def test_two_partners_of_one_name_are_told_apart() -> None:
    people = (ANA, BEN, {**BEN, "Email": "ben.o@example.org", "Person ID": "p-other"})
    pairs = (pair(), pair(Pairing_ID="pair-2", Mentee_email="ben.o@example.org"))
    before = program(people=people, pairs=pairs)
    names = [name for first, name in hours(before, plan(before)) if first == "Ana"]
    assert names == ["Ben Ortiz (ben.o@example.org)", "Ben Ortiz (ben.ortiz@example.org)", "all"]


def test_staffs_adjustment_counts_and_asks_for_a_reason() -> None:
    first = program(log("2026-09-08", 60))
    row: Row = {"Email": "ana.lee@example.org", "With": "Ben Ortiz", "Adjust hours": 2}
    before = program(log("2026-09-08", 60), Hours=[hours(first, plan(first))["Ana", "Ben Ortiz"] | row])
    found = plan(before)
    logged = {key: cells["Hours logged"] for key, cells in hours(before, found).items()}
    assert logged == {("Ana", "Ben Ortiz"): 3, ("Ana", "all"): 3, ("Ben", "Ana Lee"): 1, ("Ben", "all"): 1}
    assert [problem.column for problem in found.problems] == ["Adjust why"]


def test_a_line_that_staff_adjusted_stays_when_its_pair_goes() -> None:
    row: Row = {
        "Email": "ana.lee@example.org",
        "With": "Zoe Kim",
        "Adjust hours": 2,
        "Adjust why": "paper log",
    }
    before = program(Hours=[row, {"Email": "ana.lee@example.org", "With": "Old Name", "Hours logged": 1}])
    names = [name for first, name in hours(before, plan(before))]
    assert "Zoe Kim" in names
    assert "Old Name" not in names


def required(**settings: Value) -> dict[str, Value]:
    return {"Hours_required": 18, **settings}


@pytest.mark.parametrize(
    ("per", "first", "last", "expected"),
    [
        ("year", date(2026, 8, 10), date(2026, 12, 11), 18.0),
        ("year", date(2026, 8, 10), date(2026, 8, 14), 1.0),
        ("year", date(2026, 1, 1), date(2027, 1, 1), 18.0),
        ("year", date(2026, 8, 15), date(2026, 8, 16), 0.0),
        ("week", date(2026, 8, 10), date(2026, 8, 23), 36.0),
        ("month", date(2026, 9, 1), date(2026, 9, 30), 18.0),
        ("month", date(2026, 9, 1), date(2026, 9, 11), 18 * 9 / 22),
    ],
)
def test_hours_are_asked_for_evenly_over_school_days(
    per: str, first: date, last: date, expected: float
) -> None:
    requirement = Requirement(book(settings={"Hours required": 18, "Hours per": per}))
    assert requirement.between(first, last) == pytest.approx(expected)


def test_breaks_and_leave_take_their_share_away() -> None:
    week = [{"Date": "2026-11-23", "To": "2026-11-27", "Kind": "no school"}]
    requirement = Requirement(book(settings={"Hours required": 1, "Hours per": "week"}, Calendar=week))
    november = (date(2026, 11, 16), date(2026, 12, 4))
    assert requirement.between(*november) == pytest.approx(2)
    away = ((date(2026, 11, 18), date(2026, 12, 1)), (date(2026, 11, 30), date(2026, 12, 2)))
    assert requirement.between(*november, away) == pytest.approx(0.8)


def test_a_pair_is_asked_from_its_first_day_and_so_far_up_to_yesterday() -> None:
    before = program(settings={"Hours required": TERM_DAYS}, now="2026-08-24 12:00")
    line = hours(before, plan(before))["Ana", "Ben Ortiz"]
    assert (line["Hours required"], line["Required so far"]) == (TERM_DAYS - 5, 5)


def test_a_mentee_who_changes_mentors_is_asked_once() -> None:
    people = (ANA, BEN, mentor("Eve Fox"))
    pairs = (
        pair(Matched_on="2026-08-10", Status="ended", Ended_on="2026-09-15"),
        pair("Eve Fox", Pairing_ID="pair-eve-ben", Matched_on="2026-09-16"),
    )
    before = program(people=people, pairs=pairs, settings={"Hours required": TERM_DAYS})
    assert hours(before, plan(before))["Ben", "all"]["Hours required"] == TERM_DAYS


@pytest.mark.parametrize(
    ("minutes", "booked", "expected"), [(600, 0, YES), (60, 3, WATCH), (60, 1, BEHIND), (240, 0, YES)]
)
def test_on_track_is_said_in_one_word(minutes: float, booked: int, expected: str) -> None:
    # So far 4.6 of 8.5 hours are asked; one meeting (45 minutes) of tolerance.
    meetings = tuple(
        meeting(f"2026-11-{number + 1:02d}", number, Ends=f"2026-11-{number + 1:02d} 18:00")
        for number in range(1, booked + 1)
    )
    entries = (log("2026-09-08", minutes),)
    before = program(*entries, meetings=meetings, settings={"Hours required": 9}, now="2026-10-21 12:00")
    line = hours(before, plan(before))["Ana", "Ben Ortiz"]
    assert line["On track"] == expected
    assert line["Forecast"] == minutes / 60 + 2.5 * booked


@pytest.mark.parametrize(("minutes", "expected"), [(540, YES), (500, BEHIND), (480, BEHIND)])
def test_once_the_term_is_over_a_missing_half_hour_is_missing(minutes: float, expected: str) -> None:
    before = program(log("2026-09-08", minutes), settings={"Hours required": 9}, now="2026-12-21 12:00")
    assert hours(before, plan(before))["Ana", "Ben Ortiz"]["On track"] == expected
