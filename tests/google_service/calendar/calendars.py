"""Calendars themselves: metadata, the caller's list, sharing rules, settings.

Working hours are shown on primary calendars of Workspace people only (discovery document of 2026; not recorded).
"""

from typing import Any

from tests.google_service.calendar import times
from tests.google_service.calendar.access import NOT_FOUND, calendar_of, role
from tests.google_service.calendar.model import RANKS, Calendar, Json
from tests.google_service.wire import NO_CONTENT, RefusalError, invalid
from tests.google_service.world import Call

MEET = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
LISTING = frozenset(
    {
        "summaryOverride",
        "colorId",
        "backgroundColor",
        "foregroundColor",
        "hidden",
        "selected",
        "defaultReminders",
    }
)
CHANGEABLE = {
    "summary": "summary",
    "description": "description",
    "location": "location",
    "timeZone": "time_zone",
}


def resource(call: Call, calendar: Calendar) -> Json:
    found: Json = {
        "kind": "calendar#calendar",
        "etag": f'"{abs(hash((calendar.id, calendar.summary, calendar.time_zone))):x}"',
        "id": calendar.id,
        "summary": calendar.summary,
        "description": calendar.description,
        "location": calendar.location,
        "timeZone": calendar.time_zone,
        "conferenceProperties": MEET,
    }
    person = call.world.people.get(calendar.owner)
    if calendar.primary and person and person.workspace and person.working_hours:
        found["workingHours"] = person.working_hours
    return {name: value for name, value in found.items() if value != ""}


def get(call: Call) -> Any:
    return resource(call, calendar_of(call))


def insert(call: Call) -> Any:
    calendar = Calendar(
        call.world.ids.text(64, "0123456789abcdef") + "@group.calendar.google.com",
        call.who.user,
        call.body["summary"],
        time_zone=call.body.get("timeZone") or "UTC",
        description=call.body.get("description") or "",
        location=call.body.get("location") or "",
    )
    times.zone_of(calendar.time_zone)
    calendar.acl[f"user:{call.who.user}"] = "owner"
    calendar.acl[f"user:{calendar.id}"] = "owner"
    call.world.calendars.calendars[calendar.id] = calendar
    return resource(call, calendar)


def change(call: Call) -> Any:
    """patch and update; an update leaves what it does not send as it was (not recorded)."""
    calendar = calendar_of(call, "owner")
    if call.body.get("timeZone"):
        times.zone_of(call.body["timeZone"])
    for name, attribute in CHANGEABLE.items():
        if name in call.body:
            setattr(calendar, attribute, call.body[name] or "")
    if call.body.get("workingHours"):
        call.world.person(calendar.owner).working_hours = call.body["workingHours"]
    return resource(call, calendar)


def delete(call: Call) -> Any:
    calendar = calendar_of(call, "owner")
    if calendar.primary:
        raise invalid("Cannot delete the primary calendar.", reason="cannotDeletePrimary")
    del call.world.calendars.calendars[calendar.id]
    return NO_CONTENT


def clear(call: Call) -> Any:
    calendar = calendar_of(call, "owner")
    calendar.events.clear()
    return NO_CONTENT


def entry(call: Call, calendar: Calendar) -> Json:
    found = {name: value for name, value in resource(call, calendar).items() if name != "workingHours"}
    found |= {
        "kind": "calendar#calendarListEntry",
        "colorId": "14",
        "backgroundColor": "#9fe1e7",
        "foregroundColor": "#000000",
        "selected": True,
        "accessRole": role(call, calendar),
        "defaultReminders": calendar.reminders,
    }
    found |= calendar.listed.get(call.who.user) or {}
    return {**found, "primary": True} if calendar.id == call.who.user else found


