from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tasks.program.cells import Value
from tasks.training.places import REMIND_DAYS
from tests.build import mentor
from tests.training.life import Program, Row, session

ANA = mentor("Ana Lee")


def program(*people: Row, trainings: Sequence[Row] = (), **more: Any) -> Program:
    return Program(people or (ANA,), trainings or [session()], **more)


def test_a_moved_session_is_told_once_with_the_next_revision() -> None:
    life = program(ANA)
    life.run()
    life.type("Trainings", "T1", Starts="2026-08-21 14:45", Ends="2026-08-21 15:45")
    life.run()
    life.run()
    assert life.mail() == [("training-invitation", "Ana"), ("training-changed", "Ana")]
    invite = life.letters[-1].invite
    assert invite is not None
    assert (invite.method, invite.revision, invite.series.occurrences[0].starts.day) == ("REQUEST", 1, 21)


def test_a_session_moved_back_before_anyone_was_told_says_nothing() -> None:
    life = program(ANA)
    life.run()
    life.type("Trainings", "T1", Where="Room 9")
    life.run(send=False)
    life.type("Trainings", "T1", Where="Room 2")
    life.run()
    assert life.mail() == [("training-invitation", "Ana")]


def test_a_session_moved_and_moved_back_is_told_twice() -> None:
    life = program(ANA)
    life.run()
    for where in ("Room 9", "Room 2"):
        life.type("Trainings", "T1", Where=where)
        life.run()
    assert [template for template, _ in life.mail()] == [
        "training-invitation",
        "training-changed",
        "training-changed",
    ]


def test_a_cancelled_session_leaves_calendars_and_the_topics_other_session_opens() -> None:
    trainings = [
        session(Required="yes", Topic="basics"),
        session("T2", "2026-08-27 14:45", Topic="basics", Seats=0),
    ]
    life = program(ANA, trainings=trainings)
    life.run()
    life.type("Trainings", "T1", Status="cancelled")
    life.type("Trainings", "T2", Seats=1)
    found = life.run()
    assert [template for template, _ in life.mail()] == [
        "training-invitation",
        "training-invitation",
        "training-cancelled",
    ]
    assert [series.key for series in found.series] == ["T2"]
    cancel = life.letters[-1]
    assert cancel.invite is not None
    assert (cancel.invite.method, cancel.invite.revision, cancel.context["others"]) == ("CANCEL", 1, True)
    assert life.plan().changes == ()


def test_a_reminder_goes_a_few_school_days_before_once() -> None:
    life = program(ANA)
    life.run()
    assert life.plan().coming[0].on == date(2026, 8, 20 - REMIND_DAYS)
    life.at("2026-08-17 08:00").run()
    life.at("2026-08-18 08:00").run()
    assert life.mail() == [("training-invitation", "Ana"), ("training-reminder", "Ana")]
    assert life.rows() == {("T1", "Ana"): "reminded"}
    assert not life.letters[-1].routine, "a reminder must not wait for next week's turn"


def test_a_reminder_on_a_weekend_goes_on_the_school_day_before() -> None:
    life = program(ANA, trainings=[session(starts="2026-08-18 14:45")])
    life.run()
    life.at("2026-08-14 08:00").run()
    assert life.mail()[-1] == ("training-reminder", "Ana")


@pytest.mark.parametrize("cells", [{"Answer": "no"}, {"Answer": "yes"}])
def test_a_reminder_fits_the_answer(cells: dict[str, Value]) -> None:
    life = program(ANA)
    life.run()
    life.type("Invitations", "T1 ana.lee@example.org", **cells)
    life.at("2026-08-17 08:00").run()
    reminders = [
        letter.context["answered"] for letter in life.letters if letter.template == "training-reminder"
    ]
    assert reminders == ([True] if cells["Answer"] == "yes" else [])


def test_someone_invited_within_the_last_days_is_not_reminded() -> None:
    life = program(ANA, now="2026-08-18 08:00")
    life.run()
    life.at("2026-08-19 08:00").run()
    assert life.mail() == [("training-invitation", "Ana")]


def test_attendance_is_asked_for_after_the_session_until_it_is_typed() -> None:
    life = program(ANA)
    life.run()
    found = life.at("2026-08-21 08:00").run()
    assert [todo.what for todo in found.todos] == [
        "Who came to “Title of T1” (T1)? Type yes or no in Attended (1 to go)."
    ]
    life.type("Invitations", "T1 ana.lee@example.org", Attended="yes")
    assert life.run().todos == ()
