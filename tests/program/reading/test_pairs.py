from typing import Any

from tasks.program import keys
from tasks.program.pairs import Decision, PairStatus
from tests.build import book, mentee, mentor

ANA, BO = mentor("Ana Lee"), mentee("Bo Kim")
PAIR = keys.pairing_id("prog-test", "p-ana-lee", "p-bo-kim")
ROW = {
    "Pairing ID": PAIR,
    "Mentor": "Ana Lee",
    "Mentor email": "ana.lee@example.org",
    "Mentee": "Bo Kim",
    "Mentee email": "bo.kim@example.org",
    "Status": "active",
}


def pairs(people: Any, *rows: Any) -> Any:
    return book(people, pairings=rows).pairs


def test_a_typed_row_may_give_addresses_or_unique_names() -> None:
    one, other = pairs(
        [ANA, BO],
        {"Mentor email": "ANA.LEE@example.org", "Mentee": "bo kim"},
        {"Mentor": "Nobody", "Mentee": "Bo Kim"},
    )
    assert (one.id, one.mentor, one.mentee, one.status) == ("", "p-ana-lee", "p-bo-kim", None)
    assert (other.mentor, other.mentee) == ("", "p-bo-kim")


def test_decisions_are_read_without_case_and_bad_ones_are_named() -> None:
    made = book([ANA, BO], pairings=[{**ROW, "Decision": "APPROVE "}, {**ROW, "Decision": "maybe"}])
    assert [pair.decision for pair in made.pairs] == [Decision.APPROVE, Decision.NONE]
    assert [(p.row, p.column) for p in made.problems if p.tab == "Pairings"] == [(3, "Decision")]
    assert made.pairs[0].status is PairStatus.ACTIVE


def test_a_pair_stays_known_when_an_address_is_corrected() -> None:
    moved = {**ANA, "Email": "ana.gomez@example.org"}
    assert [(p.mentor, p.mentee) for p in pairs([moved, BO], ROW)] == [("p-ana-lee", "p-bo-kim")]


def test_a_pair_stays_known_when_name_and_address_change_at_once() -> None:
    moved = {**ANA, "Email": "ana.gomez@example.org", "Name": "Ana Gómez"}
    assert pairs([moved, BO], ROW)[0].mentor == "p-ana-lee"


def test_a_pair_stays_known_when_both_addresses_change() -> None:
    people = [{**ANA, "Email": "ana@new.org"}, {**BO, "Email": "bo@new.org"}]
    assert [(p.mentor, p.mentee) for p in pairs(people, ROW)] == [("p-ana-lee", "p-bo-kim")]


def test_somebody_else_of_the_same_name_is_not_taken_for_who_is_gone() -> None:
    stranger = {**ANA, "Email": "other.ana@example.org", "Person ID": "p-other"}
    assert [(p.mentor, p.mentee) for p in pairs([stranger, BO], ROW)] == [("", "p-bo-kim")]
