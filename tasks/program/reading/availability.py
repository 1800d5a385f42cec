"""Reads Availability: weekly windows as people type them, by the clock or by the bell schedule's periods.

    Mon 15:00-16:00; Wed 7:30-8:15      Mon P3; Tue-P3; Fri PM      M/W/F P3      Mon-Thu 3pm-4pm      any

A cell is cut into pieces at `;` and line breaks, each piece at `,` `/` `|` `&`. Days that stand without a time wait for
the time that follows them in the same piece; a time without days takes those before it, or every school day.
What cannot be read is a finding; the other windows count.
"""

import re
from dataclasses import dataclass, field, replace

from tasks.program.cells import Value, lines
from tasks.program.problems import Level
from tasks.program.people import Window
from tasks.program.reading import days
from tasks.program.reading.clock import Span, read_span
from tasks.program.reading.periods import PeriodNames
from tasks.program.reading.values import Unreadable, blank
from tasks.program.schooldays import BellSchedule
from tasks.program.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What a person should know about one window: the level, the message, the remedy."""

    level: Level
    message: str
    remedy: str = ""


@dataclass
class _Reader:
    """The places windows come from, and what was found so far."""

    hours: tuple[int, int]
    bell: tuple[int, int] | None
    periods: PeriodNames
    windows: list[Window] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fix(self, message: str, remedy: str = "") -> None:
        self.findings.append(Finding(Level.FIX, message, remedy))


def read_windows(
    value: Value, school: str, bells: BellSchedule, settings: Settings
) -> tuple[tuple[Window, ...], tuple[Finding, ...]]:
    """The windows of one Availability cell at one school, sorted, overlapping ones as one; and what could not be read."""
    if blank(value):
        return (), ()
    starts, ends = settings.meeting_hours
    hours = (starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute)
    reader = _Reader(hours, bells.hours(school), PeriodNames(bells.of(school)))
    for piece in re.split(r"[;\n]+", lines(value)):
        _read_piece(reader, piece)
    return merged(reader.windows), tuple(dict.fromkeys(reader.findings))


_DAYS_FIRST = re.compile(
    rf"^(?P<days>weekdays?|daily|every ?day|every school day|all days|(?:th|tu|[mtwrf]){{2,}}|{days.WORD}(?:\s*-\s*{days.WORD})?)"
    r"(?=$|[\s\-:.])[\s\-:.]*(?P<rest>.*)$"
)
_DAYS_LAST = re.compile(
    rf"^(?P<rest>.*\S)\s+(?:on |each |every )?(?P<days>weekdays?|daily|every ?day|{days.WORD}(?:\s*-\s*{days.WORD})?)$"
)
_CYCLE = re.compile(r"^([ab])[\s-]*(?:days?)?(?=[\s\-:]|$)[\s\-:]*(?P<rest>.*)$")


def _plain(text: str) -> str:
    """A piece in the few signs the grammar knows."""
    word = re.sub(r"[–—−‐‑]", "-", text.casefold())
    word = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", word)
    word = re.sub(r"\b(?:through|thru|until|till|to)\b", "-", word)
    return " ".join(
        re.sub(r"[@()]|\b(?:from|at|on|during|every|each)\b(?! (?:school )?day)", " ", word).split()
    )


def _read_piece(reader: _Reader, piece: str) -> None:
    """One piece between semicolons: parts that share their days."""
    pending: list[tuple[int, ...]] = []
    current: tuple[int, ...] = ()
    waiting: list[str] = []
    for typed in re.split(r"[,/|&]|\band\b", piece):
        typed = typed.strip(" .")
        if blank(typed):
            continue
        found, cycle, rest = _split_days(_plain(typed))
        if found and not rest:
            pending.append(found)
            waiting.append(typed)
            continue
        if found or pending:
            current = tuple(sorted({day for group in (*pending, found) for day in group}))
            pending, waiting = [], []
        _read_time(reader, current, cycle, rest, typed)
    for typed in waiting:
        reader.fix(f"“{typed}” names a day but no time.", "Type it like Mon 15:00-16:00, or Mon any.")


def _split_days(word: str) -> tuple[tuple[int, ...], str, str]:
    """The days, the cycle (`A`, `B` or empty) and what is left of a part."""
    found: tuple[int, ...] = ()
    first = _DAYS_FIRST.match(word)
    if first and days.several(first["days"]):
        found, word = days.several(first["days"]), first["rest"]
    elif (last := _DAYS_LAST.match(word)) and days.several(last["days"]):
        found, word = days.several(last["days"]), last["rest"]
    cycle = _CYCLE.match(word)
    if cycle:
        return found, cycle[1].upper(), cycle["rest"]
    return found, "", word


_ANY = frozenset({"any", "anytime", "any time", "all day", "all", "flexible", "always", "open", "whole day"})


def _read_time(reader: _Reader, found: tuple[int, ...], cycle: str, rest: str, typed: str) -> None:
    """One part that says a time: by `any`, by the clock, or by a period's name."""
    if any(day > 4 for day in found):
        reader.fix(f"“{typed}” is on a weekend.", "Type school days only.")
        return
    weekdays = found or days.SCHOOL_WEEK
    if rest in _ANY or (not rest and cycle):
        _add(reader, weekdays, cycle, Span(*reader.hours), typed, by_name=False)
        return
    try:
        span = read_span(rest, reader.hours)
    except Unreadable as problem:
        reader.fix(f"“{typed}”: {problem.message}", problem.remedy)
        return
    if span is not None:
        _add(reader, weekdays, cycle, span, typed, by_name=False)
        return
    _read_period(reader, weekdays, cycle, rest, typed)


