"""The goals of a matching beyond most matches and best score, each off unless asked for."""

from dataclasses import replace

from tasks.pairing.matching import Matching, Pool
from tasks.program.people import Person
from tasks.program.settings import Settings
from tests.pairing.build import SETTINGS, case, mentee, mentor

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


def test_no_seats_and_nobody() -> None:
    assert matched([], [TOM]) == matched([ANN], []) == matched([replace(ANN, capacity=0)], [TOM]) == []
