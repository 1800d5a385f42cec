"""What happens when the world moves: only what must change changes, and everybody concerned hears of it once."""

from datetime import datetime

import pytest

from tasks.program.meetings import Busy
from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Tue P2; Wed PM; Thu PM")
BEN = mentee("Ben Fox", Availability="Wed PM; Thu PM; Mon P1")
CARA = mentee("Cara Diaz", Availability="Wed PM; Thu PM; Mon P1")
FIRST = ["kickoff 08-12 15:00 booked", "check-in 08-19 15:00 booked", "check-in 08-26 15:00 booked"]


def booked(*mentees: dict[str, object]) -> Scene:
    own = mentees or (BEN,)
    scene = Scene([ANA, *own], [pair("Ana Lee", str(one["Name"])) for one in own])
    scene.run("2026-08-05 12:00")
    return scene


def told(letters: list) -> list[tuple[str, tuple[str, ...]]]:
    return [(letter.template, tuple(to.person for to in letter.to)) for letter in letters]


BOTH_TOLD = [("meeting-change", ("p-ana-lee",)), ("meeting-change", ("p-ben-fox",))]


def test_a_new_holiday_moves_one_meeting_and_tells_both_once() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    _, sent = scene.run("2026-08-06 12:00")
    assert scene.shown()[:3] == [FIRST[0], "check-in 08-20 15:00 moved", FIRST[2]]
    assert told(sent) == BOTH_TOLD
    assert sent[0].context["changes"] == [
        {
            "kind": "moved",
            "partner": "Ben Fox",
            "was": datetime(2026, 8, 19, 15),
            "now": datetime(2026, 8, 20, 15),
            "ends": datetime(2026, 8, 20, 15, 45),
            "where": "Oak School",
        }
    ]
    plan, again = scene.run("2026-08-06 13:00")
    assert (plan.changes, again) == ((), [])


def test_a_change_that_nobody_heard_of_yet_is_still_owed_the_next_day() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    plan, _ = scene.run("2026-08-06 12:00", deliver=False)
    later, sent = scene.run("2026-08-07 12:00")
    assert [letter.key for letter in plan.letters] == [letter.key for letter in sent]
    assert later.changes == ()


def test_two_pairs_of_one_mentor_are_one_message_to_the_mentor() -> None:
    scene = booked(BEN, CARA)
    for meeting in scene.meetings:
        if meeting.starts.isocalendar().week == 34:
            scene.add("Calendar", {"Date": f"{meeting.starts:%Y-%m-%d}", "Kind": "no school"})
    _, sent = scene.run("2026-08-06 12:00")
    assert sorted(told(sent)) == [
        ("meeting-change", ("p-ana-lee",)),
        ("meeting-change", ("p-ben-fox",)),
        ("meeting-change", ("p-cara-diaz",)),
    ]
    of_mentor = next(letter for letter in sent if letter.to[0].person == "p-ana-lee")
    assert len(of_mentor.context["changes"]) == 2
    assert (of_mentor.invite is not None, [file.name for file in of_mentor.attachments]) == (
        True,
        ["pair-cara.ics"],
    )


def test_a_snow_day_removes_the_days_meetings_quietly_and_brings_them_back() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    _, sent = scene.run("2026-08-19 05:40")
    assert (scene.shown()[1], sent) == ("check-in 08-19 15:00 no school", [])
    assert [one.cancelled for one in scene.diary.standing()["pair-ben"].series.occurrences] == [False, True, False, False, False]  # fmt: skip
    scene.remove("Calendar")
    _, sent = scene.run("2026-08-19 06:30")
    assert (scene.shown()[1], sent) == ("check-in 08-19 15:00 booked", [])


def test_a_snow_day_asks_nobody_afterwards() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    scene.run("2026-08-21 12:00")
    assert scene.shown()[1] == "check-in 08-19 15:00 no school"


def test_a_busy_time_moves_the_meeting_and_what_stands_elsewhere_stays() -> None:
    scene = booked(BEN, CARA)
    before = scene.shown("pair-cara")
    assert scene.shown("pair-ben")[2] == "check-in 08-27 15:00 booked"
    scene.busy = {"p-ben-fox": (Busy(datetime(2026, 8, 27, 15, 30), datetime(2026, 8, 27, 17)),)}
    scene.run("2026-08-06 12:00")
    moved = scene.shown("pair-ben")[2]
    assert moved == "check-in 08-24 08:00 moved"
    assert scene.shown("pair-cara") == before


