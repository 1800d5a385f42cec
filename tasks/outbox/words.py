"""How dates, times, lists and counts are worded in letters: the filters of every template.

It does not care about languages other than English.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from urllib.parse import urlsplit

from tasks.program.problems import MentorshipError
from tasks.program.wording import listed

_MONTHS = (
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
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WordingError(MentorshipError):
    """A template was given something that it cannot word: a fault of the letter, not of the workbook."""


def spoken(template: str) -> str:
    """`meeting change`: what staff read of a letter's name."""
    return template.replace("_", " ").replace("-", " ")


def day(value: date) -> str:
    """`Tuesday, September 8`."""
    return f"{_DAYS[value.weekday()]}, {_MONTHS[value.month - 1]} {value.day}"


def full_date(value: date) -> str:
    """`September 8, 2026`."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def clock(value: time | datetime | int) -> str:
    """`3:30 pm`; a number is minutes after midnight; a moment that is aware says on whose clock: `(Phoenix time)`."""
    hour, minute = divmod(value, 60) if isinstance(value, int) else (value.hour, value.minute)
    zone = str(value.tzinfo or "") if isinstance(value, datetime) else ""
    whose = f" ({zone.rpartition('/')[2].replace('_', ' ')} time)" if zone else ""
    return f"{hour % 12 or 12}:{minute:02d} {'am' if hour % 24 < 12 else 'pm'}{whose}"


def span(starts: datetime, ends: datetime) -> str:
    """`3:30 pm to 4:15 pm`, the clock named once."""
    return f"{clock(starts.replace(tzinfo=None))} to {clock(ends)}"


def count(number: float, one: str, many: str = "") -> str:
    """`1 meeting`, `3 meetings`; whole numbers without decimals, thousands with commas."""
    shown = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
    return f"{shown} {one if shown == '1' else many or one + 's'}"


def link(url: str) -> str:
    """The address itself if it is one that a letter may point to: https, http or mailto, on one line."""
    parts = urlsplit(url)
    plain = url.isprintable() and " " not in url
    if not plain or parts.scheme not in ("https", "http", "mailto") or not (parts.netloc or parts.path):
        raise WordingError("A letter may link to https, http and mailto addresses only. Correct the link.")
    return url


def hello(names: Sequence[str]) -> str:
    """`Hello Ana and Ben,` from full names; `Hello,` where a name is not known or there are more than three."""
    # `Lee, Ana` is a family name first, as school directories export it.
    first = [word[0] if (word := name.rpartition(",")[2].split()) else "" for name in names]
    return f"Hello {listed(first)}," if first and all(first) and len(first) < 4 else "Hello,"


FILTERS = {
    "day": day,
    "date": full_date,
    "clock": clock,
    "span": span,
    "listed": listed,
    "count": count,
    "link": link,
}
