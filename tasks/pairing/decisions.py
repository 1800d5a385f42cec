"""Carries out what staff decided in `Pairings`, and what dates and people's statuses decide, before anything is matched.

Pairs that stand are settled first, since they free or hold seats; then staff's approvals, then the rest, in sheet
order. Every new pair is checked by every rule. Nothing is proposed here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tasks.pairing.case import Case
from tasks.pairing.contradictions import agreed
from tasks.pairing.members import Members, beside, company, hold_open
from tasks.pairing.refusal import Refusal, refusal
from tasks.pairing.settled import (
    NO,
    YES,
    Complaints,
    Decided,
    Seats,
    Settled,
    asked_late,
    ids_after,
    new_mentor,
)
from tasks.pairing.stand_in import STAND_IN, mentor_away, resting, stand_in_key
from tasks.pairing.standing import Standing, over
from tasks.pairing.transitions import Event, after
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person

OPEN = (None, PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)
CHANGE = "staff: Change mentor to"
NOT_STANDING = (*OPEN, PairStatus.REJECTED)


@dataclass
class Clerk:
    """Settles the rows of one book.

    `typed` are the ids of proposals that staff typed; `stand_ins` pairs that stand in, with the pair they stand in for.
    """

    case: Case
    standing: Standing
    typed: frozenset[str]
    program: str
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    seats: Seats = field(init=False)
    company: Members = field(init=False)
    twins: dict[tuple[str, str], Pair] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seats, self.company = Seats(self.case), company(())
        self.new_id = ids_after(self.program, ())

    @property
    def complaints(self) -> Complaints:
        return self.standing.complaints

    def settle(self, pairs: Sequence[Pair]) -> Decided:
        """Every row settled, in sheet order; the rows that `Change mentor to` asks for come last, with row 0."""
        pairs = [self._reconsidered(pair) for pair in pairs]
        self.company = company(pairs)
        rows = {pair.row: self.standing.settle(pair) if pair.stands else Settled(pair) for pair in pairs}
        by_id = {row.pair.id: row.pair for row in rows.values() if row.pair.id}
        at_rest = {pair.mentee: pair for pair in by_id.values() if mentor_away(self.case, pair)}
        rows = {number: self._stood_in(row, at_rest, by_id) for number, row in rows.items()}
        rows = beside(self.case, rows)
        for settled in rows.values():
            if settled.pair.stands:
                self.seats.take(
                    settled.pair, serves=not (settled.asks_new or self._wants_stand_in(settled.pair))
                )
        self.seats.resting = resting(self.case, rows.values())
        self.new_id = ids_after(self.program, now := [settled.pair for settled in rows.values()])
        self.twins = {(p.mentor, p.mentee): p for p in reversed(now) if p.id and _goes_on(p)}
        undecided = (pair for pair in pairs if pair.status in NOT_STANDING or _approved_late(pair))
        clear, unclear = agreed(undecided, self.twins, self.complaints)
        self.typed |= unclear
        for pair in sorted(self._lend(clear), key=lambda pair: (pair.decision not in YES, pair.row)):
            rows[pair.row] = self._undecided(pair)
        rows = beside(self.case, rows)
        hold_open(self.case, rows, self.seats)
        every = (*rows.values(), *self._asked(list(rows.values())))
        asked_late(self.case, [row.pair for row in every], self.complaints)
        self.standing.note_locks(every)
        return Decided(tuple(self._superseded(every)), self.seats, self.complaints.all)

    def _wants_stand_in(self, pair: Pair) -> bool:
        """Whether staff asked for a proposal while the pair's mentor is away."""
        said = self.standing.answers.get(stand_in_key(self.case, pair))
        return said == STAND_IN and mentor_away(self.case, pair)

    def _stood_in(
        self, row: Settled, resting_pairs: Mapping[str, Pair], by_id: Mapping[str, Pair]
    ) -> Settled:
        """Whoever stood in makes way once the mentor is back, unless staff locked the pair."""
        pair = row.pair
        if not pair.stands or pair.status is PairStatus.PAUSED or pair.is_second:
            return row
        rests = resting_pairs.get(pair.mentee)
        if rests is not None:
            return replace(row, stands_in=rests.id)
        back = by_id.get(self.stand_ins.get(pair.id, ""))
        if back is None or back.status is not PairStatus.ACTIVE or pair.decision is Decision.LOCK:
            return row
        name = self.case.people[back.mentor].name
        return over(pair, Event.END, f"Ended: {name} is back.", "rule: stand-in", self.case.today)

    def _reconsidered(self, pair: Pair) -> Pair:
        if not self.standing.taken_back(pair):
            return pair
        return replace(pair, status=after(pair.status, Event.TAKEN_BACK), matched_on=None)

    def _lend(self, pairs: Sequence[Pair]) -> Iterator[Pair]:
        """An open proposal that staff typed once more counts as typed, and takes that row's decision."""
        again = {twin.row: pair for pair in pairs if (twin := self._twin(pair)) is not None}
        for pair in pairs:
            typed = again.get(pair.row)
            if typed is None or pair.status not in OPEN or pair.decision:
                yield pair
                continue
            self.typed |= {pair.id}
            yield replace(pair, decision=typed.decision, reason=typed.reason)

    def _twin(self, pair: Pair) -> Pair | None:
        """The row that holds the pair already, where staff typed it once more."""
        return None if pair.id else self.twins.get((pair.mentor, pair.mentee))

    def _undecided(self, pair: Pair) -> Settled:
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        if mentor is None or mentee is None:
            return self._unknown(pair)
        twin = self._twin(pair)
        if twin is not None:
            again = replace(pair, status=after(pair.status, Event.CHANGED))
            return Settled(again, f"This pair already stands in row {twin.row}.", "rule: once")
        typed = pair.status in (None, PairStatus.NOT_ALLOWED) or pair.id in self.typed
        pair = replace(pair, id=pair.id or self.new_id(mentor.id, mentee.id))
        self.twins.setdefault((mentor.id, mentee.id), pair)
        if pair.decision in NO:
            rejected = replace(pair, status=after(pair.status, Event.REJECT))
            return _told(pair, rejected, "Rejected by staff.", "staff: Decision")
        other = new_mentor(self.case, pair, self.complaints)
        if other is not None and pair.status in OPEN:
            changed = f"Changed to {other.name} by staff."
            gone = replace(pair, status=after(pair.status, Event.CHANGED))
            return Settled(gone, changed, CHANGE)
        if other is not None and pair.status is PairStatus.REJECTED:
            return Settled(pair, "", CHANGE)
        return self._decided(pair, mentor, mentee, typed=typed)

    def _decided(self, pair: Pair, mentor: Person, mentee: Person, *, typed: bool) -> Settled:
        if pair.decision in YES and self._clear(pair):
            return self._approved(pair, mentor, mentee)
        if pair.status is PairStatus.REJECTED:
            return Settled(pair)
        if typed:
            return self._checked(pair, mentor, mentee)
        automatic = self.case.settings.approve_automatically and pair.decision is Decision.NONE
        if automatic and not self._refusal(pair, mentor, mentee):
            return self._made(pair, "", "setting: Approve pairings")
        return Settled(pair)

    def _clear(self, pair: Pair) -> bool:
        """Whether an approval can be carried out as it was typed."""
        if pair.ending or pair.ends_on is not None:
            message = "Decision makes a pair that Ending or Ends on ends."
            self.complaints.add(pair, "Decision", str(pair.decision), message, "Clear one of them.")
            return False
        if pair.decision is Decision.EXCEPTION and not pair.reason:
            self.complaints.add(
                pair, "Reason", "", "An exception needs a reason.", "Say in Reason why it is made."
            )
            return False
        return True

    def _unknown(self, pair: Pair) -> Settled:
        if pair.status not in (None, PairStatus.NOT_ALLOWED):
            return Settled(pair)
        mentors_side = pair.mentor not in self.case.people
        side = "Mentor" if mentors_side else "Mentee"
        typed = (
            (pair.mentor_email or pair.mentor_name)
            if mentors_side
            else (pair.mentee_email or pair.mentee_name)
        )
        message = f"Nobody in Enrollment has this address or, alone, this name ({side.casefold()})."
        self.complaints.add(pair, f"{side} email", typed, message, "Type the address of an enrolled person.")
        refused = replace(pair, status=PairStatus.NOT_ALLOWED, why=message)
        return _told(pair, refused, message, "rule: enrolled")

    def _approved(self, pair: Pair, mentor: Person, mentee: Person) -> Settled:
        waived = pair.decision is Decision.EXCEPTION
        refusal = self._refusal(pair, mentor, mentee, waived=waived)
        if refusal:
            return self._refused(pair, refusal)
        return self._made(
            pair, "Exception made by staff." if waived else "", f"staff: Decision {pair.decision}"
        )

    def _made(self, pair: Pair, changed: str, because: str) -> Settled:
        self.seats.resting.pop(pair.place, "")
        self.seats.take(pair)
        made = replace(
            pair, status=after(pair.status, Event.APPROVE), matched_on=pair.matched_on or self.case.today
        )
        return Settled(made, changed or _after_all(pair), because)

    def _checked(self, pair: Pair, mentor: Person, mentee: Person) -> Settled:
        """A typed pair that staff have not decided about: proposed, and left where it is, if the rules allow it."""
        refusal = self._refusal(pair, mentor, mentee)
        if refusal:
            return self._refused(pair, refusal)
        self.seats.take(pair)
        proposed = replace(pair, status=after(pair.status, Event.ALLOWED))
        return Settled(proposed, _after_all(pair), "staff: typed row", fixed=True)

    def _refused(self, pair: Pair, refusal: Refusal) -> Settled:
        why = f"Not allowed: {refusal.said}."
        self.complaints.add(pair, "Decision", str(pair.decision), why, refusal.remedy)
        refused = replace(pair, status=after(pair.status, Event.FORBIDDEN), why=why)
        return _told(pair, refused, why, "rule: hard rules")

    def _refusal(self, pair: Pair, mentor: Person, mentee: Person, *, waived: bool = False) -> Refusal | None:
        return refusal(self.case, self.seats, self.company, pair, (mentor, mentee), waived=waived)

    def _asked(self, rows: Sequence[Settled]) -> Iterator[Settled]:
        """The rows that `Change mentor to` asks for; a pair that stands stays until the new one is approved."""
        live = {(row.pair.mentor, row.pair.mentee) for row in rows if _goes_on(row.pair)}
        asked = {(row.pair.mentor, row.pair.mentee) for row in rows if row.pair.ended_on is None}
        for row in rows:
            stays = row.pair.stands or row.pair.status is PairStatus.REJECTED
            waits = row.asks_new or row.pair.status is PairStatus.REJECTED or row.because == CHANGE
            mentor = new_mentor(self.case, row.pair, self.complaints) if waits else None
            mentee = self.case.people.get(row.pair.mentee)
            if mentor is None or mentee is None:
                continue
            both = (mentor.id, mentee.id)
            if both not in (asked if stays else live):
                live.add(both)
                asked.add(both)
                yield self._new_row(row.pair, mentor, mentee)

    def _new_row(self, old: Pair, mentor: Person, mentee: Person) -> Settled:
        typed = old.decision if old.decision in YES and not old.stands else Decision.NONE
        decision = typed if typed and self._clear(old) else Decision.NONE
        new = self.new_id(mentor.id, mentee.id)
        pair = Pair(new, old.row, mentor.id, mentee.id, model=old.model, decision=decision, reason=old.reason)
        made = self._approved(pair, mentor, mentee) if decision else self._checked(pair, mentor, mentee)
        return replace(made, pair=replace(made.pair, row=0), changed=made.changed or "Chosen by staff.")

    def _superseded(self, rows: Sequence[Settled]) -> Iterator[Settled]:
        """Pairs whose mentee has got the other mentor that staff asked for end now."""
        new = {row.pair.place: row.pair.mentor for row in rows if row.pair.stands and not row.asks_new}
        for row in rows:
            mentor = self.case.people.get(new.get(row.pair.place, ""))
            if row.asks_new and mentor is not None:
                self.seats.give_back(row.pair)
                changed = f"Replaced: {mentor.name} is the mentor now."
                yield over(row.pair, Event.SUPERSEDED, changed, "staff: Decision", self.case.today)
            else:
                yield row


def _after_all(pair: Pair) -> str:
    """What `What changed` says instead of the refusal that stood there."""
    return {PairStatus.NOT_ALLOWED: "Allowed now.", PairStatus.REJECTED: "Approved after all."}.get(
        pair.status or PairStatus.PROPOSED, ""
    )


def _approved_late(pair: Pair) -> bool:
    """Staff approved a proposal that had gone by the time they typed."""
    late = pair.decision in YES and not pair.change_mentor_to and pair.ended_on is None
    return bool(pair.id) and late and pair.status is PairStatus.REPLACED


def _goes_on(pair: Pair) -> bool:
    return pair.stands or pair.status in (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)


def _told(before: Pair, now: Pair, changed: str, because: str) -> Settled:
    """A row with its news, told only when its status is new."""
    return Settled(now, changed, because) if before.status is not now.status else Settled(now)
