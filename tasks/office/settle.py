"""Rounds until nothing is left to do.

One round is not enough: an introduction that was sent makes a pair active, an active pair gets its meetings, and
those their invitations. A round writes rows, or does what follows from rows that stand, never both: each plans on the
world as it then is, so a run may be killed between any two lines. Before either, what a dead run left open is settled.
"""

from tasks.office import carry, guards
from tasks.office.refusals import refusal
from tasks.office.rooms import COMMANDS, ROOMS, close_fold, hear
from tasks.office.stock import Asked, take_stock
from tasks.office.summary import Summary
from tasks.outbox import rehearsals
from tasks.outbox.owed import Decisions, decide
from tasks.outbox.tab import outbox_changes
from tasks.ports import Ports, Refused
from tasks.program import replies
from tasks.program.fold import Fold
from tasks.program.letters import enclosed, facts_of
from tasks.program.plan import Plan
from tasks.program.workbook.changes import Change

MOST_ROUNDS = 16


class Round:
    """One round on its way: the fold, and what the outbox decided once all rooms have planned.

    Not a dataclass on purpose: Prefect would walk through every field of one that is handed to a task.
    """

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.decisions: Decisions | None = None
        self.stopped = False


class Office:
    """One run over one workbook: what was asked, the ports, and the summary that grows with each round.

    A real run goes on until nothing at all changes; one that rehearses stops once nothing more would leave the house.
    """

    def __init__(
        self,
        ports: Ports,
        asked: Asked,
        progress: carry.Progress = lambda _what, _done, _all: None,
        *,
        rehearsing: bool = False,
    ) -> None:
        self.ports, self.asked, self.progress = ports, asked, progress
        self.rehearsing = rehearsing
        self.summary = Summary(asked.command, ports.workbook)
        self.rooms = COMMANDS[asked.command]
        self.tried: frozenset[str] = frozenset()
        self._refused: tuple[Refused, ...] = ()

    def begin(self) -> Round:
        """Reads everything anew; required settings that cannot be read leave only the check of the sheet to do.

        A run that has nothing to begin with yet (`refusals`) stops here and touches nothing.
        """
        book = take_stock(self.ports, self.asked)
        self.summary.began(book)
        now = Round(Fold(book))
        self.summary.refusal = refusal(book, known=bool(self.ports.ledger.program()))
        now.stopped = bool(self.summary.refusal)
        return now

    def plan(self, now: Round, room: str) -> None:
        """Lets one room plan on what the rooms before it want."""
        if now.stopped or (room != "enrollment" and now.fold.start.settings.unusable):
            return
        now.fold.add(room, ROOMS[room](now.fold.book))
        if room == "enrollment":
            self._guard(now)

    def _guard(self, now: Round) -> None:
        found = now.fold.plan.figures.get("guards", ())
        ledger_of = self.ports.ledger.program()
        tripped = guards.tripped(now.fold.start, bool(self.asked.today), found, ledger_of)
        if tripped:
            now.stopped = True
            now.fold.restart()
            now.fold.plan += Plan(todos=tuple(guard.todo for guard in tripped))
            self.summary.guarded(tripped)

    def finish_planning(self, now: Round) -> None:
        """The rooms that do not act are heard, the outbox decides about every letter, the desk writes down what waits."""
        fold = now.fold
        if now.decisions is not None:
            return
        if not now.stopped and not fold.start.settings.unusable:
            hear(fold)
        # Only rooms that planned may drop what they no longer want: those that had to keep still want nothing away.
        planned = tuple(room for room in self.rooms if room in fold.rooms)
        # `check` looks at the sheet; it never sends.
        still = now.stopped or self.asked.command == "check"
        letters = () if still else enclosed(fold.plan.letters, fold.plan.enclosures)
        rooms = () if still else planned
        now.decisions = decide(letters, fold.start, rooms, self.tried)
        said = now.decisions
        extra = Plan(todos=said.todos, coming=said.coming, problems=said.problems)
        # A run that was stopped leaves the memory as it was, or its guard would not stop the next one.
        if not now.stopped:
            extra += guards.facts(fold.start)
            told = facts_of(letters, fold.plan.enclosures)
            held = fold.start.world.facts
            extra += Plan(facts={name: fact for name, fact in told.items() if held.get(name) != fact})
            extra += Plan(facts=rehearsals.facts(fold.start, nothing_due=said.nothing_due))
            start = fold.start
            known = replies.facts(
                start.world, start.people, start.program_id, [t.id for t in start.trainings]
            )
            extra += Plan(facts=known)
            extra += Plan(changes=outbox_changes(fold.book, now.decisions))
        fold.book = fold.book.after(extra.changes)
        close_fold(fold, extra)

    def carry_out(self, now: Round) -> bool:
        """Makes the round's plan so; whether anything changed, and so another round is needed."""
        fold, decisions = now.fold, now.decisions
        assert decisions is not None, "finish_planning comes first"
        if self.summary.refusal:
            self.summary.finished(fold, decisions, carry.Done())
            return False
        if not now.stopped and carry.settle_left(self.ports, fold):
            self.summary.finished(fold, decisions, carry.Done())
            return True
        changes, refused = carry.write_rows(self.ports, fold)
        if now.stopped or self._unsettled(changes, refused):
            self.summary.finished(fold, decisions, carry.Done(changes, refused))
            return not now.stopped
        forms, trouble = carry.keep_forms(self.ports, fold)
        if forms:
            self.summary.finished(fold, decisions, carry.Done(changes, refused, forms=forms, trouble=trouble))
            return True
        booked, dropped = carry.keep_calendars(self.ports, fold)
        if booked and any(one.key in booked and one.video_link == "meet" for one in fold.plan.series):
            # The calendar has just made video links: letters are planned anew, with them.
            done = carry.Done(changes, refused, booked, dropped)
            self.summary.finished(fold, decisions, done)
            return True
        reports = carry.file_reports(self.ports, fold)
        outcome = carry.send_letters(self.ports, fold, decisions, self.progress)
        self.tried |= outcome.tried
        carry.remember(self.ports, fold)
        done = carry.Done(changes, refused, booked, dropped, outcome, reports, trouble=trouble)
        self.summary.finished(fold, decisions, done)
        # A rehearsal that ended with nothing due held the calendars back in this round: they follow in the next.
        over = fold.plan.facts.get(rehearsals.FACT) == ""
        return over or (done.outward if self.rehearsing else done.anything)

    def _unsettled(self, written: tuple[Change, ...], refused: tuple[Refused, ...]) -> bool:
        """Whether the workbook is not yet as this round planned on it. What is refused again and again stays so."""
        before, self._refused = self._refused, refused
        return bool(written) or (bool(refused) and refused != before)


def settle(office: Office, *, wholly: bool = True) -> Summary:
    """Runs rounds until one changes nothing, and gives what all of them did.

    Not `wholly`: until it is known that there is something to do at all.
    """
    for _ in range(MOST_ROUNDS):
        now = office.begin()
        for room in office.rooms:
            office.plan(now, room)
        office.finish_planning(now)
        if not office.carry_out(now) or (office.summary.anything and not wholly):
            break
    return office.summary
