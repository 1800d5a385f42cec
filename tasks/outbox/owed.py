"""Decides about every letter: what is owed from now on, what goes, what waits for what, what is dropped. Pure.

It compares the letters that rooms want with the ledger's copies, the settings and what people typed. Nothing is sent
or stored here: `deliver` carries a decision out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.outbox import limits
from tasks.outbox.foretold import Wait, spread
from tasks.outbox.questions import sort_out
from tasks.outbox.release import to_release
from tasks.outbox.rules import TOO_LATE, Rules, Turn, Verdict
from tasks.outbox.states import OPEN
from tasks.outbox.turns import BY_ACTION, Copy, Going, Move, message_key
from tasks.outbox.words import spoken
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Delivery, Letter, Recipient, State
from tasks.program.problems import Problem
from tasks.program.todo import Coming, ToDo, answers


@dataclass(frozen=True)
class Decisions:
    """What the outbox should do now, and what it tells staff. `letters` are those it decided about, by key; `later` may go
    once this is done (`Letter.last`).
    """

    letters: Mapping[str, Letter] = field(default_factory=dict)
    owe: tuple[Delivery, ...] = ()
    moves: tuple[Move, ...] = ()
    going: tuple[Going, ...] = ()
    later: tuple[Going, ...] = ()
    waits: tuple[Wait, ...] = ()
    todos: tuple[ToDo, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def nothing_due(self) -> bool:
        """Whether no letter is on its way or waits for its time."""
        return not (self.going or self.later or self.waits)

    @property
    def coming(self) -> tuple[Coming, ...]:
        """What will leave, by day and kind."""
        counted = Counter((one.until, one.letter.template, one.why) for one in self.waits if one.until)
        lines = (
            (on, f"Letters: {spoken(kind)}", number, why) for (on, kind, why), number in counted.items() if on
        )
        return tuple(Coming(*line) for line in sorted(lines))

    def waiting_json(self) -> tuple[Mapping[str, Any], ...]:
        """The copies that wait for a person, for `--json`."""
        held = (one for one in self.waits if one.state is State.WAITING)
        return tuple({"key": w.key, "letter": w.letter.template, "waits_for": w.why} for w in held)

    def foreseen(self, held: Mapping[str, Delivery]) -> dict[str, Delivery]:
        """The ledger's copies as they stand once what is owed is owed and every move is made, before anything is sent."""
        after = dict(held)
        for delivery in self.owe:
            after.setdefault(delivery.key, delivery)
        for move in self.moves:
            if move.key in after:
                after[move.key] = replace(after[move.key], state=move.to, error=move.error)
        return after


def decide(
    letters: Sequence[Letter], book: Book, rooms: Iterable[str], tried: frozenset[str] = frozenset()
) -> Decisions:
    """What is owed, goes, waits and is dropped at this moment.

    `rooms` are those that planned in this run: an open copy of theirs that nobody wants is dropped. `tried` are the copies
    that this run has already tried (`Outcome.tried`): a failed one waits for the next run. The order of letters is kept.
    """
    deliveries = book.world.deliveries
    rules = Rules(book, tried)
    wanted = {letter.key: letter for letter in letters}
    names = {person.id: person.name for person in book.people.values()}
    settled, todos = sort_out(deliveries.values(), answers(book.snapshot), names)
    moves = [Move(d.key, d.state, to, "staff: To do", *_noted(to)) for d, to in settled]
    moved = {move.key for move in moves}
    desk = _Desk(rules, wanted, deliveries, moved)
    desk.judge_all()
    moves += desk.moves
    moves += _unwanted(book, desk.judged, frozenset(rooms), moved)
    allowed = limits.allow(desk.going, book, rules.run.forced, tried)
    going, later = _in_turn(allowed.going, wanted, tuple(desk.owe) + allowed.owe, moves)
    return Decisions(
        letters=wanted,
        owe=tuple(desk.owe) + allowed.owe,
        moves=tuple(moves),
        going=going,
        later=later,
        waits=spread(
            (
                *desk.waits,
                *(
                    Wait(one, copy.key, copy.to.person, why, State.OWED, until)
                    for one, copy, why, until in allowed.held
                ),
            ),
            book,
        ),
        todos=(*todos, *to_release(desk.waits), *allowed.todos),
        problems=rules.problems,
    )


