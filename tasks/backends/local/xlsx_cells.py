"""One cell of a sheet part: from XML to value and back, and the names of cells (`AB12`)."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from lxml import etree

from tasks.program.cells import Value

LONGEST_TEXT = 32_767  # what Excel stores in one cell
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What XML 1.0 cannot hold; tabs and line feeds stay.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DAY = 86_400


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """`A` is 1, `AB` is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=20_000)
def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(column: int, row: int) -> str:
    return f"{column_letters(column)}{row}"


def split_name(name: str) -> tuple[int, int]:
    """Column and row of a cell's name; `$` marks are ignored."""
    plain = name.replace("$", "") if "$" in name else name
    letters = plain.rstrip("0123456789")
    return column_number(letters.upper()), int(plain[len(letters) :])


def epoch(date1904: bool) -> datetime:
    """Day 0 of the workbook's serial numbers (Lotus's 29 February 1900 counted in the usual system)."""
    return datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone


def from_serial(serial: float, kind: str, day0: datetime) -> Value:
    """A number under a date format: a time below 1, a date where it is midnight and the format has no time."""
    if kind == "elapsed":
        return _clock(serial) if 0 <= serial < 1 else serial
    if 0 <= serial < 1 and day0.year < 1900:
        return _clock(serial)
    try:
        moment = day0 + timedelta(seconds=round(serial * _DAY))
    except OverflowError:
        return serial
    if kind == "date" and moment.time() == time(0):
        return moment.date()
    return moment


def _clock(serial: float) -> time:
    seconds = min(round(serial * _DAY), _DAY - 1)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def to_serial(value: date | time, day0: datetime) -> float | None:
    """The serial number of a date, moment or time; nothing before the first day a sheet can hold."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _DAY
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(0))
    passed = moment.replace(tzinfo=None) - day0
    serial = passed.days + passed.seconds / _DAY
    first = 61 if day0.year < 1900 else 1
    return serial if serial >= first else None


def number(raw: str) -> int | float:
    """A number as sheets write it; whole where it is written so."""
    return int(raw) if raw.lstrip("-").isdigit() else float(raw)


def unescaped(raw: str) -> str:
    """Text as people see it: `_x000D_` and the like resolved, line ends as line feeds."""
    if "_x" in raw:
        raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw)
    return raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw


def storable(raw: str) -> str:
    """Text as a cell can hold it: line ends as line feeds, no control characters, at most as long as Excel allows."""
    clean = _UNSTORABLE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return clean[:LONGEST_TEXT]


def rich_text(holder: etree._Element, ns: str) -> str:
    """All text of a string item: its runs joined, readings (phonetic runs) left out."""
    parts: list[str] = []
    for child in holder:
        if child.tag == f"{ns}t":
            parts.append(child.text or "")
        elif child.tag == f"{ns}r":
            parts.extend(run.text or "" for run in child.iterfind(f"{ns}t"))
    return unescaped("".join(parts))


def put_text(cell: etree._Element, value: str, ns: str) -> None:
    """Makes the cell hold text as it is, whatever it begins with."""
    cell.set("t", "inlineStr")
    item = etree.SubElement(etree.SubElement(cell, f"{ns}is"), f"{ns}t")
    item.text = _ESCAPED.sub(r"_x005F_x\1_", storable(value))
    if value != value.strip() or "\n" in value:
        item.set(_SPACE, "preserve")


def put_number(cell: etree._Element, value: float, ns: str) -> None:
    etree.SubElement(cell, f"{ns}v").text = repr(value)


def put_bool(cell: etree._Element, value: bool, ns: str) -> None:
    cell.set("t", "b")
    etree.SubElement(cell, f"{ns}v").text = "1" if value else "0"


def emptied(cell: etree._Element, ns: str) -> None:
    """Takes out what the cell holds; its style and everything else stay."""
    for attribute in ("t", "cm", "vm"):
        cell.attrib.pop(attribute, "")
    for child in list(cell):
        if child.tag in (f"{ns}v", f"{ns}f", f"{ns}is"):
            cell.remove(child)