def _read_period(reader: _Reader, weekdays: tuple[int, ...], cycle: str, rest: str, typed: str) -> None:
    names = reader.periods.find(rest)
    if not names:
        reader.fix(f"“{typed}” cannot be read as a time.", reader.periods.remedy())
        return
    for name in names:
        held = 0
        for period in reader.periods.named(name):
            there = tuple(day for day in weekdays if day in period.days)
            if not there or (cycle and period.cycle and cycle != period.cycle):
                continue
            held += 1
            _add(reader, there, cycle or period.cycle, Span(period.starts, period.ends), typed, by_name=name)
        if not held:
            reader.fix(f"“{typed}”: {name} is not on that day.", "See the Bell schedule for its days.")


def _add(
    reader: _Reader, weekdays: tuple[int, ...], cycle: str, span: Span, typed: str, *, by_name: str | bool
) -> None:
    """Adds one window for each day, as far as it lies inside the meeting hours."""
    starts, ends = max(span.starts, reader.hours[0]), min(span.ends, reader.hours[1])
    if ends <= starts:
        reader.fix(
            f"“{typed}” lies outside the meeting hours ({_shown(reader.hours)}).", _later(span, reader.hours)
        )
        return
    inside = reader.bell is not None and reader.bell[0] <= starts and ends <= reader.bell[1]
    planning = inside and str(by_name).casefold() not in ("am", "pm")
    what = by_name if isinstance(by_name, str) else f"{clock(span.starts)}-{clock(span.ends)}"
    for day in weekdays:
        reader.windows.append(Window(day, starts, ends, cycle, f"{days.NAMES[day]} {what}", planning))


def _later(span: Span, hours: tuple[int, int]) -> str:
    """`3:00-4:00` was mostly meant in the afternoon."""
    noon = 12 * 60
    if span.ends <= noon and hours[0] <= span.starts + noon and span.ends + noon <= hours[1]:
        return f"Did you mean {clock(span.starts + noon)}-{clock(span.ends + noon)}?"
    return "Type another time, or change “Meeting hours” in Settings."


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _shown(hours: tuple[int, int]) -> str:
    return f"{clock(hours[0])}-{clock(hours[1])}"


def merged(windows: list[Window]) -> tuple[Window, ...]:
    """Windows in order of day and time; those that overlap (on the same days of the cycle) are one."""
    kept: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.day, w.cycle, w.starts, w.ends, w.label)):
        last = kept[-1] if kept else None
        if last and (last.day, last.cycle) == (window.day, window.cycle) and window.starts < last.ends:
            label = last.label if window.ends <= last.ends else f"{last.label}, {window.label}"
            kept[-1] = replace(
                last,
                ends=max(last.ends, window.ends),
                label=label,
                planning=last.planning and window.planning,
            )
        else:
            kept.append(window)
    return tuple(sorted(kept))
