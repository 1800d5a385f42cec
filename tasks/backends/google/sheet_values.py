"""Values of cells: between Google's (numbers with a format) and ours (dates, times, whole numbers)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from tasks.program.cells import Value
from tasks.program.workbook.columns import Kind

Json = dict[str, Any]
LONGEST_TEXT = 50_000
"""What Google keeps in one cell."""
FORMATS: dict[str, Json] = {
    "DATE": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "DATE_TIME": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"},
    "TIME": {"type": "TIME", "pattern": "hh:mm"},
}
KINDS = {Kind.DATE: "DATE", Kind.MOMENT: "DATE_TIME", Kind.TIME: "TIME"}
_DAY0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_DAY = 86_400
# Serial numbers of 1955 to 2118: what a date column can mean by a plain number.
_PLAUSIBLE = range(20_000, 80_000)
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "",
}


def understood(cell: Json, kind: str) -> Value:
    """What a cell shows. `kind` is the column's own format where the cell itself has none."""
    found = cell.get("effectiveValue")
    if not found:
        return None
    if "stringValue" in found:
        return str(found["stringValue"]) or None
    if "boolValue" in found:
        return bool(found["boolValue"])
    if "numberValue" in found:
        return _number(found["numberValue"], format_of(cell), kind)
    return _ERRORS.get(found.get("errorValue", {}).get("type", ""), "#ERROR!") or None


def format_of(cell: Json) -> str:
    """The type of a cell's number format; empty for an automatic one."""
    return str(cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", ""))


def _number(raw: float, shown: str, kind: str) -> Value:
    if shown in FORMATS:
        return from_serial(float(raw), shown)
    if not shown and kind in ("DATE", "DATE_TIME") and int(raw) in _PLAUSIBLE:
        return from_serial(float(raw), kind)
    if not shown and kind == "TIME" and 0 < raw < 1:
        return from_serial(float(raw), kind)
    number = float(raw)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def from_serial(serial: float, shown: str) -> Value:
    """A number under a date format: a time below 1, a date where the format has no time and it is midnight."""
    if 0 <= serial < 1:
        seconds = min(round(serial * _DAY), _DAY - 1)
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    try:
        moment = _DAY0 + timedelta(seconds=round(serial * _DAY))
    except OverflowError:
        return serial
    return moment.date() if shown == "DATE" and moment.time() == time(0) else moment


def entered(value: Value) -> Json | None:
    """The value as it is stored: text stays text whatever it begins with; nothing for a blank."""
    match value:
        case None | "":
            return None
        case bool():
            return {"boolValue": value}
        case int() | float():
            return {"numberValue": value}
        case time():
            return {"numberValue": (value.hour * 3600 + value.minute * 60 + value.second) / _DAY}
        case date():
            moment = value if isinstance(value, datetime) else datetime.combine(value, time(0))
            passed = moment.replace(tzinfo=None) - _DAY0
            return {"numberValue": passed.days + passed.seconds / _DAY}
    clean = str(value).encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\x00", "")
    return {"stringValue": clean[:LONGEST_TEXT]}


def type_of(value: Value) -> str:
    """The format a value must be shown with to be read as what it is; empty where any will do."""
    if isinstance(value, datetime):
        return "DATE_TIME"
    if isinstance(value, date):
        return "DATE"
    return "TIME" if isinstance(value, time) else ""