def listed(call: Call) -> Any:
    call.world.calendars.primary(call.who.user, call.world.person(call.who.user).time_zone)
    mine = [
        calendar
        for calendar in call.world.calendars.calendars.values()
        if RANKS[role(call, calendar)] >= RANKS["reader"]
        and calendar.listed.get(call.who.user, {}) is not None
    ]
    items = [entry(call, calendar) for calendar in mine]
    token = call.world.ids.text(32)
    return {
        "kind": "calendar#calendarList",
        "etag": f'"p{len(items)}"',
        "nextSyncToken": token,
        "items": items,
    }


def list_get(call: Call) -> Any:
    return entry(call, calendar_of(call))


def list_insert(call: Call) -> Any:
    calendar = calendar_of(_named(call, call.body["id"]))
    calendar.listed[call.who.user] = _own(call.body)
    return entry(call, calendar)


def list_change(call: Call) -> Any:
    """calendarList.patch and update: how the caller alone sees this calendar."""
    calendar = calendar_of(call)
    calendar.listed[call.who.user] = (calendar.listed.get(call.who.user) or {}) | _own(call.body)
    return entry(call, calendar)


def list_delete(call: Call) -> Any:
    calendar = calendar_of(call)
    if calendar.id == call.who.user:
        raise invalid("The primary calendar cannot be removed from the list.", reason="invalid")
    calendar.listed[call.who.user] = None
    return NO_CONTENT


def _own(body: Json) -> Json:
    return {name: value for name, value in body.items() if name in LISTING and value is not None}


def _named(call: Call, calendar_id: str) -> Call:
    return Call(
        call.world,
        call.clock,
        call.who,
        call.method,
        {"calendarId": calendar_id},
        call.query,
        call.headers,
        {},
    )


def acl_rule(scope: str, given: str) -> Json:
    kind, _, value = scope.partition(":")
    shown = {"type": kind, "value": value} if value else {"type": kind}
    return {
        "kind": "calendar#aclRule",
        "etag": f'"{RANKS[given]:020d}"',
        "id": scope,
        "scope": shown,
        "role": given,
    }


def acl_list(call: Call) -> Any:
    calendar = calendar_of(call, "owner")
    items = [acl_rule(scope, given) for scope, given in calendar.acl.items()]
    return {"kind": "calendar#acl", "etag": '"p0"', "nextSyncToken": call.world.ids.text(24), "items": items}


def acl_insert(call: Call) -> Any:
    calendar = calendar_of(call, "owner")
    scope, given = call.body["scope"], call.body["role"]
    if given not in RANKS:
        raise invalid("Invalid role.", reason="invalid")
    if not scope.get("type"):
        raise invalid("Missing scope type.", reason="required")
    key = f"{scope['type']}:{scope['value']}" if scope.get("value") else scope["type"]
    calendar.acl[key] = given
    return acl_rule(key, given)


def acl_one(call: Call) -> Any:
    calendar = calendar_of(call, "owner")
    scope = call.path["ruleId"]
    if scope not in calendar.acl:
        raise RefusalError(404, NOT_FOUND)
    if call.method.http == "DELETE":
        del calendar.acl[scope]
        return NO_CONTENT
    if call.body.get("role"):
        calendar.acl[scope] = call.body["role"]
    return acl_rule(scope, calendar.acl[scope])


def setting(call: Call) -> Any:
    known = _settings_of(call)
    name = call.path["setting"]
    if name not in known:
        raise RefusalError(404, NOT_FOUND)
    return _setting(name, known[name])


def settings(call: Call) -> Any:
    items = [_setting(name, value) for name, value in _settings_of(call).items()]
    return {
        "kind": "calendar#settings",
        "etag": '"p0"',
        "nextSyncToken": call.world.ids.text(24),
        "items": items,
    }


def _setting(name: str, value: str) -> Json:
    return {"kind": "calendar#setting", "etag": '"0"', "id": name, "value": value}


def _settings_of(call: Call) -> dict[str, str]:
    person = call.world.person(call.who.user)
    return {"timezone": person.time_zone, "locale": "en", "weekStart": "0", "format24HourTime": "false"}
