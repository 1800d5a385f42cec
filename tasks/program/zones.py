"""Two time zones in one program: a school's own clock beside the program's.

Times in the workbook's own tabs are on the program's clock. Windows and bells are on the clock of the school. Nothing
here knows a fixed difference: the clocks of two zones may change on different days, so each date has its own.
"""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from tasks.program.people import Window

_DAY = 24 * 60


def moved(wall: datetime, zone: str, to: str) -> datetime:
    """A wall-clock time of one zone on the clock of another."""
    if zone == to:
        return wall
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(to)).replace(tzinfo=None)


@lru_cache(maxsize=65_536)
def minutes_ahead(zone: str, of: str, day: date) -> int:
    """How many minutes later a zone's clock is than another's on a date, at noon."""
    noon = datetime.combine(day, time(12))
    there, here = (noon.replace(tzinfo=ZoneInfo(name)).utcoffset() for name in (zone, of))
    assert there is not None, "an aware moment"
    assert here is not None, "an aware moment"
    return round((there - here).total_seconds() / 60)


def on_clock(windows: tuple[Window, ...], later: int) -> tuple[Window, ...]:
    """The windows on a clock that is so many minutes later; what would reach into the next day is cut off."""
    found = []
    for window in windows:
        days, starts = divmod(window.starts + later, _DAY)
        ends = min(_DAY, starts + window.ends - window.starts)
        found.append(
            Window((window.day + days) % 7, starts, ends, window.cycle, window.label, window.planning)
        )
    return tuple(sorted(found))


def for_reader(wall: datetime, zone: str, reader: str, home: str) -> datetime:
    """A time on a reader's clock; aware, so that letters name the clock, where it is not the program's (`home`)."""
    there = moved(wall, zone, reader)
    return there if reader == home else there.replace(tzinfo=ZoneInfo(reader))
