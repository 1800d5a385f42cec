"""What law or policy asks for "as far as practicable": wishes that come before every weight, in the order given.

As many pairs as possible keep the first wish, of those choices as many as possible keep the second, and so on; only
then weights count. No wish ever leaves anybody without a mentor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tasks.pairing.case import Case
from tasks.pairing.likeness import Likeness, Points, Share, where
from tasks.pairing.marks import Mask
from tasks.pairing.rule_tests import same_school
from tasks.pairing.table import Block, Key, folded
from tasks.program.people import Person


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


BY_WORD = {wish.word: wish for wish in WISHES}


def _share(wish: Wish, _: Case, mentor: Person, mentee: Person) -> Share:
    return (int(wish.kept(mentor, mentee)), 1)


def _block(wish: Wish, block: Block, weight: int) -> Points:
    return where(wish.block(block), weight)


def wishes(case: Case, below: int, pairs: int) -> tuple[tuple[Likeness, int], ...]:
    """The wishes in force, most important first, each with what it counts in a pair's score, in hundredths.

    One wish outweighs what is `below` it (a pair's weights, then later wishes too) in so many `pairs` together. With
    twice as much and one more, `split` can tell them apart again.
    """
    found: list[tuple[Likeness, int]] = []
    for word in reversed(case.settings.practicable):
        wish, unit = BY_WORD[word], 2 * pairs * below + 1
        likeness = Likeness(
            f"practicable: {word}", partial(_share, wish), partial(_block, wish), of_mentee=wish.of_mentee
        )
        found.append((likeness, unit))
        below += unit
    return tuple(reversed(found))


def split(score: int, units: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """How many of each wish a score, or a difference of scores, holds; and the points that are left."""
    counts = []
    for unit in units:
        counts.append((score + unit // 2) // unit)
        score -= counts[-1] * unit
    return tuple(counts), score