def test_changed_windows_choose_a_new_usual_time() -> None:
    scene = booked()
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Availability="Tue P2")
    scene.run("2026-08-13 12:00")
    assert scene.shown() == [
        "kickoff 08-12 15:00 not confirmed",
        "check-in 08-18 09:00 moved",
        "check-in 08-25 09:00 moved",
        "check-in 09-01 09:00 moved",
        "check-in 09-08 09:00 moved",
    ]


def test_tomorrows_meeting_never_moves_for_a_busy_time() -> None:
    scene = booked()
    scene.busy = {"p-ben-fox": (Busy(datetime(2026, 8, 19, 15), datetime(2026, 8, 19, 16)),)}
    scene.run("2026-08-18 12:00")
    assert scene.shown()[1] == FIRST[1]


def test_a_past_meeting_is_never_touched() -> None:
    scene = booked()
    scene.run("2026-08-20 12:00")
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Availability="Thu PM", Name="Ben Wolf")
    scene.add("Calendar", {"Date": "2026-08-13", "Kind": "no school"})
    scene.run("2026-08-20 13:00")
    assert scene.shown()[:2] == ["kickoff 08-12 15:00 not confirmed", "check-in 08-19 15:00 not confirmed"]
    assert [row.text("Mentee") for row in scene.snapshot.rows("Meetings")][:3] == [
        "Ben Fox",
        "Ben Fox",
        "Ben Wolf",
    ]


def test_held_is_what_somebody_said() -> None:
    scene = booked()
    for number, held in enumerate(("yes", "no", "35")):
        scene.type("Meetings", {"Meeting ID": f"pair-ben-{number + 7:02d}"}, Held=held)
    scene.run("2026-09-03 12:00")
    assert [line.split(" ")[-1] for line in scene.shown()] == [
        "held",
        "missed",
        "held",
        "confirmed",
        "booked",
    ]


def test_staff_cancel_a_meeting_and_take_it_back() -> None:
    scene = booked()
    scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change="Cancel")
    _, sent = scene.run("2026-08-06 12:00")
    assert scene.shown()[1] == "check-in 08-19 15:00 cancelled"
    assert told(sent) == BOTH_TOLD
    scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change="")
    _, sent = scene.run("2026-08-07 12:00")
    assert scene.shown()[1] == FIRST[1]
    assert told(sent) == BOTH_TOLD


@pytest.mark.parametrize(("now", "waits"), [("2026-08-21 07:00", True), ("2026-08-21 12:00", False)])
def test_a_letter_does_not_wait_over_days_off_until_the_morning_of_the_meeting(now: str, waits: bool) -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-24", "To": "2026-08-25", "Kind": "no school"})
    scene.run("2026-08-20 12:00")
    scene.type("Meetings", {"Meeting ID": "pair-ben-09"}, Change="Cancel")
    plan, _ = scene.run(now)
    assert [letter.prompt for letter in plan.letters] == [not waits, not waits]


def test_staff_move_a_meeting_even_outside_the_windows() -> None:
    scene = booked()
    scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change="8/21/2026 4:00 pm")
    _, sent = scene.run("2026-08-06 12:00")
    assert scene.shown()[1] == "check-in 08-21 16:00 moved"
    assert told(sent) == BOTH_TOLD
    plan, _ = scene.run("2026-08-10 12:00")
    assert plan.changes == ()


def test_a_change_that_cannot_be_is_a_problem_and_moves_nothing() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-21", "Kind": "no school"})
    for typed, message in (
        ("2026-08-04 15:00", "The new start lies in the past."),
        ("2026-08-21 15:00", "There is no school on August 21."),
        ("2027-08-21 15:00", "The new start lies outside the term."),
        ("soonish", "“soonish” is neither “cancel” nor a new start."),
    ):
        scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Change=typed)
        plan, sent = scene.run("2026-08-06 12:00")
        assert ([problem.message for problem in plan.problems], plan.changes, sent) == ([message], (), [])


