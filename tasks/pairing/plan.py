"""The pairing room: staff's decisions carried out, everyone else matched as well as possible, all of it explained."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from tasks.pairing.case import Case, case_of
from tasks.pairing.decisions import Clerk, Decided, Settled
from tasks.pairing.explain import Reasons
from tasks.pairing.letters import introduction_key, letters, program_of
from tasks.pairing.matching import Match, Matching, Pool
from tasks.pairing.notices import coming, figures, said, todos
from tasks.pairing.rows import Line, answers, enrollment_changes, pairing_changes, unmatched_changes
from tasks.pairing.rules import CONFIDENTIAL
from tasks.pairing.ties import ties_of
from tasks.pairing.transitions import Event, after
from tasks.pairing.unmatched import Reason, Unmatched, who_waits
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import State
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.plan import Plan

TYPED = "pairing:typed:"
"""Facts of this name say that staff typed a proposal, which therefore stays where it is."""


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
        return self._clerk().settle(self.book.pairs, self.new_id)

    def _clerk(self) -> Clerk:
        typed = frozenset(
            fact.removeprefix(TYPED) for fact in self.book.world.facts if fact.startswith(TYPED)
        )
        return Clerk(self.before, self.introduced, answers(self.book.snapshot), typed)

    @cached_property
    def case(self) -> Case:
        """The case once staff's decisions count."""
        ties = ties_of(self.book.people, self.book.schools, self.decided.pairs)
        return replace(self.before, ties=ties)

    @cached_property
    def _turns(self) -> Mapping[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for pair in self.book.pairs:
            replaced = pair.status is PairStatus.REPLACED and not _reusable(pair)
            if pair.id and (replaced or pair.ended_on is not None or pair.status is PairStatus.REJECTED):
                both = (pair.mentor, pair.mentee)
                found[both] = found.get(both, 0) + 1
        return found

    def new_id(self, mentor: str, mentee: str) -> str:
        """The id of a pair's next time together."""
        return keys.pairing_id(self.program, mentor, mentee, self._turns.get((mentor, mentee), 0) + 1)

    def introduced(self, pair: Pair) -> date | None:
        """The day the pair's introduction went out to both."""
        key = introduction_key(self.program, pair)
        if not self.book.world.was_sent(key):
            return None
        sent = [copy.changed_at for copy in self.book.world.deliveries_of(key) if copy.state is State.SENT]
        return max(sent).astimezone(self.book.run.zone).date()

    @cached_property
    def matching(self) -> Matching:
        """Everyone without a mentor, matched to the seats that decisions leave."""
        case, seats = self.case, self.decided.seats
        mentors = [(person, seats.left(person)) for person in case.people.values() if case.gives(person)]
        mentees = [p for p in case.people.values() if case.takes(p) and p.id not in seats.served]
        return Matching(case, Pool.of(mentors, mentees, self.proposals))

    @cached_property
    def proposals(self) -> dict[tuple[str, str], Settled]:
        """Undecided proposals of the program's own, by mentor and mentee: they stay if they can."""
        return {
            (row.pair.mentor, row.pair.mentee): row
            for row in self.decided.rows
            if row.pair.status is PairStatus.PROPOSED and not row.fixed
        }

    @cached_property
    def reasons(self) -> Reasons:
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
        free = {(r.pair.mentor, r.pair.mentee) for r in self.decided.rows if _reusable(r.pair)}
        decided = tuple(self._line(row, matches) for row in self.decided.rows)
        new = (match for both, match in matches.items() if both not in self.proposals and both not in free)
        return (*decided, *(Line(self._proposed(Pair("", 0, "", ""), match)) for match in new))

    def _line(self, row: Settled, matches: Mapping[tuple[str, str], Match]) -> Line:
        pair = row.pair
        match = matches.get((pair.mentor, pair.mentee))
        if (
            (pair.mentor, pair.mentee) in self.proposals
            and pair.status is PairStatus.PROPOSED
            and not row.fixed
        ):
            if match is not None:
                return Line(self._proposed(pair, match))
            return Line(replace(pair, status=after(pair.status, Event.UNWANTED)), self._why_replaced(pair))
        if match is not None and _reusable(pair):
            return Line(self._proposed(pair, match), "Proposed again.")
        return Line(self._explained(row), row.changed)

    def _proposed(self, pair: Pair, match: Match) -> Pair:
        settings = self.case.settings
        automatic = settings.approve_automatically
        return replace(
            pair,
            id=pair.id or self.new_id(match.mentor.id, match.mentee.id),
            mentor=match.mentor.id,
            mentee=match.mentee.id,
            model=str(settings.model),
            score=match.score / 100,
            why=self.reasons.why(match),
            status=PairStatus.APPROVED if automatic else PairStatus.PROPOSED,
            matched_on=self.case.today if automatic else None,
        )

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
        have = {pair.mentee for pair in self.pairs if pair.stands or pair.status is PairStatus.PROPOSED}
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
        fixed = {TYPED + row.pair.id for row in self.decided.rows if row.fixed and row.pair.id}
        return {fact: today for fact in sorted(fixed) if fact not in self.book.world.facts}

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
            said=said(self.book, self.decided, self.lines),
            facts=self._facts(),
            figures=figures(self.matching, self.pairs, self.waiting),
        )


def _reusable(pair: Pair) -> bool:
    """Whether a proposal that went can come back in its row: nothing that staff typed there would decide it."""
    untouched = not pair.decision and not pair.change_mentor_to
    return pair.status is PairStatus.REPLACED and pair.ended_on is None and pair.row > 0 and untouched
