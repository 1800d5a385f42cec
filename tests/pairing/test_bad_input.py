"""Careless input of every kind: nothing crashes, each is said once, and the rest is paired."""

from dataclasses import replace
from time import process_time

import pytest

from tasks.pairing.likeness import points
from tasks.pairing.matching import Matching, Pool
from tasks.program.cells import Value
from tasks.program.settings import Weights
from tests.build import mentee, mentor
from tests.pairing.build import SETTINGS, case
from tests.pairing.build import mentee as waiting
from tests.pairing.build import mentor as offering
from tests.pairing.desk import Desk

ANN, BEN = mentor("Ann Bell"), mentor("Ben Cole")
TOM, SUE = mentee("Tom Ruiz"), mentee("Sue Park")
ANN_TOM = {"Mentor email": "ann.bell@example.org", "Mentee email": "tom.ruiz@example.org"}
ANN_SUE = {"Mentor email": "ann.bell@example.org", "Mentee email": "sue.park@example.org"}
LOCK = {"Decision": "lock"}


def said(desk: Desk) -> list[str]:
    """What the room and the reading of the sheet found wrong, in words."""
    every = (*desk.last.problems, *desk.book.problems)
    return [problem.message for problem in every if problem.tab != "Calendar"]


def test_two_locks_over_a_capacity() -> None:
    desk = Desk(ANN, BEN, TOM, SUE, Pairings=[ANN_TOM | LOCK, ANN_SUE | LOCK])
    desk.run()
    assert desk.pairs() == [
        ("Ann", "Tom", "approved"),
        ("Ann", "Sue", "not allowed"),
        ("Ben", "Sue", "proposed"),
    ]
    assert said(desk) == ["Not allowed: Ann Bell has no seat left."]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Years teaching": 1}, "the mentor has too few years of teaching"),
        ({"Evaluator": "tom.ruiz@example.org"}, "one of the two evaluates the other"),
        ({"Avoid": "Tom Ruiz"}, "confidential"),
    ],
)
def test_lock_that_breaks_a_hard_rule(cells: dict[str, Value], why: str) -> None:
    desk = Desk(ANN | cells, BEN, TOM, Pairings=[ANN_TOM | LOCK])
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "not allowed"), ("Ben", "Tom", "proposed")]
    assert said(desk) == [f"Not allowed: {why}."]


def test_unknown_address_in_preferred_is_asked_about() -> None:
    desk = Desk(ANN, TOM | {"Preferred": "an.bell@example.org"})
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "proposed")]
    [problem] = [problem for problem in desk.book.problems if problem.column == "Preferred"]
    assert "ann.bell@example.org" in problem.sentence()


def test_unknown_address_in_avoid_makes_only_that_person_wait() -> None:
    desk = Desk(ANN, TOM | {"Avoid": "nobody@example.net"}, SUE)
    desk.run()
    assert desk.pairs() == [("Ann", "Sue", "proposed")]
    assert desk.waiting() == ["Tom"]
    assert [problem.column for problem in desk.book.problems if problem.tab == "Enrollment"] == ["Avoid"]


@pytest.mark.parametrize(("capacity", "pairs"), [(0, 0), (40, 2), (99, 0), (-1, 0), ("many", 0)])
def test_odd_capacities(capacity: Value, pairs: int) -> None:
    desk = Desk(ANN | {"Capacity": capacity}, TOM, SUE)
    desk.run()
    assert (len(desk.pairs()), len(desk.waiting())) == (pairs, 2 - pairs)
    assert len(said(desk)) == (0 if capacity in (0, 40) else 1)


def test_everyone_is_full() -> None:
    desk = Desk(ANN, BEN, TOM, SUE, mentee("Kim Chan"), mentee("Max Lind"), Pairings=[ANN_TOM | LOCK])
    desk.run()
    assert len(desk.pairs()) == 2
    assert len(desk.waiting()) == 2
    help_ = {row.text("What would help") for row in desk.book.snapshot.rows("Unmatched")}
    assert all(text.startswith("One more seat with") for text in help_)


@pytest.mark.parametrize("value", ["-5", "nan", "lots", "1e400"])
def test_weights_that_are_none(value: str) -> None:
    desk = Desk(ANN, TOM, settings={"Weight: subject": value, "Weight: weeks": "0"})
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "proposed")]
    assert len(said(desk)) == 1


def test_all_weights_nothing_and_some_not_numbers() -> None:
    assert [points(weight) for weight in (float("nan"), float("inf"), -0.0, 1e12)] == [0, 0, 0, 0]
    for weights in (Weights(*([0.0] * 9)), Weights(*([-7.5] * 9)), Weights(*([float("nan")] * 9))):
        mentors = [offering(f"x{n}", subjects=("Art",) * (n % 2)) for n in range(6)]
        mentees = [waiting(f"m{n}", subjects=("Art",) * (n % 3 > 0)) for n in range(8)]
        program = case([*mentors, *mentees], replace(SETTINGS, weights=weights))
        matching = Matching(program, Pool.of([(m, 1) for m in mentors], mentees))
        assert (len(matching.matches), matching.proof) == (6, "optimal")


def test_ten_thousand_identical_people() -> None:
    alike = offering("a", subjects=("Art",)), waiting("b", subjects=("Art",))
    mentors = [replace(alike[0], id=f"p-a{n:05d}", email=f"a{n}@example.org") for n in range(5_000)]
    mentees = [replace(alike[1], id=f"p-b{n:05d}", email=f"b{n}@example.org") for n in range(5_000)]
    program = case([*mentors, *mentees])
    began = process_time()
    matching = Matching(program, Pool.of([(m, 1) for m in mentors], mentees))
    assert (len(matching.matches), matching.proof) == (5_000, "optimal")
    assert process_time() - began < 20


def test_mentor_listed_twice() -> None:
    desk = Desk(ANN, ANN | {"Person ID": "p-ann-again"}, BEN, TOM, SUE)
    desk.run()
    assert ("Ben", "proposed") in [(pair[0], pair[2]) for pair in desk.pairs()]
    assert all(pair[2] == "proposed" for pair in desk.pairs())
    assert said(desk)
