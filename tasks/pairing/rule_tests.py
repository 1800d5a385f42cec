"""What the rules ask: of one person, of two people, and of a block of pairs. The table itself is `rules.py`."""

import numpy as np

from tasks.pairing.case import Case
from tasks.pairing.marks import Mask
from tasks.pairing.table import Block, folded
from tasks.pairing.times import times_shared
from tasks.program.people import Mode, Person
from tasks.program.settings import SameSchool


def not_here(case: Case, person: Person) -> bool:
    return not case.here(person)


def waits(case: Case, person: Person) -> bool:
    return bool(case.waiting(person))


def years_unknown(case: Case, mentor: Person) -> bool:
    return mentor.years is None and case.settings.minimum_mentor_years > 0


def too_few_years(case: Case, mentor: Person) -> bool:
    return mentor.years is not None and mentor.years < case.settings.minimum_mentor_years


def too_few_recent_years(case: Case, mentor: Person) -> bool:
    """Also where they are not known: the rule is on only where law asks for it."""
    return (mentor.recent_years or 0) < case.settings.minimum_recent_years


def rating_not_accepted(case: Case, mentor: Person) -> bool:
    accepted = case.settings.mentor_ratings
    return bool(accepted) and mentor.rating.casefold() not in accepted


def untrained(case: Case, mentor: Person) -> bool:
    return not case.training_done(mentor)


def in_person(_: Case, person: Person) -> bool:
    return person.mode is Mode.IN_PERSON


def times_known(_: Case, person: Person) -> bool:
    return person.times_known


def gap(block: Block) -> Mask:
    mentors, mentees = block.table.years
    more = mentors[None, :] - mentees[block.rows, None]
    return (more <= 0) | (more < block.table.case.settings.experience_gap)


def no_gap(case: Case, mentor: Person, mentee: Person) -> bool:
    if mentor.years is None or mentee.years is None:
        return False
    more = mentor.years - mentee.years
    return more <= 0 or more < case.settings.experience_gap


def language_missing(_: Case, mentor: Person, mentee: Person) -> bool:
    return not (
        folded(mentee.required_languages) <= folded(mentor.languages)
        and folded(mentor.required_languages) <= folded(mentee.languages)
    )


def languages(block: Block) -> Mask:
    of_mentors, of_mentees = block.table.needs
    met = of_mentees.mentees[block.rows].within(of_mentees.mentors)
    met &= of_mentors.mentors.within(of_mentors.mentees[block.rows]).T
    return ~met


def same_school(mentor: Person, mentee: Person) -> bool:
    return not folded(mentor.schools).isdisjoint(folded(mentee.schools))


def other_school(case: Case, mentor: Person, mentee: Person) -> bool:
    return case.settings.same_school is SameSchool.REQUIRE and not same_school(mentor, mentee)


def other_schools(block: Block) -> Mask:
    if block.table.case.settings.same_school is SameSchool.REQUIRE:
        return ~block.same_school
    return np.zeros((1, 1), np.bool_)


def apart(_: Case, mentor: Person, mentee: Person) -> bool:
    return Mode.IN_PERSON in (mentor.mode, mentee.mode) and not same_school(mentor, mentee)


def all_apart(block: Block) -> Mask:
    return ~block.same_school & (block.mentors(in_person) | block.mentees(in_person))


def no_window(case: Case, mentor: Person, mentee: Person) -> bool:
    known = mentor.times_known and mentee.times_known
    wanted, length = case.settings.minimum_shared_windows, case.settings.meeting_minutes
    return known and times_shared(mentor, mentee, length, case.term.cycles) < wanted


def no_windows(block: Block) -> Mask:
    known = block.mentors(times_known) & block.mentees(times_known)
    wanted = block.table.case.settings.minimum_shared_windows
    if wanted <= 1:
        return ~block.meet(block.table.points) & known if wanted else np.zeros((1, 1), np.bool_)
    enough = np.zeros(block.shape, np.bool_)
    for points, begins in block.table.points_by_cycle:
        enough |= block.meet_count(points, begins) >= wanted
    return ~enough & known
