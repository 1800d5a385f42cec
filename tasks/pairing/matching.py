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
    matched. Both sides are in the order of their ids, so that the order of rows changes nothing.
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
        offers = sorted(mentors, key=lambda offer: offer[0].id)
        return cls(
            mentors=tuple(person for person, _ in offers),
            seats=tuple(max(seats, 0) for _, seats in offers),
            mentees=tuple(sorted(mentees, key=lambda person: person.id)),
            kept=tuple(sorted(kept)),
            first=first,
        )


class Matching:
    """A solved pool."""

    def __init__(self, case: Case, pool: Pool) -> None:
        self.case, self.pool = case, pool
        self.table = Table(case, pool.mentors, pool.mentees)
        self.scorer = Scorer(self.table)

    @cached_property
    def problem(self) -> Problem:
        mentor, mentee = self.table.place_of_mentor, self.table.place_of_mentee
        pool = self.pool
        return Problem(
            mentees=len(pool.mentees),
            capacity=pool.seats,
            candidates=self.scorer.blocks,
            kept=[(mentee[b], mentor[a]) for a, b in pool.kept if a in mentor and b in mentee],
            priority=[pool.first.get(person.id, 0) for person in pool.mentees] if pool.first else None,
            lift_worst=self.case.settings.lift_worst_pair,
            groups=self._shares(),
            mentee_ids=[person.id for person in pool.mentees],
            mentor_ids=[person.id for person in pool.mentors],
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
    def solved(self) -> Assignment | None:
        """The engine's answer; nothing where one side is empty."""
        return best_assignment(self.problem) if self.pool.mentors and self.pool.mentees else None

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The chosen pairs, in the order of the mentees."""
        if self.solved is None:
            return ()
        shift = self.scorer.shift
        return tuple(
            Match(self.pool.mentors[j], self.pool.mentees[i], score - shift)
            for i, j, score in self.solved.pairs.triples()
        )

    @property
    def by_couple(self) -> dict[tuple[str, str], Match]:
        """The matches by the ids of mentor and mentee."""
        return {(match.mentor.id, match.mentee.id): match for match in self.matches}

    @property
    def score(self) -> int:
        return sum(match.score for match in self.matches)

    @property
    def bound(self) -> int:
        """No choice with as many matches scores higher."""
        return 0 if self.solved is None else self.solved.bound - self.scorer.shift * self.solved.matched

    @property
    def proof(self) -> str:
        return "optimal" if self.solved is None else self.solved.proof

    @property
    def order(self) -> tuple[str, ...]:
        """The goals in force, most important first, as the audit names them."""
        return tuple(goal for goal in self.problem.order if goal != "tie-break")

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
            worth.score - self.scorer.shift * worth.matched,
        )
