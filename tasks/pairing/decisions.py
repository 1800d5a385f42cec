"""Carries out what staff decided in `Pairings`, and what time and people's statuses decide, before anything is matched.

Pairs that stand are settled first, since they free or hold seats; then staff's new decisions, in sheet order, each
checked by every rule. Nothing is proposed here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tasks.pairing.case import Case
from tasks.pairing.rules import AVOID, EVALUATOR, REJECTED, SUPERVISOR, Rule, broken
from tasks.pairing.transitions import Event, after
from tasks.program import keys
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.problems import Problem, fix, note

TAB = "Pairings"
YES = (Decision.APPROVE, Decision.LOCK)
SAID_YES = (*YES, Decision.EXCEPTION)
CONFLICTS = (EVALUATOR, SUPERVISOR, AVOID)
"""Rules that make a pair that stands a question for staff when they are broken later."""

GONE = (Status.LEFT, Status.WITHDRAWN, Status.COMPLETED)
NOT_INTRODUCED = (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED, PairStatus.REJECTED, None)


@dataclass(frozen=True)
class Settled:
    """A row of `Pairings` as it should now stand.

    `changed` finishes "What changed" where the program changed it; `because` says who decided, for the audit log.
    `conflicts` are rules that a standing pair breaks since it was made. `fixed` proposals were typed by staff and are
    never moved by the matching.
    """

    pair: Pair
    changed: str = ""
    because: str = ""
    conflicts: tuple[Rule, ...] = ()
    fixed: bool = False
    asks_new: bool = False
    """Staff want another mentor while this pair still stands."""


@dataclass
class Seats:
    """Seats still free for each mentor, and which mentees have a mentor, as decisions are carried out."""

    case: Case
    held: dict[str, int] = field(default_factory=dict)
    served: dict[str, str] = field(default_factory=dict)

    def take(self, pair: Pair, *, serves: bool = True) -> None:
        self.held[pair.mentor] = self.held.get(pair.mentor, 0) + 1
        if serves:
            self.served[pair.mentee] = pair.mentor

    def left(self, mentor: Person) -> int:
        return mentor.capacity - self.held.get(mentor.id, 0)


@dataclass(frozen=True)
class Decided:
    """Every row after staff's decisions, the rows they ask for, the seats that remain, what is wrong."""

    rows: tuple[Settled, ...]
    seats: Seats
    problems: tuple[Problem, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(row.pair for row in self.rows)


class Clerk:
    """Settles the rows of one book. `introduced` gives the day a pair's introduction went out to both."""

    def __init__(
        self,
        case: Case,
        introduced: Callable[[Pair], date | None],
        answers: Mapping[str, str],
        typed: frozenset[str],
    ) -> None:
        self.case, self.introduced, self.answers, self.typed = case, introduced, answers, typed
        self.seats = Seats(case)
        self.problems: list[Problem] = []
        self.known: dict[tuple[str, str], int] = {}

    def settle(self, pairs: Sequence[Pair], new_id: Callable[[str, str], str]) -> Decided:
        """Every row settled, in sheet order, with the rows that `Change mentor to` asks for at the end."""
        rows = {pair.row: Settled(pair) for pair in pairs}
        for settled in list(rows.values()):
            if settled.pair.stands:
                rows[settled.pair.row] = self._standing(settled.pair)
        for settled in rows.values():
            if settled.pair.stands:
                self.seats.take(settled.pair, serves=not settled.asks_new)
        undecided = [settled.pair for settled in rows.values() if settled.pair.status in NOT_INTRODUCED]
        self.known = {(p.mentor, p.mentee): p.row for p in reversed(pairs) if p.id and _goes_on(p)}
        for pair in sorted(undecided, key=lambda pair: (pair.decision not in SAID_YES, pair.row)):
            rows[pair.row] = self._undecided(pair, new_id)
        asked = list(self._asked(rows, new_id))
        settled_rows = (*rows.values(), *asked)
        return Decided(tuple(self._superseded(settled_rows)), self.seats, tuple(self.problems))

    def _standing(self, pair: Pair) -> Settled:
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        if mentor is None or mentee is None:
            return Settled(pair)  # A row that vanished from Enrollment is asked about, not acted on.
        conflicts = tuple(rule for rule in CONFLICTS if rule.breaks(self.case, mentor, mentee))
        answered = {self.answers.get(conflict_key(pair, rule), "") for rule in conflicts}
        if self._ends(pair) or "end" in answered:
            ended = min(pair.ends_on or self.case.today, self.case.today)
            return self._over(pair, Event.END, "Ended by staff.", "staff: Decision", ended)
        gone = next((p for p in (mentor, mentee) if p.status_on(self.case.today) in GONE), None)
        if gone is not None:
            ended = gone.ends_on if gone.ends_on and gone.ends_on <= self.case.today else self.case.today
            return self._over(
                pair, Event.LEFT, f"Ended: {gone.name} no longer takes part.", "staff: Status", ended
            )
        open_conflicts = tuple(r for r in conflicts if self.answers.get(conflict_key(pair, r), "") != "keep")
        settled = self._kept_true(pair, mentor, mentee)
        self._note_contradiction(pair)
        wants_new = pair.decision is Decision.REPLACE or "replace" in answered
        return replace(settled, conflicts=open_conflicts, asks_new=wants_new)

    def _ends(self, pair: Pair) -> bool:
        if pair.decision is Decision.END:
            return pair.ends_on is None or pair.ends_on <= self.case.today
        return pair.ends_on is not None and pair.ends_on <= self.case.today

    def _over(self, pair: Pair, event: Event, changed: str, because: str, ended: date) -> Settled:
        over = replace(pair, status=after(pair.status, event), ended_on=ended)
        return Settled(over, changed, because)

    def _kept_true(self, pair: Pair, mentor: Person, mentee: Person) -> Settled:
        """Leave, return and introduction of a pair that goes on."""
        day = self.case.today
        away = Status.ON_LEAVE in (mentor.status_on(day), mentee.status_on(day))
        told = pair.introduced_on or self.introduced(pair)
        if away and pair.status is not PairStatus.PAUSED:
            paused = replace(pair, status=after(pair.status, Event.AWAY), introduced_on=told)
            return Settled(paused, "Paused.", "rule: leave")
        if pair.status is PairStatus.PAUSED and not away:
            event = Event.BACK if told else Event.BACK_UNTOLD
            return Settled(
                replace(pair, status=after(pair.status, event), introduced_on=told), "Goes on.", "rule: leave"
            )
        if pair.status is PairStatus.APPROVED and told:
            active = replace(pair, status=after(pair.status, Event.INTRODUCED), introduced_on=told)
            return Settled(active, "", "rule: introduced")
        return Settled(pair)

    def _note_contradiction(self, pair: Pair) -> None:
        if pair.ending and pair.decision is not Decision.END and pair.ends_on is None:
            self.problems.append(
                note(
                    TAB,
                    pair.row,
                    "Ending",
                    pair.ending,
                    "The pair goes on.",
                    "Type end in Decision to end it.",
                )
            )

    def _undecided(self, pair: Pair, new_id: Callable[[str, str], str]) -> Settled:
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        if mentor is None or mentee is None:
            return self._unknown(pair)
        twin = self.known.get((pair.mentor, pair.mentee))
        if not pair.id and twin is not None:
            why = f"This pair already stands in row {twin}."
            return Settled(replace(pair, status=PairStatus.NOT_ALLOWED, why=why))
        typed = pair.status in (None, PairStatus.NOT_ALLOWED) or pair.id in self.typed
        pair = replace(pair, id=pair.id or new_id(pair.mentor, pair.mentee))
        if pair.decision in (Decision.REJECT, Decision.END):
            rejected = replace(pair, status=after(pair.status, Event.REJECT))
            return self._told(pair, rejected, "Rejected by staff.", "staff: Decision")
        if pair.decision in YES and pair.ending and pair.status is not PairStatus.REJECTED:
            self._fix(
                pair,
                "Ending",
                pair.ending,
                "Decision approves a pair that Ending ends.",
                "Clear one of them.",
            )
            return Settled(pair if pair.status else replace(pair, status=PairStatus.NOT_ALLOWED), fixed=typed)
        if self._new_mentor(pair) is not None:
            return Settled(pair, fixed=typed)
        if pair.decision in SAID_YES:
            return self._approved(pair, mentor, mentee, typed=typed)
        if pair.status is PairStatus.REJECTED:
            return Settled(pair)
        return self._checked(pair, mentor, mentee) if typed else self._automatic(pair, mentor, mentee)

    def _unknown(self, pair: Pair) -> Settled:
        if pair.status is not None and pair.status is not PairStatus.NOT_ALLOWED:
            return Settled(pair)
        side = "Mentor" if pair.mentor not in self.case.people else "Mentee"
        typed = getattr(pair, f"{side.lower()}_email") or getattr(pair, f"{side.lower()}_name")
        message = f"Nobody in Enrollment has this address or, alone, this name ({side.lower()})."
        self._fix(pair, f"{side} email", typed, message, "Type the address of an enrolled person.")
        refused = replace(pair, status=PairStatus.NOT_ALLOWED, why=message)
        return self._told(pair, refused, message, "rule: enrolled")

    def _approved(self, pair: Pair, mentor: Person, mentee: Person, *, typed: bool) -> Settled:
        waived = pair.decision is Decision.EXCEPTION
        if waived and not pair.reason:
            self._fix(pair, "Reason", "", "An exception needs a reason.", "Say in Reason why it is made.")
            return self._checked(pair, mentor, mentee) if typed else Settled(pair)
        refusal = self._refusal(mentor, mentee, waived=waived)
        if refusal:
            return self._refused(pair, refusal)
        self.seats.take(pair)
        day = pair.matched_on or self.case.today
        approved = replace(pair, status=after(pair.status, Event.APPROVE), matched_on=day)
        cause = "exception" if waived else str(pair.decision)
        return Settled(approved, "Exception made by staff." if waived else "", f"staff: Decision {cause}")

    def _automatic(self, pair: Pair, mentor: Person, mentee: Person) -> Settled:
        """A proposal of ours that staff left open: approved where the program approves by itself."""
        if not self.case.settings.approve_automatically or self._refusal(mentor, mentee):
            return Settled(pair)
        self.seats.take(pair)
        approved = replace(pair, status=after(pair.status, Event.APPROVE), matched_on=self.case.today)
        return Settled(approved, "", "setting: Approve pairings")

    def _checked(self, pair: Pair, mentor: Person, mentee: Person) -> Settled:
        """A typed pair that staff have not decided about: proposed, and left where it is, if the rules allow it."""
        refusal = self._refusal(mentor, mentee)
        if refusal:
            return self._refused(pair, refusal)
        self.seats.take(pair)
        return Settled(
            replace(pair, status=after(pair.status, Event.ALLOWED)), "", "staff: typed row", fixed=True
        )

    def _refused(self, pair: Pair, refusal: str) -> Settled:
        self._fix(pair, "Decision", pair.decision, f"Not allowed: {refusal}.", "Choose another pair.")
        why = f"Not allowed: {refusal}."
        return self._told(
            pair, replace(pair, status=after(pair.status, Event.FORBIDDEN), why=why), why, "rule: hard rules"
        )

    def _refusal(self, mentor: Person, mentee: Person, *, waived: bool = False) -> str:
        """Why this pair cannot be made, in words; empty where it can."""
        rules = [rule for rule in broken(self.case, mentor, mentee) if rule is not REJECTED]
        standing = next((rule for rule in rules if not (waived and rule.softer)), None)
        if standing is not None:
            return standing.said
        if not (self.case.gives(mentor) and self.case.takes(mentee)) and not waived:
            return "Role does not say that the first mentors and the second is mentored"
        if waived:
            return ""
        other = self.case.people.get(self.seats.served.get(mentee.id, ""))
        if other is not None and other.id != mentor.id:
            return f"{mentee.name} already has a mentor, {other.name}"
        return "" if self.seats.left(mentor) > 0 else f"{mentor.name} has no seat left"

    def _new_mentor(self, pair: Pair) -> Person | None:
        """Whom staff want as mentor instead; nobody where the cell is blank, unclear or changes nothing."""
        if not pair.change_mentor_to:
            return None
        found = self.case.people.find(pair.change_mentor_to)
        if found is None or found.id == pair.mentee:
            message = "Nobody in Enrollment has this address or, alone, this name."
            message = message if found is None else "Nobody mentors themselves."
            self._fix(
                pair,
                "Change mentor to",
                pair.change_mentor_to,
                message,
                "Type the address of another mentor.",
            )
            return None
        return None if found.id == pair.mentor else found

    def _asked(self, rows: dict[int, Settled], new_id: Callable[[str, str], str]) -> Iterator[Settled]:
        """The rows that `Change mentor to` asks for; the old proposal goes, a pair that stands stays until then."""
        known = {(s.pair.mentor, s.pair.mentee) for s in rows.values() if s.pair.ended_on is None}
        for number, settled in list(rows.items()):
            pair = settled.pair
            if not (pair.stands or pair.status in (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)):
                continue
            mentor = self._new_mentor(pair) if pair.change_mentor_to else None
            mentee = self.case.people.get(pair.mentee)
            if mentor is None or mentee is None:
                continue
            if pair.stands:
                rows[number] = replace(settled, asks_new=True)
                self.seats.served.pop(pair.mentee, None)
            else:
                gone = replace(pair, status=PairStatus.REPLACED)
                rows[number] = Settled(gone, f"Changed to {mentor.name} by staff.", "staff: Change mentor to")
            if (mentor.id, mentee.id) not in known:
                yield self._new_row(pair, mentor, mentee, new_id)

    def _new_row(
        self, old: Pair, mentor: Person, mentee: Person, new_id: Callable[[str, str], str]
    ) -> Settled:
        decision = old.decision if not old.stands and old.decision in SAID_YES else Decision.NONE
        typed = Pair(
            new_id(mentor.id, mentee.id), 0, mentor.id, mentee.id, decision=decision, reason=old.reason
        )
        settled = (
            self._approved(typed, mentor, mentee, typed=True)
            if decision
            else self._checked(typed, mentor, mentee)
        )
        return replace(settled, changed=settled.changed or "Chosen by staff.")

    def _superseded(self, rows: Iterable[Settled]) -> Iterator[Settled]:
        """Pairs whose mentee has got the other mentor that staff asked for end now."""
        every = tuple(rows)
        new = {s.pair.mentee: s.pair.mentor for s in every if s.pair.stands and not s.asks_new}
        for settled in every:
            mentor = self.case.people.get(new.get(settled.pair.mentee, ""))
            if not settled.asks_new or mentor is None:
                yield settled
                continue
            changed = f"Replaced: {mentor.name} is the mentor now."
            self.seats.held[settled.pair.mentor] -= 1
            yield self._over(settled.pair, Event.SUPERSEDED, changed, "staff: Decision", self.case.today)

    def _told(self, before: Pair, now: Pair, changed: str, because: str) -> Settled:
        """A row with its news, told only when its status is new."""
        return Settled(now, changed, because) if before.status is not now.status else Settled(now)

    def _fix(self, pair: Pair, column: str, value: str, message: str, remedy: str) -> None:
        self.problems.append(fix(TAB, pair.row, column, value, message, remedy))


def _goes_on(pair: Pair) -> bool:
    return pair.stands or pair.status in (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)


def conflict_key(pair: Pair, rule: Rule) -> str:
    """The `To do` item that asks about a pair that breaks a rule."""
    return keys.todo("conflict", pair.id, rule.name)
