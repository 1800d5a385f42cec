"""The pairing room: staff's decisions carried out, everyone else matched as well as possible, all of it explained."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from tasks.pairing.case import GROUPS, Case, case_of
from tasks.pairing.decisions import Clerk
from tasks.pairing.explain import Reasons
from tasks.pairing.finished import completed_lines, finished
from tasks.pairing.groups import Gathering, GroupReasons, Placed
from tasks.pairing.introductions import Introductions
from tasks.pairing.letters import letters, program_of
from tasks.pairing.matching import Match, Matching, Pool
from tasks.pairing.members import lived, members_of
from tasks.pairing.memory import facts, remembered
from tasks.pairing.notices import coming, figures, said, todos
from tasks.pairing.rows import Line, enrollment_changes, pairing_changes, unmatched_changes, waited_since
from tasks.pairing.rules import CONFIDENTIAL
from tasks.pairing.second import SecondMatching, second_matching
from tasks.pairing.settled import Complaints, Decided, Settled, ids_after, reusable
from tasks.pairing.sought import in_vain, sought
from tasks.pairing.standing import Standing
from tasks.pairing.ties import ties_of
from tasks.pairing.transitions import Event, after
from tasks.pairing.unmatched import Reason, Unmatched, cells, who_waits
from tasks.program.book import Book
from tasks.program.pairs import SECOND, Pair, PairStatus
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.todo import answers, open_rows


def plan(book: Book) -> Plan:
    """What should stand in `Pairings`, `Unmatched` and Enrollment's columns about pairs, and the letters about them."""
    return Pairing(book).plan()


