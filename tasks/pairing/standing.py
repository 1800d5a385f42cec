"""Pairs that stand: what staff, dates and people's statuses make of them. A mistyped cell never ends a pair."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tasks.pairing.case import Case
from tasks.pairing.contradictions import contradicts
from tasks.pairing.members import GONE, Members, whose
from tasks.pairing.rules import AVOID, EVALUATOR, LANGUAGE, MODE, SAME_SCHOOL, SUPERVISOR, WINDOW, Rule
from tasks.pairing.settled import Complaints, Settled, conflict_key, new_mentor
from tasks.pairing.transfers import moved, transfer_key
from tasks.pairing.transitions import Event, after
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.problems import Level

CONFLICTS = (EVALUATOR, SUPERVISOR, AVOID, LANGUAGE, SAME_SCHOOL, MODE, WINDOW)
"""Rules that make a standing pair a question for staff when it comes to break them."""


@dataclass(frozen=True)
class Standing:
    """Settles standing pairs of one case.

    `introduced` gives the day a pair's introduction went out to both, `told` whether anybody may have had it already;
    `answers` are staff's, by `To do` item.
    """

    case: Case
    introduced: Callable[[Pair], date | None]
    told: Callable[[Pair], bool]
    answers: Mapping[str, str]
    complaints: Complaints
    by_cell: frozenset[str] = frozenset()
    """The pairs that their own Decision cell approved."""
    agreed: Mapping[str, str] = field(default_factory=dict)
    """What the people of each pair were like when staff last agreed to it, by Pairing ID."""
    open_rows: Mapping[str, int] = field(default_factory=dict)
    """The rows of open questions in `To do`, by item."""
    members: Members = field(default_factory=dict)

    def settle(self, pair: Pair) -> Settled:
        """The pair as it should stand today: ended, paused, going on, or in question."""
        mentor, mentee = self.case.people.get(pair.mentor), self.case.people.get(pair.mentee)
        if mentor is None or mentee is None:
            return Settled(pair)  # A row that vanished from Enrollment is asked about, never acted on.
        conflicts = {
            rule: self.answers.get(conflict_key(pair, rule), "")
            for rule in CONFLICTS
            if not _waived(pair, rule) and rule.breaks(self.case, mentor, mentee)
        }
        change = "" if conflicts else moved(self.agreed.get(pair.id, ""), mentor, mentee)
        about_change = self.answers.get(transfer_key(pair, mentor, mentee), "") if change else ""
        asked = {conflict_key(pair, rule): answer for rule, answer in conflicts.items()}
        asked |= {transfer_key(pair, mentor, mentee): about_change} if change else {}
        if contradicts(pair, self.case.today, asked, self.open_rows, self.complaints):
            going_on = self._going_on(pair, whose(self.case, pair, mentor, mentee, self.members))
            return replace(going_on, conflicts=tuple(conflicts), transfer=change)
        said = {*conflicts.values(), about_change}
        people = whose(self.case, pair, mentor, mentee, self.members)
        ended = self._ended(pair, people, asked="end" in said)
        if ended is not None:
            return ended
        self._note_contradiction(pair)
        wants = pair.decision is Decision.REPLACE or "replace" in said
        return replace(
            self._going_on(pair, people),
            conflicts=tuple(rule for rule, answer in conflicts.items() if answer != "keep"),
            transfer="" if about_change == "keep" else change,
            asks_new=wants or new_mentor(self.case, pair, self.complaints) is not None,
        )

    def taken_back(self, pair: Pair) -> bool:
        """Whether staff took their approval back while nobody had been told: what the cells say then counts."""
        if pair.status is not PairStatus.APPROVED or pair.change_mentor_to or pair.group:
            return False
        erased = pair.decision is Decision.NONE and pair.id in self.by_cell
        if not (erased or pair.decision is Decision.REJECT):
            return False
        return pair.introduced_on is None and not self.told(pair)

    def _ended(self, pair: Pair, people: Sequence[Person], *, asked: bool) -> Settled | None:
        today = self.case.today
        due = pair.ends_on is not None and pair.ends_on <= today
        if due or asked or pair.ends_now:
            on = pair.ends_on if pair.ends_on is not None and due else today
            return over(pair, Event.END, "Ended by staff.", "staff: Decision", on)
        gone = next((person for person in people if person.status_on(today) in GONE), None)
        if gone is None:
            return None
        on = gone.ends_on if gone.ends_on and gone.ends_on <= today else today
        return over(pair, Event.LEFT, f"Ended: {gone.name} no longer takes part.", "staff: Status", on)

    def note_locks(self, rows: Iterable[Settled]) -> None:
        """Says that `lock` keeps no pair whose person is gone."""
        for pair in (row.pair for row in rows):
            people = (self.case.people.get(pair.mentor), self.case.people.get(pair.mentee))
            gone = [one for one in people if one is not None and one.status_on(self.case.today) in GONE]
            if pair.decision is Decision.LOCK and pair.status is PairStatus.ENDED and gone:
                message = f"{gone[0].name} no longer takes part, so the pair has ended all the same."
                self.complaints.add(pair, "Decision", "lock", message, "Clear it.", level=Level.NOTE)

    def _going_on(self, pair: Pair, people: Sequence[Person]) -> Settled:
        """Leave, return and introduction."""
        away = Status.ON_LEAVE in (person.status_on(self.case.today) for person in people)
        told = pair.introduced_on or self.introduced(pair)
        pair = replace(pair, introduced_on=told)
        if away and pair.status is not PairStatus.PAUSED:
            return Settled(replace(pair, status=after(pair.status, Event.AWAY)), "Paused.", "rule: leave")
        if pair.status is PairStatus.PAUSED and not away:
            event = Event.BACK if told else Event.BACK_UNTOLD
            return Settled(replace(pair, status=after(pair.status, event)), "Goes on.", "rule: leave")
        if pair.status is PairStatus.APPROVED and told:
            return Settled(replace(pair, status=after(pair.status, Event.INTRODUCED)), "", "rule: introduced")
        return Settled(pair)

    def _note_contradiction(self, pair: Pair) -> None:
        if pair.decision is Decision.REJECT:
            remedy = "To end it, type end in Decision."
            self.complaints.add(pair, "Decision", "reject", "These two have been told of each other.", remedy)
        if pair.ending and pair.decision is not Decision.END and pair.ends_on is None:
            remedy = "Type end in Decision to end it."
            self.complaints.add(pair, "Ending", pair.ending, "The pair goes on.", remedy, level=Level.NOTE)


def _waived(pair: Pair, rule: Rule) -> bool:
    """Staff made an exception, which the softer rules give way to; groups look at each other, not at one mentor."""
    return rule.softer and (pair.decision is Decision.EXCEPTION or bool(pair.group))


def over(pair: Pair, event: Event, changed: str, because: str, on: date) -> Settled:
    """A pair that no longer stands from a day on."""
    return Settled(replace(pair, status=after(pair.status, event), ended_on=on), changed, because)
