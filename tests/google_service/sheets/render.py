"""How a value is shown: general numbers, number patterns, dates.

General shows ten significant digits (recorded for short numbers only). Patterns cover what coordinators' sheets use:
digits, groups, percent, exponents, quoted text, dates and times in en_US.
"""

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.google_service.sheets.entry import EPOCH
from tests.google_service.sheets.model import Json, Scalar

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[(?:h+|m+|s+)\]|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|(?:am/pm|AM/PM|a/p)|.', re.DOTALL
)
DIGITS = re.compile(r"[#0?,]*[#0?](?:\.[0#?]*)?(?:[eE][+-]0+)?")
ELAPSED = {"h": 3600, "m": 60, "s": 1}
LONGEST = 15
SHOWN_DIGITS = 10


def shown(value: Scalar, number_format: Json | None) -> str:
    """The text a reader sees."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or DEFAULTS.get(kind, "")
    if kind in DATE_TYPES:
        return _moment(float(value), pattern)
    if pattern and kind != "TEXT":
        return _patterned(float(value), pattern)
    return general(value)


DEFAULTS = {
    "DATE": "M/d/yyyy",
    "TIME": "h:mm:ss AM/PM",
    "DATE_TIME": "M/d/yyyy h:mm:ss",
    "PERCENT": "0.00%",
    "NUMBER": "#,##0.00",
    "CURRENCY": '"$"#,##0.00',
    "SCIENTIFIC": "0.00E+00",
}


def is_date(number_format: Json | None) -> bool:
    return (number_format or {}).get("type") in DATE_TYPES


def general(value: float) -> str:
    if isinstance(value, int) or value == int(value):
        whole = str(int(value))
        return whole if len(whole.lstrip("-")) <= LONGEST else _exponent(value, 5)
    if math.floor(math.log10(abs(value))) < -SHOWN_DIGITS:
        return _exponent(value, 2)
    digits = max(0, SHOWN_DIGITS - 1 - max(math.floor(math.log10(abs(value))), -1))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponent(value: float, digits: int) -> str:
    mantissa, _, power = f"{value:.{digits}E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{int(power):+03d}"


def _patterned(value: float, pattern: str) -> str:
    positive, _, negative = pattern.partition(";")
    section = negative.split(";")[0] if value < 0 and negative else positive
    found = DIGITS.search(re.sub(r'"[^"]*"', lambda quoted: "\0" * len(quoted[0]), section))
    if not found:
        return section.replace('"', "")
    if "%" in section:
        value *= 100
    body = _digits(abs(value), section[found.start() : found.end()])
    sign = "-" if value < 0 and section is positive else ""
    before, after = section[: found.start()], section[found.end() :]
    return sign + _literal(before) + body + _literal(after)


def _digits(value: float, pattern: str) -> str:
    mantissa, exponent, _ = pattern.partition("E")
    _, _, decimals = mantissa.partition(".")
    if exponent:
        return _fixed_exponent(value, len(decimals))
    text = _fixed(value, len(decimals))
    optional = len(decimals) - len(decimals.rstrip("#"))
    if optional and "." in text:
        head, _, tail = text.partition(".")
        kept = tail[: len(tail) - optional] + tail[len(tail) - optional :].rstrip("0")
        text = f"{head}.{kept}" if kept else head
    if "," in mantissa:
        head, dot, tail = text.partition(".")
        text = f"{int(head):,}{dot}{tail}"
    least = mantissa.partition(".")[0].count("0")
    head, dot, tail = text.partition(".")
    return head.rjust(least, "0") + dot + tail


def _fixed(value: float, digits: int) -> str:
    """Halves go away from zero, as in the editor."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _fixed_exponent(value: float, digits: int) -> str:
    mantissa, _, power = f"{value:.{digits}E}".partition("E")
    return f"{mantissa}E{int(power):+03d}"


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)|_.|\*.', lambda found: found[1] or found[2] or "", text)


def _moment(serial: float, pattern: str) -> str:
    whole = math.floor(serial)
    seconds = round((serial - whole) * 86_400)
    day = date.fromordinal(EPOCH + whole)
    half = "am/pm" in pattern.lower()
    out: list[str] = []
    minutes_next = False
    for token in DATE_TOKEN.findall(pattern):
        if token.startswith("[") and len(token) > 2:
            out.append(f"{int(whole * 86_400 + seconds) // ELAPSED[token[1]]:0{len(token) - 2}d}")
            minutes_next = True
            continue
        letter = token[0].lower()
        minutes = letter == "m" and (minutes_next or _before_seconds(pattern, out, token))
        out.append(_date_part(token, day, seconds, half=half, minutes=minutes))
        minutes_next = letter == "h" or (minutes_next and not letter.isalpha())
    return "".join(out)


def _before_seconds(pattern: str, out: list[str], token: str) -> bool:
    return pattern.lower().startswith("mm:ss") and not out and token.lower() == "mm"


def _date_part(token: str, day: date, seconds: int, *, half: bool, minutes: bool) -> str:
    letter = token[0].lower()
    if token.lower() in {"am/pm", "a/p"}:
        return "AM" if seconds < 43_200 else "PM"
    if letter == "y":
        return str(day.year) if len(token) > 2 else f"{day.year % 100:02d}"
    if letter == "m":
        return (
            f"{seconds // 60 % 60:0{len(token)}d}"
            if minutes
            else _named(token, day.month, MONTHS[day.month - 1])
        )
    if letter == "d":
        return _named(token, day.day, DAYS[day.weekday()])
    if letter == "h":
        hour = seconds // 3600
        return f"{(hour % 12 or 12) if half else hour:0{len(token)}d}"
    if letter == "s":
        return f"{seconds % 60:0{len(token)}d}"
    return token.strip('"') if token.startswith('"') else token.removeprefix("\\")


def _named(token: str, value: int, name: str) -> str:
    if len(token) <= 2:
        return f"{value:0{len(token)}d}"
    return name[:3] if len(token) == 3 else name
