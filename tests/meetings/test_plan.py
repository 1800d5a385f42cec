"""The whole room: what is planned, booked, told, and what stays as it is."""

from datetime import date, datetime

from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Tue P2; Wed PM")
BEN = mentee("Ben Fox", Availability="Mon P1; Wed PM")
CARA = mentee("Cara Diaz", Availability="Mon P1; Tue P2")


def one_pair(**more: object) -> Scene:
    return Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")], **more)  # type: ignore[arg-type]


def test_a_pair_meets_each_week_outside_planning_periods_first() -> None:
    scene = one_pair()
    scene.run()
    assert scene.shown() == [
        "kickoff 08-12 15:00 booked",
        "check-in 08-19 15:00 booked",
        "check-in 08-26 15:00 booked",
        "check-in 09-02 15:00 booked",
        "check-in 09-09 15:00 booked",
    ]


def test_the_ids_of_meetings_are_their_pair_and_week() -> None:
    scene = one_pair()
    scene.run()
    assert [m.id for m in scene.meetings] == [f"pair-ben-{n:02d}" for n in range(7, 12)]


def test_a_second_run_changes_nothing() -> None:
    scene = one_pair()
    _, sent = scene.run()
    assert [letter.template for letter in sent] == ["meeting-invitation"]
    plan, again = scene.run()
    assert (plan.changes, again, dict(plan.facts), plan.said) == ((), [], {}, ())


def test_the_next_day_changes_nothing_either() -> None:
    scene = one_pair()
    scene.run("2026-08-05 12:00")
    plan, sent = scene.run("2026-08-07 07:30")
    assert (plan.changes, sent) == ((), [])


def test_a_mentors_pairs_are_placed_together_so_that_none_goes_without() -> None:
    scene = Scene([ANA, BEN, CARA], [pair("Ana Lee", "Ben Fox"), pair("Ana Lee", "Cara Diaz")])
    scene.run()
    assert scene.shown("pair-ben")[0] == "kickoff 08-12 15:00 booked"
    assert scene.shown("pair-cara")[0] == "kickoff 08-10 08:00 booked"
    assert len(scene.shown()) == 10


def test_planning_periods_are_used_as_often_as_allowed() -> None:
    people = [mentor("Ana Lee", Availability="Mon P1; Tue P1"), mentee("Ben Fox", Availability="Mon P1; Tue P1"), mentee("Cara Diaz", Availability="Mon P1; Tue P1")]  # fmt: skip
    pairs = [pair("Ana Lee", "Ben Fox"), pair("Ana Lee", "Cara Diaz")]
    once, twice = Scene(people, pairs), Scene(people, pairs, {"Planning periods per week": 2})
    never = Scene(people, pairs, {"Planning periods per week": 0})
    for scene in (once, twice, never):
        scene.run()
    assert [len(scene.meetings) for scene in (never, once, twice)] == [0, 5, 10]


def test_a_holiday_moves_the_meeting_within_its_week_or_leaves_it_out() -> None:
    scene = one_pair(
        calendar=[
            {"Date": "2026-08-19", "Kind": "no school"},
            {"Date": "2026-09-07", "Kind": "no school"},
            {"Date": "2026-08-24", "To": "2026-08-28", "Kind": "no school"},
        ]
    )
    scene.run()
    assert scene.shown()[:3] == [
        "kickoff 08-12 15:00 booked",
        "check-in 08-17 08:00 booked",
        "check-in 09-02 15:00 booked",
    ]


def test_an_early_release_ends_the_day() -> None:
    scene = one_pair(calendar=[{"Date": "2026-08-19", "Kind": "early release", "Closes": "14:00"}])
    scene.run()
    assert scene.shown()[1] == "check-in 08-17 08:00 booked"


def test_a_testing_day_is_avoided_where_that_is_possible() -> None:
    scene = one_pair(
        calendar=[
            {"Date": "2026-08-19", "Kind": "testing"},
            {"Date": "2026-09-07", "Kind": "testing"},
            {"Date": "2026-08-24", "To": "2026-08-28", "Kind": "testing"},
        ]
    )
    scene.run()
    assert scene.shown()[1:3] == ["check-in 08-17 08:00 booked", "check-in 08-26 15:00 booked"]


