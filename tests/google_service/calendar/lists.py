"""Listing events: windows, searches, instances, pages, and what changed since a sync token.

Recorded: the frame of a list, and no sync token beside orderBy. Tokens, their refusals (the words are from the
reference) and instances are not recorded.
"""

from datetime import datetime, timedelta
from typing import Any

from tests.google_service.calendar import meet, recurrence, shape, times
from tests.google_service.calendar.access import calendar_of, event_of, role
from tests.google_service.calendar.model import Calendar, Event, Json, SyncToken
from tests.google_service.clock import instant, rfc3339
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call

NOT_WITH_TOKEN = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin",
)  # fmt: skip
NO_TOKEN_FOR = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
PAGE, LARGEST_PAGE, KEPT_PAGES = 250, 2_500, 100


def listed(call: Call) -> Any:
    calendar = calendar_of(call)
    if call.text("pageToken"):
        return _paged(call, calendar, _rest(call))
    token = _token(call, calendar)
    low, high = _window(call)
    events = _since(call, calendar, token) if token else _found(call, calendar, low, high)
    return _paged(call, calendar, events)


def _rest(call: Call) -> list[Event]:
    """What the page before left over."""
    found = call.world.calendars.pages.get(call.text("pageToken"))
    if found is None:
        raise invalid("Invalid page token value.", reason="invalid", location=("parameter", "pageToken"))
    return found


def instances(call: Call) -> Any:
    calendar = calendar_of(call)
    master = event_of(call, calendar)
    if "recurrence" not in master.body:
        raise invalid("Cannot retrieve instances of a non-recurring event.", reason="invalid")
    if call.text("pageToken"):
        return _paged(call, calendar, _rest(call))
    low, high = _window(call)
    shown = call.flag("showDeleted")
    return _paged(call, calendar, list(recurrence.instances(master, calendar, low, high, with_deleted=shown)))


def _window(call: Call) -> tuple[datetime | None, datetime | None]:
    low = instant(call.text("timeMin")) if call.text("timeMin") else None
    high = instant(call.text("timeMax")) if call.text("timeMax") else None
    if low and high and high <= low:
        raise times.empty_range()
    return low, high


def _token(call: Call, calendar: Calendar) -> SyncToken | None:
    """The token of the query, if any: 400 with filters it excludes, 410 when it is gone."""
    text = call.text("syncToken")
    if not text:
        return None
    if any(call.text(name) for name in NOT_WITH_TOKEN):
        raise invalid("Sync token cannot be used with other query restrictions.", reason="invalid")
    known = call.world.calendars
    token = known.tokens.get(text)
    oldest = call.now - timedelta(days=call.world.settings.sync_token_days)
    if token is None or token.calendar != calendar.id or token.issued < oldest:
        raise RefusalError(
            410,
            "Sync token is no longer valid, a full sync is required.",
            reason="fullSyncRequired",
            domain="calendar",
            location=("parameter", "syncToken"),
        )
    return token


def _since(call: Call, calendar: Calendar, token: SyncToken) -> list[Event]:
    """Everything changed since, tombstones included."""
    changed = [event for event in _visible(calendar, hidden=True) if event.change > token.change]
    if not call.flag("singleEvents"):
        return changed
    out: list[Event] = []
    for event in changed:
        if "recurrence" in event.body and not event.deleted:
            out += recurrence.instances(event, calendar, None, None, with_deleted=True)
        else:
            out.append(event)
    return list({event.id: event for event in out}.values())


def _visible(calendar: Calendar, *, hidden: bool = False) -> list[Event]:
    return [event for event in calendar.events.values() if hidden or not event.gone_for(calendar)]


def _found(call: Call, calendar: Calendar, low: datetime | None, high: datetime | None) -> list[Event]:
    singly = call.flag("singleEvents")
    if call.text("orderBy") == "startTime" and not singly:
        raise invalid("The requested ordering is not available for the particular query.")
    deleted = call.flag("showDeleted")
    events: list[Event] = []
    for event in _visible(calendar):
        if "recurrence" in event.body and singly:
            if not event.deleted:
                events += recurrence.instances(event, calendar, low, high, with_deleted=deleted)
        elif not (singly and event.series) and _in_window(event, calendar, low, high):
            events.append(event)
    kept = [event for event in events if _wanted(call, calendar, event, deleted=deleted, singly=singly)]
    if call.text("orderBy") == "startTime":
        kept.sort(key=lambda event: (times.instant_of(event.start, calendar.time_zone), event.id))
    else:
        kept.sort(key=lambda event: (event.updated, event.id))
    return kept


