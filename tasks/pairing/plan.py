"""The pairing room: staff's decisions carried out, everyone else matched as well as possible, all of it explained."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from tasks.pairing.case import GROUPS, Case, case_of
from tasks.pairing.decisions import Clerk
from tasks.pairing.explain import Reasons
from tasks.pairing.groups import Gathering, GroupReasons, Placed
from tasks.pairing.letters import groups_of, introduction_key, letters, program_of
from tasks.pairing.matching import Match, Matching, Pool
from tasks.pairing.notices import coming, figures, said, todos
from tasks.pairing.rows import (
    Line,
    enrollment_changes,
    pairing_changes,
    unmatched_changes,
    waited_since,
)
from tasks.pairing.rules import CONFIDENTIAL
from tasks.pairing.settled import YES, Complaints, Decided, Settled, ids_after, reusable
from tasks.pairing.standing import Standing
from tasks.pairing.ties import ties_of
from tasks.pairing.transfers import AGREED, likeness
from tasks.pairing.transitions import Event, after
from tasks.pairing.unmatched import Reason, Unmatched, who_waits
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import State
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.todo import answers

TYPED = "pairing:typed:"
"""Facts of this name say that staff typed a proposal, which therefore stays where it is."""

BY_CELL = "pairing:approved in its row:"
"""Facts of this name say that a pair's own Decision cell approved it, so that erasing the cell takes that back."""
STANDS_IN = "pairing:stands in:"
"""Facts of this name remember for which pair another one stands in."""
REACHED = frozenset({State.SENDING, State.SENT, State.UNSURE, State.BOUNCED})
"""How far a copy has come when its reader may know."""


def plan(book: Book) -> Plan:
    """What should stand in `Pairings`, `Unmatched` and Enrollment's columns about pairs, and the letters about them."""
    return Pairing(book).plan()


