from collections.abc import Sequence
from datetime import date
from typing import Any

from tasks.program.workbook.changes import AddRow
from tests.build import mentee, mentor
from tests.training.life import Program, Row, session

ANA, BEN, CAL = mentor("Ana Lee"), mentor("Ben Ortiz"), mentor("Cal Roy")


def program(*people: Row, trainings: Sequence[Row] = (), **more: Any) -> Program:
    return Program(people or (ANA, BEN, CAL), trainings or [session()], **more)


def problems(life: Program) -> list[str]:
    """What the sheet's readers say of the tab `Trainings`."""
    return [problem.message for problem in life.book.problems if problem.tab == "Trainings"]


def test_everyone_of_the_audience_is_invited_once() -> None:
    life = program(ANA, BEN, mentee("Dee Fox"))
    life.run()
    assert life.mail() == [("training-invitation", "Ana"), ("training-invitation", "Ben")]
    assert life.rows() == {("T1", "Ana"): "invited", ("T1", "Ben"): "invited"}
    life.run()
    assert len(life.mail()) == 2


def test_a_second_run_changes_no_cell() -> None:
    life = program()
    life.run()
    assert life.plan().changes == ()


def test_a_row_has_no_status_until_the_invitation_was_sent() -> None:
    life = program(ANA)
    found = life.run(send=False)
    assert life.rows() == {("T1", "Ana"): ""}
    assert [letter.template for letter in found.letters] == ["training-invitation"]
    assert life.book.invitations[0].invited_on is None
    life.run()
    assert (life.rows(), life.book.invitations[0].invited_on) == (
        {("T1", "Ana"): "invited"},
        date(2026, 8, 12),
    )


def test_the_invitation_carries_the_session_and_nobody_elses_address() -> None:
    life = program()
    life.run()
    invite = life.letters[0].invite
    assert invite is not None
    assert (invite.method, invite.revision, [guest.name for guest in invite.series.guests]) == (
        "REQUEST",
        0,
        ["Ana Lee"],
    )
    assert len(invite.series.occurrences) == 1


def test_the_calendar_holds_everyone_who_was_told() -> None:
    life = program()
    found = life.run()
    (series,) = found.series
    assert (series.key, series.owner, [guest.name for guest in series.guests]) == (
        "T1",
        "training",
        ["Ana Lee", "Ben Ortiz", "Cal Roy"],
    )


def test_seats_are_kept_exactly_and_the_rest_wait() -> None:
    life = program(trainings=[session(Seats=2)])
    found = life.run()
    assert life.rows() == {("T1", "Ana"): "invited", ("T1", "Ben"): "invited", ("T1", "Cal"): "waitlisted"}
    assert ("training-waitlist", "Cal") in life.mail()
    assert [todo.what for todo in found.todos] == [
        "1 person is waiting for a seat in “Title of T1” (T1). Add seats or a session."
    ]


def test_someone_who_declines_gives_the_seat_to_the_next_in_line() -> None:
    life = program(trainings=[session(Seats=2)])
    life.run()
    life.type("Invitations", "T1 ana.lee@example.org", Answer="no")
    life.run()
    assert life.rows() == {("T1", "Ana"): "declined", ("T1", "Ben"): "invited", ("T1", "Cal"): "invited"}
    assert life.mail()[-1] == ("training-invitation", "Cal")


def test_more_seats_move_the_waiting_list_up() -> None:
    life = program(trainings=[session(Seats=1)])
    life.run()
    life.type("Trainings", "T1", Seats=3)
    life.run()
    assert set(life.rows().values()) == {"invited"}


def test_fewer_seats_take_nobodys_invitation_back_but_ask() -> None:
    life = program(trainings=[session(Seats=3)])
    life.run()
    life.type("Trainings", "T1", Seats=1)
    found = life.run()
    assert set(life.rows().values()) == {"invited"}
    assert "has 1 seats, and 3 people have been invited" in found.todos[0].what


def test_untrained_mentors_come_first_in_a_required_training_for_mentors() -> None:
    new = mentor("Zoe Kim", Mentor_training=None)
    life = program(ANA, BEN, new, trainings=[session(Seats=1, Required="yes")])
    life.run()
    assert life.rows()["T1", "Zoe"] == "invited"


def test_sessions_of_one_topic_share_people_by_seats_and_nobody_goes_twice() -> None:
    people = [mentor(f"M{n} Lee") for n in range(10)]
    trainings = [session(Topic="basics", Seats=5), session("T2", "2026-08-27 14:45", Topic="Basics", Seats=5)]
    life = Program(people, trainings)
    life.run()
    assert len(life.letters) == 10
    assert [sum(key[0] == name for key in life.rows()) for name in ("T1", "T2")] == [5, 5]


def test_who_was_invited_to_a_session_stays_there_when_another_opens() -> None:
    life = program(trainings=[session(Topic="basics")])
    life.run()
    life.book = life.book.after((AddRow("Trainings", session("T2", "2026-08-19 14:45", Topic="basics")),))
    life.run()
    assert {name for name, _ in life.rows()} == {"T1"}