def test_an_overtyped_start_is_put_back() -> None:
    scene = booked()
    scene.type("Meetings", {"Meeting ID": "pair-ben-08"}, Starts=datetime(2026, 8, 20, 15))
    scene.run("2026-08-06 12:00")
    assert scene.shown()[1] == FIRST[1]


def test_a_meeting_that_a_person_cancelled_is_not_made_again() -> None:
    scene = booked()
    scene.diary.cancel("pair-ben", "pair-ben-08")
    scene.run("2026-08-06 12:00")
    assert scene.shown()[1] == "check-in 08-19 15:00 cancelled"
    plan, _ = scene.run("2026-08-07 12:00")
    assert plan.changes == ()


def test_the_time_of_a_meeting_that_was_called_off_is_given_to_nobody_else() -> None:
    ana = mentor("Ana Lee", Availability="Wed 15:00-15:45", Capacity=2)
    scene = Scene([ana, BEN, CARA], [pair("Ana Lee", "Ben Fox"), pair("Ana Lee", "Cara Diaz")])
    scene.run("2026-08-05 12:00")
    first = scene.meetings[0]
    scene.diary.cancel(first.pairing_id, first.id)
    before = {one.id: one.status.value for one in scene.meetings}
    scene.run("2026-08-06 12:00")
    assert {one.id: one.status.value for one in scene.meetings} == before | {first.id: "cancelled"}


def test_an_ended_pair_keeps_its_past_and_loses_its_future() -> None:
    scene = booked()
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="ended")
    plan, _ = scene.run("2026-08-20 12:00")
    assert [line.split(" ")[-1] for line in scene.shown()] == ["confirmed", "confirmed", *["cancelled"] * 3]
    assert {letter.waits_for for letter in plan.letters} == {"ending"}
    assert [one.cancelled for one in scene.diary.standing()["pair-ben"].series.occurrences] == [False, False, True, True, True]  # fmt: skip


def test_a_letter_that_waits_stays_the_same_letter_when_a_meeting_it_names_has_passed() -> None:
    scene = booked()
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="ended")
    first, _ = scene.run("2026-08-20 12:00", deliver=False)
    plan, _ = scene.run("2026-08-27 12:00", deliver=False)
    assert [letter.key for letter in plan.letters] == [letter.key for letter in first.letters]
    assert [len(letter.context["changes"]) for letter in (*first.letters, *plan.letters)] == [3, 3, 2, 2]
    _, sent = scene.run("2026-08-27 13:00")
    assert told(sent) == BOTH_TOLD
    assert scene.run("2026-09-03 12:00")[1] == []


def test_a_letter_that_waits_is_another_letter_once_it_says_something_else() -> None:
    scene = booked()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    first, _ = scene.run("2026-08-06 12:00", deliver=False)
    scene.add("Calendar", {"Date": "2026-08-26", "Kind": "no school"})
    plan, _ = scene.run("2026-08-06 13:00", deliver=False)
    assert not {letter.key for letter in plan.letters} & {letter.key for letter in first.letters}


def test_leave_cancels_what_falls_into_it_and_tells_only_the_partner() -> None:
    scene = booked()
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="paused")
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Away_from="2026-08-17", Away_until="2026-08-31")
    _, sent = scene.run("2026-08-17 12:00")
    assert scene.shown()[1:4] == ["check-in 08-19 15:00 cancelled", "check-in 08-26 15:00 cancelled", "check-in 09-02 15:00 booked"]  # fmt: skip
    assert [(letter.waits_for, told([letter])) for letter in sent] == [
        ("leave", [("meeting-change", ("p-ana-lee",))])
    ]


def test_after_a_leave_without_an_end_the_pair_meets_at_its_usual_time_again() -> None:
    scene = booked({**BEN, "Availability": "Thu PM"})
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Availability="Mon P1; Wed PM; Thu PM")
    before = scene.shown()
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="paused")
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Status="on leave")
    scene.run("2026-08-17 12:00")
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="active")
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Status="active")
    scene.run("2026-08-21 07:00")
    assert scene.shown()[2:] == before[2:]


def test_a_vanished_row_freezes_the_pairs_meetings() -> None:
    scene = booked()
    before = scene.shown()
    scene.remove("Enrollment", "Ben Fox")
    _, sent = scene.run("2026-08-06 12:00")
    assert (scene.shown(), sent, list(scene.diary.standing())) == (before, [], ["pair-ben"])


