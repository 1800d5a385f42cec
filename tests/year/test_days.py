"""Snow days, late starts, teacher days and make-up days, typed on the morning itself or taken back."""

from datetime import date, timedelta

import pytest

from tests.year.build import WINDOWS, Year, a_year, mentee, mentor

SNOW = "2026-08-31"


def snow(year: Year, **more: object) -> None:
    year.add("Calendar", Date=SNOW, Kind="no school", **more)  # type: ignore[arg-type] # cells


def test_snow_day_typed_at_dawn_removes_the_days_meetings_quietly() -> None:
    year = a_year(active=True)
    year.every_day("2026-08-13", "2026-08-30")
    assert SNOW in year.meetings("Cy Ott", "booked")
    before = year.letters()
    snow(year)
    year.live(f"{SNOW}T05:40")
    year.every_day("2026-09-01", "2026-09-04")

    assert SNOW in year.meetings("Cy Ott", "no school")
    assert set(year.since(before)) <= {"coordinator-digest", "digest-preview"}
    assert not any(
        SNOW in repr(one) and not one.cancelled
        for held in year.diary.standing().values()
        for one in held.series.occurrences
        if str(one.starts)[:10] == SNOW
    )


def test_snow_day_taken_back_restores_the_meetings() -> None:
    year = a_year(active=True)
    year.every_day("2026-08-13", "2026-08-30")
    stood, before = year.meetings("Cy Ott", "booked"), year.letters()
    snow(year)
    year.live(f"{SNOW}T05:40")
    year.remove("Calendar", Date=SNOW)
    year.live(f"{SNOW}T08:10", force=["empty-calendar"])

    assert year.meetings("Cy Ott", "booked") == stood
    assert set(year.since(before)) <= {"coordinator-digest", "digest-preview"}


def test_snow_at_one_school_leaves_the_other_alone() -> None:
    year = a_year(
        mentor("Gus Hill", School="Elm School", Availability=WINDOWS),
        mentee("Em Fox", School="Elm School", Availability=WINDOWS),
        active=True,
        schools=[{"School": "Oak School"}, {"School": "Elm School"}],
        Same_school="require",
    )
    year.every_day("2026-08-13", "2026-08-30")
    snow(year, Schools="Elm School")
    year.live(f"{SNOW}T05:40")

    assert SNOW in year.meetings("Em Fox", "no school")
    assert SNOW in year.meetings("Cy Ott", "booked")


def test_nobody_is_nudged_or_asked_about_a_snow_day() -> None:
    year = a_year(active=True, Check_in_form="https://forms.example.org/log")
    year.every_day("2026-08-13", "2026-08-30")
    snow(year)
    year.live(f"{SNOW}T05:40")
    year.every_day("2026-09-01", "2026-09-11")

    assert not any(
        "August 31" in part.get_content()
        for mail in year.mail()
        if "confirm" in str(mail["Subject"]).casefold()
        for part in mail.walk()
        if part.get_content_type() == "text/plain"
    )
    assert year.meetings("Cy Ott", "not confirmed").count(SNOW) == 0


def test_teacher_day_has_no_meetings_and_a_make_up_day_may_have_some() -> None:
    year = a_year(
        active=True,
        calendar=[
            {"Date": "2026-09-14", "Kind": "teacher day"},
            {"Date": "2026-09-12", "Kind": "school day"},
        ],
    )

    assert "2026-09-14" not in year.meetings("Cy Ott", "booked", "moved")


def test_late_start_moves_only_what_lies_before_the_bell() -> None:
    year = a_year(
        mentor("Gus Hill", Subject="Music", Availability="Mon 7:30-8:30; Tue 7:30-8:30"),
        mentee("Em Fox", Subject="Music", Availability="Mon 7:30-8:30; Tue 7:30-8:30"),
        active=True,
    )
    year.every_day("2026-08-13", "2026-08-28")
    assert SNOW in year.meetings("Em Fox", "booked")
    before = year.letters("Cy Ott")
    year.add("Calendar", Date=SNOW, Kind="late start", Opens="09:30")
    year.live("2026-08-28T16:00")

    assert SNOW not in year.meetings("Em Fox", "booked")
    assert SNOW in year.meetings("Cy Ott", "booked")
    assert year.letters("Cy Ott") == before


def early_birds() -> Year:
    """Two pairs: one that meets before school, one that meets after it."""
    early = "Mon 7:30-8:30; Tue 7:30-8:30"
    year = a_year(
        mentor("Gus Hill", Subject="Music", Availability=early),
        mentee("Em Fox", Subject="Music", Availability=early),
        active=True,
    )
    year.every_day("2026-08-13", "2026-08-30")
    assert SNOW in year.meetings("Em Fox", "booked")
    return year


