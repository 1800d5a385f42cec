"""What a typed text becomes (USER_ENTERED): number, date, boolean, formula or text, and the format it brings along.

Recorded: 0042, 2,000,000.01, ISO dates, formulas. The other forms follow en_US in the editor and are not recorded.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tests.google_service.sheets.model import Cell, Json, Scalar

EPOCH = date(1899, 12, 30).toordinal()
NUMBER = re.compile(r"([-+]?)(\$?)((?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?)([eE][-+]?\d+)?\s*(%?)")
ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?")
AMERICAN = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
SHORT = re.compile(r"(\d{1,2})([/-])(\d{1,2})")
NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:,? (\d{4}))?|(\d{1,2}) ([A-Za-z]{3,9})\.?(?: (\d{4}))?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CENTURY = 2000
TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp][Mm])?")
Typed = tuple[Scalar, Json | None]


def raw(cell: Cell, value: Any) -> Cell:
    """Store as it is; the empty string clears the value and leaves format and note."""
    kept = value if isinstance(value, (str, bool, int, float)) else str(value)
    return Cell(None if kept == "" else kept, "", cell.format, cell.note, cell.validation)


def typed(cell: Cell, value: Any, year: int) -> Cell:
    """Store as if typed into the editor in this year: `3-5` becomes the fifth of March."""
    if not isinstance(value, str):
        return raw(cell, value)
    if value.startswith("=") and len(value) > 1:
        return replace(cell, value=None, formula=value)
    if value.startswith("'"):
        return raw(cell, value[1:])
    if ((cell.format or {}).get("numberFormat") or {}).get("type") == "TEXT":
        return raw(cell, value)
    found, number_format = understood(value, year)
    written = raw(cell, found)
    if number_format and not (cell.format or {}).get("numberFormat"):
        return replace(written, format={**(cell.format or {}), "numberFormat": number_format})
    return written


def understood(text: str, year: int = 0) -> Typed:
    """The value of a text and the number format typing it would set; dates without a year are known only with one."""
    bare = text.strip()
    if bare.upper() in {"TRUE", "FALSE"}:
        return bare.upper() == "TRUE", None
    for reader in READERS:
        found = reader(bare)
        if found is not None:
            return found
    return (_yearless(bare, year) if year else None) or (text, None)


def _number(text: str) -> Typed | None:
    found = NUMBER.fullmatch(text)
    if not found or not re.search(r"\d", found[3]):
        return None
    sign, dollar, digits, exponent, percent = found.groups()
    plain = digits.replace(",", "")
    value = float(sign + plain + (exponent or "")) / (100 if percent else 1)
    return _whole(value), _pattern(dollar, digits, exponent, percent)


def _pattern(dollar: str, digits: str, exponent: str | None, percent: str) -> Json | None:
    decimals = ".00" if "." in digits else ""
    if percent:
        return {"type": "PERCENT", "pattern": f"0{decimals}%"}
    if exponent:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if dollar:
        return {"type": "CURRENCY", "pattern": f'"$"#,##0{decimals}'}
    if "," in digits:
        return {"type": "NUMBER", "pattern": f"#,##0{decimals}"}
    return None


def _whole(value: float) -> float:
    return int(value) if value == int(value) and abs(value) < 10**15 else value


def _iso(text: str) -> Typed | None:
    found = ISO.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    return _day(year, month, day, found.groups()[3:], "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss")


def _american(text: str) -> Typed | None:
    found = AMERICAN.fullmatch(text)
    if not found:
        return None
    month, mark, day, year = int(found[1]), found[2], int(found[3]), int(found[4])
    pattern = f"M{mark}d{mark}{'y' * len(found[4])}"
    return _day(year + CENTURY * (year < 100), month, day, found.groups()[4:], pattern, f"{pattern} h:mm:ss")


def _yearless(text: str, year: int) -> Typed | None:
    found = SHORT.fullmatch(text)
    return (
        _day(year, int(found[1]), int(found[3]), (None,), f"M{found[2]}d", "")
        if found
        else _named(text, year)
    )


def _named(text: str, year: int = 0) -> Typed | None:
    """`Jan 2, 2026`, `2 January 2026`, and both without the year."""
    found = NAMED.fullmatch(text)
    if not found:
        return None
    name, day = (found[1], found[2]) if found[1] else (found[5], found[4])
    given = int(found[3] or found[6] or year)
    whole = name.casefold()[:3]
    if whole not in MONTHS or not given:
        return None
    spelled = "mmm" if len(name) == 3 else "mmmm"
    dated = (", yyyy" if found[1] else " yyyy") if found[3] or found[6] else ""
    pattern = (f"{spelled} d" if found[1] else f"d {spelled}") + dated
    return _day(given, MONTHS.index(whole) + 1, int(day), (None,), pattern, "")


def _day(
    year: int, month: int, day: int, clock: tuple[str | None, ...], plain: str, timed: str
) -> Typed | None:
    try:
        serial = date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None
    if clock[0] is None:
        return serial, {"type": "DATE", "pattern": plain}
    seconds = int(clock[0]) * 3600 + int(clock[1] or 0) * 60 + int(clock[2] or 0)
    return serial + seconds / 86_400, {"type": "DATE_TIME", "pattern": timed}


def _time(text: str) -> Typed | None:
    found = TIME.fullmatch(text)
    if not found:
        return None
    hour = int(found[1])
    if int(found[2]) > 59:
        return None
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "pm" else 0)
    seconds = hour * 3600 + int(found[2]) * 60 + int(found[3] or 0)
    pattern = ("h:mm:ss" if found[3] else "h:mm") + (" am/pm" if found[4] else "")
    return seconds / 86_400, {"type": "TIME", "pattern": pattern}


READERS: tuple[Callable[[str], Typed | None], ...] = (_number, _iso, _american, _named, _time)
