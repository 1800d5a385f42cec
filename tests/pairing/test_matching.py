"""The goals of a matching beyond most matches and best score, each off unless asked for."""

from dataclasses import replace

import pytest

from tasks.pairing.engine import Blocks, best_assignment, worth_of_seat
from tasks.pairing.engine.arrays import Block
from tasks.pairing.matching import Matching, Pool
from tasks.program.people import Person
from tasks.program.settings import Settings, Weights
from tests.pairing.build import SETTINGS, case, mentee, mentor, random_case

ANN, BEN = (
    mentor("ann", subjects=("Art",), grade_bands=("3-5",)),
    mentor("ben", schools=("Elm",), grade_bands=("3-5",)),
)
TOM, SUE = mentee("tom", subjects=("Art",), grade_bands=("3-5",)), mentee("sue", grade_bands=("3-5",))


def matched(
    mentors: list[Person],
    mentees: list[Person],
    settings: Settings = SETTINGS,
    first: dict[str, int] | None = None,
) -> list[tuple[str, str]]:
    program = case([*mentors, *mentees], settings)
    matching = Matching(program, Pool.of([(m, m.capacity) for m in mentors], mentees, (), first))
    return [(match.mentor.name, match.mentee.name) for match in matching.matches]


def test_best_score_without_further_goals() -> None:
    assert matched([ANN], [TOM, SUE]) == [("Ann", "Tom")]


def test_who_goes_first_beats_the_score() -> None:
    assert matched([ANN], [TOM, SUE], first={SUE.id: 1}) == [("Ann", "Sue")]


def test_the_worst_pair_is_lifted_before_the_sum() -> None:
    ann = mentor("ann", subjects=("Art",), grade_bands=("3-5",))
    ben = mentor("ben", subjects=("Music",), schools=("Elm",))
    tom, sue = mentee("tom", subjects=("Art",)), mentee("sue", grade_bands=("3-5",), schools=("Fir",))
    usual = matched([ann, ben], [tom, sue])
    lifted = matched([ann, ben], [tom, sue], replace(SETTINGS, lift_worst_pair=True))
    assert (sorted(usual), sorted(lifted)) == (
        [("Ann", "Tom"), ("Ben", "Sue")],
        [("Ann", "Sue"), ("Ben", "Tom")],
    )


def test_groups_get_equal_chances() -> None:
    oak = [replace(TOM, id=f"p-o{n}", name=f"O{n}") for n in range(2)]
    elm = [replace(SUE, id=f"p-e{n}", name=f"E{n}", schools=("Elm",)) for n in range(2)]
    two_seats = replace(ANN, capacity=2)
    assert [name[0] for _, name in matched([two_seats], [*oak, *elm])] == ["O", "O"]
    fair = matched([two_seats], [*oak, *elm], replace(SETTINGS, equal_chances="school"))
    assert sorted(name[0] for _, name in fair) == ["E", "O"]


@pytest.mark.parametrize("seed", range(20))
def test_bounded_scores_give_the_answer_of_full_scores(seed: int) -> None:
    """The costly parts are exact for few pairs only; pairs, proof and the worth of seats are those of all scores."""
    program = random_case(seed, size=40)
    goals = {"lift_worst_pair": seed % 3 == 1, "equal_chances": "school" if seed % 3 == 2 else ""}
    program = replace(program, settings=replace(program.settings, **goals))  # type: ignore[arg-type] # as named
    mentors = [(p, seed % 3) if p.id < "p-person20" else (p, 1) for p in program.people.values() if p.mentors]
    mentees = [p for p in program.people.values() if p.is_mentored]
    matching = Matching(program, Pool.of(mentors, mentees, first={mentees[0].id: 1}))

    def fill(a: int, b: int, out: Block) -> None:
        out[:] = matching.scorer.block(a, b)

    full = best_assignment(replace(matching.problem, candidates=Blocks(fill)))
    bounded = matching.solved
    assert bounded is not None
    assert (bounded.pairs.triples(), bounded.proof, bounded.bound) == (
        full.pairs.triples(),
        "optimal",
        full.bound,
    )
    seats = range(len(mentors))
    assert [worth_of_seat(bounded, j) for j in seats] == [worth_of_seat(full, j) for j in seats]


def test_no_seats_and_nobody() -> None:
    assert matched([], [TOM]) == matched([ANN], []) == matched([replace(ANN, capacity=0)], [TOM]) == []


def test_goals_too_large_for_exact_arithmetic_take_coarser_scores_and_say_so() -> None:
    heavy = replace(SETTINGS, weights=Weights(*([9_999.0] * 9)))
    people = [mentee(f"m{n:02d}", subjects=("Art",), grade_bands=("3-5",) * (n % 2)) for n in range(40)]
    mentors = [mentor(f"x{n:02d}", subjects=("Art",), grade_bands=("3-5",) * (n % 3 > 0)) for n in range(12)]
    program = case([*mentors, *people], heavy)
    first = {person.id: max(turn - 16, 0) for turn, person in enumerate(people)}
    matching = Matching(program, Pool.of([(m, 1) for m in mentors], people, first=first))
    assert matching.coarse > 1
    assert {match.mentee.id for match in matching.matches} == {person.id for person in people[-12:]}
    assert matching.score == sum(matching.scorer.score(m.mentor, m.mentee) for m in matching.matches)
    assert (matching.proof, matching.bound >= matching.score) == ("feasible", True)
