"""Few rooms: no room holds two meetings at a time, as many meetings as possible, and nothing changes without rooms."""

from collections import Counter
from datetime import datetime
from typing import Any

import numpy as np

from tasks.meetings.optimum import Choice, best_choice
from tasks.meetings.outcome import Entry
from tasks.meetings.where import given_rooms
from tasks.program.meetings import MeetingStatus
from tasks.program.schooldays import Room
from tests.build import mentee, mentor, person
from tests.meetings.scene import Scene, pair

NAMES = ("Ada", "Bea", "Cem", "Dag")
TIMES = "Mon 15:00-16:30; Wed PM"


def school(*rooms: tuple[str, int | None], settings: dict[str, Any] | None = None) -> Scene:
    """Four pairs with the same times, a mentor each."""
    people = [mentor(f"Mentor {name}", Availability=TIMES) for name in NAMES]
    people += [mentee(f"{name} Fox", Availability=TIMES) for name in NAMES]
    tab = [{"School": "Oak School", "Room": name, "Seats": seats} for name, seats in rooms]
    tabs = {"rooms": tab} if rooms else {}
    return Scene(people, [pair(f"Mentor {name}", f"{name} Fox") for name in NAMES], settings, **tabs)


def times(scene: Scene) -> Counter[str]:
    return Counter(f"{m.starts:%m-%d %H:%M} {m.where}" for m in scene.meetings)


def test_without_the_tab_all_meet_at_the_best_time() -> None:
    scene = school()
    scene.run()
    assert set(times(scene).values()) == {4}
    assert {m.where for m in scene.meetings} == {"Oak School"}


def test_one_room_holds_one_meeting_at_a_time_and_as_many_as_fit_are_placed() -> None:
    scene = school(("12", None))
    wanted, _ = scene.run()
    assert set(times(scene).values()) == {1}
    assert {m.where for m in scene.meetings} == {"Oak School, 12"}
    weeks = Counter(m.starts.isocalendar().week for m in scene.meetings)
    assert set(weeks.values()) == {3}
    assert wanted.figures["meetings"]["placed"] == 15
    again, sent = scene.run("2026-08-06 12:00")
    assert (again.changes, sent) == ((), [])


def test_two_rooms_are_enough_for_four_pairs() -> None:
    scene = school(("12", None), ("14", 2))
    scene.run()
    assert (len(scene.meetings), max(times(scene).values())) == (20, 1)
    places = {(m.pairing_id, f"{m.starts:%a %H:%M}") for m in scene.meetings}
    assert len(places) == 4


def test_a_room_of_one_seat_is_none_and_other_schools_are_free() -> None:
    scene = school(("closet", 1))
    scene.run()
    assert scene.meetings == ()
    elsewhere = school(("12", None))
    elsewhere.type("Rooms", {"Room": "12"}, School="Elm School")
    elsewhere.run()
    assert set(times(elsewhere).values()) == {4}


def test_a_meeting_keeps_its_room_and_a_room_that_closes_moves_what_no_longer_fits() -> None:
    scene = school(("12", None), ("14", None))
    scene.run()
    before = {m.id: (m.starts, m.where) for m in scene.meetings}
    scene.add("Rooms", {"School": "Oak School", "Room": "16"})
    scene.run("2026-08-06 12:00")
    assert {m.id: (m.starts, m.where) for m in scene.meetings} == before


def test_phases_and_rooms_go_together() -> None:
    phases = {"Meeting cadence": "weekly for 1 weeks, then biweekly"}
    scene = school(("12", None), settings=phases)
    scene.run()
    assert set(times(scene).values()) == {1}
    assert len(scene.meetings) >= 11
    again, _ = scene.run("2026-08-06 12:00")
    assert again.changes == ()


def test_a_circle_needs_a_room_with_seats_for_all() -> None:
    people = [person(f"{name} Fox", "peer", Availability=TIMES) for name in NAMES[:3]]
    rows = [
        pair(f"{NAMES[(n + 1) % 3]} Fox", f"{name} Fox") | {"Group": "group-1", "Model": "circle"}
        for n, name in enumerate(NAMES[:3])
    ]
    rooms = [
        {"School": "Oak School", "Room": "12", "Seats": 2},
        {"School": "Oak School", "Room": "hall", "Seats": 30},
    ]
    scene = Scene(people, rows, rooms=rooms)
    scene.run()
    assert {m.where for m in scene.meetings} == {"Oak School, hall"}
    small = Scene(people, rows, rooms=rooms[:1])
    small.run()
    assert small.meetings == ()


def entry(identity: str, hour: int, where: str = "") -> Entry:
    starts = datetime(2026, 8, 12, hour)
    return Entry(
        identity, "p", "check-in", starts, starts.replace(minute=45), where, MeetingStatus.BOOKED, starts
    )


def test_rooms_go_to_the_largest_first_and_a_meeting_without_one_is_left_out() -> None:
    rooms = [Room("Oak", "hall", 30), Room("Oak", "12", 2)]
    wanting = [(entry("a", 15), 2), (entry("b", 15), 5), (entry("c", 15), 2), (entry("d", 16), 2)]
    assert given_rooms(wanting, rooms) == {"b": "hall", "a": "12", "d": "12"}


def test_the_choice_is_best_under_every_limit() -> None:
    worth = np.array([[5, 4, 0, 0], [5, 0, 0, 3], [5, 0, 0, 0]])
    none = np.zeros((3, 4), np.bool_)
    people = (np.array([0, 1, 2]), np.array([3, 4, 5]))
    choice = Choice(
        worth, people, 1, 1, np.array([1, 1, 1, 1]), (none, none), np.ones((6, 1), np.int64), 4, (0, 4, {})
    )
    assert best_choice(choice).tolist() == [1, 3, 0]
    same = Choice(worth, (np.array([0, 0, 0]), people[1]), 1, 2, np.array([3] * 4), (none, none), np.ones((6, 1), np.int64), 4, (2, 4, {}))  # fmt: skip
    found = best_choice(same).tolist()
    assert (min(found), sum(one >= 0 for one in found)) == (-1, 2)
