"""What people did to a series in the calendar: cancelled and moved meetings, answers to invitations.

Known by comparing what stands with what was written. Pure: events in, news out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tasks.backends.google.event_bodies import Drawn, Json, drawn
from tasks.backends.google.event_index import Kept, live
from tasks.program.meetings import Reply, Times

_ANSWERS = frozenset({"accepted", "declined", "tentative"})


@dataclass(frozen=True)
class News:
    """By Meeting ID what people cancelled and where they moved meetings; their answers, those to the series first."""

    gone: frozenset[str]
    moved: Mapping[str, Times]
    replies: tuple[Reply, ...] = ()


def news_of(kept: Kept, *, guests: bool) -> News:
    """All that people did to a series, now or before."""
    state = kept.state
    if state.dropped and kept.deleted:
        return News(state.gone, {})
    plan = drawn(state.series, state.gone, kept.master, guests=guests)
    if kept.deleted:
        return News(state.gone | frozenset(plan.of.values()), {}, _replies(kept, plan))
    later = _later(kept, state.series.zone)
    moved = dict(state.moved)
    if not state.half:
        # A series of which only half is written differs from its plan by our own doing.
        moved |= dict(_moved(kept, plan, later))
    gone = state.gone | frozenset(_gone(kept, plan, later))
    return News(gone, {one: at for one, at in moved.items() if one not in gone}, _replies(kept, plan))


# cancelled


def _gone(kept: Kept, plan: Drawn, later: Mapping[datetime, timedelta]) -> Iterator[str]:
    """Events deleted one by one, and the end of a series that somebody cut off."""
    yield from (plan.of[one] for one, event in kept.parts.items() if one in plan.of and not live(event))
    last = _until(kept.event)
    planned = _until(plan.body)
    if last is None or planned is None or last >= planned or later:
        return
    for one, usual in plan.instances.items():
        if one in plan.of and one not in kept.parts and _instant(usual["start"]) > last:
            yield plan.of[one]


def _until(event: Json) -> datetime | None:
    """The end that a rule names; a plain day means its end."""
    for line in event.get("recurrence", ()):
        found = re.search(r"UNTIL=(\d{8})(?:T(\d{6}))?", line)
        if found:
            at = f"{found[1]}{found[2] or '235959'}"
            return datetime.strptime(at, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None


# moved


def _moved(kept: Kept, plan: Drawn, later: Mapping[datetime, timedelta]) -> Iterator[tuple[str, Times]]:
    zone = ZoneInfo(kept.state.series.zone)
    written = {**plan.overrides, **plan.alone}
    own = _times(kept.event, plan.body, zone) if kept.event else None
    planned = _times(plan.body, plan.body, zone)
    for event_id, meeting in plan.of.items():
        event = kept.parts.get(event_id)
        if event is not None:
            usual = written.get(event_id) or plan.instances[event_id]
            if live(event) and (times := _times(event, usual, zone)) != _times(usual, usual, zone):
                yield meeting, times
        elif event_id == kept.master:
            if own is not None and own != planned:
                yield meeting, own
        elif event_id in plan.instances:
            starts, ends = _times(plan.instances[event_id], plan.body, zone)
            shift = _shift(starts, later, zone)
            if shift:
                yield meeting, (starts + shift, ends + shift)
            elif own is not None and own != planned:
                begins = starts + (own[0] - planned[0])
                yield meeting, (begins, begins + (own[1] - own[0]))


def _later(kept: Kept, zone: str) -> dict[datetime, timedelta]:
    """For each split of the series the instant from which it holds, and by how much it moved its meetings."""
    found: dict[datetime, timedelta] = {}
    for event_id, event in kept.followers.items():
        stamp = re.search(r"_R(\d{8}T\d{6})", event_id)
        if stamp is None or not live(event) or "dateTime" not in event.get("start", {}):
            continue
        wall = datetime.strptime(stamp[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - in the zone below
        at = wall.replace(tzinfo=UTC if f"{stamp[1]}Z" in event_id else ZoneInfo(zone))
        found[at] = datetime.fromisoformat(event["start"]["dateTime"]) - at
    return found


def _shift(starts: datetime, later: Mapping[datetime, timedelta], zone: ZoneInfo) -> timedelta | None:
    at = starts.replace(tzinfo=zone)
    return next((later[one] for one in sorted(later, reverse=True) if one <= at), None)


def _times(event: Json, usual: Json, zone: ZoneInfo) -> Times:
    """Wall-clock times of an event; made a whole day, it keeps the time of day it had."""
    starts, ends = (_wall(event.get(name, {}), usual[name], zone) for name in ("start", "end"))
    return (starts, ends) if starts < ends else (starts, starts + timedelta(minutes=15))


def _wall(given: Mapping[str, str], usual: Mapping[str, str], zone: ZoneInfo) -> datetime:
    if "dateTime" in given:
        return _instant(given).astimezone(zone).replace(tzinfo=None)
    planned = _instant(usual).astimezone(zone).replace(tzinfo=None)
    if "date" not in given:
        return planned
    return datetime.combine(datetime.fromisoformat(given["date"]).date(), planned.time())


def _instant(given: Mapping[str, str]) -> datetime:
    at = datetime.fromisoformat(given["dateTime"])
    return at.replace(tzinfo=ZoneInfo(given["timeZone"])) if at.tzinfo is None else at.astimezone(UTC)


# answered


def _replies(kept: Kept, plan: Drawn) -> tuple[Reply, ...]:
    found = list(_answers(kept.event, ""))
    for event_id, event in sorted(kept.parts.items()):
        if event_id in plan.of and live(event):
            found += _answers(event, plan.of[event_id])
    return tuple(found)


def _answers(event: Json, meeting: str) -> Iterator[Reply]:
    """What each guest answered to one event, as of its last change; rooms and the organizer do not answer."""
    for guest in event.get("attendees", ()):
        answer, email = guest.get("responseStatus", ""), guest.get("email", "")
        if answer in _ANSWERS and email and not (guest.get("resource") or guest.get("organizer")):
            at = datetime.fromisoformat(event["updated"]).replace(microsecond=0)
            yield Reply(str(email).casefold(), meeting, answer, at)
