"""Meet links: asked for with a request id, pending at first, ready after so many looks (how many is a setting).

Google most often answers ready at once; the reference documents pending, and our program must cope with both. None of it is recorded but in reports of the refusal to service accounts.
"""

from tests.google_service.calendar.model import Event, Json
from tests.google_service.wire import invalid
from tests.google_service.world import Call


def requested(call: Call, event: Event, given: Json) -> None:
    """Take `conferenceData.createRequest`; without conferenceDataVersion=1 it is ignored (documented)."""
    if call.number("conferenceDataVersion", 0) < 1 or "conferenceData" not in given:
        return
    wanted = (given["conferenceData"] or {}).get("createRequest")
    if given["conferenceData"] is None:
        event.body.pop("conferenceData", None)
        event.body.pop("hangoutLink", None)
        return
    if not wanted:
        return
    old = event.body.get("conferenceData", {}).get("createRequest", {})
    if old.get("requestId") == wanted.get("requestId"):
        return
    kind = (wanted.get("conferenceSolutionKey") or {}).get("type", "hangoutsMeet")
    if call.who.robot or kind != "hangoutsMeet" or not wanted.get("requestId"):
        raise invalid("Invalid conference type value.", reason="invalid")
    pending = {"requestId": wanted["requestId"], "conferenceSolutionKey": {"type": kind}}
    event.body["conferenceData"] = {"createRequest": {**pending, "status": {"statusCode": "pending"}}}
    event.polls = call.world.settings.meet_polls_until_ready
    if not event.polls:
        _ready(call, event)


def looked_at(call: Call, event: Event) -> None:
    """A read brings a pending conference nearer."""
    request = event.body.get("conferenceData", {}).get("createRequest", {})
    if request.get("status", {}).get("statusCode") != "pending":
        return
    event.polls -= 1
    if event.polls <= 0:
        _ready(call, event)
        call.world.calendars.touch(event, call.clock.stamp())


def _ready(call: Call, event: Event) -> None:
    letters = call.world.ids.text(10, "abcdefghijklmnopqrstuvwxyz")
    code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
    link = f"https://meet.google.com/{code}"
    request = event.body["conferenceData"]["createRequest"]
    event.body["conferenceData"] = {
        "createRequest": {**request, "status": {"statusCode": "success"}},
        "entryPoints": [{"entryPointType": "video", "uri": link, "label": f"meet.google.com/{code}"}],
        "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
        "conferenceId": code,
    }
    event.body["hangoutLink"] = link
