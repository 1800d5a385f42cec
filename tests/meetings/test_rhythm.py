"""How often, how many, how near the end, how far: cadence by phase, caps, quiet days, the way between schools."""

from collections import Counter
from datetime import date, datetime

import pytest

from tests.build import mentee, mentor
from tests.meetings.scene import BELLS, Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Wed PM")
BEN = mentee("Ben Fox", Availability="Mon P1; Wed PM")
PHASES = {"Meeting cadence": "weekly for 2 weeks, then biweekly", "Term end": "2026-10-09"}


def days(scene: Scene, pair_id: str = "") -> list[str]:
    return [f"{m.starts:%m-%d}" for m in scene.meetings if m.pairing_id == pair_id or not pair_id]


def one_pair(settings: dict[str, object], **more: object) -> Scene:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")], settings, **more)  # type: ignore[arg-type]
    scene.run()
    return scene


def test_a_cadence_changes_from_phase_to_phase() -> None:
    scene = one_pair(PHASES)
    assert days(scene) == ["08-12", "08-19", "08-26", "09-09", "09-23", "10-07"]
    assert [m.id for m in scene.meetings][-2:] == ["pair-ben-13", "pair-ben-15"]
    plan, sent = scene.run("2026-08-06 12:00")
    assert (plan.changes, sent) == ((), [])


def test_the_phases_of_a_late_pair_begin_with_its_own_first_week() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox", Matched_on="2026-08-30")], PHASES)
    scene.run("2026-08-30 12:00")
    assert days(scene) == ["09-02", "09-09", "09-23", "10-07"]


def test_a_pair_of_last_year_goes_on_in_its_last_phase() -> None:
    people = [ANA | {"Start date": None}, BEN | {"Start date": None}]
    scene = Scene(people, [pair("Ana Lee", "Ben Fox", Matched_on="2025-09-01")], PHASES)
    scene.run()
    assert days(scene) == ["08-19", "09-02", "09-16", "09-30"]


def test_a_biweekly_meeting_that_does_not_fit_its_week_goes_to_the_next() -> None:
    off = [{"Date": "2026-08-24", "To": "2026-08-28", "Kind": "no school"}]
    scene = one_pair(PHASES, calendar=off)
    assert days(scene) == ["08-12", "08-19", "09-02", "09-09", "09-23", "10-07"]
    assert [m.id for m in scene.meetings][2] == "pair-ben-09"
    plan, _ = scene.run("2026-08-06 12:00")
    assert plan.changes == ()
    total = {"wanted": 6, "possible": 6, "placed": 6, "usual": 6}
    assert plan.figures["meetings"] == total | {"by_school": {"Oak School": total}, "hardly_meet": []}


def crowd(settings: dict[str, object], count: int = 5) -> Scene:
    """One mentor who is free all Monday and on Tuesday, and this many mentees."""
    names = [f"{name} Fox" for name in ("Ada", "Bea", "Cem", "Dag", "Eva", "Fay", "Gus")[:count]]
    people = [mentor("Ana Lee", Availability="Mon 10:00-15:00; Tue PM; Thu PM", Capacity=9)]
    people += [mentee(name, Availability="Mon 10:00-15:00; Tue PM; Thu PM") for name in names]
    settings = {"Planning periods per week": 50} | settings
    scene = Scene(people, [pair("Ana Lee", name) for name in names], settings, bell_schedule=[*BELLS[2:]])
    scene.run()
    return scene


@pytest.mark.parametrize(("cap", "count"), [(3, 5), (2, 5), (3, 7), (1, 3)])
def test_nobody_has_more_meetings_in_a_day_than_the_setting_allows(cap: int, count: int) -> None:
    scene = crowd({"Meetings per day": cap}, count)
    assert max(Counter(days(scene)).values()) == cap
    free, all_of_them = crowd({"Meetings per day": 0}, count), 5 * min(count, 2 * 1 + cap)
    assert (len(scene.meetings), len(free.meetings)) == (all_of_them, 5 * count)


