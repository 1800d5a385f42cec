from datetime import date, time
from typing import Any

import pytest

from tasks.program.reading.setting_specs import SPECS
from tasks.program.reading.settings import read_settings
from tasks.program.settings import Cadence, Rhythm, SameSchool, Settings, TrainingRule
from tasks.program.workbook.snapshot import sheet_from_grid
from tests.build import SETTINGS


def read(*rows: Any, **more: Any) -> Any:
    settings = SETTINGS | {name.replace("_", " "): value for name, value in more.items()}
    grid = [["Setting", "Value"], *([k, v] for k, v in settings.items()), *rows]
    return read_settings(sheet_from_grid("Settings", grid))


def problem_of(name: Any, value: Any) -> Any:
    settings, problems = read(**{name.replace(" ", "_"): value})
    assert len(problems) == 1
    return settings, problems[0]


def test_what_the_tab_does_not_say_has_its_default() -> None:
    settings, problems = read()
    assert problems == ()
    assert settings == Settings(
        program_name="Riverside Mentorship",
        program_id="prog-test",
        coordinator_name="Jordan Reyes",
        coordinator_email="coordinator@example.org",
        leadership_emails=("superintendent@example.org",),
        term_name="Fall 2026",
        term_start=date(2026, 8, 10),
        term_end=date(2026, 12, 11),
        time_zone="America/Chicago",
    )


def test_every_field_of_the_settings_can_be_set() -> None:
    from dataclasses import fields

    from tasks.program.settings import Weights

    set_by = {spec.field for spec in SPECS}
    wanted = {field.name for field in fields(Settings)} - {"weights", "unusable"}
    weights = {f"weights.{field.name}" for field in fields(Weights)}
    assert set_by == wanted | weights


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("MEETING_CADENCE", "Bi-weekly", "cadence", Cadence.BIWEEKLY),
        (
            "Meeting cadence",
            "Weekly for the first 4 weeks, then bi-weekly for 8 weeks; monthly",
            "rhythm",
            Rhythm(Cadence.MONTHLY, ((Cadence.WEEKLY, 4), (Cadence.BIWEEKLY, 8))),
        ),
        ("Minimum mentor years", "3 years", "minimum_mentor_years", 3.0),
        ("Waited first", "Yes", "waited_first", True),
        ("Lift worst pair", True, "lift_worst_pair", True),
        ("Equal chances", "School", "equal_chances", "school"),
        ("Equal chances", "off", "equal_chances", ""),
        ("Second mentor", "yes", "second_mentor", True),
        ("Minimum shared windows", "2", "minimum_shared_windows", 2),
        ("Practicable first", "School; Same subject", "practicable", ("same school", "same subject")),
        ("Mentees per mentor", 2, "mentees_per_mentor", 2),
        ("Experience gap", "2 years", "experience_gap", 2.0),
        ("Mentor training required", True, "training_rule", TrainingRule.YES),
        (
            "Mentor training required",
            "Before first meeting",
            "training_rule",
            TrainingRule.BEFORE_FIRST_MEETING,
        ),
        ("Same school", "Required", "same_school", SameSchool.REQUIRE),
        ("Approve pairings", "automatic", "approve_automatically", True),
        ("Match within days", "10", "match_within_days", 10),
        ("Days counted as", "school days", "days_counted_as", "school"),
        ("Meeting hours", "7:15 am - 4 pm", "meeting_hours", (time(7, 15), time(16))),
        ("Meeting minutes", "40 minutes", "meeting_minutes", 40),
        ("Time zone", "america/new york", "time_zone", "America/New_York"),
        ("Time zone", "Central", "time_zone", "America/Chicago"),
        ("Digest day", "Friday", "digest_day", 4),
        ("Video link", "https://zoom.example.org/j/1", "video_link", "https://zoom.example.org/j/1"),
        ("Video link", "Google Meet", "video_link", "meet"),
        ("Leadership emails", "A@x.org, b@x.org", "leadership_emails", ("a@x.org", "b@x.org")),
        ("Letters leave at", time(6, 45), "letters_leave_at", time(6, 45)),
        ("Letters that wait", "Ending; Digest", "letters_that_wait", ("ending", "digest")),
        (
            "Letters that wait",
            "ending; Meeting invitation",
            "letters_that_wait",
            ("ending", "meeting-invitation"),
        ),
        ("Letters that wait", "off", "letters_that_wait", ("none",)),
        ("Pause all sending", "YES", "pause_all_sending", True),
        ("Term start", date(2026, 8, 17), "term_start", date(2026, 8, 17)),
        ("Hours required", "N/A", "hours_required", None),
    ],
)
def test_settings_as_people_type_them(name: Any, value: Any, field: Any, expected: Any) -> None:
    settings, problems = read_settings(sheet_from_grid("Settings", [["Setting", "Value"], *([k, v] for k, v in SETTINGS.items() if k != name), [name, value]]))  # fmt: skip
    assert problems == ()
    assert getattr(settings, field) == expected


@pytest.mark.parametrize(
    ("value", "points"),
    [("off", 0.0), ("low", 15.0), ("Medium", 30.0), ("high", 60.0), (12.5, 12.5), ("0", 0.0)],
)
def test_a_weight_is_a_word_or_points(value: Any, points: Any) -> None:
    settings, problems = read(["Weight: subject", value])
    assert problems == ()
    assert settings.weights.subject == points


