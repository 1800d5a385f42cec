"""What people answer in their calendars: shown beside the meeting, obeyed where they decline one."""

from datetime import UTC, datetime, timedelta

from tasks.meetings.plan import plan
from tasks.program.meetings import Reply
from tasks.program.replies import facts
from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Wed PM")
BEN = mentee("Ben Fox", Availability="Mon P1; Wed PM")
NOW = "2026-08-07 12:00"


def booked() -> Scene:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")])
    scene.run()
    return scene


def answer(scene: Scene, said: str, meeting: str = "", who: str = "ben.fox", hour: int = 10) -> None:
    at = datetime(2026, 8, 6, hour, tzinfo=UTC)
    scene.diary.reply("pair-ben", Reply(f"{who}@example.org", meeting, said, at))


def answers(scene: Scene) -> list[str]:
    return [row.text("Answers") for row in scene.snapshot.rows("Meetings")]


def test_an_accepted_series_is_shown_beside_every_meeting() -> None:
    scene = booked()
    answer(scene, "accepted")
    answer(scene, "tentative", "pair-ben-08", who="ana.lee")
    _, sent = scene.run(NOW)
    assert answers(scene) == [
        "Ben Fox: accepted",
        "Ana Lee: tentative; Ben Fox: accepted",
        *["Ben Fox: accepted"] * 3,
    ]
    assert sent == []


def test_a_declined_meeting_is_cancelled_told_once_and_not_made_again() -> None:
    scene = booked()
    answer(scene, "declined", "pair-ben-08")
    wanted, sent = scene.run(NOW)
    assert scene.shown()[1] == "check-in 08-19 15:00 cancelled"
    assert [(said.about, said.because) for said in wanted.said] == [("pair-ben-08", "reply: calendar")]
    assert [letter.template for letter in sent] == ["meeting-change"] * 2
    again, sent = scene.run("2026-08-10 12:00")
    assert (again.changes, sent) == ((), [])


def test_the_newest_answer_counts_whatever_order_they_come_in() -> None:
    scene = booked()
    answer(scene, "accepted", "pair-ben-08", hour=12)
    answer(scene, "declined", "pair-ben-08", hour=9)
    scene.run(NOW)
    assert scene.shown()[1] == "check-in 08-19 15:00 booked"


def test_a_declined_meeting_that_is_accepted_after_all_comes_back() -> None:
    scene = booked()
    answer(scene, "declined", "pair-ben-08", hour=9)
    scene.run(NOW)
    answer(scene, "accepted", "pair-ben-08", hour=12)
    scene.run("2026-08-10 12:00")
    assert scene.shown()[1].startswith("check-in 08-19 15:00")
    assert "cancelled" not in scene.shown()[1]


def test_a_declined_series_is_a_question_and_cancels_nothing() -> None:
    scene = booked()
    answer(scene, "declined")
    wanted, _ = scene.run(NOW)
    assert [todo.what[:62] for todo in wanted.todos] == [
        "Ben Fox declined the whole series of meetings with Ana Lee. As"
    ]
    assert not any("cancelled" in line for line in scene.shown())


def test_an_answer_from_an_unknown_address_is_asked_about_and_counts_once_it_is_known() -> None:
    scene = booked()
    answer(scene, "declined", "pair-ben-08", who="benny")
    wanted, _ = scene.run(NOW)
    assert [todo.what.split(",")[0] for todo in wanted.todos] == ["benny@example.org answered an invitation"]
    scene.type("Enrollment", {"Name": "Ben Fox"}, Former_email="benny@example.org")
    wanted, _ = scene.run(NOW)
    assert (wanted.todos, scene.shown()[1]) == ((), "check-in 08-19 15:00 cancelled")


def test_answers_are_remembered_when_the_inbox_is_emptied() -> None:
    scene = booked()
    answer(scene, "declined", "pair-ben-08")
    book = scene.book(NOW)
    remembered = facts(book.world, book.people, book.program_id, ())
    assert remembered == {"replies:pair-ben": "p-ben-fox|pair-ben-08|declined|2026-08-06T10:00:00+00:00"}
    scene.run(NOW)
    fresh = booked()
    fresh.snapshot, fresh.facts = scene.snapshot, scene.facts | remembered
    assert plan(fresh.book(NOW)).changes == ()
    assert facts(fresh.book(NOW).world, fresh.book(NOW).people, "prog-test", ()) == {}


def test_an_unreadable_calendar_is_a_note_beside_its_person() -> None:
    scene = booked()
    book = scene.book(NOW)
    book.world.complaints["p-ben-fox"] = ("2 events could not be read and do not count.",)  # type: ignore[index]
    assert [(one.level.value, one.tab, one.column, one.message) for one in plan(book).problems] == [
        (
            "note",
            "Enrollment",
            "Availability",
            "The calendar file of this person could not be used as it is. 2 events could not be read and do not count.",
        )
    ]


def drag(scene: Scene, starts: datetime, meeting: str = "pair-ben-08") -> None:
    scene.diary.move("pair-ben", meeting, starts, starts + timedelta(minutes=30))


def test_a_meeting_moved_in_the_calendar_stays_there_and_both_are_told() -> None:
    scene = booked()
    drag(scene, datetime(2026, 8, 22, 18))
    wanted, sent = scene.run(NOW)
    assert scene.shown()[1] == "check-in 08-22 18:00 moved"
    assert scene.meetings[1].ends == datetime(2026, 8, 22, 18, 30)
    assert [(said.what, said.because) for said in wanted.said] == [
        ("meeting moved from 2026-08-19 15:00 to 2026-08-22 18:00", "reply: calendar")
    ]
    assert [(letter.template, letter.to[0].person) for letter in sent] == [
        ("meeting-change", "p-ana-lee"),
        ("meeting-change", "p-ben-fox"),
    ]
    assert sent[0].context["changes"][0]["now"] == datetime(2026, 8, 22, 18)
    again, sent = scene.run("2026-08-10 12:00")
    assert (again.changes, sent) == ((), [])


def test_staff_have_the_last_word_about_a_moved_meeting() -> None:
    scene = booked()
    drag(scene, datetime(2026, 8, 20, 11))
    scene.run(NOW)
    scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change="2026-08-21 09:00")
    scene.run(NOW)
    assert scene.shown()[1] == "check-in 08-21 09:00 moved"
    assert scene.diary.standing()["pair-ben"].moved_by_people == {}


def test_a_day_off_typed_later_takes_a_moved_meeting_too() -> None:
    scene = booked()
    drag(scene, datetime(2026, 8, 20, 11))
    scene.run(NOW)
    scene.add("Calendar", {"Date": "2026-08-20", "Kind": "no school"})
    scene.run("2026-08-20 05:40")
    assert scene.shown()[1] == "check-in 08-20 11:00 no school"


def test_a_meeting_missed_and_moved_to_a_later_day_is_still_to_come() -> None:
    scene = booked()
    scene.run("2026-08-21 12:00")
    assert scene.shown()[1] == "check-in 08-19 15:00 not confirmed"
    drag(scene, datetime(2026, 8, 25, 11))
    scene.run("2026-08-21 12:00")
    assert scene.shown()[1] == "check-in 08-25 11:00 moved"
