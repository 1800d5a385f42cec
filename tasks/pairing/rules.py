"""The hard rules of a pair: one table, each rule in words, for one pair, and for a block of pairs.

`breaks` looks at two people, `block` at arrays of them; both say where the rule forbids a pair. Seats are not a rule
of a pair: they are what pairs compete for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tasks.pairing import rule_tests as tests
from tasks.pairing.case import GROUPS, Case
from tasks.pairing.marks import Mask
from tasks.pairing.table import Block, Cells, Key, Table, folded
from tasks.pairing.ties import couple
from tasks.program.people import Person

CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class Rule:
    """One hard rule.

    `name` is what audits show; `said` finishes "not possible: …" about one pair; `counted` finishes "12 …";
    `change` says what would make a pair possible that this rule alone forbids (`{mentor}` and `{mentee}` are filled
    in), empty where nothing should. A `softer` rule gives way to staff's `exception`. `of_mentee` is what of a
    mentee decides, where mentees are often alike in it; `few` are the pairs of a rule that forbids only few.
    """

    name: str
    said: str
    counted: str
    change: str
    breaks: Callable[[Case, Person, Person], bool]
    block: Callable[[Block], Mask]
    softer: bool = True
    confidential: bool = False
    of_mentee: Key | None = None
    few: Callable[[Table], Cells] | None = None

    @property
    def shown(self) -> str:
        """The name for readers who may not know confidential causes."""
        return CONFIDENTIAL if self.confidential else self.name


def _nothing(_: Case, __: Person) -> None:
    """The mentee does not matter."""


SELF = Rule(
    "same person",
    "nobody mentors themselves",
    "the same person",
    "",
    lambda _, mentor, mentee: mentor.id == mentee.id,
    lambda block: block.among(block.table.selves),
    softer=False,
    few=lambda table: table.cells_of(table.selves),
)
AWAY = Rule(
    "mentor not active",
    "the mentor is not active now",
    "not active now",
    "{mentor} is active again",
    lambda case, mentor, _: tests.not_here(case, mentor),
    lambda block: block.mentors(tests.not_here),
    of_mentee=_nothing,
    softer=False,
)
MENTEE_AWAY = Rule(
    "mentee not active",
    "the mentee is not active now",
    "waiting for the mentee to be active",
    "",
    lambda case, _, mentee: tests.not_here(case, mentee),
    lambda block: block.mentees(tests.not_here),
    of_mentee=tests.not_here,
    softer=False,
)
WAITS = Rule(
    "mentor row to be fixed",
    "the mentor's row in Enrollment must be fixed first",
    "with a row in Enrollment that must be fixed first",
    "{mentor}'s row in Enrollment is fixed",
    lambda case, mentor, _: tests.waits(case, mentor),
    lambda block: block.mentors(tests.waits),
    of_mentee=_nothing,
    softer=False,
)
MENTEE_WAITS = Rule(
    "mentee row to be fixed",
    "the mentee's row in Enrollment must be fixed first",
    "waiting for the mentee's row to be fixed",
    "",
    lambda case, _, mentee: tests.waits(case, mentee),
    lambda block: block.mentees(tests.waits),
    of_mentee=tests.waits,
    softer=False,
)
YEARS_UNKNOWN = Rule(
    "years not known",
    "the mentor's years of teaching are not known",
    "without years of teaching in their row",
    "{mentor}'s years of teaching are filled in",
    lambda case, mentor, _: tests.years_unknown(case, mentor),
    lambda block: block.mentors(tests.years_unknown),
    of_mentee=_nothing,
)
YEARS = Rule(
    "minimum years",
    "the mentor has too few years of teaching",
    "with too few years of teaching",
    "staff make an exception to the minimum years for {mentor}",
    lambda case, mentor, _: tests.too_few_years(case, mentor),
    lambda block: block.mentors(tests.too_few_years),
    of_mentee=_nothing,
)
RECENT = Rule(
    "recent years",
    "the mentor's recent full-time years are too few or not known",
    "without enough recent full-time years in their row",
    "enough full-time years stand in Recent years of {mentor}'s row",
    lambda case, mentor, _: tests.too_few_recent_years(case, mentor),
    lambda block: block.mentors(tests.too_few_recent_years),
    of_mentee=_nothing,
)
RATING = Rule(
    "mentor rating",
    "the mentor's row has no rating that the program accepts",
    "without a rating in their row that the program accepts",
    "a rating that the program accepts stands in {mentor}'s row",
    lambda case, mentor, _: tests.rating_not_accepted(case, mentor),
    lambda block: block.mentors(tests.rating_not_accepted),
    of_mentee=_nothing,
)
GAP = Rule(
    "experience gap",
    "the mentor does not have enough more years of teaching than the mentee",
    "without enough more years of teaching",
    "staff make an exception to the experience gap with {mentor}",
    tests.no_gap,
    tests.gap,
    of_mentee=lambda _, mentee: mentee.years,
)
TRAINING = Rule(
    "mentor training",
    "the mentor training is not done",
    "without the mentor training",
    "{mentor} does the mentor training",
    lambda case, mentor, _: tests.untrained(case, mentor),
    lambda block: block.mentors(tests.untrained),
    of_mentee=_nothing,
)
EVALUATOR = Rule(
    "evaluator",
    "one of the two evaluates the other",
    "evaluating the mentee or evaluated by them",
    "",
    lambda case, mentor, mentee: couple(mentor.id, mentee.id) in case.ties.evaluate,
    lambda block: block.among(block.table.case.ties.evaluate),
    few=lambda table: table.cells_of(table.case.ties.evaluate),
    softer=False,
)
SUPERVISOR = Rule(
    "supervisor",
    "one of the two supervises the other",
    "supervising the mentee or supervised by them",
    "",
    lambda case, mentor, mentee: couple(mentor.id, mentee.id) in case.ties.supervise,
    lambda block: block.among(block.table.case.ties.supervise),
    few=lambda table: table.cells_of(table.case.ties.supervise),
    softer=False,
)
AVOID = Rule(
    "avoid",
    CONFIDENTIAL,
    "not possible (confidential)",
    "",
    lambda case, mentor, mentee: couple(mentor.id, mentee.id) in case.ties.avoid,
    lambda block: block.among(block.table.case.ties.avoid),
    few=lambda table: table.cells_of(table.case.ties.avoid),
    softer=False,
    confidential=True,
)
FORMER = Rule(
    "former pair",
    CONFIDENTIAL,
    "not possible (confidential)",
    "",
    lambda case, mentor, mentee: couple(mentor.id, mentee.id) in case.ties.former,
    lambda block: block.among(block.table.case.ties.former),
    few=lambda table: table.cells_of(table.case.ties.former),
    confidential=True,
)
REJECTED = Rule(
    "rejected by staff",
    "staff rejected this pair",
    "rejected by staff",
    "",
    lambda case, mentor, mentee: couple(mentor.id, mentee.id) in case.ties.rejected,
    lambda block: block.among(block.table.case.ties.rejected),
    few=lambda table: table.cells_of(table.case.ties.rejected),
)
LANGUAGE = Rule(
    "required language",
    "a required language is not shared",
    "without a required language",
    "{mentor} and {mentee} share the required language",
    tests.language_missing,
    tests.languages,
    of_mentee=lambda _, mentee: (folded(mentee.languages), folded(mentee.required_languages)),
)
SAME_SCHOOL = Rule(
    "same school",
    "they teach at different schools",
    "at another school",
    "staff make an exception to the same-school rule with {mentor}",
    tests.other_school,
    tests.other_schools,
    of_mentee=lambda _, mentee: folded(mentee.schools),
)
MODE = Rule(
    "meeting mode",
    "one of the two meets in person only, and they teach at different schools",
    "at another school while one of the two meets in person only",
    "{mentor} and {mentee} could meet by video",
    tests.apart,
    tests.all_apart,
    of_mentee=lambda case, mentee: (folded(mentee.schools), tests.in_person(case, mentee)),
)
WINDOW = Rule(
    "shared window",
    "they share too little free time for meetings",
    "without enough free time in common",
    "{mentor} and {mentee} find a common free time",
    tests.no_window,
    tests.no_windows,
)

RULES = (
    SELF,
    MENTEE_WAITS,
    MENTEE_AWAY,
    AWAY,
    WAITS,
    EVALUATOR,
    SUPERVISOR,
    AVOID,
    FORMER,
    REJECTED,
    YEARS_UNKNOWN,
    YEARS,
    RECENT,
    RATING,
    GAP,
    TRAINING,
    LANGUAGE,
    SAME_SCHOOL,
    MODE,
    WINDOW,
)
"""Every rule, in the order in which the first broken one is named."""


OF_MENTORS = (YEARS_UNKNOWN, YEARS, RECENT, RATING, GAP, TRAINING)
"""Rules about being a mentor, which peers are not."""


def rules_of(case: Case) -> tuple[Rule, ...]:
    """The rules of the program's model."""
    among_peers = case.settings.model in GROUPS
    return tuple(rule for rule in RULES if not (among_peers and rule in OF_MENTORS))


def broken(case: Case, mentor: Person, mentee: Person) -> tuple[Rule, ...]:
    """The rules that forbid the pair; none where it is allowed."""
    return tuple(rule for rule in rules_of(case) if rule.breaks(case, mentor, mentee))


def forbidden(block: Block) -> Mask:
    """Where in the block any rule forbids the pair."""
    found = np.zeros(block.shape, np.bool_)
    for rule in rules_of(block.table.case):
        found |= rule.block(block)
    return found