def test_missing_a_required_topic_brings_an_invitation_to_the_next_session() -> None:
    trainings = [
        session(Required="yes", Topic="basics"),
        session("T2", "2026-09-10 14:45", Topic="basics", Seats=0),
    ]
    life = program(ANA, trainings=trainings)
    life.run()
    life.at("2026-08-21 12:00").type("Invitations", "T1 ana.lee@example.org", Attended="no")
    life.type("Trainings", "T2", Seats=5)
    life.run()
    assert life.rows() == {("T1", "Ana"): "absent", ("T2", "Ana"): "invited"}


def test_attending_settles_the_topic() -> None:
    trainings = [session(Topic="basics"), session("T2", "2026-09-10 14:45", Topic="basics", Seats=0)]
    life = program(ANA, trainings=trainings)
    life.run()
    life.at("2026-08-21 12:00").type("Invitations", "T1 ana.lee@example.org", Attended="yes")
    life.type("Trainings", "T2", Seats=5)
    life.run()
    assert life.rows() == {("T1", "Ana"): "attended"}


def test_declining_an_optional_topic_is_the_end_of_it() -> None:
    trainings = [session(Topic="basics"), session("T2", "2026-09-10 14:45", Topic="basics", Seats=0)]
    life = program(ANA, trainings=trainings)
    life.run()
    life.type("Invitations", "T1 ana.lee@example.org", Answer="no")
    life.type("Trainings", "T2", Seats=5)
    life.run()
    assert life.rows() == {("T1", "Ana"): "declined"}


def test_nobody_is_invited_to_a_past_session() -> None:
    life = program(now="2026-08-20 14:50")
    assert life.run().letters == ()
    assert life.rows() == {}


def test_a_late_joiner_gets_the_next_session() -> None:
    trainings = [session(Topic="basics"), session("T2", "2026-09-10 14:45", Topic="basics")]
    life = program(ANA, trainings=trainings, now="2026-08-25 12:00")
    life.run()
    assert life.rows() == {("T2", "Ana"): "invited"}


def test_an_audience_nobody_knows_waits_and_says_so() -> None:
    life = program(trainings=[session(Audience="mentors; year 7")])
    found = life.run()
    assert (found.letters, problems(life)) == (
        (),
        ["Nobody knows the audience “year 7”: no track and no school is called so."],
    )


def test_seats_that_cannot_be_read_wait_rather_than_mean_no_limit() -> None:
    assert program(trainings=[session(Seats="a dozen")]).run().letters == ()


def test_overlapping_sessions_are_not_both_offered() -> None:
    trainings = [session(Required="yes"), session("T2", "2026-08-20 15:00", Audience="all")]
    life = program(ANA, trainings=trainings)
    found = life.run()
    assert life.rows() == {("T1", "Ana"): "invited"}
    assert "another session they go to is at that time" in found.todos[0].what


def test_a_session_whose_row_vanished_stays_in_calendars_and_is_asked_about() -> None:
    life = program(ANA)
    life.run()
    life.type("Trainings", "T1", Starts="soon")
    found = life.run()
    assert [series.key for series in found.series] == ["T1"]
    assert "has no such session that can be read" in found.todos[0].what
    assert life.rows() == {("T1", "Ana"): "invited"}


def test_an_invitation_that_staff_dropped_frees_the_seat() -> None:
    life = program(ANA, BEN, trainings=[session(Seats=1)])
    life.run(send=False)
    life.drop()
    life.run()
    assert life.rows()["T1", "Ana"] == "declined"
    assert life.rows()["T1", "Ben"] == "invited"


def test_a_walk_in_counts_and_keeps_what_staff_typed() -> None:
    life = program(BEN, now="2026-08-21 08:00")
    typed = {"Training ID": "T1", "Name": "Dana Poe", "Attended": "yes"}
    life.book = life.book.after((AddRow("Invitations", typed),))
    life.run()
    assert life.rows() == {("T1", "Dana"): "attended"}


def test_a_typed_row_outside_the_audience_is_invited_only_after_a_yes() -> None:
    life = program(mentee("Dee Fox"))
    life.book = life.book.after(
        (AddRow("Invitations", {"Training ID": "T1", "Email": "dee.fox@example.org"}),)
    )
    found = life.run()
    assert life.mail() == []
    assert [problem.message for problem in found.problems] == ["The session T1 is not meant for this person."]
    life.type("Invitations", "T1 dee.fox@example.org", Answer="yes")
    life.run()
    assert (life.mail(), life.rows()) == ([("training-invitation", "Dee")], {("T1", "Dee"): "accepted"})


def test_correcting_the_audience_takes_back_rows_nobody_was_told_of() -> None:
    life = program(ANA, mentee("Dee Fox"), trainings=[session(Audience="all")])
    life.run(send=False)
    life.type("Trainings", "T1", Audience="mentors")
    found = life.run(send=False)
    assert life.rows() == {("T1", "Ana"): ""}
    assert [letter.to[0].name for letter in found.letters] == ["Ana Lee"]


def test_of_two_sessions_with_one_id_the_first_counts() -> None:
    life = program(ANA, trainings=[session(), session("t1", "2026-08-27 14:45")])
    life.run()
    assert life.rows() == {("T1", "Ana"): "invited"}
    assert problems(life) == ["t1 stands in row 2 already; only that row counts."]
