"""Every rule: one example of its own, and both of its forms against each other on random programs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tasks.pairing.rules import RULES, broken, forbidden
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Mode, Person, Role, Status
from tasks.program.schooldays import School
from tasks.program.settings import SameSchool, TrainingRule
from tests.pairing.build import SETTINGS, case, mentee, mentor, random_case, table, window


@pytest.mark.parametrize("seed", range(12))
def test_each_rule_says_the_same_of_one_pair_and_of_a_block(seed: int) -> None:
    program = random_case(seed)
    people = table(program)
    block = people.block(0, len(people.mentees))
    for rule in RULES:
        blockwise = np.broadcast_to(rule.block(block), block.shape)
        one_by_one = [[rule.breaks(program, m, e) for m in people.mentors] for e in people.mentees]
        assert blockwise.tolist() == one_by_one, rule.name


@pytest.mark.parametrize("seed", range(4))
def test_parts_of_a_block_are_the_block(seed: int) -> None:
    people = table(random_case(seed))
    whole = forbidden(people.block(0, len(people.mentees)))
    parts = [forbidden(people.block(at, at + 1)) for at in range(len(people.mentees))]
    assert np.array_equal(whole, np.concatenate(parts))


def test_random_programs_break_every_rule_somewhere() -> None:
    found = {
        rule.name
        for program in map(random_case, range(12))
        for m in table(program).mentors
        for e in table(program).mentees
        for rule in broken(program, m, e)
    }
    assert found == {rule.name for rule in RULES}


ANN, TOM = mentor("ann"), mentee("tom")
EARLY, LATE = (window(0, 480, 520),), (window(0, 900, 960),)


def names(ann: Person, tom: Person, **more: object) -> list[str]:
    return [rule.name for rule in broken(case([ann, tom], **more), ann, tom)]  # type: ignore[arg-type] # keywords of case


@pytest.mark.parametrize(
    ("ann", "tom", "expected"),
    [
        (ANN, TOM, []),
        (replace(ANN, status=Status.ON_LEAVE), TOM, ["mentor not active"]),
        (ANN, replace(TOM, status=Status.APPLIED), ["mentee not active"]),
        (ANN, replace(TOM, status=Status.EXPECTED), []),
        (replace(ANN, waits=frozenset({"Evaluator"})), TOM, ["mentor row to be fixed"]),
        (ANN, replace(TOM, waits=frozenset({"Avoid"})), ["mentee row to be fixed"]),
        (ANN, replace(TOM, waits=frozenset({"Goals"})), []),
        (replace(ANN, years=None), TOM, ["years not known"]),
        (replace(ANN, years=2.0), TOM, ["minimum years"]),
        (ANN, replace(TOM, years=8.0), ["experience gap"]),
        (ANN, replace(TOM, years=None), []),
        (ANN, replace(TOM, evaluator=ANN.email), ["evaluator"]),
        (replace(ANN, evaluator=TOM.email), TOM, ["evaluator"]),
        (ANN, replace(TOM, supervisor=ANN.email), ["supervisor"]),
        (ANN, replace(TOM, avoid=("ann",)), ["avoid"]),
        (replace(ANN, avoid=(TOM.email,)), TOM, ["avoid"]),
        (ANN, replace(TOM, required_languages=("Spanish",)), ["required language"]),
        (replace(ANN, languages=("SPANISH",)), replace(TOM, required_languages=("Spanish",)), []),
        (replace(ANN, required_languages=("Spanish",)), TOM, ["required language"]),
        (replace(ANN, mode=Mode.IN_PERSON), replace(TOM, schools=("Elm",)), ["meeting mode"]),
        (replace(ANN, mode=Mode.IN_PERSON), replace(TOM, schools=("Elm", "oak")), []),
        (ANN, replace(TOM, schools=("Elm",)), []),
        (
            replace(ANN, windows=EARLY, times_known=True),
            replace(TOM, windows=LATE, times_known=True),
            ["shared window"],
        ),
        (replace(ANN, windows=EARLY, times_known=True), TOM, []),
        (replace(ANN, windows=EARLY, times_known=True), replace(TOM, windows=EARLY, times_known=True), []),
    ],
)
def test_rule_by_example(ann: Person, tom: Person, expected: list[str]) -> None:
    assert names(ann, tom) == expected


def test_nobody_mentors_themselves() -> None:
    sue = mentor("sue", role=Role.BOTH)
    assert names(sue, sue) == ["same person", "experience gap"]


def test_same_school_is_a_rule_only_when_required() -> None:
    elsewhere = replace(TOM, schools=("Elm",))
    assert names(ANN, elsewhere, settings=replace(SETTINGS, same_school=SameSchool.REQUIRE)) == [
        "same school"
    ]


@pytest.mark.parametrize(
    ("rule", "booked", "expected"),
    [
        (TrainingRule.NO, False, []),
        (TrainingRule.YES, False, ["mentor training"]),
        (TrainingRule.YES, True, ["mentor training"]),
        (TrainingRule.BEFORE_FIRST_MEETING, False, ["mentor training"]),
        (TrainingRule.BEFORE_FIRST_MEETING, True, []),
    ],
)
def test_mentor_training(rule: TrainingRule, booked: bool, expected: list[str]) -> None:
    untrained = replace(ANN, trained_on=None)
    who = frozenset({ANN.id}) if booked else frozenset()
    assert names(untrained, TOM, settings=replace(SETTINGS, training_rule=rule), booked=who) == expected


def test_principal_of_the_mentees_school_is_an_evaluator() -> None:
    assert names(ANN, TOM, schools=(School("Oak", principal_email=ANN.email),)) == ["evaluator"]
    assert names(ANN, TOM, schools=(School("Oak", evaluators=(TOM.email,)),)) == ["evaluator"]
    assert names(ANN, TOM, schools=(School("Elm", principal_email=ANN.email),)) == []


@pytest.mark.parametrize(
    ("status", "ending", "expected"),
    [
        (PairStatus.ENDED, "no-fault", ["former pair"]),
        (PairStatus.ENDED, "leave", []),
        (PairStatus.REJECTED, "", ["rejected by staff"]),
        (PairStatus.REPLACED, "", []),
    ],
)
def test_pairs_of_the_past(status: PairStatus, ending: str, expected: list[str]) -> None:
    ended = date(2026, 8, 1) if status is PairStatus.ENDED else None
    past = Pair("pair-1", 2, ANN.id, TOM.id, status=status, ending=ending, ended_on=ended)
    assert names(ANN, TOM, pairs=[past]) == expected


def test_meeting_length_decides_about_windows() -> None:
    ann, tom = (replace(person, windows=EARLY, times_known=True) for person in (ANN, TOM))
    assert names(ann, tom, settings=replace(SETTINGS, meeting_minutes=45)) == ["shared window"]


@pytest.mark.parametrize(("gap", "expected"), [(0.0, []), (7.0, []), (8.0, ["experience gap"])])
def test_experience_gap_in_years(gap: float, expected: list[str]) -> None:
    settings = replace(SETTINGS, experience_gap=gap)
    assert names(ANN, replace(TOM, years=1.0), settings=settings) == expected


@pytest.mark.parametrize(
    ("recent", "rating", "expected"),
    [
        (2.0, "Effective", []),
        (1.0, "highly effective", ["recent years"]),
        (None, "Developing", ["recent years", "mentor rating"]),
        (5.0, "", ["mentor rating"]),
    ],
)
def test_recent_years_and_ratings_where_the_policy_asks(
    recent: float | None, rating: str, expected: list[str]
) -> None:
    ann = replace(ANN, recent_years=recent, rating=rating)
    asked = replace(SETTINGS, minimum_recent_years=2.0, mentor_ratings=("effective", "highly effective"))
    assert names(ann, TOM, settings=asked) == expected
    assert names(ann, TOM, settings=SETTINGS) == []


@pytest.mark.parametrize(("wanted", "expected"), [(0, []), (1, []), (2, []), (3, ["shared window"])])
def test_as_many_shared_windows_as_asked(wanted: int, expected: list[str]) -> None:
    twice = (window(0, 480, 520), window(1, 480, 560), window(2, 480, 500))
    ann, tom = (replace(person, windows=twice, times_known=True) for person in (ANN, TOM))
    assert names(ann, tom, settings=replace(SETTINGS, minimum_shared_windows=wanted)) == expected


def test_windows_of_the_days_of_a_cycle_are_counted_on_the_better_one() -> None:
    both = (window(0, 480, 520, cycle="A"), window(1, 480, 520, cycle="B"), window(2, 480, 520))
    ann, tom = (replace(person, windows=both, times_known=True) for person in (ANN, TOM))
    settings = replace(SETTINGS, minimum_shared_windows=2)
    assert names(ann, tom, settings=settings) == []
    assert names(ann, replace(tom, windows=both[:2]), settings=settings) == ["shared window"]
