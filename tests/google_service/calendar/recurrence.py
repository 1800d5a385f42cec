"""Repeating events: their instances, and the ids instances have.

Rules are followed in wall time of the series' zone, so an hour stays an hour over a change of clocks. A series without
end is shown two years ahead (how far Google goes is not recorded).
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dateutil import rrule  # type: ignore[import-untyped]  # python-dateutil ships no types

from tests.google_service.calendar import times
from tests.google_service.calendar.model import Calendar, Event, Moment
from tests.google_service.wire import invalid

HORIZON = timedelta(days=730)
MOST = 1_000


def check(lines: list[str], start: Moment, *, zone_given: bool) -> None:
    """Refuse rules that cannot be read, and timed series without a zone."""
    if start.day is None and not zone_given:
        raise invalid("Missing time zone definition for start time.", reason="required")
    try:
        _rules(lines, start)
    except (ValueError, KeyError, IndexError):
        raise invalid("Invalid recurrence rule.", reason="invalid") from None


def _rules(lines: list[str], start: Moment) -> rrule.rruleset:
    first = wall(start)
    rules = rrule.rruleset()
    for line in lines:
        name, _, value = line.partition(":")
        kind = name.split(";")[0].upper()
        if kind == "RRULE":
            rules.rrule(rrule.rrulestr(_local_until(value, start), dtstart=first))
        elif kind == "EXDATE":
            for at in _dates(name, value, start):
                rules.exdate(at)
        elif kind == "RDATE":
            for at in _dates(name, value, start):
                rules.rdate(at)
        else:
            raise ValueError(line)
    return rules


def wall(moment: Moment) -> datetime:
    """Wall time in the series' own zone, without the zone."""
    if moment.day:
        return datetime.combine(moment.day, datetime.min.time())
    return moment.instant.astimezone(times.zone_of(moment.zone or "UTC")).replace(tzinfo=None)


def _local_until(rule: str, start: Moment) -> str:
    found = re.search(r"UNTIL=(\d{8})(T\d{6}Z?)?", rule)
    if not found or start.day or not found[2] or not found[2].endswith("Z"):
        end = "T235959" if found and not found[2] and not start.day else ""
        return rule.replace(found[0], found[0] + end) if found else rule
    at = datetime.strptime(found[0][6:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = at.astimezone(times.zone_of(start.zone or "UTC"))
    return rule.replace(found[0], "UNTIL=" + local.strftime("%Y%m%dT%H%M%S"))


def _dates(name: str, value: str, start: Moment) -> Iterator[datetime]:
    zone = re.search(r"TZID=([^;:]+)", name)
    for text in value.split(","):
        if len(text) == 8:
            day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
            yield datetime.combine(day, wall(start).time())
            continue
        at = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S").replace(
            tzinfo=UTC if text.endswith("Z") else times.zone_of(zone[1] if zone else start.zone or "UTC")
        )
        yield wall(Moment(at=at.astimezone(UTC), zone=start.zone))


def instances(
    master: Event,
    calendar: Calendar,
    low: datetime | None,
    high: datetime | None,
    *,
    with_deleted: bool = False,
) -> Iterator[Event]:
    """The series' events that touch [low, high), overrides in their places; a tombstone only if asked for."""
    rules = _rules(master.body["recurrence"], master.start)
    length = _length(master, calendar)
    zone = calendar.time_zone
    end = high or max(times.instant_of(master.start, zone), master.updated) + HORIZON
    for at in itertools.islice(rules, MOST):
        original = _moment(at, master)
        instant = times.instant_of(original, zone)
        if instant >= end and original.day is None:
            break
        event = calendar.events.get(instance_id(master, original)) or _virtual(master, original, length)
        if event.deleted and not with_deleted:
            continue
        starts, ends = times.instant_of(event.start, zone), times.instant_of(event.end, zone)
        if starts < end and (low is None or ends > low):
            yield event
        elif instant >= end:
            break


def _length(master: Event, calendar: Calendar) -> timedelta:
    return times.instant_of(master.end, calendar.time_zone) - times.instant_of(
        master.start, calendar.time_zone
    )


def _moment(at: datetime, master: Event) -> Moment:
    if master.start.day:
        return Moment(day=at.date())
    zone = master.start.zone or "UTC"
    return Moment(at=at.replace(tzinfo=times.zone_of(zone)).astimezone(UTC), zone=zone)


def _virtual(master: Event, original: Moment, length: timedelta) -> Event:
    if original.day:
        end = Moment(day=original.day + length)
    else:
        end = Moment(at=original.instant + length, zone=master.end.zone)
    body = {name: value for name, value in master.body.items() if name != "recurrence"}
    return replace(
        master,
        id=instance_id(master, original),
        start=original,
        end=end,
        body=body,
        series=master.id,
        original=original,
        private={key: dict(value) for key, value in master.private.items()},
        hidden=set(master.hidden),
    )


def instance_id(master: Event, original: Moment) -> str:
    if original.day:
        return f"{master.id}_{original.day:%Y%m%d}"
    at = original.instant.astimezone(UTC)
    return f"{master.id}_{at:%Y%m%dT%H%M%SZ}"


def instance(calendar: Calendar, event_id: str) -> Event | None:
    """An instance that has no override of its own, by its id."""
    series, _, stamp = event_id.rpartition("_")
    master = calendar.events.get(series)
    if master is None or "recurrence" not in master.body or not re.fullmatch(r"\d{8}(T\d{6}Z)?", stamp):
        return None
    day = datetime.strptime(stamp[:8], "%Y%m%d").replace(tzinfo=UTC)
    around = instances(master, calendar, day - timedelta(days=2), day + timedelta(days=3), with_deleted=True)
    return next((event for event in around if event.id == event_id), None)
