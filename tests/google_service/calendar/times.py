"""Times in and out: read with or without an offset, shown in the calendar's zone with the sent zone kept.

Recorded: 10:00-07:00 sent for Los Angeles comes back as 18:00+01:00 in a London calendar, still marked
America/Los_Angeles; an offset of zero is written Z.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.google_service.calendar.model import Json, Moment
from tests.google_service.wire import RefusalError, invalid


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(f"Invalid time zone definition: {name}", reason="invalid") from None


def read(given: Json, calendar_zone: str) -> Moment:
    """A start or end from a body; a time without offset is in its zone, else in the calendar's (not recorded)."""
    zone = given.get("timeZone") or ""
    if zone:
        zone_of(zone)
    if given.get("date"):
        return Moment(day=_day(given["date"]))
    if not given.get("dateTime"):
        raise invalid("Missing start or end time.", reason="required")
    try:
        at = datetime.fromisoformat(given["dateTime"])
    except ValueError:
        raise invalid("Invalid value for: Invalid format.", reason="invalid") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone_of(zone or calendar_zone))
    return Moment(at=at.astimezone(UTC), zone=zone or calendar_zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(f'Invalid value for: Invalid format: "{text}"', reason="invalid") from None


def shown(moment: Moment, zone: str) -> Json:
    if moment.day:
        return {"date": moment.day.isoformat()}
    return {"dateTime": written(instant_of(moment, zone), zone), "timeZone": moment.zone or zone}


def written(at: datetime, zone: str) -> str:
    text = at.astimezone(zone_of(zone)).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def instant_of(moment: Moment, zone: str) -> datetime:
    """The instant of a moment; a day begins at midnight in the given zone."""
    if moment.at:
        return moment.at
    day = moment.day or date.min
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(zone)).astimezone(UTC)


def empty_range() -> RefusalError:
    """The 400 for a range that ends before it starts (recorded)."""
    return invalid(
        "The specified time range is empty.",
        reason="timeRangeEmpty",
        domain="calendar",
        location=("parameter", "timeMax"),
    )
