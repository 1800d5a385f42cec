"""Numbers, choices and lists as people type them; dates and addresses come from `dates` and `emails`.

Each function takes a cell that is not blank and gives its meaning, or raises `Unreadable` with a message and a
remedy for the person who typed it. Nothing is guessed: what has two meanings is unreadable.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache

from tasks.program.cells import Value, folded, lines, text
from tasks.program.reading import days
from tasks.program.reading.dates import as_date, as_moment, as_time, two_ways
from tasks.program.reading.emails import as_email, as_emails
from tasks.program.reading.unreadable import Unreadable

__all__ = [
    "Unreadable",
    "as_choice",
    "as_date",
    "as_days",
    "as_email",
    "as_emails",
    "as_list",
    "as_minutes",
    "as_moment",
    "as_number",
    "as_time",
    "as_whole",
    "as_yes_no",
    "blank",
    "two_ways",
    "without_nothing",
]

_NOTHING = frozenset(
    {"", "n/a", "na", "n.a.", "none", "-", "--", "---", "–", "—", "?", "??", "tbd", "tba", "null", "nil", ".", "#n/a", "not applicable"}
)  # fmt: skip


def blank(value: Value) -> bool:
    """Whether a cell says nothing: empty, or a word such as `N/A` or `-`."""
    return value is None or (isinstance(value, str) and _says_nothing(value))


@lru_cache(maxsize=65_536)
def _says_nothing(word: str) -> bool:
    return text(word).casefold() in _NOTHING


_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_WORDS = {word: float(number) for number, word in enumerate(_ONES)} | {"a": 1.0, "no": 0.0}
_UNITS = r"(?:years?|yrs?|y|hours?|hrs?|h|minutes?|mins?|min|people|persons?|mentees?|teachers?|days?|seats?|letters?|mails?)"
_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)


def as_number(value: Value, low: float, high: float) -> float:
    """A number in a range; `6 years`, `3.0`, `1,200`, `20+`, `two` are read."""
    number = _number(value)
    if not low <= number <= high:
        raise Unreadable(f"“{text(value)}” is out of range.", f"Type a number from {low:g} to {high:g}.")
    return number


def _number(value: Value) -> float:
    if isinstance(value, bool | date):
        raise Unreadable(f"“{text(value)}” is not a number.", "Type digits only.")
    if isinstance(value, int | float):
        return float(value)
    word = unicodedata.normalize("NFKC", text(value)).casefold().replace("−", "-")
    word = re.sub(
        rf"\s*\+?\s*{_UNITS}?\.?\s*$", "", re.sub(r"^(?:up to|max\.?|maximum|about|approx\.?|~)\s*", "", word)
    )
    if word in _WORDS:
        return _WORDS[word]
    if not _NUMBER.fullmatch(word):
        raise Unreadable(f"“{text(value)}” is not a number.", "Type digits only.")
    return float(word.replace(",", ""))


_HOURS = re.compile(
    r"(\d+(?:\.\d+)?|a|an|one|two)\s*(?:hours?|hrs?|h)\b(?:\s*(?:and\s*)?(\d{1,2})\s*(?:minutes?|mins?|m)?)?"
)


def as_minutes(value: Value, low: float, high: float) -> float:
    """A length of time in minutes: `45`, `45 min`, `1.5 hours`, `1 h 15`, `0:45`."""
    if isinstance(value, time):
        return as_number(value.hour * 60 + value.minute, low, high)
    word = text(value).casefold()
    clock, hours = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", word), _HOURS.fullmatch(word)
    if clock:
        return as_number(int(clock[1]) * 60 + int(clock[2]), low, high)
    if hours:
        whole = 1.0 if hours[1] in ("a", "an") else _WORDS.get(hours[1]) or float(hours[1])
        return as_number(whole * 60 + int(hours[2] or 0), low, high)
    return as_number(value, low, high)


def as_whole(value: Value, low: int, high: int) -> int:
    """A whole number in a range."""
    number = as_number(value, low, high)
    if not number.is_integer():
        raise Unreadable(
            f"“{text(value)}” is not a whole number.", f"Type a whole number from {low} to {high}."
        )
    return int(number)


_YES = frozenset({"yes", "y", "true", "x", "1", "done", "ok", "yep", "yeah", "✓", "✔", "☑", "✅"})
_NO = frozenset({"no", "n", "false", "0", "nope", "☐", "✗", "✘", "❌"})


def as_yes_no(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    word = text(value).casefold().rstrip(".!")
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable(f"“{text(value)}” is neither yes nor no.", "Type yes or no.")


def as_choice(value: Value, options: Sequence[str], aliases: Mapping[str, str]) -> str:
    """One of the options, compared without case, spaces and punctuation."""
    typed = text(value)
    plain = typed.casefold()
    found = plain if plain in options else _choices(tuple(options), tuple(aliases.items())).get(folded(value))
    if found is None:
        raise Unreadable(
            f"“{typed}” is not one of the choices.", _did_you_mean(folded(value), options, aliases)
        )
    return found


@lru_cache(maxsize=256)
def _choices(options: tuple[str, ...], aliases: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {folded(alias): option for alias, option in aliases} | {
        folded(option): str(option) for option in options
    }


def _did_you_mean(word: str, options: Sequence[str], aliases: Mapping[str, str]) -> str:
    words = _choices(tuple(options), tuple(aliases.items()))
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.75)
    hint = f"Did you mean “{words[close[0]]}”? " if close else ""
    return f"{hint}Type one of: {', '.join(options)}."


def as_list(value: Value) -> tuple[str, ...]:
    """The items of a list, each once, compared without case.

    `;` and line breaks separate, and ` / ` and `|`; a comma (outside brackets) only where none of these stands.
    """
    raw = lines(value)
    pieces = re.split(r";|\n|\s/\s|\||•|·", raw)
    if len(pieces) == 1:
        pieces = re.split(r",(?![^(]*\))", raw) if "(" in raw else raw.split(",")
    return without_nothing(pieces)


def without_nothing(pieces: Sequence[str]) -> tuple[str, ...]:
    """The pieces that say something, clean, each once."""
    found: dict[str, str] = {}
    for piece in pieces:
        item = text(piece).strip(" ,;/")
        if item.casefold() not in _NOTHING:
            found.setdefault(item.casefold(), item)
    return tuple(found.values())


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
