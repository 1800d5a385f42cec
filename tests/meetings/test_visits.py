"""Classroom visits: the visitor is free, the host teaches, both ways are walked, and an impossible one is explained."""

from typing import Any

from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

BELLS = [
    {"Period": "P1", "Starts": "08:00", "Ends": "08:45"},
    {"Period": "P2", "Starts": "09:00", "Ends": "09:45"},
    {"Period": "P3", "Starts": "10:00", "Ends": "10:45"},
    {"Period": "Lunch", "Starts": "11:00", "Ends": "11:45"},
    {"Period": "PM", "Starts": "15:00", "Ends": "16:00"},
]
ANA = mentor("Ana Lee", Availability="Tue P2; Wed PM")
BEN = mentee("Ben Fox", Availability="Thu P3; Wed PM")


def scene(visits: int = 2, people: Any = (ANA, BEN), **settings: Any) -> Scene:
    more = {"Observations per term": visits} | settings
    return Scene(people, [pair("Ana Lee", "Ben Fox")], more, bell_schedule=BELLS)


def visits(made: Scene) -> list[str]:
    return [
        f"{m.id[-2:]} {m.starts:%a %m-%d %H:%M} {m.status.value}"
        for m in made.meetings
        if m.kind == "observation"
    ]


def test_the_mentor_visits_first_and_then_they_take_turns() -> None:
    made = scene()
    wanted, sent = made.run()
    assert visits(made) == ["o1 Tue 08-18 09:00 booked", "o2 Thu 09-03 10:00 booked"]
    assert [m.where for m in made.meetings if m.kind == "observation"] == [
        "Oak School, class of Ben Fox",
        "Oak School, class of Ana Lee",
    ]
    assert wanted.figures["observations"] == {"wanted": 2, "placed": 2}
    assert len(sent) == 1
    assert [m.kind for m in made.meetings].count("check-in") == 4


def test_a_second_run_changes_nothing_and_visits_stay_when_the_day_goes_on() -> None:
    made = scene()
    made.run()
    for now in ("2026-08-05 12:00", "2026-08-12 12:00", "2026-08-17 12:00"):
        plan, sent = made.run(now)
        assert [change for change in plan.changes if "observation" in str(change)] == []
        assert sent == []
    made.run("2026-08-20 12:00")
    assert visits(made)[0] == "o1 Tue 08-18 09:00 not confirmed"


def test_a_visit_moves_when_its_day_is_off_and_to_where_staff_say() -> None:
    made = scene()
    made.run()
    made.add("Calendar", {"Date": "2026-08-18", "Kind": "no school"})
    made.type("Meetings", {"Meeting ID": "pair-ben-o2"}, Change="2026-09-10 10:00")
    made.run("2026-08-06 12:00")
    assert visits(made) == ["o1 Tue 08-11 09:00 moved", "o2 Thu 09-10 10:00 moved"]
    plan, sent = made.run("2026-08-07 12:00")
    assert (plan.changes, sent) == ((), [])


def test_a_cancelled_visit_is_not_made_again() -> None:
    made = scene()
    made.run()
    made.type("Meetings", {"Meeting ID": "pair-ben-o1"}, Change="cancel")
    made.run("2026-08-06 12:00")
    made.diary.cancel("pair-ben", "pair-ben-o2")
    made.run("2026-08-07 12:00")
    assert [line.split()[-1] for line in visits(made)] == ["cancelled", "cancelled"]
    plan, _ = made.run("2026-08-10 12:00")
    assert plan.changes == ()


def test_a_visitor_who_is_never_free_while_the_other_teaches_needs_release_time() -> None:
    made = scene(1, people=(mentor("Ana Lee", Availability="Wed PM"), BEN))
    wanted, _ = made.run()
    assert visits(made) == []
    [todo] = wanted.todos
    assert todo.what.startswith(
        "The timetable of Oak School leaves no period for the classroom visits of 1 person."
    )
    assert "Release time (a substitute) would: Ana Lee on Wed P1." in todo.what


def test_the_way_to_another_school_needs_free_time_on_both_sides() -> None:
    far = BEN | {"School": "Elm School"}
    tight = scene(1, people=(ANA, far))
    wanted, _ = tight.run()
    assert visits(tight) == []
    assert "Ana Lee on Wed P1 and 15 minutes before and after" in wanted.todos[0].what
    wide = scene(1, people=(mentor("Ana Lee", Availability="Tue 08:30-10:30; Wed PM"), far))
    wide.run()
    assert visits(wide) == ["o1 Tue 08-25 09:00 booked"]


def test_fewer_visits_in_the_setting_take_back_what_is_to_come() -> None:
    made = scene()
    made.run()
    made.type("Settings", {"Setting": "Observations per term"}, Value=1)
    made.run("2026-08-06 12:00")
    assert visits(made) == ["o1 Tue 08-18 09:00 booked", "o2 Thu 09-03 10:00 cancelled"]
