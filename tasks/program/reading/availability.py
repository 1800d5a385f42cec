"""Reads Availability: weekly windows as people type them, by the clock or by the bell schedule's periods.

    Mon 15:00-16:00; Wed 7:30-8:15      Mon P3; Tue-P3; Fri PM      M/W/F P3      Mon-Thu 3pm-4pm      any

A cell is cut into pieces at `;` and line breaks, each piece into parts at `,` `/` `|` `&`. Days that stand without a
time wait for the time that follows them in the same piece; a time without days takes those before it in its piece, or
every school day. What cannot be read is a finding; the other windows count.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.program.cells import Value, lines
from tasks.program.people import Window
from tasks.program.problems import Level
from tasks.program.reading import days
from tasks.program.reading.clock import Span, read_span, shown
from tasks.program.reading.periods import PeriodNames
from tasks.program.reading.unreadable import Unreadable
from tasks.program.reading.values import blank
from tasks.program.schooldays import BellSchedule, Period
from tasks.program.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What a person should know about one window: the level, the message, the remedy."""

    level: Level
    message: str
    remedy: str = ""


Read = tuple[tuple[Window, ...], tuple[Finding, ...]]


def read_windows(value: Value, school: str, bells: BellSchedule, settings: Settings) -> Read:
    """The windows of one Availability cell at one school, sorted, overlapping ones as one; and what could not be read."""
    if blank(value):
        return (), ()
    starts, ends = settings.meeting_hours
    hours = (starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute)
    week = _week(bells.of(school), bells.hours(school), hours)
    read = [week.piece(piece) for piece in re.split(r"[;\n]", lines(value)) if piece.strip()]
    findings = dict.fromkeys(finding for _, found in read for finding in found)
    return merged(window for windows, _ in read for window in windows), tuple(findings)


@lru_cache(maxsize=256)
def _week(periods: tuple[Period, ...], bell: tuple[int, int] | None, hours: tuple[int, int]) -> "_Week":
    return _Week(PeriodNames(periods), bell, hours)


