"""Spans of time by the clock: `15:00-16:00`, `3pm-4pm`, `3-4 pm`, `after 3 pm`."""

import re
from dataclasses import dataclass

from tasks.program.reading.unreadable import Unreadable

_TIME = r"(?:(\d{1,2})(?:[:.h](\d{2}))?|(\d{2})(\d{2}))\s*(am|pm|a|p)?"
_SPAN = re.compile(rf"^{_TIME}\s*-\s*{_TIME}$")
_OPEN = re.compile(rf"^(after|before)\s*{_TIME}$")
_SINGLE = re.compile(rf"^{_TIME}$")
_NOON = re.compile(r"\b(?:12\s*)?noon\b")


@dataclass(frozen=True, order=True)
class Span:
    """Minutes after midnight."""

    starts: int
    ends: int


def shown(span: Span) -> str:
    """`15:00-16:00`."""
    return f"{span.starts // 60:02d}:{span.starts % 60:02d}-{span.ends // 60:02d}:{span.ends % 60:02d}"


def read_span(word: str, hours: tuple[int, int]) -> Span | None:
    """The span a text says, nothing where it is no span by the clock; `Unreadable` where it is one with a flaw."""
    plain = _NOON.sub("12pm", word).strip()
    found = _SPAN.match(plain)
    if found:
        return _span(found.groups()[:5], found.groups()[5:])
    half_open = _OPEN.match(plain)
    if half_open:
        minute = _minute(half_open.groups()[1:], "")
        return Span(minute, hours[1]) if half_open[1] == "after" else Span(hours[0], minute)
    single = _SINGLE.match(plain)
    if single and (single[2] or single[3] or single[5]):
        raise Unreadable("has no end.", "Type it like 15:00-16:00.")
    return None


def _span(first: tuple[str | None, ...], last: tuple[str | None, ...]) -> Span:
    """Where only one end says am or pm the other has the same, unless that would turn the span round."""
    one, other = (first[4] or "")[:1], (last[4] or "")[:1]
    if not one and not other and not (first[1] or first[3]) and not (last[1] or last[3]):
        raise Unreadable("can be morning or afternoon.", "Type it like 15:00-16:00 or 3pm-4pm.")
    starts, ends = _minute(first, one or other), _minute(last, other or one)
    if ends <= starts and not (one and other):
        flip = {"a": "p", "p": "a", "": ""}
        if other and not one:
            starts = _minute(first, flip[other])
        elif one and not other:
            ends = _minute(last, flip[one])
    if ends <= starts:
        raise Unreadable("ends before it starts.", "Type it like 15:00-16:00.")
    return Span(starts, ends)


def _minute(parts: tuple[str | None, ...], half: str) -> int:
    """Minutes after midnight of (hour, minute, or both as four digits, am/pm)."""
    hour, minute = int(parts[0] or parts[2] or 0), int(parts[1] or parts[3] or 0)
    half = (parts[4] or half)[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or hour * 60 + minute > 24 * 60:
        raise Unreadable("is no time of day.", "Type it like 15:00-16:00.")
    return hour * 60 + minute
