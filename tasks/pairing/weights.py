"""What makes a pair good: one table of likenesses, each in points, for one pair and for a block of pairs.

`share` is how much of its weight a pair gets, as a count out of a whole; `block` gives the same points for a block.
Words name a likeness for `Why`.
"""

from collections.abc import Iterable

import numpy as np

from tasks.pairing.case import Case
from tasks.pairing.likeness import (
    Likeness,
    Points,
    Share,
    Tally,
    Timing,
    points,
    portion,
    portions,
    sparse,
    where,
)
from tasks.pairing.rule_tests import same_school
from tasks.pairing.subjects import related
from tasks.pairing.table import Block, Cells, Places, Sides, Table, folded
from tasks.pairing.ties import couple
from tasks.pairing.times import planning_periods
from tasks.program.people import Person
from tasks.program.settings import SameSchool
from tasks.program.workbook.tabs_people import GRADE_BANDS

MOST_PERIODS = 5
"""Shared planning periods a week beyond which more of them add nothing."""
RANKS = 5
"""How far down a list of wishes a wish still counts: the first gets five fifths, the fifth and later ones one."""


def _adjacent(bands: Iterable[str]) -> frozenset[str]:
    order = [band.casefold() for band in GRADE_BANDS]
    places = [order.index(band) for band in folded(bands) if band in order]
    near = {place + step for place in places for step in (-1, 1)}
    return frozenset(order[place] for place in near if 0 <= place < len(order))


def _half_or_whole(same: bool, near: bool) -> Share:
    return (2 if same else 1 if near else 0, 2)


def _subject(_: Case, mentor: Person, mentee: Person) -> Share:
    theirs = folded(mentee.subjects)
    same = not folded(mentor.subjects).isdisjoint(theirs)
    return _half_or_whole(same, not related(mentor.subjects).isdisjoint(theirs))


def _band(_: Case, mentor: Person, mentee: Person) -> Share:
    theirs = folded(mentee.grade_bands)
    same = not folded(mentor.grade_bands).isdisjoint(theirs)
    return _half_or_whole(same, not _adjacent(mentor.grade_bands).isdisjoint(theirs))


def _levels(block: Block, weight: int, same: Sides, near: Sides) -> Points:
    """The whole weight for the same, half of it for what is near."""
    alike = block.meet(same)
    found = where(alike | block.meet(near), portion(weight, (1, 2)))
    found += where(alike, weight - portion(weight, (1, 2)))
    return found


def _subject_block(block: Block, weight: int) -> Points:
    table = block.table
    near = table.remember("related", lambda: table.words(lambda p: related(p.subjects), lambda p: p.subjects))
    return _levels(block, weight, table.subjects, near)


def _band_block(block: Block, weight: int) -> Points:
    table = block.table
    near = table.remember(
        "adjacent", lambda: table.words(lambda p: _adjacent(p.grade_bands), lambda p: p.grade_bands)
    )
    return _levels(block, weight, table.bands, near)


def _school(_: Case, mentor: Person, mentee: Person) -> Share:
    return (int(same_school(mentor, mentee)), 1)


def _goals(_: Case, mentor: Person, mentee: Person) -> Share:
    goals = folded(mentee.goals)
    return (len(goals & folded(mentor.strengths)), len(goals))


def _goals_block(block: Block, weight: int) -> Points:
    table = block.table
    topics = table.remember("topics", lambda: table.words(lambda p: p.strengths, lambda p: p.goals))
    found = np.zeros(block.shape, np.int32)
    counts = block.meet_count(topics)
    wholes = [len(folded(table.mentees[place].goals)) for place in block.rows.tolist()]
    for row, whole in enumerate(wholes):
        if whole:
            found[row] = portions(weight, counts[row], whole)
    return found


def _wish(case: Case, mentor: Person, mentee: Person) -> Share:
    ranks = (case.ties.ranks.get(both) for both in ((mentor.id, mentee.id), (mentee.id, mentor.id)))
    return (sum(max(RANKS - rank, 1) for rank in ranks if rank is not None), 2 * RANKS)


def _wishes(table: Table) -> Cells:
    wished = frozenset(couple(one, other) for one, other in table.case.ties.ranks)
    return table.remember(
        "wishes", lambda: table.cells(wished, lambda mentor, mentee: _wish(table.case, mentor, mentee)[0])
    )


def _further_languages(case: Case, person: Person) -> frozenset[str]:
    return folded(person.languages) - {case.common_language}


def _language(case: Case, mentor: Person, mentee: Person) -> Share:
    return (int(not _further_languages(case, mentor).isdisjoint(_further_languages(case, mentee))), 1)


