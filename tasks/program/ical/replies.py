"""Which meeting of a series an answer is about: calendars name an instance by the time its rule gave it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tasks.program.ical.recurrence import split
from tasks.program.meetings import Series


def uids_of(series: Series) -> dict[str, str]:
    """Every UID the series is written under, with the meeting it stands for; empty for the series itself."""
    _, alone = split(series)
    return {series.uid: ""} | {one.uid: one.occurrences[0].id for one in alone}


def meeting_at(series: Series, slot: datetime, *, whole_day: bool = False) -> str:
    """The id of the meeting that an instance stands for, by its slot, else by its time; empty where there is none."""
    zone = ZoneInfo(series.zone)
    wall = slot.astimezone(zone).replace(tzinfo=None) if slot.tzinfo else slot
    known = {one.slot: one.id for one in split(series)[0].occurrences}
    places = [(one.slot, one.starts, one.id) for one in series.occurrences]
    by_slot = {slot: identity for slot, _, identity in places} | known
    if whole_day:
        days = {slot.date(): identity for slot, identity in by_slot.items()}
        return days.get(wall.date(), "")
    return by_slot.get(wall) or {starts: identity for _, starts, identity in places}.get(wall, "")