_DAYS = rf"(?P<days>weekdays?|daily|every ?day|every school day|all days|(?:th|tu|[mtwrf]){{2,}}|{days.WORD}(?:\s*-\s*{days.WORD}|(?:\s+{days.WORD})+)?)"
_DAYS_FIRST = re.compile(rf"^{_DAYS}(?=$|[\s\-:.])[\s\-:.]*(?P<rest>.*)$")
_DAYS_LAST = re.compile(rf"^(?P<rest>.*\S)\s+{_DAYS}$")
_CYCLE = re.compile(r"^([ab])[\s-]*(?:days?)?(?=[\s\-:]|$)[\s\-:]*(?P<rest>.*)$")
_ANY = frozenset({"any", "anytime", "any time", "all day", "all", "flexible", "always", "open", "whole day"})
_PARTS = re.compile(r"[,/|&+]|\band\b")
# "Mon-P3 Tue-P4": a new day after a time begins a new part, where the piece began with a day.
_NEXT_DAY = re.compile(r"(?<=[\dm])\s+(?=(?:mon|tue|wed|thu|fri)[a-z]*\b)", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def _split_days(typed: str) -> tuple[tuple[int, ...], str, str]:
    """The days of a part, the cycle (`A`, `B` or empty), and what is left of it."""
    word = _plain(typed)
    found: tuple[int, ...] = ()
    first = _DAYS_FIRST.match(word)
    if first and days.several(first["days"]):
        found, word = days.several(first["days"]), first["rest"]
    elif (last := _DAYS_LAST.match(word)) and days.several(last["days"]):
        found, word = days.several(last["days"]), last["rest"]
    cycle = _CYCLE.match(word)
    return (found, cycle[1].upper(), cycle["rest"]) if cycle else (found, "", word)


def _plain(typed: str) -> str:
    """A part in the few signs the grammar knows."""
    word = re.sub(r"[–—−‐‑]", "-", typed.casefold())
    word = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", word)
    word = re.sub(r"(\d\s*(?:[ap]m)?|noon|day|[a-z]{3})\s+(?:through|thru|to)\s+(?=[\da-z])", r"\1-", word)
    word = re.sub(r"(\d\s*(?:[ap]m)?|noon)\s*\b(?:until|till)\b\s*", r"\1-", word)
    word = re.sub(r"\b(?:until|till)\b", "before", word)
    word = re.sub(r"\b(?:planning|prep|plan|conference|free)\b(?!\w)", " ", word)
    return " ".join(
        re.sub(r"[@()]|\b(?:from|at|on|during|every|each)\b(?! (?:school )?day)", " ", word).split()
    )


class _Week:
    """A school's week: where its periods lie and when meetings may be. Each piece of text is read once."""

    def __init__(self, periods: PeriodNames, bell: tuple[int, int] | None, hours: tuple[int, int]) -> None:
        self.periods, self.bell, self.hours = periods, bell, hours
        self._pieces: dict[str, Read] = {}

    def piece(self, typed: str) -> Read:
        if typed not in self._pieces:
            self._pieces[typed] = _Piece(self).read(typed)
        return self._pieces[typed]


class _Piece:
    """One piece between semicolons: parts that share their days."""

    def __init__(self, week: _Week) -> None:
        self.week = week
        self.windows: list[Window] = []
        self.findings: list[Finding] = []

    def fix(self, message: str, remedy: str = "") -> None:
        self.findings.append(Finding(Level.FIX, message, remedy))

    def note(self, message: str, remedy: str = "") -> None:
        self.findings.append(Finding(Level.NOTE, message, remedy))

    def read(self, typed: str) -> Read:
        waiting: list[tuple[str, tuple[int, ...]]] = []
        current: tuple[int, ...] = ()
        for part in _parts(typed):
            found, cycle, rest = _split_days(part)
            if found and not rest and not cycle:
                waiting.append((part, found))
                continue
            if found or waiting:
                current = tuple(sorted({day for _, named in (*waiting, (part, found)) for day in named}))
                waiting = []
            elif current:
                self.note(f"“{part}” is taken as {days.shown(current)} too.", "Behind a semicolon it would mean every day.")  # fmt: skip
            self._time(current, cycle, rest, part)
        for part, _ in waiting:
            self.fix(f"“{part}” names a day but no time.", "Type it like Mon 15:00-16:00, or Mon any.")
        return tuple(self.windows), tuple(self.findings)

    def _time(self, found: tuple[int, ...], cycle: str, rest: str, typed: str) -> None:
        """A part that says a time: by `any`, by the clock, or by a period's name."""
        if any(day > 4 for day in found):
            self.fix(f"“{typed}” is on a weekend.", "Type school days only.")
            return
        weekdays = found or days.SCHOOL_WEEK
        if rest in _ANY or (cycle and not rest):
            self._add(weekdays, cycle, Span(*self.week.hours), typed)
            return
        try:
            span = read_span(rest, self.week.hours)
        except Unreadable as problem:
            self.fix(f"“{typed}” {problem.message}", problem.remedy)
            return
        if span is None:
            self._period(weekdays, cycle, rest, typed)
        else:
            self._add(weekdays, cycle, span, typed)

    def _period(self, weekdays: tuple[int, ...], cycle: str, rest: str, typed: str) -> None:
        names = self.week.periods.find(rest)
        if not names:
            self.fix(f"“{typed}” cannot be read as a time.", self.week.periods.remedy())
        for name in names:
            held = False
            for period in self.week.periods.named(name):
                there = tuple(day for day in weekdays if day in period.days)
                if there and (not cycle or period.cycle in ("", cycle)):
                    held = True
                    self._add(there, cycle or period.cycle, Span(period.starts, period.ends), typed, name)
            if not held:
                self.fix(f"“{typed}”: {name} is not on that day.", "Look up its days in the Bell schedule.")

    def _add(self, weekdays: tuple[int, ...], cycle: str, span: Span, typed: str, period: str = "") -> None:
        """Adds one window for each day, as far as it lies inside the meeting hours."""
        hours = self.week.hours
        inside = Span(max(span.starts, hours[0]), min(span.ends, hours[1]))
        if inside.ends <= inside.starts:
            self.fix(
                f"“{typed}” lies outside the meeting hours ({shown(Span(*hours))}).", _later(span, hours)
            )
            return
        if inside != span and not period:
            self.note(f"Of “{typed}” only {shown(inside)} lies inside the meeting hours.")
        bell = self.week.bell
        in_class = bell is not None and bell[0] <= inside.starts and inside.ends <= bell[1]
        planning = in_class and period.casefold() not in ("am", "pm")
        for day in weekdays:
            label = f"{days.NAMES[day]} {period or shown(span)}"
            self.windows.append(Window(day, inside.starts, inside.ends, cycle, label, planning))


def _parts(typed: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", typed).strip()
    if _DAYS_FIRST.match(plain.casefold()):
        plain = _NEXT_DAY.sub(",", plain)
    parts = (part.strip(" .") for part in _PARTS.split(plain))
    return [part for part in parts if not blank(part)]


def _later(span: Span, hours: tuple[int, int]) -> str:
    """`3:00-4:00` was mostly meant in the afternoon."""
    noon = 12 * 60
    if span.ends <= noon and hours[0] <= span.starts + noon and span.ends + noon <= hours[1]:
        return f"Did you mean {shown(Span(span.starts + noon, span.ends + noon))}?"
    return "Type another time, or change “Meeting hours” in Settings."


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Windows in order of day and time; those that overlap (on the same days of the cycle) are one."""
    kept: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.day, w.cycle, w.starts, w.ends, w.label)):
        last = kept[-1] if kept else None
        if last and (last.day, last.cycle) == (window.day, window.cycle) and window.starts < last.ends:
            label = last.label if window.ends <= last.ends else f"{last.label}, {window.label}"
            both = last.planning and window.planning
            kept[-1] = replace(last, ends=max(last.ends, window.ends), label=label, planning=both)
        else:
            kept.append(window)
    return tuple(sorted(kept))
