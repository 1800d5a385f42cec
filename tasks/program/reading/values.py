"""Dates, numbers, addresses, lists and choices as people type them.

Each function takes a cell that is not blank and gives its meaning, or raises `Unreadable` with a message and a
remedy for the person who typed it. Nothing is guessed: what has two meanings is unreadable.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from email_validator import EmailNotValidError, validate_email

from tasks.program.cells import Value, folded, lines, text
from tasks.program.reading import days

_NOTHING = frozenset({"", "n/a", "na", "none", "-", "--", "–", "—", "?", "tbd", "null", "nil"})
# Day 0 of spreadsheet serial numbers, Lotus's 29 February 1900 included.
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone


class Unreadable(ValueError):  # noqa: N818 - names the cell, not the program's fault
    """A cell whose meaning is not clear: what is wrong, and what to type."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def blank(value: Value) -> bool:
    """Whether a cell says nothing: empty, or a word such as `N/A` or `-`."""
    return value is None or text(value).casefold() in _NOTHING


def as_date(value: Value) -> date:
    """A date: a real one, ISO text, m/d/yyyy, or a spreadsheet's serial number."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 < value < 80_000:
        return (_EPOCH + timedelta(days=int(value))).date()
    word = text(value)
    for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(word.split("T")[0], pattern).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise Unreadable(f"“{word}” is not a date we can read.", "Type it like 2026-09-30 or 9/30/2026.")


def as_moment(value: Value) -> datetime:
    """A date with a time; a date alone is its midnight."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell has no zone
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 < value < 80_000:
        return (_EPOCH + timedelta(seconds=round(value * 86_400))).replace(microsecond=0)
    word = text(value).replace("T", " ")
    day, _, clock = word.partition(" ")
    if re.match(r"^\d", day) and clock:
        return datetime.combine(as_date(day), as_time(clock.split("+")[0].rstrip("Z")))
    day_only = as_date(word)
    return datetime(day_only.year, day_only.month, day_only.day)  # noqa: DTZ001 - a cell has no zone


_CLOCK = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?$", re.IGNORECASE)


def as_time(value: Value) -> time:
    """A time of day: a real one, `15:30`, `3:30 pm`, or a spreadsheet's fraction of a day."""
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, float) and 0 <= value < 1:
        return (_EPOCH + timedelta(seconds=round(value * 86_400))).time()
    word = text(value)
    found = _CLOCK.match(word)
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60 and (found[2] or half):
            return time(hour, minute)
    raise Unreadable(f"“{word}” is not a time we can read.", "Type it like 15:30 or 3:30 pm.")


def as_number(value: Value, low: float, high: float) -> float:
    """A number in a range; `6 years`, `3.0` and `1,200` are read."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    else:
        word = text(value)
        found = re.match(r"^([+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+)?(\.\d+)?\s*(?:years?|yrs?|hours?|hrs?|minutes?|min)?\.?$", word, re.IGNORECASE)  # fmt: skip
        if not found or not (found[1] or found[2]):
            raise Unreadable(f"“{word}” is not a number.", "Type digits only.")
        number = float((found[1] or "0").replace(",", "") + (found[2] or ""))
    if not low <= number <= high:
        raise Unreadable(f"{text(value)} is out of range.", f"Type a number from {low:g} to {high:g}.")
    return number


def as_whole(value: Value, low: int, high: int) -> int:
    """A whole number in a range."""
    number = as_number(value, low, high)
    if not number.is_integer():
        raise Unreadable(
            f"{text(value)} is not a whole number.", f"Type a whole number from {low} to {high}."
        )
    return int(number)


_YES = frozenset({"yes", "y", "true", "x", "1", "done", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "0"})


def as_yes_no(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    word = text(value).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable(f"“{text(value)}” is neither yes nor no.", "Type yes or no.")


def as_choice(value: Value, options: Sequence[str], aliases: Mapping[str, str]) -> str:
    """One of the options, compared without case, spaces and punctuation."""
    words = {folded(option): option for option in options} | {folded(k): v for k, v in aliases.items()}
    word = folded(value)
    if word in words:
        return words[word]
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.75)
    hint = f"Did you mean “{words[close[0]]}”? " if close else ""
    raise Unreadable(
        f"“{text(value)}” is not one of the choices.", f"{hint}Type one of: {', '.join(options)}."
    )


def as_email(value: Value) -> str:
    """One address, lower case; `mailto:` and angle brackets are taken off."""
    word = re.sub(r"^mailto:", "", text(value), flags=re.IGNORECASE).strip("<>;, ")
    try:
        found = validate_email(word, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Unreadable(
            f"“{text(value)}” is not a complete e-mail address.", "Type it like name@school.org."
        ) from None
    return found.normalized.casefold()


def as_emails(value: Value) -> tuple[str, ...]:
    """Several addresses, separated in any way; one that is no address makes the cell unreadable."""
    items = re.split(r"[;,|\n]+", lines(value))
    return tuple(dict.fromkeys(as_email(item) for item in items if not blank(item)))


def as_list(value: Value) -> tuple[str, ...]:
    """The items of a list; `;` separates, and where there is none `,` or ` / ` or a line break does."""
    raw = lines(value)
    separator = next((mark for mark in (";", "\n", " / ", ",", "|") if mark in raw), ";")
    items = dict.fromkeys(text(item) for item in raw.split(separator))
    return tuple(item for item in items if item and item.casefold() not in _NOTHING)


def as_days(value: Value) -> tuple[frozenset[int], str]:
    """School days of the week and, for `A` or `B` days, which of the two: (0 for Monday …, `A`, `B` or empty)."""
    word = text(value).replace("–", "-").replace("—", "-")
    cycle = re.fullmatch(r"([ab])(?:[ -]?days?)?", word, re.IGNORECASE)
    if cycle:
        return frozenset(days.SCHOOL_WEEK), cycle[1].upper()
    if folded(word) in ("all", "a b", "both"):
        return frozenset(days.SCHOOL_WEEK), ""
    parts = [part for part in re.split(r"[;,/&|]|\band\b", word) if part.strip()]
    found = [days.several(part) for part in parts]
    named = frozenset(day for part in found for day in part)
    if not found or not all(found) or max(named) > 4:
        raise Unreadable(
            f"“{word}” does not name school days.", "Type them like Mon, Wed or Mon-Thu, or A or B."
        )
    return named, ""
