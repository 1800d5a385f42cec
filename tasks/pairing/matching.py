"""The best matching of everyone who still waits: people in, pairs of people with the engine's proof out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tasks.pairing.case import Case
from tasks.pairing.engine import Assignment, Problem, Worth, best_assignment
from tasks.pairing.rules import Rule, broken
from tasks.pairing.scorer import Scorer
from tasks.pairing.table import Table
from tasks.program.people import Person

COARSE = (1, 100, 10_000, 1_000_000)
"""Steps of scores to try, in hundredths of a point; coarser ones only where a finer one overflows."""
PAIR_BY_PAIR = 1
"""Practicable wishes sized for one pair: where exact arithmetic cannot hold them for all pairs together."""


def lot(person: Person) -> str:
    """What draws lots for a person among equals: their address, which no run makes up anew as it may a Person ID."""
    return person.email.casefold() or "\n".join((person.name.casefold(), *person.schools, person.id))


@dataclass(frozen=True)
class Match:
    """A mentor for a mentee, with the pair's score in hundredths of a point; `group` for one of three or more peers."""

    mentor: Person
    mentee: Person
    score: int
    group: str = ""


@dataclass(frozen=True)
class Pool:
    """Who is to be matched: mentors with their free seats, mentees without a mentor, couples that should stay.

    `kept` are (mentor, mentee) ids of undecided proposals. `first` are mentees who go first where not all can be
    matched. Both sides are in an order of their own, so that the order of rows changes nothing.
    """

    mentors: tuple[Person, ...]
    seats: tuple[int, ...]
    mentees: tuple[Person, ...]
    kept: tuple[tuple[str, str], ...] = ()
    first: Mapping[str, int] | None = None

    @classmethod
    def of(
        cls,
        mentors: Iterable[tuple[Person, int]],
        mentees: Iterable[Person],
        kept: Iterable[tuple[str, str]] = (),
        first: Mapping[str, int] | None = None,
    ) -> "Pool":
        offers = sorted(mentors, key=lambda offer: lot(offer[0]))
        return cls(
            mentors=tuple(person for person, _ in offers),
            seats=tuple(max(seats, 0) for _, seats in offers),
            mentees=tuple(sorted(mentees, key=lot)),
            kept=tuple(sorted(kept)),
            first=first,
        )


