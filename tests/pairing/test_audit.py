"""The audit: complete, re-optimized by an independent linear program, silent about what is confidential."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from tasks.pairing import audit as room
from tasks.pairing.audit import audit
from tests import build
from tests.build import mentee, mentor
from tests.pairing.desk import Desk
from tests.pairing.test_plan import crowd

ANN = mentor("Ann Bell")
TOM = mentee("Tom Ruiz", Evaluator="head@example.org")
SUE = mentee("Sue Park", Avoid="ann.bell@example.org")


def best(case: dict[str, Any]) -> tuple[int, int]:
    """Most matches, and the highest score with that many, by linear programming on the audit's own candidates."""
    mentors = {mentor["id"]: place for place, mentor in enumerate(case["mentors"])}
    mentees = {mentee["id"]: len(mentors) + place for place, mentee in enumerate(case["mentees"])}
    arcs = case["candidates"]
    count = len(arcs)
    places = [mentors[arc[0]] for arc in arcs] + [mentees[arc[1]] for arc in arcs]
    shape = (len(mentors) + len(mentees), count)
    limits = coo_matrix((np.ones(2 * count), (places, [*range(count)] * 2)), shape)
    room_for = [mentor["capacity"] for mentor in case["mentors"]] + [1] * len(mentees)
    unit = 1_000_000
    found = linprog([-(unit + arc[2]) for arc in arcs], A_ub=limits.tocsr(), b_ub=room_for, bounds=(0, 1))
    matched, score = divmod(round(-found.fun), unit)
    return matched, score


def test_a_linear_program_finds_nothing_better() -> None:
    case = audit(build.book(crowd(60)))
    objective = case["objective"]
    assert (objective["order"], objective["proof"]) == (["locks", "matched", "score"], "optimal")
    assert (
        best(case) == (objective["matched"], objective["score"]) == (len(case["pairs"]), objective["bound"])
    )


def test_every_pair_of_people_is_a_candidate_or_excluded() -> None:
    case = audit(build.book(crowd(40)))
    named = {(mentor, mentee) for mentor, mentee, _ in [*case["candidates"], *case["excluded"]]}
    assert (
        len(named)
        == len(case["mentors"]) * len(case["mentees"])
        == len(case["candidates"]) + len(case["excluded"])
    )
    assert {tuple(pair) for pair in case["pairs"]} <= {tuple(candidate) for candidate in case["candidates"]}


def test_confidential_causes_are_named_only_when_asked_for() -> None:
    book = build.book([ANN, TOM, SUE])
    assert audit(book)["excluded"] == [["ann.bell@example.org", "sue.park@example.org", "confidential"]]
    assert "avoid" not in repr(audit(book))
    assert audit(book, confidential=True)["excluded"] == [
        ["ann.bell@example.org", "sue.park@example.org", "avoid"]
    ]


def test_many_excluded_pairs_are_counted_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_EXCLUDED", 0)
    book = build.book([ANN, mentor("Bo Diaz", Years_teaching=1), TOM, SUE])
    assert audit(book)["excluded"] == {"confidential": 1, "minimum years": 2}


def test_conflict_of_interest_line_of_each_pair() -> None:
    book = build.book([ANN, TOM])
    (line,) = audit(book)["conflicts"]
    assert line == {
        "mentor": "ann.bell@example.org",
        "mentee": "tom.ruiz@example.org",
        "mentee's evaluator": "head@example.org",
        "mentor's evaluator": "not recorded",
        "mentee's supervisor": "not recorded",
        "mentor's supervisor": "not recorded",
        "evaluator conflict": False,
        "supervisor conflict": False,
    }
    (full,) = audit(book, confidential=True)["conflicts"]
    assert full == line | {"avoid": False, "former pair": False}


def test_standing_pairs_hold_their_seats_outside_the_choice() -> None:
    desk = Desk(ANN | {"Capacity": 2}, TOM)
    desk.run()
    desk.type("Pairings", {"Mentee": "Tom Ruiz"}, Decision="approve")
    desk.run()
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz")
    case = audit(desk.book)
    assert (case["mentors"], case["mentees"], case["pairs"]) == (
        [{"id": "ann.bell@example.org", "capacity": 1}],
        [],
        [],
    )
    assert case["standing"] == [["ann.bell@example.org", "tom.ruiz@example.org"]]


def test_kept_proposals_are_part_of_the_order() -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    case = audit(desk.book)
    assert case["objective"]["order"] == ["locks", "matched", "kept", "score"]
    assert case["kept"] == [["ann.bell@example.org", "tom.ruiz@example.org"]]


def test_what_the_run_itself_proposed_was_free_to_be_chosen() -> None:
    desk = Desk(ANN, TOM)
    found = desk.book
    desk.run()
    case = audit(desk.book, found)
    assert case["objective"]["order"] == ["locks", "matched", "score"]
    assert (case["kept"], case["pairs"]) == ([], audit(desk.book)["pairs"])