def test_nobody_has_more_meetings_in_a_week_than_the_setting_allows_and_all_have_their_turn() -> None:
    scene = crowd({"Meetings per week": 3})
    weeks = Counter(m.starts.isocalendar().week for m in scene.meetings)
    each = Counter(m.pairing_id for m in scene.meetings)
    assert (set(weeks.values()), sum(weeks.values()), set(each.values())) == ({3}, 15, {3})
    plan, sent = scene.run("2026-08-06 12:00")
    assert (plan.changes, sent) == ((), [])


def test_the_last_school_days_of_the_term_stay_quiet() -> None:
    off = [{"Date": "2026-09-07", "Kind": "no school"}]
    quiet = one_pair({"Quiet days before term end": 4}, calendar=off)
    assert days(quiet)[-1] == "09-02"
    assert days(one_pair({"Quiet days before term end": 2}, calendar=off))[-1] == "09-09"
    assert days(one_pair({"Quiet days before term end": 60})) == []


def traveler(minutes: int, *names: str) -> Scene:
    """A mentor of Oak School who also works at Elm School, where the mentees are."""
    ana = mentor("Ana Lee", School="Oak School; Elm School", Availability="Mon PM; Tue 08:00-11:00")
    others = [mentee(name, School="Elm School", Availability="Mon PM; Tue 08:00-11:00") for name in names]
    bells = [{"Period": "P1", "Starts": "08:00", "Ends": "15:00"}, BELLS[2]]
    settings = {"Travel minutes": minutes, "Planning periods per week": 9}
    scene = Scene([ana, *others], [pair("Ana Lee", name) for name in names], settings, bell_schedule=bells)
    scene.run()
    return scene


def test_a_meeting_at_another_school_leaves_time_to_get_there() -> None:
    assert {f"{m.starts:%a %H:%M}" for m in traveler(0, "Ben Fox").meetings} == {"Mon 15:00"}
    assert {f"{m.starts:%a %H:%M}" for m in traveler(15, "Ben Fox").meetings} == {"Mon 15:15"}
    assert {f"{m.starts:%a %H:%M}" for m in traveler(30, "Ben Fox").meetings} == {"Tue 08:00"}


def test_meetings_of_somebody_who_travels_lie_apart() -> None:
    scene = traveler(30, "Ben Fox", "Cara Diaz")
    assert {f"{m.starts:%a %H:%M}" for m in scene.meetings} == {"Tue 08:00", "Tue 09:15"}
    assert {m.where for m in scene.meetings} == {"Elm School"}


def free_beside_a_training(where: str) -> set[str]:
    """When two people meet whose only other free time is around a training from 9 to 10."""
    training = {
        "Training ID": "t1", "Title": "Listening", "Starts": datetime(2026, 8, 18, 9), "Ends": datetime(2026, 8, 18, 10),
        "Where": where, "Audience": "all",
    }  # fmt: skip
    people = [
        mentor("Ana Lee", Availability="Tue 8:00-11:00"),
        mentee("Ben Fox", Availability="Tue 8:00-11:00"),
    ]
    scene = Scene(
        people, [pair("Ana Lee", "Ben Fox")],
        {"Travel minutes": 30, "Planning periods per week": 9}, bell_schedule=[], trainings=[training],
    )  # fmt: skip
    scene.run()
    return {
        f"{m.starts:%H:%M}-{m.ends:%H:%M}" for m in scene.meetings if m.starts.date() == date(2026, 8, 18)
    }


@pytest.mark.parametrize(
    ("where", "times"),
    [
        ("Oak School, library", {"08:00-08:45"}),
        ("https://meet.example.org/abc", {"08:00-08:45"}),
        ("", {"08:00-08:45"}),
        # 30 minutes before 9 and after 10 leave 8:00 to 8:30 and 10:30 to 11:00: too short for 45.
        ("District office", set()),
        ("Elm School, room 3", set()),
    ],
)
def test_a_training_at_another_place_takes_the_way_there_and_back(where: str, times: set[str]) -> None:
    assert free_beside_a_training(where) == times