def _in_turn(
    going: Sequence[Going], wanted: Mapping[str, Letter], owe: Iterable[Delivery], moves: Sequence[Move]
) -> tuple[tuple[Going, ...], tuple[Going, ...]]:
    """What goes now, and what goes in a round of its own after it, because it speaks of all the rest.

    A run that died among the letters would otherwise say more in its second try than one that nobody disturbed.
    """
    last = tuple(one for one in going if one.letter.last)
    rest = tuple(one for one in going if not one.letter.last)
    own = {letter.key for letter in wanted.values() if letter.last}
    if rest or moves or any(delivery.letter not in own for delivery in owe):
        return rest, last
    return last, ()


class _Desk:
    """Collects the verdicts on every wanted copy."""

    def __init__(
        self, rules: Rules, wanted: Mapping[str, Letter], held: Mapping[str, Delivery], moved: set[str]
    ) -> None:
        self.rules, self.wanted, self.held, self.moved = rules, wanted, held, moved
        self.judged: set[str] = set()
        self.owe: list[Delivery] = []
        self.moves: list[Move] = []
        self.waits: list[Wait] = []
        self.going: list[Going] = []

    def judge_all(self) -> None:
        for letter in self.wanted.values():
            copies = [self._judge(letter, to) for to in letter.to]
            ready = [(copy, why) for copy, why in copies if why]
            if ready:
                because = ready[0][1]
                now = tuple(copy for copy, _ in ready)
                self.going.append(Going(letter, now, message_key(letter, now, self.held), because))

    def _judge(self, letter: Letter, to: Recipient) -> tuple[Copy, str]:
        key = keys.delivery(letter.key, to.person)
        copy, held = Copy(key, to), self.held.get(key)
        self.judged.add(key)
        if key in self.moved:
            return copy, ""
        verdict = self.rules.verdict(letter, to, key, held)
        if held is None:
            self.owe.append(_owed(letter, copy, verdict, self.rules))
        else:
            self._move(held, verdict)
        if verdict.turn is Turn.WAIT:
            self.waits.append(Wait(letter, key, to.person, verdict.why, verdict.state, verdict.until))
        return copy, verdict.why if verdict.turn is Turn.GO else ""

    def _move(self, held: Delivery, verdict: Verdict) -> None:
        match verdict.turn:
            case Turn.DROP:
                action = "drop" if verdict.why == BY_ACTION else ""
                self.moves.append(
                    Move(held.key, held.state, State.DROPPED, verdict.why, action, _told(verdict.why))
                )
            case Turn.REVIVE:
                action = "send" if verdict.why == BY_ACTION else ""
                self.moves.append(Move(held.key, held.state, State.OWED, verdict.why, action))
            case Turn.WAIT if held.state in (State.OWED, State.WAITING) and held.state is not verdict.state:
                self.moves.append(Move(held.key, held.state, verdict.state, f"waits for {verdict.why}"))


def _owed(letter: Letter, copy: Copy, verdict: Verdict, rules: Rules) -> Delivery:
    """A new copy. One that is already unwanted is kept as dropped, so that it is never decided about again."""
    dropped = verdict.turn is Turn.DROP
    return Delivery(
        key=copy.key,
        letter=letter.key,
        person=copy.to.person,
        template=letter.template,
        room=letter.room,
        state=State.DROPPED if dropped else verdict.state,
        owed_at=rules.run.now,
        changed_at=rules.run.now,
        drop_after=letter.drop_after,
        error=_told(verdict.why) if dropped else "",
        routine=letter.routine,
    )


def _unwanted(book: Book, judged: set[str], rooms: frozenset[str], moved: set[str]) -> Iterator[Move]:
    """Open copies that nobody wants any more, or whose day has passed."""
    for delivery in book.world.deliveries.values():
        if delivery.key in judged or delivery.key in moved or delivery.state not in OPEN:
            continue
        late = delivery.drop_after < book.run.today
        if late or delivery.room in rooms:
            why = TOO_LATE if late else f"rule: {delivery.room} no longer wants it"
            yield Move(delivery.key, delivery.state, State.DROPPED, why, "", _told(why))


def _noted(to: State) -> tuple[str, ...]:
    return ("drop", "dropped by staff") if to is State.DROPPED else ()


def _told(why: str) -> str:
    return {BY_ACTION: "dropped by staff", TOO_LATE: "too late to be of use"}.get(why, "no longer wanted")
