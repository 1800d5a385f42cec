"""How many letters may go: per person and week, per day, in one unwatched run; and rehearsals. Pure.

It takes messages that may go by every other rule. What a limit holds back stays owed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.outbox.questions import GO_ON, MANY, ask_first
from tasks.outbox.rehearsals import ask_after
from tasks.outbox.states import OPEN
from tasks.outbox.turns import BY_ACTION, Copy, Going, message_key
from tasks.program.book import Book
from tasks.program.letters import Delivery, Letter, Recipient, State
from tasks.program.routine import OUT, monday, sent_this_week
from tasks.program.todo import ToDo, answers

MAXIMUM = "`Maximum mails per run`"
NEXT_WEEK = "next week: one routine mail at a time"
REHEARSED = "rehearsed-"
REHEARSAL = "rehearsal"
Held = tuple[Letter, Copy, str, date | None]


@dataclass(frozen=True)
class Allowed:
    """What goes after all limits; what was held back and by what; what rehearsals owe; the guard's question."""

    going: tuple[Going, ...]
    held: tuple[Held, ...] = ()
    owe: tuple[Delivery, ...] = ()
    todos: tuple[ToDo, ...] = ()


def allow(going: Sequence[Going], book: Book, forced: frozenset[str], tried: frozenset[str]) -> Allowed:
    """Applies every limit, in the order in which letters are due."""
    held: list[Held] = []
    ordered = sorted(going, key=lambda one: _due(one, book))
    ordered = _few_routine(ordered, book, held)
    if book.settings.redirect_all_mail_to:
        ordered = _rehearsed(ordered, book, tried)
    guard = ask_after(ordered, book) or _guard(ordered, book, forced, tried)
    if guard is not None:
        stopped = [one for one in ordered if not _asked_for(one)]
        ordered = [one for one in ordered if _asked_for(one)]
        held += [_back(one, copy, "an answer in To do") for one in stopped for copy in one.copies]
    room = max(0, book.settings.maximum_mails_per_run - _sent_today(book))
    tomorrow = book.calendar.next_school_day(book.run.today + timedelta(days=1))
    held += [_back(one, copy, MAXIMUM, tomorrow) for one in ordered[room:] for copy in one.copies]
    now = tuple(ordered[:room])
    owe = _owed_rehearsals(now, book) if book.settings.redirect_all_mail_to else ()
    return Allowed(now, tuple(held), owe, (guard,) if guard else ())


def _asked_for(one: Going) -> bool:
    return one.because == BY_ACTION


def _due(one: Going, book: Book) -> tuple[bool, bool, date, str]:
    return not _asked_for(one), *in_turn(one.letter, [copy.key for copy in one.copies], book)


def in_turn(letter: Letter, copies: Iterable[str], book: Book) -> tuple[bool, date, str]:
    """By this letters stand in line where not all may go; `copies` are the keys of the copies it would carry."""
    held = [book.world.deliveries[key] for key in copies if key in book.world.deliveries]
    owed = min((delivery.owed_at for delivery in held), default=book.run.now)
    return not letter.prompt, letter.occasion or owed.date(), letter.key


def _back(one: Going, copy: Copy, why: str, until: date | None = None) -> Held:
    return one.letter, copy, why, until


def _few_routine(going: Sequence[Going], book: Book, held: list[Held]) -> list[Going]:
    """Keeps a person's routine mail to the week's number; what a person asked for by `send` goes all the same."""
    got = sent_this_week(book)
    next_week = book.calendar.next_school_day(monday(book.run.today) + timedelta(days=7))
    kept: list[Going] = []
    for one in going:
        if not one.letter.routine:
            kept.append(one)
            continue
        fits = [
            c
            for c in one.copies
            if _asked_for(one) or got[c.to.person] < book.settings.routine_mails_per_week
        ]
        got.update(copy.to.person for copy in fits)
        held += [_back(one, c, NEXT_WEEK, next_week) for c in one.copies if c not in fits]
        if fits:
            kept.append(one if len(fits) == len(one.copies) else _part(one, fits, book.world.deliveries))
    return kept


def _part(one: Going, fits: Sequence[Copy], held: Mapping[str, Delivery]) -> Going:
    return replace(one, copies=tuple(fits), key=message_key(one.letter, fits, held))


def _day(delivery: Delivery, book: Book) -> date:
    return delivery.changed_at.astimezone(book.run.zone).date()


def _sent_today(book: Book) -> int:
    """Messages that left on this program date: a letter to two people in one message is one."""
    out = (d for d in book.world.deliveries.values() if d.state in OUT and _day(d, book) == book.run.today)
    return len({delivery.proof or delivery.key for delivery in out})


def _guard(going: Sequence[Going], book: Book, forced: frozenset[str], tried: frozenset[str]) -> ToDo | None:
    """The question before many letters leave without anybody watching, unless it was answered with `go on`."""
    letters = [one for one in going if not _asked_for(one)]
    before = {book.world.deliveries[key].letter for key in tried if key in book.world.deliveries}
    number = len(letters) + len(before)
    if book.run.by_hand or MANY in forced or not letters or number <= book.settings.ask_above:
        return None
    oldest = min(letters, key=lambda one: (_owed_at(one, book), one.letter.key))
    todo = ask_first(number, book.settings.ask_above, oldest.letter.key)
    return None if answers(book.snapshot).get(todo.key) == GO_ON else todo


def _owed_at(one: Going, book: Book) -> str:
    held = (book.world.deliveries.get(copy.key) for copy in one.copies)
    return min(((d.owed_at if d else book.run.now).isoformat() for d in held), default="")


def _rehearsed(going: Sequence[Going], book: Book, tried: frozenset[str]) -> list[Going]:
    """Each letter once to the rehearsal address; the real copies stay owed."""
    to = Recipient(REHEARSAL, "", book.settings.redirect_all_mail_to)
    found: list[Going] = []
    for one in going:
        key = REHEARSED + one.letter.key
        known = book.world.deliveries.get(key)
        if key not in tried and (known is None or (known.state in OPEN and not known.final)):
            names = tuple(f"{copy.to.name} ({copy.to.email})".strip() for copy in one.copies)
            found.append(replace(one, copies=(Copy(key, to),), key=key, rehearsal=names))
    return found


def _owed_rehearsals(going: Sequence[Going], book: Book) -> tuple[Delivery, ...]:
    now = book.run.now
    return tuple(
        Delivery(
            c.key, one.key, REHEARSAL, one.letter.template, "", State.OWED, now, now, one.letter.drop_after
        )
        for one in going
        for c in one.copies
        if c.key not in book.world.deliveries
    )
