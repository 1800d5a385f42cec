"""Every likeness: its points by example, and both of its forms against each other on random programs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tasks.pairing.engine import Arcs
from tasks.pairing.likeness import points
from tasks.pairing.practicable import BY_WORD, wishes
from tasks.pairing.rules import broken
from tasks.pairing.scorer import FORBIDDEN, Scorer
from tasks.pairing.subjects import related_subjects
from tasks.pairing.weights import LIKENESSES
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.settings import SameSchool, Weights
from tests.pairing.build import SETTINGS, case, mentee, mentor, random_case, table, window


@pytest.mark.parametrize("seed", range(12))
def test_blocks_score_every_pair_as_its_parts_say(seed: int) -> None:
    program = random_case(seed)
    people = table(program)
    scorer = Scorer(people)
    expected = [
        [FORBIDDEN if broken(program, m, e) else scorer.score(m, e) + scorer.shift for m in people.mentors]
        for e in people.mentees
    ]
    assert scorer.block(0, len(people.mentees)).tolist() == expected


@pytest.mark.parametrize("seed", range(12))
def test_bounds_made_exact_are_the_scores_of_blocks(seed: int) -> None:
    people = table(random_case(seed))
    scorer, mentees = Scorer(people), len(people.mentees)
    exact, bounds = scorer.block(0, mentees), np.empty((mentees, len(people.mentors)), np.int32)
    for a in range(0, mentees, 5):
        scorer.bounds(a, min(a + 5, mentees), bounds[a : a + 5])
    mentee, mentor = np.nonzero(bounds >= 0)
    allowed = Arcs.of(mentee, mentor, bounds[mentee, mentor])
    assert np.array_equal(bounds >= 0, exact >= 0)
    assert (bounds >= exact).all()
    assert scorer.blocks.settle(allowed).score.tolist() == exact[mentee, mentor].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_best_mentor_of_each_mentee(seed: int) -> None:
    people = table(random_case(seed))
    scorer = Scorer(people)
    for place in range(len(people.mentees)):
        row = scorer.block(place, place + 1)[0]
        best, top = int(row.argmax()), int(row.max()) - scorer.shift
        found = scorer.best(place)
        assert found == ((best, top) if row.max() >= 0 else None)
        assert scorer.possible(place).tolist() == np.flatnonzero(row >= 0).tolist()
        assert scorer.best(place, above=top) is None
        assert scorer.best(place, above=top - 1) == found


@pytest.mark.parametrize("seed", range(6))
def test_each_likeness_has_one_meaning_in_both_forms(seed: int) -> None:
    program = random_case(seed)
    people = table(program)
    block = people.block(0, len(people.mentees))
    every = replace(program, settings=replace(program.settings, practicable=tuple(BY_WORD)))
    for likeness in (*LIKENESSES, *(wish for wish, _ in wishes(every, 0, 1))):
        shares = [[likeness.share(program, m, e) for m in people.mentors] for e in people.mentees]
        expected = [[1000 * count // whole if whole else 0 for count, whole in row] for row in shares]
        assert likeness.block(block, 1000).tolist() == expected, likeness.name


ANN = mentor(
    "ann", subjects=("Mathematics",), grade_bands=("6-8",), strengths=("pace", "talk"), languages=("Spanish",)
)
TOM = mentee(
    "tom", subjects=("Mathematics",), grade_bands=("6-8",), goals=("pace", "data"), languages=("Spanish",)
)
ONLY_LANGUAGE = (
    mentee("sue", languages=("English",)),
    mentee("max", languages=("English",)),
    mentee("kim", languages=("English",)),
)


def scored(ann: Person, tom: Person, **more: object) -> dict[str, int]:
    scorer = Scorer(table(case([ann, tom, *ONLY_LANGUAGE], **more)))  # type: ignore[arg-type] # keywords of case
    return {name: points for name, points in scorer.parts(ann, tom).items() if points}


def test_points_of_a_pair_by_likeness() -> None:
    assert scored(ANN, TOM) == {
        "subject": 3000,
        "grade band": 2000,
        "school": 1500,
        "goals": 750,
        "language": 500,
    }


@pytest.mark.parametrize(
    ("tom", "name", "expected"),
    [
        (replace(TOM, subjects=("science",)), "subject", 1500),
        (replace(TOM, subjects=("Art",)), "subject", 0),
        (replace(TOM, grade_bands=("9-12",)), "grade band", 1000),
        (replace(TOM, grade_bands=("PK-2",)), "grade band", 0),
        (replace(TOM, schools=("Elm",)), "school", 0),
        (replace(TOM, goals=()), "goals", 0),
        (replace(TOM, goals=("PACE", "talk")), "goals", 1500),
        (replace(TOM, languages=("English",)), "language", 0),
        (replace(TOM, preferred=(ANN.email,)), "preference", 1000),
        (replace(TOM, preferred=("x@example.org", ONLY_LANGUAGE[0].email, ANN.email)), "preference", 800),
    ],
)
def test_points_by_example(tom: Person, name: str, expected: int) -> None:
    assert scored(ANN, tom).get(name, 0) == expected


def test_wishes_from_both_sides_add_up() -> None:
    ann, tom = replace(ANN, preferred=(TOM.email,)), replace(TOM, preferred=(ANN.email,))
    assert scored(ann, tom)["preference"] == 2000


def test_the_school_counts_nothing_when_it_is_to_be_ignored() -> None:
    assert "school" not in scored(ANN, TOM, settings=replace(SETTINGS, same_school=SameSchool.IGNORE))


def test_a_pair_that_went_well_before_counts_as_continuity() -> None:
    past = Pair(
        "pair-1", 2, ANN.id, TOM.id, status=PairStatus.ENDED, ending="completed", ended_on=date(2026, 6, 1)
    )
    assert scored(ANN, TOM, pairs=[past])["continuity"] == 1000


def test_planning_periods_and_weeks_in_common() -> None:
    free = (window(0, 600, 645, planning=True), window(2, 600, 645, planning=True), window(4, 900, 960))
    ann, tom = replace(ANN, windows=free, times_known=True), replace(TOM, windows=free, times_known=True)
    found = scored(ann, tom)
    assert (found["planning"], found["weeks"]) == (400, 1000)


@pytest.mark.parametrize(
    ("weight", "expected"), [(30.0, 3000), (0.125, 12), (-4.0, -400), (float("nan"), 0), (1e9, 0)]
)
def test_weights_become_whole_hundredths(weight: float, expected: int) -> None:
    assert points(weight) == expected


def test_negative_weights_still_leave_forbidden_pairs_apart() -> None:
    program = case([ANN, TOM], replace(SETTINGS, weights=Weights(*([-10.0] * 9))))
    scorer = Scorer(table(program))
    assert scorer.block(0, 1).tolist() == [[scorer.shift + scorer.score(ANN, TOM)]]
    assert scorer.block(0, 1).min() >= 0


def test_subjects_of_a_family_are_related_both_ways() -> None:
    related = related_subjects()
    assert all(subject in related[other] for subject, others in related.items() for other in others)
    assert "science" in related["mathematics"]
