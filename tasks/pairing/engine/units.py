"""Exact lexicographic arithmetic: every goal gets a unit larger than all lower goals together can sum to."""

from dataclasses import dataclass
from typing import Self

LARGEST = 2**62


@dataclass(frozen=True)
class Worth:
    """What a change is worth, most important goal first.

    `waited` has one number a priority class, highest class first. `crowding` is how many more matches stand
    above the groups' shares (less is better). `score` is in the caller's units.
    """

    matched: int
    kept: int = 0
    waited: tuple[int, ...] = ()
    crowding: int = 0
    score: int = 0

    def __neg__(self) -> "Worth":
        waited = tuple(-w for w in self.waited)
        return Worth(-self.matched, -self.kept, waited, -self.crowding, -self.score)


@dataclass(frozen=True)
class Units:
    """The value of one match, one kept pair, one waiting mentee and one match above a share, in score points."""

    matched: int
    kept: int
    waited: tuple[int, ...]
    crowding: int
    shift: int

    @classmethod
    def of(
        cls, people: int, reach: int, kept: int, waited: tuple[int, ...], crowding: int, shift: int
    ) -> Self:
        """Units for at most `people` matches of scores 0..`reach`, and so many possible at each goal.

        Each is twice the sum of all below plus one, so that rounding tells the goals apart again. Scores
        were shifted by `shift` to be non-negative. OverflowError when 62 bits do not hold them.
        """
        below = people * reach
        crowd_unit, below = 2 * below + 1, below + crowding * (2 * below + 1)
        waited_units = []
        for count in reversed(waited):
            waited_units.append(2 * below + 1)
            below += count * waited_units[-1]
        kept_unit = 2 * below + 1
        below += kept * kept_unit
        matched_unit = 2 * below + 1
        # Prices reach a few matches' worth, and are compared with NEVER.
        if matched_unit * 4 >= LARGEST:
            raise OverflowError("scores and goals are too large for exact arithmetic: scale the scores down")
        return cls(matched_unit, kept_unit, tuple(reversed(waited_units)), crowd_unit, shift)

    def read(self, value: int) -> Worth:
        """The parts of a price, utility or difference of two optimal values."""
        parts = []
        for unit in (self.matched, self.kept, *self.waited, self.crowding):
            parts.append((value + unit // 2) // unit)
            value -= parts[-1] * unit
        matched, kept, *waited, crowding = parts
        return Worth(matched, kept, tuple(waited), -crowding, value + self.shift * matched)
