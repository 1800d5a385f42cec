"""Whether one recipient's copy of a letter may go, and otherwise what it waits for. Pure; knows nothing of limits.

The order of the questions matters: a person's word first, then the calendar of the letter, then whether anybody may be
written to, then the hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tasks.outbox.turns import BY_ACTION, PAUSED
from tasks.program.book import Book
from tasks.program.letters import Delivery, Letter, Recipient, State
from tasks.program.problems import Problem, fix
from tasks.program.reading.values import Unreadable, as_choice

ACTIONS = ("send", "hold", "drop")
TOO_LATE = "rule: too late"
REMINDERS_OFF = "reminders off"
RELEASE = "`send` in Action"
"""What a letter of a kind that staff keep back waits for."""


class Turn(StrEnum):
    """What should become of a copy now."""

    GO = "go"
    WAIT = "wait"
    DROP = "drop"
    REVIVE = "revive"
    REST = "rest"
    """Nothing: it is sent, under way, in doubt or dropped by a person."""


@dataclass(frozen=True)
class Verdict:
    """A copy's turn and why, in words for staff; `state` is where it stands while it waits, `until` when it may go."""

    turn: Turn
    why: str = ""
    state: State = State.OWED
    until: date | None = None


REST = Verdict(Turn.REST)


class Rules:
    """The rules of one run, with the cells of the `Outbox` tab's Action column as people typed them."""

    def __init__(self, book: Book, tried: frozenset[str]) -> None:
        self.book, self.run, self.settings = book, book.run, book.settings
        self.tried = tried
        self.actions, self.problems = _actions(book)
        self._categories = frozenset(word.casefold() for word in self.settings.letters_that_wait) - {""}
        self._school_days: dict[date, date] = {}
        leaves = self.settings.letters_leave_at
        today_meets = book.calendar.is_school_day(self.run.today)
        self._hour_has_come = today_meets and self.run.now.time() >= leaves

    def verdict(self, letter: Letter, to: Recipient, key: str, held: Delivery | None) -> Verdict:
        action = self.actions.get(key, "")
        state = held.state if held else State.OWED
        if held and state in (State.SENT, State.BOUNCED, State.SENDING, State.UNSURE):
            return REST
        if held and state is State.DROPPED:
            return self._dropped(letter, held, action)
        if action == "drop":
            return Verdict(Turn.DROP, BY_ACTION)
        if letter.drop_after < self.run.today:
            return Verdict(Turn.DROP, TOO_LATE)
        if held and held.final:
            anew = action == "send" and held.action != "send"
            return Verdict(Turn.REVIVE, BY_ACTION) if anew else REST
        return self._open(letter, to, key, held, action)

    def _dropped(self, letter: Letter, held: Delivery, action: str) -> Verdict:
        asked = action == "send" or (held.action != "drop" and action != "drop")
        if not asked or letter.drop_after < self.run.today:
            return REST
        return Verdict(Turn.REVIVE, BY_ACTION if action == "send" else f"rule: {letter.room} wants it again")

    def _open(self, letter: Letter, to: Recipient, key: str, held: Delivery | None, action: str) -> Verdict:
        if action == "hold":
            return Verdict(Turn.WAIT, "`hold` in Action", State.WAITING)
        parked = self._category(letter, action)
        if not self._may_get(letter, to):
            return Verdict(Turn.WAIT, "the person can get mail", State.WAITING if parked else State.OWED)
        since = held.owed_at.astimezone(self.run.zone) if held else self.run.now
        leaves = self._departure(letter, since)
        if parked:
            return Verdict(Turn.WAIT, RELEASE, State.WAITING, max(leaves, self.run.today))
        if self.settings.pause_all_sending:
            return Verdict(Turn.WAIT, PAUSED, until=leaves)
        if key in self.tried:
            return Verdict(Turn.WAIT, "the next run: it failed for a time", until=leaves)
        if action == "send":
            return Verdict(Turn.GO, BY_ACTION)
        if self.run.by_hand:
            return Verdict(Turn.GO, "staff: run by hand")
        if letter.prompt:
            return Verdict(Turn.GO, "rule: cannot wait")
        if leaves <= self.run.today and self._hour_has_come:
            return Verdict(Turn.GO, "setting: Letters leave at")
        return Verdict(Turn.WAIT, "`Letters leave at`", until=max(leaves, self._next_morning()))

    def _category(self, letter: Letter, action: str) -> bool:
        named = {letter.waits_for.casefold(), letter.template} & self._categories
        return bool(named) and action != "send"

    def _may_get(self, letter: Letter, to: Recipient) -> bool:
        person = self.book.people.get(to.person)
        if not to.email:
            return False
        if person is None:
            return True
        spared = letter.routine and person.mail == REMINDERS_OFF
        return person.may_get_mail_on(self.run.today) and not spared

    def _departure(self, letter: Letter, since: datetime) -> date:
        """The school day on which it may leave: its occasion, or the first morning after it was owed."""
        if letter.occasion is not None:
            return self._school_day(letter.occasion)
        missed = since.time() > self.settings.letters_leave_at
        return self._school_day(since.date() + timedelta(days=missed))

    def _next_morning(self) -> date:
        passed = self.run.now.time() >= self.settings.letters_leave_at
        return self._school_day(self.run.today + timedelta(days=passed))

    def _school_day(self, day: date) -> date:
        if day not in self._school_days:
            self._school_days[day] = self.book.calendar.next_school_day(day)
        return self._school_days[day]


def _actions(book: Book) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """What people typed in Action, by key; a word that cannot be read holds its letter until it can."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for row in book.snapshot.rows("Outbox"):
        if not row.text("Action"):
            continue
        try:
            found[row.text("Key")] = as_choice(row["Action"], ACTIONS, {})
        except Unreadable as error:
            found[row.text("Key")] = "hold"
            remedy = f"{error.remedy} The letter is held until then."
            problems.append(fix("Outbox", row.number, "Action", row["Action"], error.message, remedy))
    return found, tuple(problems)
