"""Which entries of the log count, and why the others do not.

A meeting that both people logged counts once: the entry that came first. What staff typed in `Held` counts as well where
nobody logged that meeting, and a typed `no` is stronger than any entry.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.checkins.spans import Span, Spans
from tasks.program.book import Book
from tasks.program.meetings import CheckIn, Meeting
from tasks.program.people import Status
from tasks.program.problems import Level

YES = "yes"
FUTURE = "no: that day has not come yet"
SELF = "no: With must name the other person"
WHO = "no: With does not name one person in Enrollment"
WHICH = "no: say in With whom it was; there are several pairs"
NO_PAIR = "no: these two were not a pair on that day"
BEFORE = "no: that was before the pair began"
TWICE = "no: the same meeting was logged before"
PARTNER = "no: the partner logged the same meeting"
NOT_HELD = "no: staff marked this meeting as not held"
UNREADABLE = "no: Email, Met on or Minutes is missing"

_MINUTES = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes)?\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Met:
    """One meeting that counts: `mode` is `in person`, `virtual` or empty; `by` the Person ID, or `staff`.

    A circle's meeting counts for the row of each member, `again` for all but the first.
    """

    pair: str
    day: date
    minutes: float
    mode: str
    by: str
    again: bool = False


@dataclass(frozen=True)
class Log:
    """Every meeting that counts, and what stands in `Counted` by row number."""

    met: tuple[Met, ...]
    counted: Mapping[int, str]


def held_minutes(meeting: Meeting) -> float | None:
    """Minutes by what staff typed in `Held`: the booked ones for `yes`, 0 for `no`, nothing where it says neither."""
    word = meeting.held.strip().casefold()
    if word in ("yes", "y", "true"):
        return (meeting.ends - meeting.starts).total_seconds() / 60
    if word in ("no", "n", "false"):
        return 0.0
    match = _MINUTES.fullmatch(word)
    minutes = float(match.group(1).replace(",", ".")) if match else 0.0
    return minutes if 0 < minutes <= 600 else None


def read_log(book: Book, spans: Spans) -> Log:
    """Judges every row of `Check-ins` in the order in which they were sent."""
    judge = _Judge(book, spans)
    for check_in in sorted(book.check_ins, key=lambda one: (one.timestamp, one.row)):
        judge.add(check_in)
    judge.add_held()
    counted = _unreadable(book) | judge.counted
    return Log(tuple(sorted(judge.met, key=lambda met: (met.day, met.pair))), counted)


def similar(one: float, other: float) -> bool:
    """Whether two people mean the same meeting: a quarter of an hour apart, or a quarter of its length."""
    return abs(one - other) <= max(15.0, max(one, other) / 4)


def _unreadable(book: Book) -> dict[int, str]:
    rows = {row.number: UNREADABLE for row in book.snapshot.rows("Check-ins")}
    for problem in reversed(book.problems):
        if problem.tab == "Check-ins" and problem.level is Level.FIX and problem.row in rows:
            rows[problem.row] = f"no: {problem.message}"
    return rows


class _Judge:
    def __init__(self, book: Book, spans: Spans) -> None:
        self.book, self.spans = book, spans
        self.counted: dict[int, str] = {}
        self.met: list[Met] = []
        self._entries: dict[tuple[str, date], list[list[CheckIn]]] = {}
        self._typed_with = {row.number: row.text("With") for row in book.snapshot.rows("Check-ins")}
        self._by_day: dict[tuple[str, date], list[Meeting]] = {}
        for meeting in book.meetings:
            self._by_day.setdefault((meeting.pairing_id, meeting.starts.date()), []).append(meeting)

    def add(self, check_in: CheckIn) -> None:
        found = self._pair(check_in)
        if isinstance(found, str):
            self.counted[check_in.row] = found
            return
        why = self._refused(found, check_in) or self._repeated(found, check_in)
        self.counted[check_in.row] = why or YES
        if not why:
            there = [
                span for span in self.spans.together(found.together) if self._was_there(span, found, check_in)
            ]
            for number, span in enumerate(there):
                day, minutes, mode = check_in.met_on, check_in.minutes, check_in.mode
                self.met.append(Met(span.pair.id, day, minutes, mode, check_in.person, again=number > 0))

    def _was_there(self, span: Span, said: Span, check_in: CheckIn) -> bool:
        """One member's word counts for the whole circle, but for those who were away or not in it that day."""
        return span is said or (span.covers(check_in.met_on) and self._here(span, check_in.met_on))

    def _pair(self, check_in: CheckIn) -> Span | str:
        """The pair the entry is about, or why there is none."""
        if check_in.met_on > self.book.run.today:
            return FUTURE
        if check_in.partner == check_in.person:
            return SELF
        if self._typed_with[check_in.row] and not check_in.partner:
            return WHO
        known = (
            self.spans.between(check_in.person, check_in.partner)
            if check_in.partner
            else self.spans.of(check_in.person)
        )
        there = [span for span in known if span.covers(check_in.met_on)]
        if len(there) > 1:
            there = [span for span in there if self._here(span, check_in.met_on)] or there
        if len(there) > 1 and not check_in.partner:
            return WHICH
        if there:
            return there[-1]
        return BEFORE if any(check_in.met_on < span.first for span in known) else NO_PAIR

    def _here(self, span: Span, day: date) -> bool:
        """Whether both were here on the day: while a mentor is away, hours belong to whoever stands in."""
        people = [self.book.people.get(person) for person in span.own]
        return all(person is None or person.status_on(day) is not Status.ON_LEAVE for person in people)

    def _refused(self, span: Span, check_in: CheckIn) -> str:
        meetings = self._meetings(span, check_in.met_on)
        marked = [held_minutes(meeting) for meeting in meetings]
        return NOT_HELD if marked and all(minutes == 0 for minutes in marked) else ""

    def _meetings(self, span: Span, day: date) -> list[Meeting]:
        ids = dict.fromkeys((span.pair.id, span.together))
        return [meeting for id_ in ids for meeting in self._by_day.get((id_, day), [])]

    def _repeated(self, span: Span, check_in: CheckIn) -> str:
        """Whether the entry tells of a meeting that is counted already; each entry confirms at most one."""
        day = self._entries.setdefault((span.together, check_in.met_on), [])
        for told in day:
            mine = any(one.person == check_in.person for one in told)
            if not mine and similar(told[0].minutes, check_in.minutes):
                told.append(check_in)
                return PARTNER
        for told in day:
            if any(_same(one, check_in) for one in told):
                return TWICE
        day.append([check_in])
        return ""

    def add_held(self) -> None:
        """Meetings that staff say were held and nobody logged."""
        logged = {(met.pair, met.day) for met in self.met}
        for meeting in self.book.meetings:
            minutes, day = held_minutes(meeting), meeting.starts.date()
            if not minutes or day > self.book.run.today:
                continue
            rows = self.spans.together(meeting.pairing_id)
            there = [span for span in rows if (span.pair.id, day) not in logged and span.covers(day)]
            if len(rows) > 1:
                there = [span for span in there if self._here(span, day)]
            for number, span in enumerate(there):
                mode = mode_of(meeting)
                self.met.append(Met(span.pair.id, day, minutes, mode, "staff", again=number > 0))


def _same(one: CheckIn, other: CheckIn) -> bool:
    return (one.person, one.minutes, one.mode, one.kind) == (
        other.person,
        other.minutes,
        other.mode,
        other.kind,
    )


def mode_of(meeting: Meeting) -> str:
    """How people meet, by the place that was booked."""
    if not meeting.where:
        return ""
    online = meeting.where.startswith(("http://", "https://")) or meeting.where.casefold() in (
        "virtual",
        "online",
    )
    return "virtual" if online else "in person"


def last_met(met: Iterable[Met]) -> dict[str, date]:
    """The last day each pair met."""
    found: dict[str, date] = {}
    for one in met:
        found[one.pair] = max(one.day, found.get(one.pair, one.day))
    return found