def _in_window(event: Event, calendar: Calendar, low: datetime | None, high: datetime | None) -> bool:
    if "recurrence" in event.body and (low or high):
        return next(recurrence.instances(event, calendar, low, high), None) is not None
    start, end = (
        times.instant_of(event.start, calendar.time_zone),
        times.instant_of(event.end, calendar.time_zone),
    )
    return (high is None or start < high) and (low is None or end > low)


def _wanted(call: Call, calendar: Calendar, event: Event, *, deleted: bool, singly: bool) -> bool:
    """A cancelled instance is shown beside its series even without showDeleted (documented)."""
    series = calendar.events.get(event.series)
    beside_series = series is not None and not series.deleted and not singly
    if event.deleted and not deleted and not beside_series:
        return False
    if call.text("iCalUID") and event.uid != call.text("iCalUID"):
        return False
    if call.text("updatedMin") and event.updated < instant(call.text("updatedMin")):
        return False
    if call.many("eventTypes") and event.body.get("eventType", "default") not in call.many("eventTypes"):
        return False
    return _properties_match(call, calendar, event) and _text_matches(call.text("q"), event)


def _properties_match(call: Call, calendar: Calendar, event: Event) -> bool:
    """Every property asked for must match (the reference says so; a guide says any)."""
    shared = event.body.get("extendedProperties", {}).get("shared", {})
    own = event.private.get(calendar.id, {})
    pairs = [(own, text) for text in call.many("privateExtendedProperty")]
    pairs += [(shared, text) for text in call.many("sharedExtendedProperty")]
    return all(found.get(text.partition("=")[0]) == text.partition("=")[2] for found, text in pairs)


def _text_matches(query: str, event: Event) -> bool:
    if not query:
        return True
    texts = [str(event.body.get(name, "")) for name in ("summary", "description", "location")]
    texts += [f"{guest['email']} {guest.get('displayName', '')}" for guest in event.attendees]
    whole = " ".join([*texts, event.home]).casefold()
    return all(word in whole for word in query.casefold().split())


def _paged(call: Call, calendar: Calendar, events: list[Event]) -> Json:
    """One page; the last carries the sync token where the query allows one."""
    size = min(call.number("maxResults", PAGE), LARGEST_PAGE)
    page, rest = events[:size], events[size:]
    zone = call.text("timeZone") or calendar.time_zone
    for event in page:
        meet.looked_at(call, event)
    items = [shape.event_resource(event, calendar, zone, call.number("maxAttendees", 0)) for event in page]
    answer: Json = {
        "kind": "calendar#events",
        "etag": f'"p{call.world.calendars.changes:x}"',
        "summary": calendar.summary,
        "description": calendar.description,
        "updated": rfc3339(max((event.updated for event in calendar.events.values()), default=call.now)),
        "timeZone": zone,
        "accessRole": role(call, calendar),
        "defaultReminders": calendar.reminders,
        "items": items,
    }
    if rest:
        answer["nextPageToken"] = _kept(call, rest)
    elif not any(call.text(name) for name in NO_TOKEN_FOR):
        answer["nextSyncToken"] = _issue(call, calendar)
    return answer


def _kept(call: Call, rest: list[Event]) -> str:
    """A token for the next page; only so many are kept, as tokens do not live long."""
    pages = call.world.calendars.pages
    token = call.world.ids.text(32)
    pages[token] = rest
    while len(pages) > KEPT_PAGES:
        del pages[next(iter(pages))]
    return token


def _issue(call: Call, calendar: Calendar) -> str:
    known = call.world.calendars
    text = call.world.ids.text(24) + "=="
    known.tokens[text] = SyncToken(calendar.id, known.changes, call.now)
    return text


def get(call: Call) -> Any:
    calendar = calendar_of(call)
    event = event_of(call, calendar)
    meet.looked_at(call, event)
    return shape.event_resource(event, calendar, call.text("timeZone"), call.number("maxAttendees", 0))
