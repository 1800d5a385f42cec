"""What law or policy asks for "as far as practicable": wishes that come before every weight, in the order given.

A pair that keeps an earlier wish scores above every pair that does not, whatever else speaks for either. No wish
ever leaves anybody without a mentor.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass

from tasks.pairing.case import Case
from tasks.pairing.marks import Mask
from tasks.pairing.rule_tests import same_school
from tasks.pairing.table import Block, Key, folded
from tasks.program.people import Person

HEAVIEST = 9_999.0
"""No weight counts more points than this."""


@dataclass(frozen=True)
class Wish:
    """One wish: its word in `Practicable first`, whether a pair keeps it, in both forms, and what of a mentee decides."""

    word: str
    kept: Callable[[Person, Person], bool]
    block: Callable[[Block], Mask]
    of_mentee: Key


def _subject(mentor: Person, mentee: Person) -> bool:
    return not folded(mentor.subjects).isdisjoint(folded(mentee.subjects))


def _band(mentor: Person, mentee: Person) -> bool:
    return not folded(mentor.grade_bands).isdisjoint(folded(mentee.grade_bands))


WISHES = (
    Wish(
        "same school", same_school, lambda block: block.same_school, lambda _, mentee: folded(mentee.schools)
    ),
    Wish(
        "same subject",
        _subject,
        lambda block: block.meet(block.table.subjects),
        lambda _, mentee: folded(mentee.subjects),
    ),
    Wish(
        "same grade band",
        _band,
        lambda block: block.meet(block.table.bands),
        lambda _, mentee: folded(mentee.grade_bands),
    ),
    Wish(
        "same subject or grade band",
        lambda mentor, mentee: _subject(mentor, mentee) or _band(mentor, mentee),
        lambda block: block.meet(block.table.subjects) | block.meet(block.table.bands),
        lambda _, mentee: (folded(mentee.subjects), folded(mentee.grade_bands)),
    ),
)


def weight_of(wish: Wish, case: Case) -> float:
    """More points than everything that comes after the wish; none where it is not asked for."""
    order = case.settings.practicable
    if wish.word not in order:
        return 0.0
    below = 1 + sum(abs(weight) for weight in astuple(case.settings.weights))
    later = len(order) - 1 - order.index(wish.word)
    return float(min(below * 2**later, HEAVIEST))
