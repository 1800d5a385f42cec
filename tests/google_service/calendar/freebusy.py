"""freeBusy: merged busy times of many calendars in one call, each with its own error where it has one.

Recorded: the frame of an answer, notFound, and the refusal of an empty range. That colleagues see one another by
default, and how a surplus of calendars is told, is not recorded.
"""

from datetime import datetime
from typing import Any

from tests.google_service.calendar import recurrence, times
from tests.google_service.calendar.access import role
from tests.google_service.calendar.model import RANKS, Calendar, Event, Json
from tests.google_service.clock import instant, rfc3339
from tests.google_service.wire import invalid
from tests.google_service.world import Call

MOST = 50
Span = tuple[datetime, datetime]


def query(call: Call) -> Any:
    low, high = instant(call.body["timeMin"]), instant(call.body["timeMax"])
    if high <= low:
        raise times.empty_range()
    most = call.body.get("calendarExpansionMax") or MOST
    if most > MOST:
        raise invalid(f"calendarExpansionMax must be at most {MOST}.", reason="invalid")
    zone = call.body.get("timeZone") or "UTC"
    shown: dict[str, Json] = {}
    for n, item in enumerate(call.body.get("items") or []):
        if not item.get("id"):
            raise invalid("Missing calendar identifier.", reason="required")
        shown[item["id"]] = (
            _error("tooManyCalendarsRequested") if n >= most else _one(call, item["id"], low, high, zone)
        )
    return {
        "kind": "calendar#freeBusy",
        "timeMin": rfc3339(low),
        "timeMax": rfc3339(high),
        "calendars": shown,
    }


def _error(reason: str) -> Json:
    return {"errors": [{"domain": "global", "reason": reason}], "busy": []}


def _one(call: Call, name: str, low: datetime, high: datetime, zone: str) -> Json:
    calendars = call.world.calendars
    if name == "primary":
        name = call.who.user
    if name == call.who.user or name in call.world.people:
        calendars.primary(name, call.world.person(name).time_zone)
    calendar = calendars.calendars.get(name)
    if calendar is None or not _may_see(call, calendar):
        return _error("notFound")
    spans = _merged(sorted(busy(calendar, low, high)))
    return {"busy": [{"start": times.written(a, zone), "end": times.written(b, zone)} for a, b in spans]}


def _may_see(call: Call, calendar: Calendar) -> bool:
    """By a rule, or as a colleague: Workspace shares free and busy within the domain by default."""
    colleague = (
        calendar.primary
        and not call.who.robot
        and call.world.person(calendar.owner).workspace
        and calendar.owner.partition("@")[2] == call.who.user.partition("@")[2]
    )
    return colleague or RANKS[role(call, calendar)] >= RANKS["freeBusyReader"]


def busy(calendar: Calendar, low: datetime, high: datetime) -> list[Span]:
    """Times that are not free: opaque, not cancelled, not declined."""
    found: list[Span] = []
    for event in calendar.events.values():
        if event.deleted or event.series or event.gone_for(calendar):
            continue
        if "recurrence" in event.body:
            found += [
                _span(one, calendar)
                for one in recurrence.instances(event, calendar, low, high)
                if _blocks(one, calendar)
            ]
        elif _blocks(event, calendar):
            found.append(_span(event, calendar))
    return [(max(start, low), min(end, high)) for start, end in found if start < high and end > low]


def _blocks(event: Event, calendar: Calendar) -> bool:
    free = event.body.get("transparency") == "transparent"
    return not free and event.answer_of(calendar.owner) != "declined"


def _span(event: Event, calendar: Calendar) -> Span:
    return times.instant_of(event.start, calendar.time_zone), times.instant_of(event.end, calendar.time_zone)


def _merged(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