def test_late_start_typed_at_dawn_takes_the_meetings_before_the_bell_quietly() -> None:
    year = early_birds()
    before = year.letters()
    year.add("Calendar", Date=SNOW, Kind="late start", Opens="10:00")
    year.live(f"{SNOW}T05:40")

    assert SNOW in year.meetings("Em Fox", "no school")
    assert SNOW in year.meetings("Cy Ott", "booked")

    year.every_day("2026-09-01", "2026-09-03")
    assert set(year.since(before)) <= {"coordinator-digest", "digest-preview"}
    assert SNOW not in year.meetings("Em Fox", "not confirmed")


def test_late_start_taken_back_restores_the_meetings_before_the_bell() -> None:
    year = early_birds()
    year.add("Calendar", Date=SNOW, Kind="late start", Opens="10:00")
    year.live(f"{SNOW}T05:40")
    year.remove("Calendar", Date=SNOW)
    year.live(f"{SNOW}T06:10", force=["empty-calendar"])

    assert SNOW in year.meetings("Em Fox", "booked")


def test_late_start_that_no_run_has_seen_in_time_asks_nobody_either() -> None:
    year = early_birds()
    year.add("Calendar", Date=SNOW, Kind="late start", Opens="10:00")
    year.every_day(SNOW, "2026-09-01")

    assert SNOW in year.meetings("Em Fox", "no school")


def test_storm_that_sends_everybody_home_at_noon_takes_the_meetings_after_it() -> None:
    year = early_birds()
    year.add("Calendar", Date=SNOW, Kind="early release", Closes="12:00")
    year.live(f"{SNOW}T10:40")

    assert SNOW in year.meetings("Cy Ott", "no school")
    assert SNOW not in year.meetings("Em Fox", "no school")


def test_meeting_that_staff_moved_into_the_closed_hours_stays() -> None:
    year = early_birds()
    row = next(row for row in year.rows("Meetings") if row.text("Starts") == f"{SNOW} 07:30")
    year.type("Meetings", {"Meeting ID": row.text("Meeting ID")}, Change=f"{SNOW} 08:00")
    year.add("Calendar", Date=SNOW, Kind="late start", Opens="10:00")
    year.live("2026-08-30")
    year.every_day(SNOW, "2026-09-01")

    assert SNOW in year.meetings("Em Fox", "not confirmed")


@pytest.mark.parametrize(
    ("typed", "meets", "told"),
    [
        # A letter owed on Monday leaves on Tuesday, about Wednesday.
        ("2026-08-31T12:00", "2026-09-02", True),
        # One owed on Friday afternoon would leave on Monday, the day itself.
        ("2026-08-28T12:00", "2026-08-31", False),
        ("2026-08-28T06:30", "2026-08-31", True),
    ],
)
def test_day_off_is_told_where_the_letter_comes_before_the_day_and_owed_only_then(
    typed: str, meets: str, told: bool
) -> None:
    windows = "Mon 15:00-16:00" if meets == SNOW else "Wed 15:00-16:00"
    year = a_year(
        mentor("Gus Hill", Subject="Music", Availability=windows),
        mentee("Em Fox", Subject="Music", Availability=windows),
        active=True,
        Meeting_cadence="weekly",
    )
    year.every_day("2026-08-13", typed[:10])
    assert meets in year.meetings("Em Fox", "booked")
    before = year.letters("Em Fox")
    year.add("Calendar", Date=meets, Kind="no school")
    year.live(typed)
    owed = any(
        (row.text("Name"), row.text("Letter"), row.text("Status")) == ("Em Fox", "meeting-change", "owed")
        for row in year.rows("Outbox")
    )
    day = date.fromisoformat(typed[:10])
    year.every_day(day.isoformat(), (day + timedelta(days=5)).isoformat())

    assert owed is told
    assert year.since(before, "Em Fox")["meeting-change"] == told


def test_line_of_the_calendar_that_staff_emptied_is_blank_though_check_still_speaks() -> None:
    year = a_year(active=True)
    year.add("Calendar", Date="2026-09-09", Kind="snow")
    year.live("2026-09-01")
    assert "“snow” is not one of the choices" in year.row("Calendar", Kind="snow").text("Check")

    year.type("Calendar", {"Kind": "snow"}, Date=None, Kind=None)
    summary = year.live("2026-09-02")
    assert [problem for problem in summary.problems if problem.tab == "Calendar"] == []
    assert not any(year.column("Calendar", "Check"))
