"""A second mentor for content: for mentees whose own mentor shares no subject or no grades, from seats that are left.

Off unless the setting `Second mentor` says yes. Such a pair holds a seat; it is never the mentee's own mentor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.pairing.case import Case
from tasks.pairing.engine import Problem
from tasks.pairing.explain import Reasons
from tasks.pairing.matching import Match, Matching, Pool
from tasks.pairing.scorer import FORBIDDEN, Scorer
from tasks.pairing.table import Table, folded
from tasks.program.people import Person

Lack = tuple[bool, bool]
"""Whether a mentee's mentor shares no subject with them, and no grade band."""


def lack(mentor: Person, mentee: Person) -> Lack:
    """What the mentor cannot give, of what the mentee's row names."""
    subjects, bands = folded(mentee.subjects), folded(mentee.grade_bands)
    no_subject = bool(subjects) and subjects.isdisjoint(folded(mentor.subjects))
    return no_subject, bool(bands) and bands.isdisjoint(folded(mentor.grade_bands))


class ContentScorer(Scorer):
    """Scores of mentors who have the subject and the grades that each mentee's own mentor lacks; others are forbidden."""

    def __init__(self, table: Table, pairs: int, lacks: Iterable[Lack]) -> None:
        super().__init__(table, pairs)
        self.lacks = np.array(list(lacks), np.bool_).reshape(-1, 2)

    def bounds(self, a: int, b: int, out: npt.NDArray[Any]) -> None:
        super().bounds(a, b, out)
        block, lacks = self.table.block(a, b), self.lacks[a:b]
        useless = lacks[:, :1] & ~block.meet(self.table.subjects)
        useless |= lacks[:, 1:] & ~block.meet(self.table.bands)
        out[useless] = FORBIDDEN


class SecondMatching(Matching):
    """A solved pool of mentees who lack something; `own` names their own mentors, by Person ID."""

    def __init__(self, case: Case, pool: Pool, own: Mapping[str, Person]) -> None:
        super().__init__(case, pool)
        self.own = own

    def _scorer(self, pairs: int) -> Scorer:
        lacks = (lack(self.own[mentee.id], mentee) for mentee in self.pool.mentees)
        return ContentScorer(self.table, pairs, lacks)

    def _problem(self, scorer: Scorer, coarse: int) -> Problem:
        return replace(super()._problem(scorer, coarse), lift_worst=False, groups=None)

    def why(self, match: Match) -> str:
        """Why the mentee gets a second mentor, and this one."""
        subject, bands = lack(self.own[match.mentee.id], match.mentee)
        other = " and ".join(word for word, on in (("subjects", subject), ("grades", bands)) if on)
        common = Reasons(self, {}).common(match)
        return f"Second mentor for content, since {self.own[match.mentee.id].name} teaches other {other}. {common}"


def second_matching(
    case: Case, own: Mapping[str, str], seats: Mapping[str, int], kept: Iterable[tuple[str, str]]
) -> SecondMatching:
    """The mentees of `own` (mentor by mentee, Person IDs) who lack something, with mentors who have `seats` left."""
    couples = {mentee: case.people[mentor] for mentee, mentor in own.items() if mentor in case.people}
    wanting = [
        case.people[mentee] for mentee, mentor in couples.items() if any(lack(mentor, case.people[mentee]))
    ]
    mentors = [(case.people[mentor], left) for mentor, left in seats.items() if left > 0]
    return SecondMatching(case, Pool.of(mentors, wanting, kept), couples)