class Pairing:
    """One book's pairing, step by step; every step is worked out when first asked for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.program = program_of(book)

    @cached_property
    def before(self) -> Case:
        return case_of(self.book)

    @cached_property
    def decided(self) -> Decided:
        facts = self.book.world.facts
        typed = frozenset(fact.removeprefix(TYPED) for fact in facts if fact.startswith(TYPED))
        said = answers(self.book.snapshot)
        by_cell = frozenset(fact.removeprefix(BY_CELL) for fact in facts if fact.startswith(BY_CELL))
        agreed, stand_ins = self._remembered(AGREED), self._remembered(STANDS_IN)
        standing = Standing(self.before, self.introduced, self.told, said, Complaints(), by_cell, agreed)
        return Clerk(self.before, standing, typed, self.program, stand_ins).settle(self.book.pairs)

    def _remembered(self, name: str) -> dict[str, str]:
        """The facts of this name, by Pairing ID."""
        facts = self.book.world.facts.items()
        return {fact.removeprefix(name): value for fact, value in facts if fact.startswith(name) and value}

    @cached_property
    def case(self) -> Case:
        """The case once staff's decisions count."""
        ties = ties_of(self.book.people, self.book.schools, self.decided.pairs)
        return replace(self.before, ties=ties)

    @cached_property
    def new_id(self) -> Callable[[str, str], str]:
        """Gives the id of a mentor's and a mentee's next time together."""
        return ids_after(self.program, self.decided.pairs)

    @cached_property
    def _groups(self) -> dict[str, list[Pair]]:
        return groups_of(self.book.pairs)

    def introduced(self, pair: Pair) -> date | None:
        """The day the pair's introduction went out to both."""
        key = introduction_key(self.program, pair, self._groups.get(pair.group, ()))
        if not self.book.world.was_sent(key):
            return None
        sent = [copy.changed_at for copy in self.book.world.deliveries_of(key) if copy.state is State.SENT]
        return max(sent).astimezone(self.book.run.zone).date()

    def told(self, pair: Pair) -> bool:
        """Whether anybody has had the pair's introduction, or may have."""
        key = introduction_key(self.program, pair, self._groups.get(pair.group, ()))
        return any(copy.state in REACHED for copy in self.book.world.deliveries_of(key))

    @cached_property
    def matching(self) -> Matching:
        """Everyone without a mentor or peers, matched to the seats that decisions leave."""
        case, seats = self.case, self.decided.seats
        mentees = [p for p in case.people.values() if case.takes(p) and p.id not in seats.served]
        if case.settings.model in GROUPS:
            return Gathering(case, mentees, self._placed(), self.program)
        mentors = [(person, seats.left(person)) for person in case.people.values() if case.gives(person)]
        return Matching(case, Pool.of(mentors, mentees, self.proposals, self._first()))

    def _first(self) -> dict[str, int]:
        """Who goes first where not all can be matched: rematch requests, then those who waited before this term."""
        first: dict[str, int] = {}
        if self.case.settings.waited_first:
            first |= {
                person: 1
                for person, since in waited_since(self.book).items()
                if since < self.case.settings.term_start
            }
        return first | {row.pair.mentee: 2 for row in self.decided.rows if row.asks_new and row.pair.stands}

    def _placed(self) -> tuple[Placed, ...]:
        """Undecided groups, and undecided pairs of peers, each by itself."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for couple, row in self.proposals.items():
            groups.setdefault(row.pair.group or row.pair.id, []).append(couple)
        return tuple(
            Placed(name if len(couples) > 1 else "", tuple(couples)) for name, couples in groups.items()
        )

    @cached_property
    def proposals(self) -> dict[tuple[str, str], Settled]:
        """Undecided proposals of the program's own, by mentor and mentee: they stay if they can."""
        return {
            (row.pair.mentor, row.pair.mentee): row
            for row in self.decided.rows
            if row.pair.status is PairStatus.PROPOSED and not row.fixed
        }

    @cached_property
    def reasons(self) -> Reasons | GroupReasons:
        if isinstance(self.matching, Gathering):
            return GroupReasons(self.matching)
        seated: dict[str, list[str]] = {}
        for mentor, mentee in self._seated():
            seated.setdefault(mentor, []).append(self.case.people[mentee].name)
        return Reasons(self.matching, seated)

    def _seated(self) -> list[tuple[str, str]]:
        held = [
            (row.pair.mentor, row.pair.mentee) for row in self.decided.rows if row.pair.stands or row.fixed
        ]
        known = [(mentor, mentee) for mentor, mentee in held if mentee in self.case.people]
        return [*known, *((match.mentor.id, match.mentee.id) for match in self.matching.matches)]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every row of `Pairings`: those decided, those kept, those no longer wanted, those new."""
        matches = {(match.mentor.id, match.mentee.id): match for match in self.matching.matches}
        free = {(r.pair.mentor, r.pair.mentee) for r in self.decided.rows if reusable(r.pair)}
        decided = tuple(self._line(row, matches) for row in self.decided.rows)
        new = (match for both, match in matches.items() if both not in self.proposals and both not in free)
        return (*decided, *(self._proposed(Pair("", 0, "", ""), match) for match in new))

    def _line(self, row: Settled, matches: Mapping[tuple[str, str], Match]) -> Line:
        pair = row.pair
        match = matches.get((pair.mentor, pair.mentee))
        if (
            (pair.mentor, pair.mentee) in self.proposals
            and pair.status is PairStatus.PROPOSED
            and not row.fixed
        ):
            if match is not None:
                return self._proposed(pair, match)
            gone = replace(pair, status=after(pair.status, Event.UNWANTED))
            return Line(gone, self._why_replaced(pair), "rule: best matching")
        if match is not None and reusable(pair):
            return self._proposed(pair, match, "Proposed again.")
        return Line(self._explained(row), row.changed, row.because)

    def _proposed(self, pair: Pair, match: Match, changed: str = "") -> Line:
        settings = self.case.settings
        automatic = settings.approve_automatically
        proposed = replace(
            pair,
            id=pair.id or self.new_id(match.mentor.id, match.mentee.id),
            mentor=match.mentor.id,
            mentee=match.mentee.id,
            group=match.group,
            model=str(settings.model),
            score=match.score / 100,
            why=self.reasons.why(match),
            status=PairStatus.APPROVED if automatic else PairStatus.PROPOSED,
            matched_on=self.case.today if automatic else None,
        )
        return Line(proposed, changed, "setting: Approve pairings" if automatic else "rule: best matching")

    def _explained(self, row: Settled) -> Pair:
        """A pair that staff made: scored and explained once, when it is first seen."""
        pair = row.pair
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        allowed = pair.stands or pair.status is PairStatus.PROPOSED
        if mentor is None or mentee is None or not allowed or pair.score is not None:
            return pair
        score = self.matching.scorer.score(mentor, mentee)
        why = f"Chosen by staff. {self.reasons.common(Match(mentor, mentee, score))}"
        return replace(pair, score=score / 100, why=why, model=str(self.case.settings.model))

    def _why_replaced(self, pair: Pair) -> str:
        """Why a proposal that staff studied had to go."""
        mentor, mentee = self.case.people[pair.mentor], self.case.people[pair.mentee]
        if not self.case.takes(mentee) or mentee.id in self.decided.seats.served:
            return f"Replaced: {mentee.name} no longer waits for a mentor."
        if not self.case.gives(mentor):
            return f"Replaced: {mentor.name} is no longer a mentor."
        broken = self.matching.why_not(mentor, mentee)
        if broken:
            return f"Replaced: no longer possible ({broken[0].said if not broken[0].confidential else CONFIDENTIAL})."
        if self.decided.seats.left(mentor) <= 0:
            return f"Replaced: {mentor.name} has no seat left."
        return "Replaced: so that more people have a mentor."

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(line.pair for line in self.lines)

    @cached_property
    def waiting(self) -> dict[str, tuple[Person, Reason]]:
        """Everyone without a mentor or a proposal, by Person ID."""
        made = [pair for pair in self.pairs if pair.stands or pair.status is PairStatus.PROPOSED]
        have = {pair.mentee for pair in made}
        have |= {pair.mentor for pair in made} if self.case.settings.model in GROUPS else set()
        reasons = Unmatched(self.matching)
        return {person.id: (person, reasons.of(person)) for person in who_waits(self.case, have)}

    def _unmatched(self) -> dict[str, dict[str, Value]]:
        return {
            person.id: {
                "Name": person.name,
                "Email": person.email or None,
                "Role": str(person.role),
                "Match by": person.match_by,
                "Why not": reason.why,
                "What would help": reason.help,
            }
            for person, reason in self.waiting.values()
        }

    def _facts(self) -> dict[str, str]:
        today = self.case.today.isoformat()
        fixed = {TYPED + row.pair.id for row in self.decided.rows if row.fixed and not row.pair.group}
        typed = {pair.row for pair in self.book.pairs if pair.decision in YES}
        fixed |= {
            BY_CELL + pair.id
            for pair in self.decided.pairs
            if pair.status in (PairStatus.APPROVED, PairStatus.ACTIVE) and pair.row in typed
        }
        found = dict.fromkeys(sorted(fixed), today) | self._agreed()
        found |= {STANDS_IN + row.pair.id: row.stands_in for row in self.decided.rows if row.stands_in}
        held = self.book.world.facts
        dated = {fact: value for fact, value in found.items() if value != today or fact not in held}
        return {fact: value for fact, value in dated.items() if held.get(fact) != value}

    def _agreed(self) -> dict[str, str]:
        """What the people of each standing pair are like, but of pairs with an open question about that."""
        people, moved = self.case.people, {row.pair.id for row in self.decided.rows if row.transfer}
        return {
            AGREED + pair.id: likeness(people[pair.mentor], people[pair.mentee])
            for pair in self.pairs
            if pair.stands and pair.id not in moved and {pair.mentor, pair.mentee} <= people.keys()
        }

    def plan(self) -> Plan:
        """Everything the room wants to stand."""
        return Plan(
            changes=(
                *pairing_changes(self.book, self.case, self.lines),
                *unmatched_changes(self.book, self._unmatched()),
                *enrollment_changes(self.book, self.case, self.pairs),
            ),
            letters=letters(self.book, self.case, self.pairs),
            todos=todos(self.case, self.decided, self.waiting),
            coming=coming(self.case, self.pairs),
            problems=self.decided.problems,
            said=said(self.book, self.lines),
            facts=self._facts(),
            figures=figures(self.matching, self.pairs, self.waiting),
        )