def test_windows_of_a_and_b_days_follow_the_calendar() -> None:
    days = [
        {"Date": f"2026-08-{day}", "Kind": "school day", "Day": "A" if day % 2 else "B"}
        for day in range(10, 15)
    ]
    bells = [{"Period": "P1", "Starts": "08:00", "Ends": "08:45", "Days": "A"}]
    people = [mentor("Ana Lee", Availability="P1"), mentee("Ben Fox", Availability="P1")]
    scene = Scene(people, [pair("Ana Lee", "Ben Fox")], calendar=days, bell_schedule=bells)
    scene.run()
    assert scene.shown() == ["kickoff 08-11 08:00 booked"]


def test_biweekly_meetings_begin_in_the_first_week() -> None:
    scene = one_pair(settings={"Meeting cadence": "biweekly"})
    scene.run()
    assert [line[:19] for line in scene.shown()] == [
        "kickoff 08-12 15:00",
        "check-in 08-26 15:0",
        "check-in 09-09 15:0",
    ]


def test_nobody_is_booked_twice_across_mentors() -> None:
    both = mentor("Bo Kim", Role="both", Availability="Mon 15:00-15:45")
    people = [
        mentor("Ana Lee", Availability="Mon 15:00-15:45; Tue PM"),
        both,
        mentee("Ben Fox", Availability="Mon 15:00-15:45"),
    ]
    scene = Scene(people, [pair("Ana Lee", "Bo Kim"), pair("Bo Kim", "Ben Fox")])
    scene.run()
    starts = [m.starts for m in scene.meetings]
    assert len(starts) == len(set(starts)) == 5


def test_a_training_that_people_will_be_invited_to_is_kept_free() -> None:
    training = {
        "Training ID": "T1",
        "Title": "Start",
        "Starts": "2026-08-12 15:00",
        "Ends": "2026-08-12 16:00",
        "Audience": "mentors",
    }
    scene = one_pair(trainings=[training])
    scene.run()
    assert scene.shown()[0] == "kickoff 08-10 08:00 booked"


def test_an_approved_pair_is_planned_and_booked_once_it_is_active() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox", "approved")])
    plan, sent = scene.run()
    assert {m.status.value for m in scene.meetings} == {"planned"}
    assert (plan.series, sent) == ((), [])
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="active")
    _, sent = scene.run("2026-08-06 12:00")
    assert {m.status.value for m in scene.meetings} == {"booked"}
    assert [(letter.template, [to.person for to in letter.to]) for letter in sent] == [
        ("meeting-invitation", ["p-ana-lee", "p-ben-fox"])
    ]


def test_an_approved_pair_is_booked_at_once_by_hand_and_stays_booked() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox", "approved")])
    scene.run(by_hand=True)
    assert {m.status.value for m in scene.meetings} == {"booked"}
    plan, _ = scene.run("2026-08-06 12:00")
    assert plan.changes == ()


def test_a_planned_meeting_that_comes_too_near_is_planned_anew() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox", "approved")])
    scene.run()
    scene.run("2026-08-11 12:00")
    assert scene.shown()[0] == "kickoff 08-19 15:00 planned"
    scene.type("Pairings", {"Pairing ID": "pair-ben"}, Status="active")
    scene.run("2026-08-18 12:00")
    assert scene.shown()[0] == "kickoff 08-26 15:00 booked"


def test_scheduling_off_does_nothing_and_kickoff_only_books_one() -> None:
    off, kickoff = one_pair(settings={"Scheduling": "off"}), one_pair(settings={"Scheduling": "kickoff only"})
    plan, _ = off.run()
    assert (plan.changes, plan.plans_series, off.shown()) == ((), (), [])
    kickoff.run()
    assert kickoff.shown() == ["kickoff 08-12 15:00 booked"]
    kickoff.run("2026-08-20 12:00")
    assert kickoff.shown() == ["kickoff 08-12 15:00 not confirmed"]


def test_unknown_times_are_asked_for_and_nothing_is_booked() -> None:
    scene = Scene(
        [mentor("Ana Lee", Availability="any"), mentee("Ben Fox")],
        [pair("Ana Lee", "Ben Fox")],
        bell_schedule=[],
    )
    plan, _ = scene.run()
    assert scene.shown() == []
    assert "Ask for the Availability of Ben Fox" in plan.todos[0].what


