"""VTIMEZONE for a zone and the events it must be right for.

The last line of a TZif file is the zone's rule from now on (`CST6CDT,M3.2.0,M11.1.0`, POSIX TZ). It becomes two RRULEs.
Where the rule is of another kind, or disagrees with `zoneinfo` at any event (a change decided for next year only), each
change of clocks around the events gets a block of its own instead. Never RDATE.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"(?P<{0}><[^>]+>|[A-Za-z]{{3,}})"
_OFFSET = r"(?P<{0}>[+-]?\d{{1,3}}(?::\d{{2}}){{0,2}})"
_CHANGE = r"M(?P<{0}m>\d+)\.(?P<{0}w>\d)\.(?P<{0}d>\d)(?:/(?P<{0}t>[+-]?\d+(?::\d{{2}}){{0,2}}))?"
_RULE = re.compile(
    _NAME.format("std") + _OFFSET.format("off")
    + "(?:" + _NAME.format("dst") + _OFFSET.format("doff") + "?," + _CHANGE.format("s") + "," + _CHANGE.format("e") + ")?$"
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A yearly change of clocks: the nth (5 = last) weekday (0 = Sunday) of a month at a wall-clock time."""

    month: int
    nth: int
    weekday: int
    at: timedelta

    def in_year(self, year: int) -> datetime:
        return _moment(self, year)

    @property
    def rrule(self) -> str:
        nth = -1 if self.nth == 5 else self.nth
        return f"RRULE:FREQ=YEARLY;BYMONTH={self.month};BYDAY={nth}{_DAYS[self.weekday]}"


@lru_cache(maxsize=1024)
def _moment(change: Change, year: int) -> datetime:
    first = date(year, change.month, 1)
    day = first + timedelta(days=(change.weekday - 1 - first.weekday()) % 7 + 7 * (change.nth - 1))
    if day.month != change.month:
        day -= timedelta(weeks=1)
    return datetime(day.year, day.month, day.day) + change.at  # noqa: DTZ001 - wall clock


@dataclass(frozen=True)
class Rule:
    """The zone's rule from now on; without `starts` and `ends` the clocks never change."""

    standard: timedelta
    name: str
    summer: timedelta = timedelta()
    summer_name: str = ""
    starts: Change | None = None
    ends: Change | None = None

    def offset(self, wall: datetime) -> timedelta:
        if self.starts is None or self.ends is None:
            return self.standard
        one, two = self.starts.in_year(wall.year), self.ends.in_year(wall.year)
        summer = one <= wall < two if one < two else not two <= wall < one
        return self.summer if summer else self.standard


@lru_cache(maxsize=64)
def rule_of(zone: str) -> Rule | None:
    """The rule of a zone; nothing where it is of a kind that one RRULE cannot say."""
    found = _RULE.match(_last_line(zone))
    if found is None:
        return None
    standard = -_time(found["off"])
    if found["dst"] is None:
        return Rule(standard, found["std"].strip("<>"))
    summer = -_time(found["doff"]) if found["doff"] else standard + timedelta(hours=1)
    changes = [
        Change(int(found[f"{s}m"]), int(found[f"{s}w"]), int(found[f"{s}d"]), _time(found[f"{s}t"] or "2"))
        for s in ("s", "e")
    ]
    if any(not timedelta() <= change.at < timedelta(days=1) for change in changes):
        return None
    return Rule(standard, found["std"].strip("<>"), summer, found["dst"].strip("<>"), *changes)


def _time(word: str) -> timedelta:
    sign = -1 if word.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in word.lstrip("+-").split(":")] + [0, 0])[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _last_line(zone: str) -> str:
    """The TZif footer, from the system's files or the `tzdata` package: the same places `zoneinfo` looks in."""
    for folder in TZPATH:
        path = Path(folder, zone)
        if path.is_file():
            return _footer(path.read_bytes())
    package, _, name = zone.rpartition("/")
    try:
        found = resources.files(".".join(["tzdata", "zoneinfo", *filter(None, package.split("/"))])) / name
        return _footer(found.read_bytes())
    except (OSError, ModuleNotFoundError, ValueError):
        return ""


def _footer(content: bytes) -> str:
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def vtimezone(zone: str, walls: Sequence[datetime]) -> list[str]:
    """The lines of the VTIMEZONE, right at each of these wall-clock times."""
    info, rule = ZoneInfo(zone), rule_of(zone)
    if rule is not None and all(rule.offset(wall) == wall.replace(tzinfo=info).utcoffset() for wall in walls):
        blocks = _ruled(rule)
    else:
        blocks = _listed(info, min(walls), max(walls))
    return ["BEGIN:VTIMEZONE", f"TZID:{zone}", *blocks, "END:VTIMEZONE"]


def _ruled(rule: Rule) -> list[str]:
    if rule.starts is None or rule.ends is None:
        start = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock
        return _block("STANDARD", start, rule.standard, rule.standard, rule.name)
    return [
        *_block(
            "DAYLIGHT",
            rule.starts.in_year(1970),
            rule.standard,
            rule.summer,
            rule.summer_name,
            rule.starts.rrule,
        ),
        *_block("STANDARD", rule.ends.in_year(1970), rule.summer, rule.standard, rule.name, rule.ends.rrule),
    ]


def _listed(info: ZoneInfo, first: datetime, last: datetime) -> list[str]:
    """One block for the time before, and one for each change of clocks from the first event to the last."""
    hour = timedelta(hours=1)
    utc = ZoneInfo("UTC")
    now = first.replace(tzinfo=info).astimezone(utc).replace(minute=0) - timedelta(days=2)
    end = last.replace(tzinfo=info).astimezone(utc) + timedelta(days=2)
    offset = _offset(now, info)
    lines = _block(_kind(now, info), datetime(1970, 1, 1), offset, offset, _tzname(now, info))  # noqa: DTZ001 - wall clock
    while now < end:
        now += hour
        after = _offset(now, info)
        if after != offset:
            exact = _exact(now - hour, info, offset)
            wall = (exact + offset).replace(tzinfo=None)
            lines += _block(_kind(now, info), wall, offset, after, _tzname(now, info))
            offset = after
    return lines


def _exact(before: datetime, info: ZoneInfo, offset: timedelta) -> datetime:
    minute = timedelta(minutes=1)
    while _offset(before, info) == offset:
        before += minute
    return before


def _offset(moment: datetime, info: ZoneInfo) -> timedelta:
    return moment.astimezone(info).utcoffset() or timedelta()


def _kind(moment: datetime, info: ZoneInfo) -> str:
    return "DAYLIGHT" if moment.astimezone(info).dst() else "STANDARD"


def _tzname(moment: datetime, info: ZoneInfo) -> str:
    return moment.astimezone(info).tzname() or ""


def _block(
    kind: str, start: datetime, before: timedelta, after: timedelta, name: str, rrule: str = ""
) -> list[str]:
    lines = [f"BEGIN:{kind}", f"DTSTART:{start:%Y%m%dT%H%M%S}"]
    lines += [rrule] if rrule else []
    lines += [f"TZOFFSETFROM:{_shown(before)}", f"TZOFFSETTO:{_shown(after)}"]
    return [*lines, *([f"TZNAME:{name}"] if name else []), f"END:{kind}"]


def _shown(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    shown = f"{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}"
    return shown + (f"{seconds % 60:02d}" if seconds % 60 else "")
