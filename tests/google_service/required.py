"""Required parts that the discovery documents tell in prose only, by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.google_service.checking import Departure

BODY = {
    "calendar.events.import": ("iCalUID", "start", "end"),
    "calendar.calendars.insert": ("summary",),
    "calendar.calendarList.insert": ("id",),
    "calendar.freebusy.query": ("timeMin", "timeMax"),
    "calendar.acl.insert": ("role", "scope"),
    "gmail.users.messages.send": ("raw",),
    "drive.permissions.create": ("type", "role"),
}
TOLD = {  # where Google's words are known
    "calendar.calendars.insert": "Missing title.",
}
QUERY = {
    "sheets.spreadsheets.values.update": "valueInputOption",
    "sheets.spreadsheets.values.append": "valueInputOption",
}
INPUT_IN_BODY = frozenset(
    {"sheets.spreadsheets.values.batchUpdate", "sheets.spreadsheets.values.batchUpdateByDataFilter"}
)
NO_INPUT_OPTION = "'valueInputOption' is required but not specified"


def missing(method: str, body: Mapping[str, Any], query: Mapping[str, list[str]]) -> Iterator[Departure]:
    """What Google would refuse the call for (messages for Calendar and Gmail are not recorded)."""
    for name in BODY.get(method, ()):
        if not body.get(name) and not (method == "gmail.users.messages.send" and "uploadType" in query):
            yield Departure(name, TOLD.get(method, f"Required field is missing: {name}"), True)
    if method in QUERY and not query.get(QUERY[method]):
        yield Departure("", NO_INPUT_OPTION, True)
    if method in INPUT_IN_BODY and not body.get("valueInputOption"):
        yield Departure("", NO_INPUT_OPTION, True)
    if method == "sheets.spreadsheets.batchUpdate":
        yield from _unions(body.get("requests"), "requests", "Must specify at least one request.")
    if method == "forms.forms.batchUpdate":
        yield from _unions(body.get("requests"), "requests", "Must specify at least one request.")


def _unions(listed: Any, where: str, empty: str) -> Iterator[Departure]:
    """Each request holds exactly one kind."""
    if not listed:
        yield Departure(where, empty, True)
    for n, item in enumerate(listed if isinstance(listed, list) else []):
        kinds = (
            [name for name, value in item.items() if value is not None] if isinstance(item, dict) else [""]
        )
        if not kinds:
            yield Departure(f"{where}[{n}]", f"Invalid {where}[{n}]: No request set.", True)
        elif len(kinds) > 1:
            text = f"Invalid value at '{where}[{n}]' (oneof), oneof field 'kind' is already set. Cannot set '{kinds[1]}'"
            yield Departure(f"{where}[{n}]", text, True)
