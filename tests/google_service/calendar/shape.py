"""An event as an API object, and a body as an event's content.

Recorded: empty texts vanish, all-day events without reminders get the calendar's own as overrides, creator and
organizer carry `self` on the caller's calendar. Conferences and attendees are not recorded.
"""

import base64
import re

from tests.google_service.calendar import times
from tests.google_service.calendar.model import Calendar, Event, Json
from tests.google_service.clock import rfc3339
from tests.google_service.discovery import document
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call

COMPUTED = frozenset(
    {
        "kind", "etag", "id", "htmlLink", "created", "updated", "creator", "organizer", "start", "end", "iCalUID",
        "sequence", "status", "recurringEventId", "originalStartTime", "hangoutLink", "conferenceData", "eventType",
        "attendeesOmitted", "locked", "privateCopy", "endTimeUnspecified",
    }
)  # fmt: skip
LEFT_BEHIND: Json = {  # what a calendar shows of an event moved away from it (recorded)
    "start": {"dateTime": "2000-01-01T00:00:00Z", "timeZone": "UTC"},
    "end": {"dateTime": "2000-01-02T00:00:00Z", "timeZone": "UTC"},
    "transparency": "transparent",
}
DEFAULTS: Json = {
    "transparency": "opaque",
    "visibility": "default",
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "anyoneCanAddSelf": False,
}
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)*")
LIMITS = {"properties": 300, "key": 44, "value": 1_024}


def etag(event: Event) -> str:
    """Twice the microseconds of `updated` (recorded)."""
    return f'"{int(event.updated.timestamp() * 1_000_000) * 2}"'


def event_resource(event: Event, calendar: Calendar, zone: str = "", max_attendees: int = 0) -> Json:
    """The event as one calendar shows it."""
    zone = zone or calendar.time_zone
    eid = base64.urlsafe_b64encode(f"{event.id} {calendar.id}".encode()).decode().rstrip("=")
    found: Json = {
        "kind": "calendar#event",
        "etag": etag(event),
        "id": event.id,
        "status": "cancelled" if event.deleted or event.gone_for(calendar) else event.status,
        "htmlLink": f"https://www.google.com/calendar/event?eid={eid}",
        "created": rfc3339(event.created.replace(microsecond=0)),
        "updated": rfc3339(event.updated),
    }
    if event.moved:
        return {
            **_bare(found),
            "htmlLink": found["htmlLink"],
            "updated": found["updated"],
            **LEFT_BEHIND,
            "iCalUID": event.uid,
        }
    if event.deleted and event.series:
        return {**_bare(found), **_instance(event, zone)}
    found |= event.body
    found["creator"] = _who(event.creator, calendar)
    found["organizer"] = organizer(event, calendar)
    found |= {"start": times.shown(event.start, zone), "end": times.shown(event.end, zone)}
    found |= {"iCalUID": event.uid, "sequence": event.sequence, **_instance(event, zone)}
    found["reminders"] = event.body.get("reminders") or _reminders(event, calendar)
    found["eventType"] = event.body.get("eventType", "default")
    _private(found, event, calendar)
    if event.attendees:
        found["attendees"] = _attendees(event, calendar)
        if max_attendees and len(found["attendees"]) > max_attendees:
            found["attendees"] = [guest for guest in found["attendees"] if guest.get("self")]
            found["attendeesOmitted"] = True
    return found


def _bare(found: Json) -> Json:
    return {name: found[name] for name in ("kind", "etag", "id", "status")}


def _instance(event: Event, zone: str) -> Json:
    if not event.series or event.original is None:
        return {}
    return {"recurringEventId": event.series, "originalStartTime": times.shown(event.original, zone)}


def _who(person: str, calendar: Calendar) -> Json:
    return {"email": person, "self": True} if person == calendar.id else {"email": person}


def organizer(event: Event, calendar: Calendar) -> Json:
    found = _who(event.home, calendar)
    return {**found, "displayName": event.organizer_name} if event.organizer_name else found


def _reminders(event: Event, calendar: Calendar) -> Json:
    if event.start.day is None:
        return {"useDefault": True}
    own = [dict(reminder) for reminder in calendar.reminders]
    return {"useDefault": False, "overrides": own} if own else {"useDefault": False}


def _private(found: Json, event: Event, calendar: Calendar) -> None:
    shared = event.body.get("extendedProperties", {}).get("shared")
    own = event.private.get(calendar.id)
    found.pop("extendedProperties", None)
    both = {name: part for name, part in (("private", own), ("shared", shared)) if part}
    if both:
        found["extendedProperties"] = both


def _attendees(event: Event, calendar: Calendar) -> list[Json]:
    shown = []
    for attendee in event.attendees:
        guest = {
            "email": attendee["email"],
            **{k: v for k, v in attendee.items() if v not in {False, None, ""}},
        }
        if attendee["email"] == event.home:
            guest["organizer"] = True
        if attendee["email"] == calendar.id:
            guest["self"] = True
        guest.setdefault("responseStatus", "needsAction")
        shown.append(guest)
    return shown


def content(call: Call, given: Json, old: Json) -> Json:
    """A body's own fields over the old ones; empty texts and defaults vanish, unknown names are ignored."""
    known = event_fields()
    body = dict(old)
    for name, value in given.items():
        if name in COMPUTED and name != "eventType":
            continue
        if name in {"extendedProperties", "attendees"} or name not in known:
            continue
        if value in (None, "", [], {}) or DEFAULTS.get(name) == value:
            body.pop(name, None)
        else:
            body[name] = value
    if "attendees" in given:
        body["attendees"] = _invited(call, given["attendees"] or [], old.get("attendees", []))
        if not body["attendees"]:
            del body["attendees"]
    if "extendedProperties" in given:
        _shared(body, (given["extendedProperties"] or {}).get("shared"))
    if body.get("eventType") == "default":
        del body["eventType"]
    return body


def event_fields() -> frozenset[str]:
    return frozenset(document("calendar", "v3").schemas["Event"]["properties"])


def _shared(body: Json, shared: Json | None) -> None:
    if shared is None:
        return
    check_properties(shared)
    merged = {**body.get("extendedProperties", {}).get("shared", {}), **shared}
    kept = {key: value for key, value in merged.items() if value is not None}
    if kept:
        body["extendedProperties"] = {"shared": kept}
    else:
        body.pop("extendedProperties", None)


def check_properties(given: Json) -> None:
    """Limits of extended properties (not recorded)."""
    too_long = any(
        len(key) > LIMITS["key"] or len(str(value)) > LIMITS["value"] for key, value in given.items()
    )
    if too_long or len(given) > LIMITS["properties"]:
        raise invalid("Invalid extended property.", reason="invalid")


def _invited(call: Call, given: list[Json], old: list[Json]) -> list[Json]:
    if given and call.who.robot:
        raise RefusalError(
            403,
            "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.",
            reason="forbiddenForServiceAccounts",
            domain="calendar",
        )
    answers = {guest["email"].casefold(): guest for guest in old}
    found: dict[str, Json] = {}
    for attendee in given:
        email = attendee.get("email") or ""
        if not ADDRESS.fullmatch(email):
            raise invalid("Invalid attendee email.", reason="invalid")
        before = answers.get(email.casefold(), {})
        status = attendee.get("responseStatus") or before.get("responseStatus") or "needsAction"
        kept = {name: value for name, value in attendee.items() if name not in {"self", "organizer", "id"}}
        found[email.casefold()] = {**kept, "responseStatus": status}
    return list(found.values())
