"""A series as Google's events: one that repeats, instances that differ, and the few meetings that stand alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasks.program import keys
from tasks.program.ical.recurrence import Recurrence, recurrence, split
from tasks.program.meetings import Occurrence, Series

Json = dict[str, Any]
_ALPHABET = frozenset("0123456789abcdefghijklmnopqrstuv")


@dataclass(frozen=True)
class Drawn:
    """The events of a series: the first one's body, what must differ in instances, the meetings alone; bodies by event id.

    `instances` are the ids the rule itself gives, with the body an instance has by it; `of` names the occurrence of each
    event.
    """

    master: str
    body: Json
    overrides: Mapping[str, Json] = field(default_factory=dict)
    alone: Mapping[str, Json] = field(default_factory=dict)
    instances: Mapping[str, Json] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)


def event_id(uid: str, generation: int = 0) -> str:
    """The id of a series' first event: its UID without the domain; another one after people deleted it."""
    local = uid.partition("@")[0].lower()
    if len(local) < 5 or not _ALPHABET.issuperset(local):
        local = keys.digest("event", uid, length=26)
    return f"{local}g{generation}" if generation else local


def drawn(series: Series, gone: frozenset[str], master: str, *, guests: bool) -> Drawn:
    """The events that should stand; what people cancelled stays away. Without `guests` nobody is invited by Google."""
    kept = [replace(one, cancelled=one.cancelled or one.id in gone) for one in series.occurrences]
    series = replace(series, occurrences=tuple(kept))
    regular, apart = split(series)
    rule, common = recurrence(regular), _common(series, guests=guests)
    alone = {
        _apart(master, one): common | _times(one, series.zone) | _place(one)
        for other in apart
        for one in other.occurrences
        if not one.cancelled
    }
    if rule is None:
        return Drawn(master, _holder(series), alone=alone, of=_owners(series, master, None))
    first = Occurrence("", rule.first, rule.first, rule.first + rule.duration, rule.where)
    if not rule.interval and rule.moved:
        first = rule.moved[0]
    body = common | _times(first, series.zone) | _place(first)
    # A series that once repeated and no longer does must lose its rule.
    body["recurrence"] = _rules(rule, series.zone) if rule.interval else []
    overrides = (
        {}
        if not rule.interval
        else {
            _instance(master, one.slot, series.zone): _times(one, series.zone) | _place(one)
            for one in rule.moved
        }
    )
    return Drawn(
        master, body, overrides, alone, _instances(master, rule, series.zone), _owners(series, master, rule)
    )


def _apart(master: str, one: Occurrence) -> str:
    """The id of a meeting that stands alone, so that Google gives it the UID that letters name."""
    return keys.alone_uid(f"{master}@{keys.GOOGLE}", one.id).partition("@")[0]


def _instances(master: str, rule: Recurrence, zone: str) -> dict[str, Json]:
    if not rule.interval:
        return {}
    out = set(rule.excluded)
    usual = {
        start: Occurrence("", start, start, start + rule.duration, rule.where)
        for start in rule.instances
        if start not in out
    }
    return {_instance(master, start, zone): _times(one, zone) | _place(one) for start, one in usual.items()}


def _owners(series: Series, master: str, rule: Recurrence | None) -> dict[str, str]:
    """The occurrence behind each event id."""
    regular, apart = split(series)
    found = {_apart(master, one): one.id for other in apart for one in other.occurrences if not one.cancelled}
    for one in regular.occurrences:
        if rule is not None and not one.cancelled:
            found[_instance(master, one.slot, series.zone) if rule.interval else master] = one.id
    return found


def _holder(series: Series) -> Json:
    """What is left of a series without meetings: a line in the program's own calendar that blocks nobody."""
    times = [one.starts for one in series.occurrences] or [datetime(2000, 1, 1)]  # noqa: DTZ001 - wall time
    at = min(times)
    one = Occurrence("", at, at, at + timedelta(minutes=15))
    return {
        "summary": f"Cancelled: {series.title}",
        "description": "",
        "location": "",
        "transparency": "transparent",
        "attendees": [],
        "recurrence": [],
        **_times(one, series.zone),
    }


def _common(series: Series, *, guests: bool) -> Json:
    body: Json = {
        "summary": series.title,
        "description": _description(series),
        "transparency": "opaque",
        "guestsCanModify": False,
        "attendees": [
            {"email": one.email, "displayName": one.name} for one in series.guests if one.email and guests
        ],
    }
    if series.video_link == "meet" and guests:
        body["conferenceData"] = {
            "createRequest": {
                "requestId": keys.digest("meet", series.uid, length=20),
                "conferenceSolutionKey": {"type": "hangoutsMeet"},
            }
        }
    return body


def _description(series: Series) -> str:
    link = series.video_link if series.video_link.startswith(("https://", "http://")) else ""
    return "\n".join(filter(None, (series.description, f"Video: {link}" if link else "")))


def _times(one: Occurrence, zone: str) -> Json:
    return {
        "start": {"dateTime": one.starts.isoformat(timespec="seconds"), "timeZone": zone},
        "end": {"dateTime": one.ends.isoformat(timespec="seconds"), "timeZone": zone},
    }


def _place(one: Occurrence) -> Json:
    return {"location": one.where}


def _rules(rule: Recurrence, zone: str) -> list[str]:
    until = _utc(rule.last, zone)
    interval = f";INTERVAL={rule.interval}" if rule.interval > 1 else ""
    lines = [f"RRULE:FREQ=WEEKLY{interval};UNTIL={until:%Y%m%dT%H%M%SZ}"]
    return lines + [f"EXDATE;TZID={zone}:{start:%Y%m%dT%H%M%S}" for start in rule.excluded]


def _instance(master: str, slot: datetime, zone: str) -> str:
    return f"{master}_{_utc(slot, zone):%Y%m%dT%H%M%SZ}"


def _utc(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def differs(event: Mapping[str, Any], body: Json) -> bool:
    """Whether an event stands at another time or place than its body says."""
    if (event.get("location") or "") != (body.get("location") or ""):
        return True
    return any(_moment(event.get(name, {})) != _moment(body[name]) for name in ("start", "end"))


def _moment(given: Mapping[str, str]) -> datetime | None:
    """The instant of a time as Google shows it, in whatever zone, or as we send it."""
    if "dateTime" not in given:
        return None
    at = datetime.fromisoformat(given["dateTime"])
    return at.replace(tzinfo=ZoneInfo(given["timeZone"])) if at.tzinfo is None else at.astimezone(UTC)


def private(given: Mapping[str, str]) -> Json:
    """Properties that only the program's own calendar shows."""
    return {"extendedProperties": {"private": dict(given)}}


def without_blanks(body: Json) -> Json:
    """What Google would leave out of a new event anyway."""
    return {name: value for name, value in body.items() if value not in ("", [])}
