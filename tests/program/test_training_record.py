from datetime import date
from typing import Any

import pytest

from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.training_record import trained_dates, trained_on, trains_mentors
from tests.build import book, mentee, mentor
from tests.training.life import session


def record(now: str = "2026-09-01 12:00", attended: str = "yes", **cells: Value) -> Book:
    training = session(**{"Required": "yes", "Audience": "mentors", **cells})
    people = [mentor("Ana Lee"), mentor("Ben Ortiz", Mentor_training=None), mentee("Cal Roy")]
    row = {"Training ID": "t1", "Email": "ben.ortiz@example.org", "Attended": attended}
    return book(people, now=now, Trainings=[training], Invitations=[row])


def test_the_date_in_enrollment_counts() -> None:
    program = record()
    assert trained_on(program, program.people["p-ana-lee"]) == date(2026, 7, 15)
    assert trained_on(program, program.people["p-cal-roy"]) is None


def test_attending_a_required_mentor_training_counts_as_trained() -> None:
    assert trained_dates(record()) == {"p-ana-lee": date(2026, 7, 15), "p-ben-ortiz": date(2026, 8, 20)}


@pytest.mark.parametrize(
    "more",
    [
        {"attended": "no"},
        {"attended": ""},
        {"Required": "no"},
        {"Audience": "all"},
        {"Status": "cancelled"},
        {"now": "2026-08-19 12:00"},
    ],
)
def test_nothing_else_counts_as_trained(more: dict[str, Any]) -> None:
    assert "p-ben-ortiz" not in trained_dates(record(**more))


@pytest.mark.parametrize(("audience", "expected"), [("year 1; Untrained mentors", True), ("mentees", False)])
def test_only_what_is_meant_for_mentors_trains_mentors(audience: str, expected: Any) -> None:
    assert trains_mentors(record(Audience=audience).trainings[0]) is expected