@pytest.mark.parametrize("value", [-1, "NaN", float("nan"), float("inf"), "a lot", 5000])
def test_a_weight_that_is_none_says_what_is_allowed(value: Any) -> None:
    settings, problem = problem_of("Weight: subject", value)
    assert settings.weights.subject == 30.0
    assert problem.remedy == "Type off, low, medium, high, or a number from 0 to 1000."


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Meeting minutes", 0, "out of range"),
        ("Meeting minutes", 45.5, "not a whole number"),
        ("Minimum group size", -5, "out of range"),
        ("Meeting cadence", "dayly", "not one of the choices"),
        ("Meeting cadence", "weekly at first, then biweekly", "does not say for how many weeks"),
        ("Meeting cadence", "weekly for 4 weeks", "does not say what comes after"),
        ("Meeting hours", "16:30-07:30", "end before they start"),
        ("Meeting hours", "all day", "not a span of hours"),
        ("Digest day", "Sunday", "not a school day"),
        ("Survey form", "our form", "not a web address"),
        ("Redirect all mail to", "me", "not a complete e-mail address"),
        ("Pause all sending", "perhaps", "neither yes nor no"),
        ("Letters that wait", "ending; introductory", "not one of the choices"),
    ],
)
def test_a_bad_value_keeps_the_default_and_is_named(name: Any, value: Any, said: Any) -> None:
    settings, problem = problem_of(name, value)
    assert settings == read()[0]
    assert (problem.level, problem.tab, problem.column) == ("fix", "Settings", "Value")
    assert said in problem.message


def test_an_unknown_setting_is_asked_about() -> None:
    _, problems = read(["Meetng minutes", 30])
    assert [(p.row, p.message, p.remedy) for p in problems] == [
        (11, "“Meetng minutes” is no setting we know.", "Did you mean “Meeting minutes”?")
    ]


@pytest.mark.parametrize("value", [None, "N/A"])
def test_a_required_setting_that_is_blank_is_unusable(value: Any) -> None:
    settings, problem = problem_of("Term name", value)
    assert settings.unusable == ("Term name",)
    assert problem.sentence().startswith("Please fix: ")


def test_a_required_setting_that_is_missing_is_unusable() -> None:
    rows = [[k, v] for k, v in SETTINGS.items() if k != "Time zone"]
    settings, problems = read_settings(sheet_from_grid("Settings", [["Setting", "Value"], *rows]))
    assert settings.unusable == ("Time zone",)
    assert [(p.row, p.value) for p in problems] == [(0, "Time zone")]


def test_an_unknown_zone_is_unusable() -> None:
    settings, problem = problem_of("Time zone", "Chicago time")
    assert (settings.time_zone, settings.unusable) == ("UTC", ("Time zone",))
    assert problem.remedy == "Type it like America/Chicago."


@pytest.mark.parametrize("end", ["2026-08-10", "2026-01-01"])
def test_a_term_that_does_not_end_after_it_starts_is_unusable(end: Any) -> None:
    settings, problem = problem_of("Term end", end)
    assert settings.unusable == ("Term start", "Term end")
    assert "is not after" in problem.message


def test_a_survey_that_closes_before_it_opens_is_not_used() -> None:
    settings, problems = read(Survey_opens="2026-12-01", Survey_closes="2026-11-01")
    assert (settings.survey_opens, settings.survey_closes, len(problems)) == (None, None, 1)


def test_a_setting_said_twice_alike_is_no_problem() -> None:
    assert read(["meeting minutes", 30], ["Meeting minutes", "30"])[1] == ()


def test_a_setting_said_twice_differently_is_not_used() -> None:
    settings, problems = read(["Meeting minutes", 30], ["Meeting minutes", 60])
    assert settings.meeting_minutes == 45
    assert [problem.row for problem in problems] == [11, 12]


def test_a_value_without_a_setting_is_said() -> None:
    assert [p.message for p in read([None, 30])[1]] == ["This value has no setting beside it."]


def test_a_date_with_a_short_year_is_noted() -> None:
    settings, problem = problem_of("Term start", "8/9/26")
    assert settings.term_start == date(2026, 8, 9)
    assert (problem.level, problem.message) == ("note", "Read as August 9, 2026.")


def test_two_columns_that_could_be_the_value_are_a_problem() -> None:
    _, problems = read_settings(
        sheet_from_grid("Settings", [["Setting", "Value", "VALUE"], ["Term name", "Fall", "Spring"]])
    )
    assert problems[0].message == "“Value” and “VALUE” could each be the column “Value”, so neither is read."


def test_a_zone_without_its_change_of_clocks_is_asked_about() -> None:
    settings, problem = problem_of("Time zone", "EST")
    assert settings.unusable == ("Time zone",)
    assert problem.remedy == "Did you mean America/New_York?"


def test_confidential_workbook_is_refused_rather_than_believed() -> None:
    settings, problem = problem_of(
        "Confidential workbook", "https://docs.google.com/spreadsheets/d/elsewhere"
    )
    assert settings.confidential_workbook == ""
    assert (problem.level, "all stay here" in problem.message) == ("fix", True)
    assert "with coordinators only" in problem.remedy
