"""Which calendar a path means and what the caller may do there: one they may not see does not exist.

Recorded: 404 for a calendar or an event that does not exist. Roles and what they refuse are not recorded.
"""

from tests.google_service.calendar import recurrence
from tests.google_service.calendar.model import RANKS, Calendar, Event
from tests.google_service.wire import RefusalError
from tests.google_service.world import Call

NOT_FOUND = "Not Found"


def role(call: Call, calendar: Calendar) -> str:
    """The caller's strongest role on a calendar."""
    person = call.who.user
    scopes = {f"user:{person}", "default", "domain:" + person.partition("@")[2]}
    roles = [given for scope, given in calendar.acl.items() if scope in scopes]
    return max(roles, key=lambda given: RANKS[given], default="none")


def calendar_of(call: Call, needed: str = "reader") -> Calendar:
    name = call.path["calendarId"]
    if name in ("primary", call.who.user):
        return call.world.calendars.primary(call.who.user, call.world.person(call.who.user).time_zone)
    found = call.world.calendars.calendars.get(name)
    if found is None or RANKS[role(call, found)] < RANKS["reader"]:
        raise RefusalError(404, NOT_FOUND)
    if RANKS[role(call, found)] < RANKS[needed]:
        raise RefusalError(
            403,
            "You need to have writer access to this calendar.",
            reason="requiredAccessLevel",
            domain="calendar",
        )
    return found


def event_of(call: Call, calendar: Calendar) -> Event:
    """The event of the path, tombstones included; an instance without override is made up from its series."""
    event_id = call.path["eventId"]
    found = calendar.events.get(event_id) or recurrence.instance(calendar, event_id)
    if found is None:
        raise RefusalError(404, NOT_FOUND)
    return found
