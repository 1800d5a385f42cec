"""The table of `schedule --plan`: what would be new, moved, cancelled, and why."""

from datetime import datetime

from tasks.meetings.plan import plan
from tasks.meetings.report import Changed, capacity, capacity_table, changed
from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

ANA = mentor("Ana Lee", Availability="Mon P1; Wed PM")
BEN = mentee("Ben Fox", Availability="Mon P1; Wed PM")
WHO = "Ana Lee and Ben Fox"


def lines(scene: Scene, now: str) -> tuple[Changed, ...]:
    before = scene.book(now)
    wanted = plan(before)
    return changed(before, before.after(wanted.changes), {said.about: said.because for said in wanted.said})


def test_new_meetings_have_no_time_before() -> None:
    first = lines(Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")]), "2026-08-05 12:00")[0]
    assert first == Changed("pair-ben-07", WHO, "new", None, datetime(2026, 8, 12, 15), "rule: cadence")
    assert first.to_json() == {
        "id": "pair-ben-07",
        "what": "new",
        "from": None,
        "to": "2026-08-12T15:00:00",
        "why": "rule: cadence",
    }


def test_a_holiday_shows_what_moves_and_what_is_cancelled() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")])
    scene.run()
    scene.add("Calendar", {"Date": "2026-08-19", "Kind": "no school"})
    scene.add("Calendar", {"Date": "2026-08-24", "To": "2026-08-28", "Kind": "no school"})
    scene.type("Meetings", {"Meeting ID": "pair-ben-10"}, Change="cancel")
    found = [(one.id, one.what, one.was and one.was.day, one.now and one.now.day, one.why) for one in lines(scene, "2026-08-13 12:00")]  # fmt: skip
    assert found == [
        ("pair-ben-08", "moved", 19, 17, "rule: calendar"),
        ("pair-ben-09", "cancelled", 26, None, "rule: calendar"),
        ("pair-ben-10", "cancelled", 2, None, "staff: Change"),
    ]


def test_a_run_that_changes_nothing_shows_nothing() -> None:
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")])
    scene.run()
    assert lines(scene, "2026-08-06 12:00") == ()


def test_capacity_is_shown_in_all_and_by_school() -> None:
    off = [{"Date": f"2026-{day}", "Kind": "no school"} for day in ("08-19", "09-07")]
    scene = Scene([ANA, BEN], [pair("Ana Lee", "Ben Fox")], calendar=off)
    figures = plan(scene.book("2026-08-05 12:00")).figures
    assert capacity(figures)["placed"] == 5
    assert list(capacity_table(figures)) == [
        "| meetings | wanted | possible | placed | at the usual time |",
        "|---|---|---|---|---|",
        "| all schools | 5 | 5 (100.0 %) | 5 (100.0 %) | 4 (80.0 %) |",
        "| Oak School | 5 | 5 (100.0 %) | 5 (100.0 %) | 4 (80.0 %) |",
    ]


def test_capacity_says_nothing_where_nobody_meets() -> None:
    assert list(capacity_table({})) == []
    assert capacity({}) == {}