class Matching:
    """A solved pool."""

    def __init__(self, case: Case, pool: Pool) -> None:
        self.case, self.pool = case, pool
        self.table = Table(case, pool.mentors, pool.mentees)

    def _scorer(self, pairs: int) -> Scorer:
        """The pool's scores, wishes sized for so many pairs."""
        return Scorer(self.table, pairs)

    @cached_property
    def problem(self) -> Problem:
        return self._problem(self.scorer, self.coarse)

    def _problem(self, scorer: Scorer, coarse: int) -> Problem:
        """The engine's problem, its scores in steps of so many hundredths of a point."""
        mentor, mentee = self.table.place_of_mentor, self.table.place_of_mentee
        pool = self.pool
        return Problem(
            mentees=len(pool.mentees),
            capacity=pool.seats,
            candidates=scorer.blocks if coarse == 1 else scorer.coarse(coarse),
            kept=[(mentee[b], mentor[a]) for a, b in pool.kept if a in mentor and b in mentee],
            priority=[pool.first.get(person.id, 0) for person in pool.mentees] if pool.first else None,
            lift_worst=self.case.settings.lift_worst_pair,
            groups=self._shares(),
            mentee_ids=[lot(person) for person in pool.mentees],
            mentor_ids=[lot(person) for person in pool.mentors],
        )

    def _shares(self) -> list[int] | None:
        """The group of each mentee where `equal_chances` asks that none has a lower share of the matches."""
        of: dict[str, Callable[[Person], str]] = {"school": lambda p: p.school, "track": lambda p: p.track}
        group = of.get(self.case.settings.equal_chances)
        if group is None:
            return None
        places = {
            name: place for place, name in enumerate(sorted({group(person) for person in self.pool.mentees}))
        }
        return [places[group(person)] for person in self.pool.mentees]

    @cached_property
    def _answer(self) -> tuple[Assignment | None, Scorer, int]:
        """The engine's answer, its scorer and the steps of its scores.

        Where exact arithmetic cannot hold all goals, wishes count pair by pair; where it still cannot, steps are coarser.
        """
        if not (self.pool.mentors and self.pool.mentees):
            return None, self._scorer(PAIR_BY_PAIR), 1
        # One more than can be: a price is the worth of one more seat.
        pairs = min(len(self.pool.mentees), sum(self.pool.seats)) + 1
        together = [(pairs, 1)] if self.case.settings.practicable else []
        attempts = [*together, *((PAIR_BY_PAIR, coarse) for coarse in COARSE)]
        for sized_for, coarse in attempts:
            try:
                scorer = self._scorer(sized_for)
                return best_assignment(self._problem(scorer, coarse)), scorer, coarse
            except OverflowError:
                if coarse == COARSE[-1]:
                    raise
        raise AssertionError("the last attempt answers or raises")

    @property
    def solved(self) -> Assignment | None:
        """The engine's answer; nothing where one side is empty."""
        return self._answer[0]

    @property
    def scorer(self) -> Scorer:
        """The scores by which the pool was solved."""
        return self._answer[1]

    @property
    def coarse(self) -> int:
        """How many hundredths of a point one step of the engine's scores is: 1 unless scores and goals are huge."""
        return self._answer[2]

    @property
    def wishes_first(self) -> bool:
        """Whether practicable wishes come before weights for all pairs together, not only pair by pair."""
        return bool(self.scorer.wishes) and self.scorer.pairs > PAIR_BY_PAIR

    def split(self, score: int) -> tuple[dict[str, int], int]:
        """What a total, or a difference of totals, says of wishes kept, where they come first; and its points."""
        return self.scorer.split(score) if self.wishes_first else ({}, score)

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The chosen pairs, in the order of the mentees."""
        if self.solved is None:
            return ()
        pairs = (
            (self.pool.mentors[j], self.pool.mentees[i], score) for i, j, score in self.solved.pairs.triples()
        )
        if self.coarse == 1:
            return tuple(Match(mentor, mentee, score - self.scorer.shift) for mentor, mentee, score in pairs)
        return tuple(Match(mentor, mentee, self.scorer.score(mentor, mentee)) for mentor, mentee, _ in pairs)

    @property
    def by_couple(self) -> dict[tuple[str, str], Match]:
        """The matches by the ids of mentor and mentee."""
        return {(match.mentor.id, match.mentee.id): match for match in self.matches}

    @property
    def score(self) -> int:
        return sum(match.score for match in self.matches)

    @property
    def bound(self) -> int:
        """No choice with as many matches scores higher. Coarse scores may each hide almost a step."""
        if self.solved is None:
            return 0
        hidden = (self.coarse - 1) * self.solved.matched
        return self.solved.bound * self.coarse + hidden - self.scorer.shift * self.solved.matched

    @property
    def proof(self) -> str:
        if self.solved is None or (self.solved.proof == "optimal" and self.bound == self.score):
            return "optimal"
        return "feasible"

    @property
    def order(self) -> tuple[str, ...]:
        """The goals in force, most important first, as the audit names them."""
        goals = [goal for goal in self.problem.order if goal != "tie-break"]
        return (*goals[:-1], *(["practicable"] if self.wishes_first else []), goals[-1])

    def why_not(self, mentor: Person, mentee: Person) -> tuple[Rule, ...]:
        """The rules that forbid a pair; none where it is allowed."""
        return broken(self.case, mentor, mentee)

    def seat_worth(self, mentor: str) -> Worth:
        """What exactly one more seat with a mentor gives: further matches, and points in hundredths."""
        if self.solved is None:
            return Worth(0)
        worth = self.solved.units.read(int(self.solved.prices[self.table.place_of_mentor[mentor]]))
        return Worth(
            worth.matched,
            worth.kept,
            worth.waited,
            worth.crowding,
            worth.score * self.coarse - self.scorer.shift * worth.matched,
        )
