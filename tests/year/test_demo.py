"""The demo's year on doubles: a small district, every scene, and how each event looks in the sheet."""

from collections import Counter
from datetime import datetime, time

import pytest

from flows.demo.district import make
from flows.demo.people import Hands
from flows.demo.term import scenes
from tests.year.build import Year


@pytest.fixture(scope="module")
def year() -> Year:
    district = make(3, mentors=8, mentees=9)
    tabs = {name.lower().replace(" ", "_"): rows for name, rows in district.sheets.items()}
    lived = Year(district.people, {**district.settings, "Ask above": 500}, **tabs)
    for scene in scenes():
        scene.deed(Hands(lived.register, scene.on.toordinal()))
        moment = datetime.combine(scene.on, time(8)).isoformat(timespec="minutes")
        lived.by_hand(moment, scene.command, force=scene.forced)
    return lived


def test_every_event_of_the_year_can_be_seen_in_the_sheet(year: Year) -> None:
    changed = set(year.column("Pairings", "What changed"))
    kinds = {row.text("Item").rpartition("-")[0] for row in year.rows("To do")}

    assert "Goes on." in changed
    assert "exception" in year.column("Pairings", "Decision")
    assert year.pair("Robin Sato").text("Status") == "active"
    assert any(word.startswith("Ended: ") for word in changed)
    assert {"stand-in", "vanished"} <= kinds
    assert "Snow day" in year.column("Calendar", "Notes")
    assert [row for row in year.rows("Enrollment") if row.text("Former email") and row.text("Paired with")]
    assert [
        row
        for row in year.rows("To do")
        if row.text("Item").startswith("vanished") and row.text("Status") == "done"
    ]


def test_nobody_was_introduced_twice_and_no_reason_left_the_sheet(year: Year) -> None:
    introductions = Counter(
        (d.letter, d.person) for d in year.ledger.deliveries().values() if d.template == "introduction"
    )

    assert introductions
    assert max(introductions.values()) == 1
    assert "student-taught" not in year.outside()


def test_nobody_has_two_mentors_at_once(year: Year) -> None:
    active = Counter(row.text("Mentee") for row in year.rows("Pairings") if row.text("Status") == "active")

    assert max(active.values()) == 1
