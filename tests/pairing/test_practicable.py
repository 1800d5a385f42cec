"""Wishes that law or policy calls practicable: before every weight, in their order, and nobody left out for them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from tasks.pairing.matching import Matching, Pool
from tasks.pairing.practicable import BY_WORD
from tasks.pairing.rules import broken
from tasks.program.people import Person
from tasks.program.settings import SameSchool, TrainingRule, Weights
from tests.pairing.build import SETTINGS, case, mentee, mentor, random_case

ORDERS = (("same school", "same subject"), ("same subject or grade band", "same school", "same grade band"))


def matching(people: list[Person], order: tuple[str, ...], **more: object) -> Matching:
    settings = replace(SETTINGS, practicable=order, **more)  # type: ignore[arg-type] # fields of Settings
    program = case(people, settings)
    mentors = [(person, person.capacity) for person in people if person.mentors]
    return Matching(program, Pool.of(mentors, [person for person in people if person.is_mentored]))


def couples(of: Matching) -> set[tuple[str, str]]:
    return {(match.mentor.name, match.mentee.name) for match in of.matches}


@pytest.mark.parametrize(
    ("order", "expected"),
    [((), "Ben"), (("same school",), "Ann"), (("same subject", "same school"), "Ben")],
)
def test_a_wish_outweighs_every_weight_of_a_pair(order: tuple[str, ...], expected: str) -> None:
    near = mentor("ann", grade_bands=("3-5",), languages=("French",))
    alike = mentor("ben", schools=("Elm",), subjects=("Art",), languages=("French",))
    tom = mentee("tom", subjects=("Art",), preferred=("Ben",), languages=("French",), goals=("pace",))
    assert couples(matching([near, alike, tom], order)) == {(expected, "Tom")}


def two_and_two() -> list[Person]:
    """Ann and Tom share a school and nothing else; crossed, both pairs have all that weights ask for."""
    return [
        mentor("ann", schools=("Oak",), subjects=("Art",), grade_bands=("3-5",), strengths=("pace",)),
        mentor("ben", schools=("Elm",), subjects=("Music",), grade_bands=("9-12",), strengths=("talk",)),
        mentee("tom", schools=("Oak",), subjects=("Music",), grade_bands=("9-12",), goals=("talk",)),
        mentee("sue", schools=("Fir",), subjects=("Art",), grade_bands=("3-5",), goals=("pace",)),
    ]


def test_a_wish_outweighs_the_weights_of_all_pairs_together() -> None:
    crossed, straight = {("Ann", "Sue"), ("Ben", "Tom")}, {("Ann", "Tom"), ("Ben", "Sue")}
    assert couples(matching(two_and_two(), ())) == crossed
    wished = matching(two_and_two(), ("same school",))
    assert couples(wished) == straight
    assert wished.order == ("locks", "matched", "practicable", "score")
    assert (wished.proof, wished.split(wished.score)[0]) == ("optimal", {"same school": 1})


def test_no_wish_leaves_anybody_without_a_mentor() -> None:
    """Ann is the only one for Sue: Tom's wish for his own school waits."""
    ann, ben = mentor("ann"), mentor("ben", schools=("Elm",))
    tom, sue = mentee("tom"), mentee("sue", schools=("Fir",), avoid=("ben@example.org",))
    assert couples(matching([ann, ben, tom, sue], ("same school",))) == {("Ann", "Sue"), ("Ben", "Tom")}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(10))
def test_each_goal_in_its_turn_is_as_an_independent_solver_finds_it(
    seed: int, order: tuple[str, ...]
) -> None:
    program = random_case(seed, size=30)
    mild = {
        "same_school": SameSchool.PREFER,
        "training_rule": TrainingRule.NO,
        "minimum_shared_windows": 0,
        "minimum_recent_years": 0.0,
        "mentor_ratings": (),
    }
    program = replace(program, settings=replace(program.settings, practicable=order, **mild))  # type: ignore[arg-type] # fields of Settings
    mentors = [(p, 1 + turn % 2) for turn, p in enumerate(program.people.values()) if p.mentors]
    mentees = [p for p in program.people.values() if p.is_mentored]
    solved = Matching(program, Pool.of(mentors, mentees))
    assert solved.wishes_first

    pairs = [
        (i, j)
        for i, e in enumerate(solved.pool.mentees)
        for j, m in enumerate(solved.pool.mentors)
        if not broken(program, m, e)
    ]
    people = [(solved.pool.mentors[j], solved.pool.mentees[i]) for i, j in pairs]
    goals = [[1.0] * len(pairs)]
    goals += [[float(BY_WORD[word].kept(m, e)) for m, e in people] for word in order]
    goals += [[solved.scorer.split(solved.scorer.score(m, e))[1] / 100 for m, e in people]]
    best = _one_after_another(pairs, solved.pool.seats, goals)

    wishes, points = solved.split(solved.score)
    assert [len(solved.matches), *wishes.values(), points / 100] == pytest.approx(best)
    assert solved.proof == "optimal"


def _one_after_another(
    pairs: list[tuple[int, int]], seats: tuple[int, ...], goals: list[list[float]]
) -> list[float]:
    """The best of each goal where all before it are at their best."""
    people = max(i for i, _ in pairs) + 1
    use = np.zeros((people + len(seats), len(pairs)))
    for column, (i, j) in enumerate(pairs):
        use[i, column] = use[people + j, column] = 1
    constraints = [LinearConstraint(use, ub=[*[1] * people, *seats])]
    best = []
    for goal in goals:
        found = milp(
            -np.array(goal), constraints=constraints, integrality=np.ones(len(pairs)), bounds=Bounds(0, 1)
        )
        best.append(-found.fun)
        constraints.append(LinearConstraint(np.array([goal]), lb=best[-1] - 1e-6))
    return best


def test_many_pairs_with_heavy_weights_keep_the_order_pair_by_pair_and_say_so() -> None:
    people = [mentor(f"m{n}", schools=(f"S{n % 7}",), subjects=("Art",), capacity=2) for n in range(110)]
    people += [mentee(f"e{n}", schools=(f"S{n % 5}",), subjects=("Art",)) for n in range(200)]
    heavy = {"weights": Weights(*([9_000.0] * 9))}
    solved = matching(people, ORDERS[1], **heavy)
    assert (solved.wishes_first, solved.proof, len(solved.matches)) == (False, "optimal", 200)
    assert "practicable" not in solved.order
