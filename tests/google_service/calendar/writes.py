"""Making, changing and deleting events.

Recorded: 409 for an id that exists or ever existed, 410 for deleting again, `sequence` rising with the times only,
204 with an empty body for a delete. If-Match and 412 are not recorded.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.google_service.calendar import meet, recurrence, shape, times
from tests.google_service.calendar.access import calendar_of, event_of
from tests.google_service.calendar.model import Calendar, Event, Json, Notice
from tests.google_service.wire import NO_CONTENT, RefusalError, invalid
from tests.google_service.world import Call

EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")


def insert(call: Call) -> Any:
    calendar = calendar_of(call, "writer")
    event = _new(call, calendar, call.body)
    meet.requested(call, event, call.body)
    calendar.events[event.id] = event
    call.world.calendars.touch(event, event.created)
    _notify(call, event, "invitation")
    return _shown(call, event, calendar)


def _new(call: Call, calendar: Calendar, given: Json) -> Event:
    event_id = given.get("id") or call.world.ids.event()
    if not EVENT_ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.", reason="invalid")
    if event_id in calendar.events:
        raise RefusalError(409, "The requested identifier already exists.")
    if given.get("id") and given.get("iCalUID"):
        raise invalid("Only one of id and iCalUID may be given.", reason="invalid")
    start, end = _times(given, calendar)
    now = call.clock.stamp()
    event = Event(event_id, calendar.id, call.who.user, start, end, now, now)
    event.uid = given.get("iCalUID") or f"{event_id}@google.com"
    event.status = given.get("status") or "confirmed"
    event.sequence = given.get("sequence") or 0
    event.body = shape.content(call, given, {})
    _own_properties(event, calendar, given)
    _check_series(event, given)
    event.organizer_name = "" if calendar.primary else calendar.summary
    return event


def _times(given: Json, calendar: Calendar) -> tuple[Any, Any]:
    for name in ("start", "end"):
        if not given.get(name):
            raise invalid(f"Missing {name} time.", reason="required")
    start, end = (times.read(given[name], calendar.time_zone) for name in ("start", "end"))
    if (start.day is None) != (end.day is None):
        raise invalid("Start and end times must either both be date or both be dateTime.", reason="invalid")
    if times.instant_of(end, calendar.time_zone) <= times.instant_of(start, calendar.time_zone):
        raise times.empty_range()
    return start, end


def _check_series(event: Event, given: Json) -> None:
    lines = event.body.get("recurrence")
    if lines:
        zone_given = bool((given.get("start") or {}).get("timeZone") or "start" not in given)
        recurrence.check(lines, event.start, zone_given=zone_given)


def _own_properties(event: Event, calendar: Calendar, given: Json) -> None:
    """Private properties, kept for this calendar alone; null removes one."""
    own = (given.get("extendedProperties") or {}).get("private")
    if own is None:
        return
    shape.check_properties(own)
    merged = {**event.private.get(calendar.id, {}), **own}
    event.private[calendar.id] = {key: value for key, value in merged.items() if value is not None}


def patch(call: Call) -> Any:
    """Merge: what is not sent stays."""
    calendar = calendar_of(call, "writer")
    event = event_of(call, calendar)
    given = dict(call.body)
    for name in ("start", "end"):
        if given.get(name):
            given[name] = _merged_time(times.shown(getattr(event, name), calendar.time_zone), given[name])
    return _change(call, calendar, event, given, event.body)


def _merged_time(old: Json, new: Json) -> Json:
    """A patch replaces within start and end; a day and a time exclude each other."""
    merged = {**old, **{name: value for name, value in new.items() if value is not None}}
    if new.get("date"):
        merged.pop("dateTime", None)
        merged.pop("timeZone", None)
    elif new.get("dateTime"):
        merged.pop("date", None)
    return merged


def update(call: Call) -> Any:
    """Replace: what is not sent is gone, but for conferences and reminders of one's own."""
    calendar = calendar_of(call, "writer")
    event = event_of(call, calendar)
    kept: Json = {name: event.body[name] for name in ("conferenceData", "hangoutLink") if name in event.body}
    old_guests = {"attendees": event.attendees} if event.attendees and "attendees" in call.body else {}
    return _change(call, calendar, event, call.body, {**kept, **old_guests})


def _change(call: Call, calendar: Calendar, event: Event, given: Json, base: Json) -> Any:
    _if_match(call, event)
    if event.deleted and given.get("status") not in {"confirmed", "tentative"}:
        raise RefusalError(403, "Forbidden")
    start, end = _times({**_shown_times(event, calendar), **_only_times(given)}, calendar)
    body = shape.content(call, given, base)
    if calendar.id != event.home:
        body = _guest_part(call, event, given)
        start, end = event.start, event.end
    changed = replace(event, start=start, end=end, body=body, private=dict(event.private))
    if (start, end, body.get("recurrence")) != (event.start, event.end, event.body.get("recurrence")):
        changed.sequence += 1
    _own_properties(changed, calendar, given)
    _check_series(changed, {})
    if given.get("status"):
        changed.deleted = given["status"] == "cancelled"
        changed.status = "confirmed" if changed.deleted else given["status"]
    meet.requested(call, changed, given)
    event = _materialized(call, calendar, event)
    vars(event).update(vars(changed))  # all was well: only now does anything change
    call.world.calendars.touch(event, call.clock.stamp())
    _notify(call, event, "update")
    return _shown(call, event, calendar)


