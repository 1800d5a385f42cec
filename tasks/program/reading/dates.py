"""Dates, moments and times of day as people type them. What has two meanings is unreadable."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from tasks.program.cells import Value, text
from tasks.program.reading.unreadable import Unreadable

# Day 0 of spreadsheet serial numbers, Lotus's 29 February 1900 included.
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_SERIALS = (20_000, 80_000)
_YEARS = (1950, 2100)
_HOW = "Type it like 2026-09-30 or 9/30/2026."

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})[\s-]*(\d{1,2})[\s,-]+(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[\s-]*([a-z]{3,9})[\s,-]+(\d{4}|\d{2})")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+", re.IGNORECASE
)
_CLOCK = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?$", re.IGNORECASE)


def as_date(value: Value) -> date:
    """A date: a real one, ISO text, m/d/yyyy, with the month's name, or a spreadsheet's serial number."""
    if isinstance(value, datetime):
        return _plausible(value.date(), text(value))
    if isinstance(value, date):
        return _plausible(value, text(value))
    if _serial(value) is not None:
        return _from_serial(value).date()
    return _date(text(value))


def two_ways(value: Value) -> bool:
    """Whether a date was typed so that others may read it otherwise: `8/9/26`."""
    found = _YEAR_LAST.fullmatch(text(value))
    return (
        bool(found)
        and found is not None
        and len(found[4]) == 2
        and int(found[3]) <= 12
        and found[1] != found[3]
    )


def _serial(value: Value) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = text(value)
        number = float(value) if re.fullmatch(r"\d{5}(?:\.\d+)?", value) else 0.0
    else:
        number = float(value) if isinstance(value, int | float) else 0.0
    return number if _SERIALS[0] < number < _SERIALS[1] else None


def _from_serial(value: Value) -> datetime:
    days = _serial(value) or 0.0
    return _EPOCH + timedelta(seconds=round(days * 86_400))


@lru_cache(maxsize=8192)
def _date(word: str) -> date:
    plain = _WEEKDAY.sub("", word.casefold())
    plain = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", plain)
    plain = re.sub(r"([a-z])\.", r"\1", plain)
    plain = re.sub(r"(?:t|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$", "", plain).strip()
    for pattern, parts in (
        (_YEAR_FIRST, _year_first),
        (_YEAR_LAST, _year_last),
        (_MONTH_FIRST, _month_first),
        (_DAY_FIRST, _day_first),
    ):
        found = pattern.fullmatch(plain)
        if found:
            year, month, day = parts(found, word)
            try:
                read = date(year, month, day)
            except ValueError:
                raise Unreadable(f"“{word}” is not a day of the calendar.", _HOW) from None
            return _plausible(read, word)
    raise Unreadable(f"“{word}” is not a date we can read.", _HOW)


Parts = tuple[int, int, int]


def _year_first(found: re.Match[str], _: str) -> Parts:
    return int(found[1]), int(found[2]), int(found[3])


def _year_last(found: re.Match[str], word: str) -> Parts:
    """m/d/yyyy; with dots or hyphens, or a first number above 12, only where one meaning is possible."""
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if first > 12:
        return year, second, first
    if found[2] == "/" or second > 12 or first == second:
        return year, first, second
    raise Unreadable(f"“{word}” can mean two days.", _HOW)


def _month_first(found: re.Match[str], word: str) -> Parts:
    return _year(found[3]), _month(found[1], word), int(found[2])


def _day_first(found: re.Match[str], word: str) -> Parts:
    return _year(found[3]), _month(found[2], word), int(found[1])


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) - (100 if int(digits) >= 70 else 0)


def _month(name: str, word: str) -> int:
    found = [
        number
        for number, month in enumerate(_MONTHS, 1)
        if month.startswith(name) or name == "sept" == month[:4]
    ]
    if len(found) != 1:
        raise Unreadable(f"“{word}” is not a date we can read.", _HOW)
    return found[0]


def _plausible(day: date, word: str) -> date:
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise Unreadable(f"“{word}” has the year {day.year}.", _HOW)
    return day


def as_moment(value: Value) -> datetime:
    """A date with a time; a date alone is its midnight."""
    if isinstance(value, datetime):
        _plausible(value.date(), text(value))
        return value.replace(tzinfo=None, microsecond=0)
    if _serial(value) is not None:
        return _from_serial(value)
    if isinstance(value, str):
        word = re.sub(r"(?<=\d)[Tt](?=\d)", " ", text(value))
        parts = re.match(r"^(.*\d{2,4})[\s,]+(\d{1,2}(?:[:.]\d{2})*(?:\.\d+)?\s*[ap]?\.?m?\.?)(?:z|[+-]\d{2}:?\d{2})?$", word, re.IGNORECASE)  # fmt: skip
        if parts and (":" in parts[2] or parts[2].rstrip(". ").casefold().endswith("m")):
            return datetime.combine(as_date(parts[1]), as_time(parts[2]))
    day = as_date(value)
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no zone


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
    if word.casefold() in ("noon", "12 noon"):
        return time(12)
    raise Unreadable(f"“{word}” is not a time we can read.", "Type it like 15:30 or 3:30 pm.")