def _language_sides(table: Table) -> Sides:
    return table.remember("languages", lambda: table.words(lambda p: _further_languages(table.case, p)))


def _continuity(case: Case, mentor: Person, mentee: Person) -> Share:
    return (int(couple(mentor.id, mentee.id) in case.ties.continued), 1)


def _continued(table: Table) -> Cells:
    return table.cells_of(table.case.ties.continued)


def _planning(case: Case, mentor: Person, mentee: Person) -> Share:
    cycles, length = case.term.cycles, case.settings.meeting_minutes
    most = MOST_PERIODS * len(cycles)
    return (min(planning_periods(mentor, mentee, length, cycles), most), most)


def _most_periods(table: Table) -> int:
    return MOST_PERIODS * len(table.case.term.cycles)


def _planning_block(block: Block, weight: int) -> Points:
    return portions(weight, block.meet_count(*block.table.planning), _most_periods(block.table))


def _weeks(case: Case, mentor: Person, mentee: Person) -> Share:
    return (case.term.weeks_together(mentor, mentee), len(case.term.weeks))


def _weeks_block(block: Block, weight: int) -> Points:
    found = np.zeros(block.shape, np.uint8)
    for times, sides in block.table.weeks:
        found += block.meet(sides).view(np.uint8) * np.uint8(times)
    return portions(weight, found, len(block.table.case.term.weeks))


def _planning_of_pairs(table: Table, mentees: Places, mentors: Places, weight: int) -> Points:
    free, begins = table.planning
    both = begins.mentees.of(mentees) & free.mentors.of(mentors)
    both |= free.mentees.of(mentees) & begins.mentors.of(mentors)
    return portions(weight, np.bitwise_count(both).sum(axis=1), _most_periods(table))


def _weeks_of_pairs(table: Table, mentees: Places, mentors: Places, weight: int) -> Points:
    found = np.zeros(mentees.size, np.int64)
    for times, sides in table.weeks:
        both = sides.mentees.of(mentees) & sides.mentors.of(mentors)
        found += both.any(axis=1) * times
    return portions(weight, found, len(table.case.term.weeks))


def _planning_tally(table: Table) -> Tally:
    free, _ = table.planning
    return free.mentors.sizes, free.mentees.sizes


def _weeks_tally(table: Table) -> Tally:
    mentors, mentees = np.zeros(len(table.mentors), np.int64), np.zeros(len(table.mentees), np.int64)
    for times, sides in table.weeks:
        mentors += (sides.mentors.sizes > 0) * times
        mentees += (sides.mentees.sizes > 0) * times
    return mentors, mentees


LIKENESSES = (
    Likeness(
        "subject",
        _subject,
        _subject_block,
        of_mentee=lambda _, mentee: folded(mentee.subjects),
    ),
    Likeness(
        "grade band",
        _band,
        _band_block,
        of_mentee=lambda _, mentee: folded(mentee.grade_bands),
    ),
    Likeness(
        "school",
        _school,
        lambda block, weight: where(block.same_school, weight),
        of_mentee=lambda _, mentee: folded(mentee.schools),
    ),
    Likeness(
        "goals",
        _goals,
        _goals_block,
        of_mentee=lambda _, mentee: folded(mentee.goals),
    ),
    Likeness(
        "preference",
        _wish,
        lambda block, weight: sparse(block, _wishes(block.table), weight, 2 * RANKS),
        few=_wishes,
        whole=2 * RANKS,
    ),
    Likeness(
        "language",
        _language,
        lambda block, weight: where(block.meet(_language_sides(block.table)), weight),
        of_mentee=_further_languages,
    ),
    Likeness(
        "continuity",
        _continuity,
        lambda block, weight: sparse(block, _continued(block.table), weight, 1),
        few=_continued,
    ),
    Likeness(
        "planning",
        _planning,
        _planning_block,
        timing=Timing(_planning_tally, _most_periods, _planning_of_pairs),
    ),
    Likeness(
        "weeks",
        _weeks,
        _weeks_block,
        timing=Timing(_weeks_tally, lambda table: len(table.case.term.weeks), _weeks_of_pairs),
    ),
)


def weighed(case: Case) -> tuple[tuple[Likeness, int], ...]:
    """The likenesses that count, each with its weight in hundredths of a point."""
    every = ((likeness, points(_weight(case, likeness.name))) for likeness in LIKENESSES)
    return tuple((likeness, weight) for likeness, weight in every if weight)


def _weight(case: Case, name: str) -> float:
    if name == "school" and case.settings.same_school is SameSchool.IGNORE:
        return 0.0
    weight: float = getattr(case.settings.weights, name.replace(" ", "_"))
    return weight