def test_unknown_times_are_outside_the_bells_where_there_are_bells() -> None:
    scene = Scene([mentor("Ana Lee", Availability="any"), mentee("Ben Fox")], [pair("Ana Lee", "Ben Fox")])
    scene.run()
    assert scene.meetings[0].starts.time() >= datetime(2026, 1, 1, 9, 45).time()
    assert len(scene.meetings) == 5


def test_a_late_pair_begins_two_days_after_it_was_matched() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox", Matched_on="2026-08-25")])
    scene.run("2026-08-25 12:00")
    assert scene.shown()[0] == "kickoff 09-02 15:00 booked"
    assert scene.meetings[0].id == "pair-ben-10"


def test_people_meet_only_between_their_dates() -> None:
    away = BEN | {
        "Start date": "2026-08-17",
        "Away from": "2026-08-24",
        "Away until": "2026-08-31",
        "End date": "2026-09-04",
    }
    scene = Scene([ANA, away], [pair("Ana Lee", "Ben Fox")])
    scene.run()
    assert scene.shown() == ["kickoff 08-19 15:00 booked", "check-in 09-02 15:00 booked"]


def test_figures_count_wanted_possible_placed_and_usual_meetings() -> None:
    days = [{"Date": f"2026-{day}", "Kind": "no school"} for day in ("08-19", "09-07")]
    scene = one_pair(calendar=days)
    plan, _ = scene.run()
    total = {"wanted": 5, "possible": 5, "placed": 5, "usual": 4}
    assert plan.figures["meetings"] == total | {"by_school": {"Oak School": total}, "hardly_meet": []}
    later, _ = scene.run("2026-08-20 12:00")
    assert later.figures == plan.figures


def test_a_pair_without_shared_times_is_named_with_the_cheapest_change() -> None:
    scene = Scene([ANA, mentee("Ben Fox", Availability="Thu P1")], [pair("Ana Lee", "Ben Fox")])
    plan, _ = scene.run()
    assert [todo.what for todo in plan.todos] == [
        "None of the 5 meetings of Ana Lee and Ben Fox have a time. If Ben Fox could also meet Mon 8:00-8:45, 5 would."
    ]
    assert plan.figures["meetings"]["hardly_meet"] == ["pair-ben"]


def test_the_next_two_weeks_are_announced() -> None:
    scene = one_pair()
    plan, _ = scene.run()
    assert [(coming.on, coming.how_many) for coming in plan.coming] == [(date(2026, 8, 12), 1)]


def test_meetings_need_the_mentors_training_where_the_setting_says_so() -> None:
    rule = {"Mentor training required": "before first meeting"}
    untrained = Scene([ANA | {"Mentor training": None}, BEN], [pair("Ana Lee", "Ben Fox")], rule)
    trained = Scene([ANA | {"Mentor training": "2026-08-13"}, BEN], [pair("Ana Lee", "Ben Fox")], rule)
    untrained.run()
    trained.run()
    assert untrained.shown() == []
    assert trained.shown()[0] == "kickoff 08-19 15:00 booked"


def test_a_remote_day_is_met_by_video_and_not_at_all_where_one_meets_in_person_only() -> None:
    days = [{"Date": day, "Kind": "remote day"} for day in ("2026-08-12", "2026-08-10")]
    either, in_person = one_pair(calendar=days), Scene([ANA, BEN | {"Meeting mode": "in person"}], [pair("Ana Lee", "Ben Fox")], calendar=days)  # fmt: skip
    either.run()
    in_person.run()
    assert [m.where for m in either.meetings][:2] == ["Video or phone", "Oak School"]
    assert [m.starts.day for m in in_person.meetings][:2] == [19, 26]


def test_people_of_two_schools_meet_by_the_programs_link() -> None:
    people = [ANA, BEN | {"School": "Elm School"}]
    scene = Scene(people, [pair("Ana Lee", "Ben Fox")], {"Video link": "https://meet.example.org/x"})
    scene.run()
    assert {m.where for m in scene.meetings} == {"https://meet.example.org/x"}
