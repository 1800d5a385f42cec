"""Letters that wait, leave in the morning, are paused or only rehearsed; what is asked before many go."""

from collections import Counter

from tests.year.build import Year, a_year


def rehearsing() -> Year:
    year = a_year(Redirect_all_mail_to="rehearsal@example.org", Letters_that_wait="ending; leave")
    year.live("2026-08-11")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.by_hand("2026-08-11")
    return year


def test_rehearsal_reaches_one_address_and_no_calendar() -> None:
    year = rehearsing()

    assert {mail["To"] for mail in year.mail()} == {"rehearsal@example.org"}
    assert year.diary.standing() == {}
    assert set(year.column("Pairings", "Status")) == {"approved"}
    assert set(year.column("Meetings", "Status")) == {"planned"}
    assert "ana.lee@example.org" in "".join(
        part.get_content() for part in year.mail()[-1].walk() if part.get_content_type() == "text/plain"
    )


def test_end_of_a_rehearsal_says_how_many_letters_are_due_and_asks() -> None:
    year = rehearsing()
    rehearsed = len(year.mail())
    year.setting("Redirect all mail to", None)
    year.live("2026-08-12")

    assert len(year.mail()) == rehearsed
    [line] = [row for row in year.open() if row.text("Item").startswith("rehearsal-over")]
    due = [row for row in year.rows("Outbox") if row.text("Status") == "owed"]
    messages = {(row.text("Letter"), row.text("Subject")) for row in due}
    assert f"{len(messages)} letters are due now" in line.text("What")

    year.answer("rehearsal-over", "go on")
    year.live("2026-08-13")
    assert set(year.column("Pairings", "Status")) == {"active"}
    assert [row for row in year.open() if row.text("Item").startswith("rehearsal-over")] == []
    assert year.letters("Ana Lee")["introduction"] == 1
    assert len(year.diary.standing()) == 2


def test_stop_keeps_what_was_rehearsed_and_send_lets_one_letter_go() -> None:
    year = rehearsing()
    year.setting("Redirect all mail to", None)
    year.live("2026-08-12")
    year.answer("rehearsal-over", "stop")
    year.type("Outbox", {"Letter": "introduction", "To": "ana.lee@example.org"}, Action="send")
    year.live("2026-08-13")

    assert year.letters("Ana Lee")["introduction"] == 1
    assert year.letters("Bo Kim") == Counter()


def test_letter_that_waits_goes_when_action_says_send_and_never_twice() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ending="no-fault")
    year.every_day("2026-09-01", "2026-09-04")
    assert year.letters()["ending"] == 0

    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.every_day("2026-09-07", "2026-09-11")
    assert year.letters()["ending"] == 2
    assert len({mail["Message-ID"] for mail in year.mail()}) == len(year.mail())


def test_pause_holds_everything_and_nothing_is_lost() -> None:
    year = a_year(active=True)
    year.setting("Pause all sending", "yes")
    before = len(year.mail())
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ending="transfer")
    year.live("2026-09-01")
    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.every_day("2026-09-02", "2026-09-04")
    assert len(year.mail()) == before

    year.setting("Pause all sending", "no")
    year.live("2026-09-07")
    assert year.letters()["ending"] == 2


def test_introductions_leave_once_in_the_morning_by_what_the_cells_say_then() -> None:
    year = a_year()
    year.live("2026-08-12")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.live("2026-08-12T16:00")
    assert year.letters()["introduction"] == 0
    year.type("Pairings", {"Mentee": "Di Roy"}, Decision="reject")
    year.live("2026-08-13")
    year.live("2026-08-13T12:00")

    assert year.letters("Cy Ott")["introduction"] == 1
    assert year.letters("Di Roy")["introduction"] == 0


def test_action_that_cannot_be_read_is_explained_beside_it() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.live("2026-09-01")
    year.type("Outbox", {"Letter": "ending", "To": "ana.lee@example.org"}, Action="maybe")
    year.live("2026-09-02")

    assert "Please fix" in year.row("Outbox", Letter="ending", To="ana.lee@example.org").text("Check")


def test_no_invitation_comes_before_an_introduction_that_staff_hold_back() -> None:
    year = a_year(Letters_that_wait="introduction", Leadership_digest="off")
    year.by_hand("2026-08-12", "pair")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.by_hand("2026-08-12")
    assert year.letters("Ana Lee") == Counter()
    assert set(year.column("Meetings", "Status")) == {"planned"}

    year.type("Outbox", {"Letter": "introduction"}, Action="send")
    year.live("2026-08-13")
    year.live("2026-08-14")
    subjects = [mail["Subject"] for mail in year.mail("ana.lee@example.org")]
    assert [subject.partition(":")[0] for subject in subjects] == [
        "Ana Lee and Cy Ott",
        "Your mentoring meetings",
    ]
    assert set(year.column("Meetings", "Status")) == {"booked"}


def test_calendars_wait_for_the_answer_after_a_rehearsal_as_well() -> None:
    year = rehearsing()
    year.setting("Redirect all mail to", None)
    year.live("2026-08-12")
    assert year.diary.standing() == {}

    year.answer("rehearsal-over", "go on")
    year.live("2026-08-13")
    year.live("2026-08-14")
    assert len(year.diary.standing()) == 2
    assert set(year.column("Meetings", "Status")) == {"booked"}


def test_invitations_alone_are_asked_about_after_a_rehearsal() -> None:
    year = a_year(active=True, Leadership_digest="off", Scheduling="off")
    year.live("2026-08-13")
    year.setting("Redirect all mail to", "rehearsal@example.org")
    year.setting("Scheduling", "series")
    year.live("2026-08-14")
    year.setting("Redirect all mail to", None)
    before = year.letters()
    year.every_day("2026-08-17", "2026-08-18")
    assert [row.text("Item").partition("-")[0] for row in year.open()] == ["rehearsal"]
    assert (year.since(before), year.diary.standing()) == (Counter(), {})

    year.answer("rehearsal-over", "go on")
    year.live("2026-08-19")
    assert year.since(before)["meeting-invitation"] == 4
    assert len(year.diary.standing()) == 2


def live_meetings(year: Year) -> int:
    return sum(
        not one.cancelled for held in year.diary.standing().values() for one in held.series.occurrences
    )


def test_rehearsal_in_a_running_term_leaves_calendars_until_the_answer() -> None:
    year = a_year(active=True, Leadership_digest="off")
    year.live("2026-08-13")
    year.setting("Redirect all mail to", "rehearsal@example.org")
    year.live("2026-08-14")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.live("2026-08-17")
    year.setting("Redirect all mail to", None)
    before = live_meetings(year)
    year.live("2026-08-18")
    assert live_meetings(year) == before
    year.by_hand("2026-08-19")
    assert live_meetings(year) < before
