"""What a cell can hold, and the two questions every room asks of it: its clean text, and whether two are the same.

Text from a sheet is hostile until it has passed `text`: control and bidirectional marks would otherwise reach
mail headers, pages and files.
"""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

Value = str | int | float | bool | date | datetime | time | None

_SPACES = re.compile(r"\s+")
# Zero-width and byte-order marks, bidirectional overrides and isolates, left-to-right and right-to-left marks.
_INVISIBLE = dict.fromkeys(
    [
        0x00AD,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)


def lines(value: Value) -> str:
    """The text of a cell with its line breaks kept, cleaned of everything a reader cannot see."""
    if value is None:
        return ""
    raw = shown(value)
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    raw = unicodedata.normalize("NFC", raw).translate(_INVISIBLE)
    rows = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_SPACES.sub(" ", _printable(row)).strip() for row in rows).strip()


def text(value: Value) -> str:
    """The text of a cell on one line: NFC, no control or bidirectional marks, single spaces, trimmed."""
    return "" if value is None else _one_line(shown(value))


@lru_cache(maxsize=65_536)
def _one_line(raw: str) -> str:
    return _SPACES.sub(" ", lines(raw)).strip()


def _printable(row: str) -> str:
    return "".join(" " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char for char in row)


def shown(value: Value) -> str:
    """A cell as a person would read it: `3` for 3.0, ISO dates, `yes` and `no` for checkboxes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def same(one: Value, other: Value) -> bool:
    """Whether two cells hold the same: blank is blank, 3 is 3.0, a date is its midnight."""
    if type(one) is type(other) and one == other:
        return True
    return _canon(one) == _canon(other)


def _canon(value: Value) -> tuple[str, object]:
    if value is None or value == "":
        return ("", "")
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, int | float):
        return ("number", round(float(value), 9))
    if isinstance(value, datetime):
        return ("moment", value.replace(microsecond=0, tzinfo=None))
    if isinstance(value, date):
        return ("moment", datetime(value.year, value.month, value.day))  # noqa: DTZ001 - a cell has no zone
    if isinstance(value, time):
        return ("time", value.replace(microsecond=0))
    return ("text", value)


def folded(value: Value) -> str:
    """Text for comparing words people typed: no case, accents kept, punctuation and spaces reduced to one space."""
    return _folded(text(value))


@lru_cache(maxsize=65_536)
def _folded(clean: str) -> str:
    return re.sub(r"[\W_]+", " ", clean.casefold()).strip()