def test_nobody_is_booked_into_the_time_of_a_meeting_that_is_frozen() -> None:
    """Ana has one hour a week for two mentees: whoever goes without waits on while the other's row is gone."""
    scene = Scene(
        [mentor("Ana Lee", Availability="Wed PM"), BEN, CARA],
        [pair("Ana Lee", "Ben Fox"), pair("Ana Lee", "Cara Diaz")],
    )
    scene.run("2026-08-05 12:00")
    before = scene.shown()
    scene.remove("Enrollment", "Ben Fox")
    _, sent = scene.run("2026-08-06 12:00")
    assert (scene.shown(), sent) == (before, [])


def test_a_vanished_pair_freezes_its_meetings_too() -> None:
    scene = booked()
    before = scene.shown()
    scene.remove("Pairings")
    _, sent = scene.run("2026-08-06 12:00")
    assert (scene.shown(), sent, list(scene.diary.standing())) == (before, [], ["pair-ben"])


def test_a_shorter_term_cancels_what_lies_behind_it() -> None:
    scene = booked()
    scene.type("Settings", {"Setting": "Term end"}, Value="2026-08-28")
    plan, sent = scene.run("2026-08-06 12:00")
    assert [line.split(" ")[-1] for line in scene.shown()] == [
        "booked",
        "booked",
        "booked",
        "cancelled",
        "cancelled",
    ]
    assert told(sent) == BOTH_TOLD
    assert [(said.what, said.because) for said in plan.said] == [
        ("meeting cancelled", "rule: free times")
    ] * 2


def test_a_corrected_term_start_leaves_meetings_and_ids_as_they_are() -> None:
    scene = booked()
    before = {m.id: m.starts for m in scene.meetings}
    scene.type("Settings", {"Setting": "Term start"}, Value="2026-08-17")
    scene.type("Settings", {"Setting": "Term end"}, Value="2026-09-18")
    scene.run("2026-08-06 12:00")
    assert [line.split(" ")[-1] for line in scene.shown()] == ["cancelled", *["booked"] * 5]
    assert {m.id: m.starts for m in scene.meetings if m.id in before} == before


def test_a_second_term_in_the_same_workbook_goes_on() -> None:
    scene = booked()
    scene.type("Settings", {"Setting": "Term start"}, Value="2027-01-11")
    scene.type("Settings", {"Setting": "Term end"}, Value="2027-01-29")
    scene.run("2027-01-05 12:00")
    assert scene.shown()[4:] == [
        "check-in 09-09 15:00 not confirmed",
        "check-in 01-13 15:00 booked",
        "check-in 01-20 15:00 booked",
        "check-in 01-27 15:00 booked",
    ]


def test_another_place_or_length_is_told_as_a_change() -> None:
    scene = booked()
    scene.type("Settings", {"Setting": "Meeting minutes"}, Value=30)
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Meeting_mode="virtual")
    _, sent = scene.run("2026-08-06 12:00")
    assert told(sent) == BOTH_TOLD
    first = sent[0].context["changes"][0]
    assert (first["kind"], first["ends"], first["where"]) == (
        "changed",
        datetime(2026, 8, 12, 15, 30),
        "Video or phone",
    )


def test_another_cadence_keeps_the_meetings_it_can() -> None:
    scene = booked()
    settings = [row for row in scene.snapshot.rows("Settings") if row.text("Setting") == "Meeting cadence"]
    scene.type("Settings", {"Setting": settings[0].text("Setting")}, Value="biweekly")
    scene.run("2026-08-06 12:00")
    assert [line.split(" ")[-1] for line in scene.shown()] == [
        "booked",
        "cancelled",
        "booked",
        "cancelled",
        "booked",
    ]


def test_a_person_who_missed_the_invitation_gets_it_later() -> None:
    scene = Scene(
        [ANA, BEN | {"Away from": "2026-08-01", "Away until": "2026-08-10"}], [pair("Ana Lee", "Ben Fox")]
    )
    _, first = scene.run("2026-08-05 12:00")
    _, then = scene.run("2026-08-10 12:00")
    assert told(first) == [("meeting-invitation", ("p-ana-lee",))]
    assert told(then) == [("meeting-invitation", ("p-ben-fox",))]
