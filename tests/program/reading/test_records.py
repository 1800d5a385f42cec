"""Check-ins, trainings and invitations: what people log and staff plan."""

from datetime import datetime
from typing import Any

import pytest

from tests.build import book, mentee, mentor

PEOPLE = [mentor("Ana Lee"), mentee("Bo Kim")]
LOGGED = {"Timestamp": "2026-09-10 16:00", "Email": "ana.lee@example.org", "With": "Bo Kim", "Met on": "9/10/2026", "Minutes": 45}  # fmt: skip
TRAINING = {"Training ID": "T1", "Title": "Start", "Starts": "2026-08-13 14:45", "Ends": "2026-08-13 16:15", "Audience": "mentors"}  # fmt: skip


def read(tab: str, *rows: Any) -> Any:
    made = book(PEOPLE, **{tab: rows})
    found = {"check_ins": lambda: made.check_ins, "trainings": lambda: made.trainings, "invitations": lambda: made.invitations}[tab]()  # fmt: skip
    return found, [
        (p.level, p.row, p.column) for p in made.problems if p.tab not in ("Calendar", "Enrollment")
    ]


def test_a_meeting_that_was_logged() -> None:
    (one,), problems = read(
        "check_ins",
        {**LOGGED, "Email": "mailto:ANA.LEE@example.org", "Mode": "In person", "Need help": "Yes"},
    )
    assert problems == []
    assert (one.person, one.partner, one.minutes, one.mode, one.needs_help) == (
        "p-ana-lee",
        "p-bo-kim",
        45.0,
        "in person",
        True,
    )


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        (45, 45),
        ("45 min", 45),
        ("1 hour", 60),
        ("1.5 hours", 90),
        ("1 h 15", 75),
        ("an hour", 60),
        ("0:45", 45),
        ("1:30", 90),
    ],
)
def test_lengths_of_time(typed: Any, minutes: int) -> None:
    (one,), _ = read("check_ins", {**LOGGED, "Minutes": typed})
    assert one.minutes == minutes


@pytest.mark.parametrize(
    ("column", "typed"),
    [("Minutes", 0), ("Minutes", "long"), ("Minutes", None), ("Met on", None), ("Met on", "yesterday"), ("Email", "x@example.org"), ("Email", "ana"), ("Email", None)],
)  # fmt: skip
def test_a_log_that_cannot_be_counted_says_why(column: str, typed: Any) -> None:
    found, problems = read("check_ins", {**LOGGED, column: typed})
    assert (found, problems) == ((), [("fix", 2, column)])


def test_a_partner_nobody_knows_is_noted_and_the_time_counts() -> None:
    (one,), problems = read("check_ins", {**LOGGED, "With": "Somebody"})
    assert (one.partner, problems) == ("", [("note", 2, "With")])


def test_a_training_may_end_with_a_time_alone() -> None:
    (one,), problems = read(
        "trainings", {**TRAINING, "Ends": "4:15 pm", "Seats": "12 seats", "Required": "YES"}
    )
    assert problems == []
    assert (one.ends, one.seats, one.required) == (datetime(2026, 8, 13, 16, 15), 12, True)


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("Ends", "2026-08-13 14:00"),
        ("Ends", "late"),
        ("Starts", None),
        ("Starts", "soon"),
        ("Training ID", None),
    ],
)
def test_a_training_that_cannot_be_planned_is_left_out_and_named(column: str, typed: Any) -> None:
    found, problems = read("trainings", {**TRAINING, column: typed})
    assert found == ()
    assert ("fix", 2, column) in problems


def test_an_invitation_finds_its_person_and_reads_what_staff_typed() -> None:
    row = {"Training ID": "T1", "Email": "BO.KIM@example.org", "Answer": "y", "Attended": True}
    (one,), problems = read("invitations", row)
    assert (one.person, one.answer, one.attended, problems) == ("p-bo-kim", "yes", "yes", [])