class Pairing:
    """One book's pairing, step by step; every step is worked out when first asked for.

    `studied` are the Pairing IDs of the proposals that staff have seen, which stay if they can; by default all.
    """

    def __init__(self, book: Book, studied: frozenset[str] | None = None) -> None:
        self.book, self.studied = book, studied
        self.program = program_of(book)

    @cached_property
    def said(self) -> Mapping[str, str]:
        """Staff's answers in `To do`."""
        return answers(self.book.snapshot)

    @cached_property
    def before(self) -> Case:
        return case_of(self.book)

    @cached_property
    def decided(self) -> Decided:
        known, told = remembered(self.book), Introductions(self.book)
        standing = Standing(
            self.before,
            told.introduced,
            told.told,
            self.said,
            Complaints(),
            known.by_cell,
            known.agreed,
            open_rows(self.book.snapshot),
            members_of(self.book.pairs),
        )
        return Clerk(self.before, standing, known.typed, self.program, known.stand_ins).settle(
            self.book.pairs
        )

    @cached_property
    def case(self) -> Case:
        """The case once staff's decisions count."""
        ties = ties_of(self.book.people, self.book.schools, self.decided.pairs, self.book.world.last_year())
        return replace(self.before, ties=ties, finished=frozenset(self.finished))

    @cached_property
    def finished(self) -> dict[str, Pair]:
        """Completed pairs of mentees whom nobody is proposed for any more."""
        return finished(self.before, self.decided.pairs, self.said)

    @cached_property
    def new_id(self) -> Callable[[str, str], str]:
        """Gives the id of a mentor's and a mentee's next time together."""
        return ids_after(self.program, self.decided.pairs)

    @cached_property
    def matching(self) -> Matching:
        """Everyone without a mentor or peers, matched to the seats that decisions leave."""
        case, seats = self.case, self.decided.seats
        mentees = [p for p in case.people.values() if case.waits(p) and p.id not in seats.served]
        if case.settings.model in GROUPS:
            return Gathering(case, mentees, self._placed(), self.program, lived(self.decided.pairs))
        mentors = [(person, seats.left(person)) for person in case.people.values() if case.gives(person)]
        return Matching(case, Pool.of(mentors, mentees, self.proposals, self._first()))

    @cached_property
    def second(self) -> SecondMatching | None:
        """Second mentors for content, from the seats that the matching leaves; nothing unless asked for."""
        if not self.case.settings.second_mentor or self.case.settings.model in GROUPS:
            return None
        held = [row.pair for row in self.decided.rows if row.pair.stands or row.fixed]
        own = {
            pair.mentee: pair.mentor
            for pair in held
            if not pair.is_second and pair.mentee in self.case.people
        }
        own |= {match.mentee.id: match.mentor.id for match in self.matching.matches}
        have = {pair.mentee for pair in held if pair.is_second}
        seats = dict(zip((p.id for p in self.matching.pool.mentors), self.matching.pool.seats, strict=True))
        for match in self.matching.matches:
            seats[match.mentor.id] -= 1
        waiting = {mentee: mentor for mentee, mentor in own.items() if mentee not in have}
        return second_matching(self.case, waiting, seats, self.second_proposals)

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
        rows = (row for row in self._undecided if not row.pair.is_second)
        return {(row.pair.mentor, row.pair.mentee): row for row in rows}

    @property
    def _undecided(self) -> Iterable[Settled]:
        rows = (row for row in self.decided.rows if row.pair.status is PairStatus.PROPOSED and not row.fixed)
        return (row for row in rows if self.studied is None or row.pair.id in self.studied)

    @cached_property
    def second_proposals(self) -> frozenset[tuple[str, str]]:
        """The same of second mentors."""
        rows = (row for row in self._undecided if row.pair.is_second)
        return frozenset((row.pair.mentor, row.pair.mentee) for row in rows)

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
        first, second = self.matching.by_couple, self.second.by_couple if self.second else {}
        decided = tuple(self._line(r, second if r.pair.is_second else first) for r in self.decided.rows)
        known = {
            (row.pair.mentor, row.pair.mentee, row.pair.is_second)
            for row in self.decided.rows
            if reusable(row.pair) or self._open(row)
        }
        new = [(Pair("", 0, "", ""), match) for both, match in first.items() if (*both, False) not in known]
        new += [
            (Pair("", 0, "", "", model=SECOND), match)
            for both, match in second.items()
            if (*both, True) not in known
        ]
        return (*decided, *(self._proposed(pair, match) for pair, match in new))

    def _open(self, row: Settled) -> bool:
        """Whether the row is an undecided proposal of the program's own."""
        return row.pair.status is PairStatus.PROPOSED and not row.fixed

    def _line(self, row: Settled, matches: Mapping[tuple[str, str], Match]) -> Line:
        pair = row.pair
        match = matches.get((pair.mentor, pair.mentee))
        if self._open(row):
            if match is not None:
                return self._proposed(pair, match)
            if pair.mentor not in self.case.people or pair.mentee not in self.case.people:
                # A vanished row is not a withdrawal: the proposal stays until staff say what happened.
                return Line(pair)
            gone = replace(pair, status=after(pair.status, Event.UNWANTED))
            return Line(gone, self._why_replaced(pair), "rule: best matching")
        if match is not None and reusable(pair):
            return self._proposed(pair, match, "Proposed again.")
        return Line(self._explained(row), row.changed, row.because)

    def _proposed(self, pair: Pair, match: Match, changed: str = "") -> Line:
        settings = self.case.settings
        automatic = settings.approve_automatically
        wanted = after(pair.status, Event.WANTED)
        scorer = (self.second if self.second and pair.is_second else self.matching).scorer
        proposed = replace(
            pair,
            id=pair.id or self.new_id(match.mentor.id, match.mentee.id),
            mentor=match.mentor.id,
            mentee=match.mentee.id,
            group=match.group,
            model=self._model(pair),
            score=scorer.points(match.score),
            why=self.second.why(match) if self.second and pair.is_second else self.reasons.why(match),
            status=after(wanted, Event.APPROVE) if automatic else wanted,
            matched_on=self.case.today if automatic else None,
        )
        return Line(proposed, changed, "setting: Approve pairings" if automatic else "rule: best matching")

    def _model(self, pair: Pair) -> str:
        return SECOND if pair.is_second else str(self.case.settings.model)

    def _explained(self, row: Settled) -> Pair:
        """A pair that staff made: scored and explained once, when it is first seen."""
        pair = row.pair
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        allowed = pair.stands or pair.status is PairStatus.PROPOSED
        if mentor is None or mentee is None or not allowed or pair.score is not None:
            return pair
        score = self.matching.scorer.score(mentor, mentee)
        why = f"Chosen by staff. {self.reasons.common(Match(mentor, mentee, score))}"
        return replace(pair, score=self.matching.scorer.points(score), why=why, model=self._model(pair))

    def _why_replaced(self, pair: Pair) -> str:
        """Why a proposal that staff studied had to go."""
        mentor, mentee = self.case.people[pair.mentor], self.case.people[pair.mentee]
        if pair.is_second:
            return "Replaced: no second mentor is needed here now, or another one fits better."
        if not self.case.waits(mentee) or mentee.id in self.decided.seats.served:
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
        made = [
            pair
            for pair in self.pairs
            if (pair.stands or pair.status is PairStatus.PROPOSED) and not pair.is_second
        ]
        have = {pair.mentee for pair in made}
        have |= {pair.mentor for pair in made} if self.case.settings.model in GROUPS else set()
        reasons = Unmatched(self.matching)
        return {person.id: (person, reasons.of(person)) for person in who_waits(self.case, have)}

    def plan(self) -> Plan:
        """Everything the room wants to stand."""
        wanted = sought(self.case, self.decided, self.said, self.pairs, Unmatched(self.matching))
        return Plan(
            changes=(
                *pairing_changes(self.book, self.case, self.lines),
                *unmatched_changes(self.book, {id_: cells(*one) for id_, one in self.waiting.items()}),
                *enrollment_changes(self.book, self.case, self.pairs),
            ),
            letters=letters(self.book, self.case, self.pairs),
            todos=(
                *todos(self.case, self.decided, self.waiting, self.said, wanted),
                *completed_lines(self.case, self.finished, self.pairs, self.said),
            ),
            coming=coming(self.case, self.pairs),
            problems=(*self.decided.problems, *in_vain(self.case, self.decided.pairs, wanted)),
            said=said(self.book, self.lines),
            facts=facts(self.book, self.case, self.decided, self.pairs),
            figures=figures(self.matching, self.pairs, self.waiting),
        )