def _only_times(given: Json) -> Json:
    return {name: given[name] for name in ("start", "end") if given.get(name)}


def _shown_times(event: Event, calendar: Calendar) -> Json:
    return {
        "start": times.shown(event.start, calendar.time_zone),
        "end": times.shown(event.end, calendar.time_zone),
    }


def _guest_part(call: Call, event: Event, given: Json) -> Json:
    """On somebody else's event only one's own answer may change."""
    me: Json = next(
        (
            g
            for g in given.get("attendees") or []
            if g.get("email", "").casefold() == call.who.user.casefold()
        ),
        {},
    )
    guests = [
        {**guest, **me} if guest["email"].casefold() == call.who.user.casefold() else guest
        for guest in event.attendees
    ]
    return {**event.body, "attendees": guests}


def _materialized(call: Call, calendar: Calendar, event: Event) -> Event:
    """An instance that is changed becomes an event of its own, in every calendar that has the series."""
    if event.id not in calendar.events:
        master = calendar.events[event.series]
        event.created = call.clock.now()
        for other in call.world.calendars.calendars.values():
            if other.events.get(master.id) is master:
                other.events[event.id] = event
    return event


def _if_match(call: Call, event: Event) -> None:
    wanted = call.headers.get("if-match", "*")
    if wanted not in {"*", shape.etag(event)}:
        raise RefusalError(412, "Precondition Failed", location=("header", "If-Match"))


def delete(call: Call) -> Any:
    """The organizer's delete leaves a tombstone everywhere; a guest's only declines and hides."""
    calendar = calendar_of(call, "writer")
    event = event_of(call, calendar)
    if event.deleted:
        raise RefusalError(410, "Resource has been deleted")
    _if_match(call, event)
    event = _materialized(call, calendar, event)
    if calendar.id != event.home:
        answer(event, calendar.id, "declined")
        event.hidden.add(calendar.id)
    else:
        bury(call.world.calendars.calendars[event.home], event)
        _notify(call, event, "cancellation")
    call.world.calendars.touch(event, call.clock.stamp())
    return NO_CONTENT


def bury(calendar: Calendar, event: Event) -> None:
    """Cancel an event, and a series with all its overrides."""
    event.deleted = True
    for other in calendar.events.values():
        if other.series == event.id:
            other.deleted = True


def answer(event: Event, person: str, status: str) -> bool:
    """Set one guest's response; False when they are not invited."""
    guests = [dict(guest) for guest in event.attendees]
    for guest in guests:
        if guest["email"].casefold() == person.casefold():
            guest["responseStatus"] = status
            event.body = {**event.body, "attendees": guests}
            return True
    return False


def import_event(call: Call) -> Any:
    """A private copy of somebody's event: no mails, found again by its iCalUID."""
    calendar = calendar_of(call, "writer")
    given = {**call.body, "attendees": []}
    known = next(
        (event for event in calendar.events.values() if event.uid == given["iCalUID"] and not event.series),
        None,
    )
    if known is not None:
        return _change(call, calendar, known, {**given, "status": given.get("status", "confirmed")}, {})
    event = _new(call, calendar, {**given, "id": None})
    calendar.events[event.id] = event
    call.world.calendars.touch(event, event.created)
    return _shown(call, event, calendar)


def move(call: Call) -> Any:
    """To another calendar of the caller's: the old one keeps a bare tombstone (recorded)."""
    source = calendar_of(call, "writer")
    event = event_of(call, source)
    target = calendar_of(_at(call, call.text("destination")), "writer")
    if event.series or event.deleted:
        raise invalid(
            "Cannot turn an instance of a recurring event into a moved event.", reason="cannotMoveInstance"
        )
    left = replace(event, deleted=True, moved=True)
    source.events[event.id] = left
    call.world.calendars.touch(left, call.clock.stamp())
    event.home, event.organizer_name = target.id, "" if target.primary else target.summary
    target.events[event.id] = event
    call.world.calendars.touch(event, call.clock.stamp())
    return {**shape.event_resource(event, source), "status": "cancelled"}


def _at(call: Call, calendar_id: str) -> Call:
    return Call(
        call.world,
        call.clock,
        call.who,
        call.method,
        {**call.path, "calendarId": calendar_id},
        call.query,
        call.headers,
        {},
    )


def quick_add(call: Call) -> Any:
    """An hour from the last full hour (Google reads dates out of the text; that is not modelled)."""
    start = call.now.replace(minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=1)
    inner = _at(call, call.path["calendarId"])
    inner.body = {
        "summary": call.text("text"),
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": end.isoformat()},
    }
    return insert(inner)


def _shown(call: Call, event: Event, calendar: Calendar) -> Json:
    return shape.event_resource(event, calendar, max_attendees=call.number("maxAttendees", 0))


def _notify(call: Call, event: Event, kind: str) -> None:
    """Remember whom Google would have written to."""
    updates = call.text("sendUpdates") or ("all" if call.flag("sendNotifications") else "none")
    home = event.home.partition("@")[2]
    guests = [guest["email"] for guest in event.attendees if guest["email"] != call.who.user]
    if updates == "externalOnly":
        guests = [guest for guest in guests if guest.partition("@")[2] != home]
    if updates != "none" and guests:
        call.world.calendars.notices.append(Notice(event.id, kind, tuple(guests)))
