"""Grade bands as people type them, and as spreadsheets turn them into dates (`3-5` becomes March 5)."""

import re
from datetime import date, datetime

from tasks.program.cells import Value, lines, text
from tasks.program.reading.dates import as_date
from tasks.program.reading.unreadable import Unreadable
from tasks.program.reading.values import blank

BANDS = (("PK-2", -1, 2), ("3-5", 3, 5), ("6-8", 6, 8), ("9-12", 9, 12))
_YOUNG = {
    **dict.fromkeys(
        ("pk", "prek", "pre-k", "pre k", "prekindergarten", "pre-kindergarten", "preschool", "tk"), -1
    ),
    **dict.fromkeys(("k", "kg", "kinder", "kindergarten"), 0),
}
_WHOLE = {
    **dict.fromkeys(("middle", "middle school", "ms"), (6, 8)),
    **dict.fromkeys(("high", "high school", "hs"), (9, 12)),
    **dict.fromkeys(("all", "all grades", "any"), (-1, 12)),
}
_REMEDY = "Type PK-2, 3-5, 6-8 or 9-12; several with a semicolon."


def as_bands(value: Value) -> tuple[str, ...]:
    """The bands a cell names, in school order; a span of grades counts for every band it touches."""
    if isinstance(value, date | datetime):
        return _from_date(value, str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _part(text(value))
    if re.search(r"\d{4}", lines(value)):
        return _part(text(value))
    found: dict[str, None] = {}
    for part in re.split(r"[;,/|&+\n]|\band\b", lines(value)):
        if not blank(part):
            found.update(dict.fromkeys(_part(text(part))))
    return tuple(band for band, _, _ in BANDS if band in found)


def _part(typed: str) -> tuple[str, ...]:
    word = re.sub(r"[–—−‐‑]", "-", typed.casefold())
    word = re.sub(r"\b(?:to|through|thru)\b", "-", word)
    word = re.sub(r"\b(?:grades?|gr|graders?)\b\.?", "", word)
    word = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", word)
    word = re.sub(r"\s*-\s*", "-", word).strip()
    if word in _WHOLE:
        return _touched(*_WHOLE[word], typed)
    if word in _YOUNG or word.isdecimal():
        grade = _grade(word, typed)
        return _touched(grade, grade, typed)
    for mark in re.finditer("-", word):
        first, last = word[: mark.start()].strip(), word[mark.end() :].strip()
        if (first in _YOUNG or first.isdecimal()) and (last in _YOUNG or last.isdecimal()):
            return _touched(_grade(first, typed), _grade(last, typed), typed)
    try:
        day = as_date(typed)
    except Unreadable:
        raise Unreadable(f"“{typed}” is not a grade band.", _REMEDY) from None
    return _from_date(day, typed)


def _from_date(day: date, typed: str) -> tuple[str, ...]:
    """`3-5` that a spreadsheet took for a day: 5 March, or 3 May where the day comes first."""
    return _touched(min(day.month, day.day), max(day.month, day.day), typed)


def _grade(word: str, typed: str) -> int:
    grade = _YOUNG.get(word)
    if grade is None:
        grade = int(word)
    if grade > 12:
        raise Unreadable(f"“{typed}” is not a grade band.", _REMEDY)
    return grade


def _touched(first: int, last: int, typed: str) -> tuple[str, ...]:
    if first > last or last > 12:
        raise Unreadable(f"“{typed}” is not a grade band.", _REMEDY)
    return tuple(band for band, low, high in BANDS if first <= high and low <= last)
