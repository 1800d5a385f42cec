from typing import Any

from tasks.enrollment.plan import plan
from tasks.program.book import Book
from tasks.program.world import World
from tests.build import book, mentee, run, snapshot

PEOPLE = [mentee(f"Person {chr(65 + n)}") for n in range(10)]


def after(before: Any, now: Any, **tabs: Any) -> Any:
    """The alarms when a workbook that was seen with one set of people is seen with another."""
    facts = plan(book(before, **tabs)).facts
    return plan(book(now, world=World(facts=facts)))


def names(found: Any) -> Any:
    return [name for name, _ in found.figures["guards"]]


def test_a_sheet_that_stays_as_it_was_is_no_alarm() -> None:
    assert names(after(PEOPLE, PEOPLE)) == []


def test_an_empty_enrollment_that_was_full_is_an_alarm() -> None:
    assert names(after(PEOPLE, [])) == ["empty-enrollment"]


def test_an_enrollment_that_lost_a_third_is_an_alarm_and_less_is_not() -> None:
    assert names(after(PEOPLE, PEOPLE[:6])) == ["shrunk-enrollment"]
    assert names(after(PEOPLE, PEOPLE[:7])) == []
    assert names(after(PEOPLE[:2], PEOPLE[:1])) == []


def test_an_alarm_says_what_has_changed() -> None:
    [(_, message)] = after(PEOPLE, PEOPLE[:2]).figures["guards"]
    assert "10 people" in message


def test_any_tab_that_was_full_and_is_empty_is_an_alarm() -> None:
    tabs = {"calendar": [{"Date": "2026-09-07", "Kind": "no school"}], "pairings": [{"Pairing ID": "pair-1"}]}
    assert names(after(PEOPLE, PEOPLE, **tabs)) == ["empty-calendar", "empty-pairings"]


def test_the_counts_follow_the_sheet_once_the_alarm_is_passed() -> None:
    facts = plan(book(PEOPLE)).facts
    smaller = plan(book(PEOPLE[:2], world=World(facts=facts))).facts
    assert smaller["count:Enrollment"] == "2"
    again = Book(snapshot(PEOPLE[:2]), World(facts={**facts, **smaller}), run())
    assert names(plan(again)) == []


def test_rows_that_only_repeat_a_person_do_not_count() -> None:
    assert plan(book([PEOPLE[0], PEOPLE[0]])).facts["count:Enrollment"] == "1"
