"""Says why somebody is without a mentor, and which single change would help. No confidential cause can be told from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tasks.pairing.case import GROUPS, Case
from tasks.pairing.engine.explain import Scarcity, scarcity
from tasks.pairing.explain import number
from tasks.pairing.marks import Mask
from tasks.pairing.matching import Matching
from tasks.pairing.rules import RULES, Rule, rules_of
from tasks.program.cells import Value
from tasks.program.people import Person, Status
from tasks.program.wording import listed

NAMED_RULES = 3
CHEAPEST = (
    "mentor row to be fixed",
    "years not known",
    "recent years",
    "mentor rating",
    "mentor training",
    "shared window",
    "meeting mode",
    "required language",
    "same school",
    "experience gap",
    "minimum years",
    "mentor not active",
)
"""Rules by what it takes to get around them, least first."""
BY_NAME = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Reason:
    """Why not, and what would help; `kind` is `row`, `away`, `no mentor` or `no seat`."""

    kind: str
    why: str
    help: str


class Unmatched:
    """The reasons of one matching."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching

    @property
    def case(self) -> Case:
        return self.matching.case

    @cached_property
    def scarcity(self) -> Scarcity | None:
        solved = self.matching.solved
        return None if solved is None else scarcity(self.matching.problem, solved)

    @cached_property
    def _choosing(self) -> int:
        """How many have a choice among the scarce seats only; who is possible with no mentor at all has none."""
        solved, short = self.matching.solved, self.scarcity
        if solved is None or short is None:
            return 0
        without = np.setdiff1d(short.mentees, solved.pairs.mentee)
        nobody = sum(self.matching.scorer.possible(int(place)).size == 0 for place in without)
        return int(short.mentees.size) - nobody

    def of(self, mentee: Person) -> Reason:
        """The reason for one person who waits."""
        waiting = self.case.waiting(mentee)
        if waiting:
            cells = f"{listed(waiting)} in Enrollment {'needs' if len(waiting) == 1 else 'need'} to be fixed first."
            return Reason("row", cells, "Fix what Check says beside the row; the next run pairs them.")
        if mentee.in_question:
            why = "It is not clear who this is: To do or Check beside the row asks."
            return Reason("row", why, "Answer there; the next run pairs them.")
        if not self.case.here(mentee):
            return Reason("away", "Not active now.", "They are paired once their status and dates say so.")
        place = self.matching.table.place_of_mentee.get(mentee.id)
        possible = 0 if place is None else int(self.matching.scorer.possible(place).size)
        return self._no_seat(mentee, possible) if possible else self._no_mentor(mentee)

    def _no_seat(self, mentee: Person, possible: int) -> Reason:
        if self.case.settings.model in GROUPS:
            return Reason(
                "no seat",
                "Everyone who is possible is placed already.",
                "One more person who is possible for them.",
            )
        people = f"{number(possible)} {'mentor is' if possible == 1 else 'mentors are'} possible"
        why = f"{people}, and every seat of theirs is taken"
        short = self.scarcity
        if short is not None and short.short and short.seats:
            seats = f"{number(short.seats)} {'seat' if short.seats == 1 else 'seats'}"
            why += f": {number(self._choosing)} people have only {seats} to choose from"
        best = self.matching.scorer.best(self.matching.table.place_of_mentee[mentee.id])
        mentor = self.matching.pool.mentors[best[0]] if best else None
        gain = self.matching.seat_worth(mentor.id).matched if mentor else 0
        helps = (
            f"One more seat with {mentor.name} would match one more person." if mentor and gain == 1 else ""
        )
        return Reason(
            "no seat", why[:1].upper() + why[1:] + ".", helps or "One more mentor who is possible for them."
        )

    def _no_mentor(self, mentee: Person) -> Reason:
        masks = self._masks(mentee)
        why = _counted({rule.name: int(mask.sum()) for rule, mask in masks.items()})
        found = next(self._single_changes(masks), None)
        if found is None:
            remedy = "A further mentor who fits: no single change to the present ones is enough."
            return Reason("no mentor", why, remedy)
        rule, place = found
        mentor = self.matching.pool.mentors[place].name
        seat = "" if self._spare[place] else f", and {mentor} had one more seat"
        change = rule.change.format(mentor=mentor, mentee=mentee.name)
        return Reason("no mentor", why, f"It would be possible if {change}{seat}.")

    def _single_changes(self, masks: Mapping[Rule, Mask]) -> Iterator[tuple[Rule, int]]:
        """Rules that alone forbid a mentor, by place: mentors with a free seat first, then the cheapest change."""
        alone = np.sum(list(masks.values()), axis=0) == 1
        for seats in (self._spare, ~self._spare):
            for rule in (BY_NAME[name] for name in CHEAPEST if BY_NAME[name] in masks):
                yield from ((rule, place) for place in np.flatnonzero(masks[rule] & alone & seats).tolist())

    @cached_property
    def _spare(self) -> Mask:
        """The mentors who keep a free seat; peers always have room for one more."""
        if self.case.settings.model in GROUPS:
            return np.ones(len(self.matching.pool.mentors), np.bool_)
        left = np.array(self.matching.pool.seats, np.int64)
        for match in self.matching.matches:
            left[self.matching.table.place_of_mentor[match.mentor.id]] -= 1
        free: Mask = left > 0
        return free

    def _masks(self, mentee: Person) -> dict[Rule, Mask]:
        """For each rule, the mentors with whom it forbids this mentee."""
        place = self.matching.table.place_of_mentee.get(mentee.id)
        if place is None:
            return {rule: np.zeros(len(self.matching.pool.mentors), np.bool_) for rule in rules_of(self.case)}
        block = self.matching.table.block(place, place + 1)
        return {rule: np.broadcast_to(rule.block(block), block.shape)[0] for rule in rules_of(self.case)}


def _counted(counts: Mapping[str, int]) -> str:
    """The rules that forbid most mentors; those about people's relations stay together in "other rules"."""
    named = [rule for rule in RULES if counts.get(rule.name) and rule.change]
    named.sort(key=lambda rule: (-counts[rule.name], rule.name))
    if not named:
        return "No mentor is possible."
    said = [f"{number(counts[rule.name])} {rule.counted}" for rule in named[:NAMED_RULES]]
    return f"No mentor is possible: among them {listed(said)}."


def who_waits(case: Case, served: Iterable[str]) -> list[Person]:
    """Everyone to be mentored who has no mentor, in the order of Enrollment; vacancies and applicants wait unseen."""
    have = frozenset(served)
    unseen = (Status.APPLIED, Status.LEFT, Status.WITHDRAWN, Status.COMPLETED)
    return [
        person
        for person in case.people.values()
        if case.waits(person) and person.id not in have and person.status_on(case.today) not in unseen
    ]


def cells(person: Person, reason: Reason) -> dict[str, Value]:
    """A person's row of `Unmatched`."""
    return {
        "Name": person.name,
        "Email": person.email or None,
        "Role": str(person.role),
        "Match by": person.match_by,
        "Why not": reason.why,
        "What would help": reason.help,
    }
