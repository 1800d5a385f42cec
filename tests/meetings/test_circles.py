"""Groups that meet as one: a time for all of them, one row and one series a meeting, and everybody told once."""

from typing import Any

from tests.build import mentee, mentor, person
from tests.meetings.scene import Scene, pair

NAMES = ("Ada Fox", "Bea Fox", "Cem Fox")
TIMES = {"Ada Fox": "Mon P1; Wed PM", "Bea Fox": "Wed PM; Tue P2", "Cem Fox": "Wed PM; Mon P1; Fri P1"}


def row(one: str, beside: str, **cells: Any) -> dict[str, Any]:
    return pair(beside, one, **cells) | {"Group": "group-1", "Model": "circle"}


def rows() -> list[dict[str, Any]]:
    return [row(one, NAMES[(n + 1) % 3]) for n, one in enumerate(NAMES)]


def circle(**more: Any) -> Scene:
    people = [person(name, "peer", Availability=TIMES[name]) for name in NAMES]
    return Scene([*people, *more.pop("people", ())], [*rows(), *more.pop("pairs", ())], **more)


def test_a_circle_meets_when_all_of_its_members_can() -> None:
    scene = circle()
    _, sent = scene.run()
    assert scene.shown() == [
        f"circle {day} 15:00 booked" for day in ("08-12", "08-19", "08-26", "09-02", "09-09")
    ]
    first = scene.meetings[0]
    assert (first.id, first.pairing_id) == ("group-1-07", "group-1")
    cells = scene.snapshot.rows("Meetings")[0]
    assert (cells["Mentor"], cells["Mentee"]) == ("Ada Fox", "Bea Fox, Cem Fox")
    assert [(letter.template, [to.name for to in letter.to]) for letter in sent] == [
        ("meeting-invitation", list(NAMES))
    ]
    series = scene.diary.standing()["group-1"].series
    assert (series.title, len(series.guests)) == ("Mentoring circle: Ada Fox, Bea Fox and Cem Fox", 3)


def test_a_second_run_changes_nothing() -> None:
    scene = circle()
    scene.run()
    plan, sent = scene.run("2026-08-06 12:00")
    assert (plan.changes, sent, plan.facts) == ((), [], {})


def test_a_member_with_a_pair_as_well_is_never_booked_twice() -> None:
    others = [
        mentor("Ana Lee", Availability="Wed PM; Mon P1"),
        mentee("Ben Fox", Availability="Wed PM; Mon P1"),
    ]
    both = person("Ada Fox", "both", Availability="Mon P1; Wed PM")
    people = [both, *(person(name, "peer", Availability=TIMES[name]) for name in NAMES[1:]), *others]
    pairs = [*rows(), pair("Ada Fox", "Ben Fox") | {"Pairing ID": "pair-ben"}]
    scene = Scene(people, pairs)
    scene.run()
    assert {line[6:] for line in scene.shown("pair-ben")} & {
        line[6:] for line in scene.shown("group-1")
    } == set()
    assert {f"{m.starts:%a %H:%M}" for m in scene.meetings} == {"Wed 15:00", "Mon 08:00"}
    assert len(scene.meetings) == 10


def test_a_member_who_leaves_is_told_and_the_others_go_on() -> None:
    scene = circle()
    scene.run()
    scene.type("Pairings", {"Mentee": "Bea Fox"}, Status="ended")
    _, sent = scene.run("2026-08-13 12:00")
    to_bea = [letter for letter in sent if letter.to[0].name == "Bea Fox"]
    assert sent == to_bea
    assert len(to_bea) == 1
    assert {line["kind"] for line in to_bea[0].context["changes"]} == {"cancelled"}
    assert to_bea[0].invite is not None
    assert (to_bea[0].invite.method, to_bea[0].waits_for) == ("CANCEL", "ending")
    assert {guest.name for guest in scene.diary.standing()["group-1"].series.guests} == {"Ada Fox", "Cem Fox"}
    assert [line for line in scene.shown() if "cancelled" in line] == []
    plan, again = scene.run("2026-08-14 12:00")
    assert (plan.changes, again) == ((), [])


def test_a_circle_without_a_common_time_is_named_with_the_member_whose_times_would_help_most() -> None:
    scene = circle()
    scene.type("Enrollment", {"Name": "Bea Fox"}, Availability="Thu P1")
    plan, _ = scene.run()
    [todo] = plan.todos
    said, asked, offered = todo.what.split(". ")
    assert said == "None of the 5 meetings of Ada Fox, Bea Fox and Cem Fox have a time"
    assert asked == "They need a time that all have free"
    assert offered == "If Bea Fox could come whenever the others can, 5 would."


def test_two_circles_that_share_a_member_meet_one_after_the_other() -> None:
    more = [
        person("Dag Fox", "peer", Availability="Wed PM; Mon P1"),
        person("Eva Fox", "peer", Availability="Wed PM; Mon P1"),
    ]
    names = ("Ada Fox", "Dag Fox", "Eva Fox")
    second = [
        row(one, names[(n + 1) % 3]) | {"Group": "group-2", "Pairing ID": f"pair-2-{n}"}
        for n, one in enumerate(names)
    ]
    scene = circle(people=more, pairs=second)
    scene.run()
    one, two = ({m.starts for m in scene.meetings if m.pairing_id == f"group-{n}"} for n in (1, 2))
    assert (len(one), len(two), one & two) == (5, 5, set())
