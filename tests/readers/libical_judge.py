"""Run by the system's Python, where Debian's `gir1.2-ical-3.0` lives: a list of calendar texts in, one verdict each out.

A verdict is what libical holds against the text by RFC 5545 and 5546 (`errors`), and when its events are (`times`, UTC
seconds from start to end), repeating ones expanded by the text's own VTIMEZONE.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - its version is chosen above

FIRST, LAST = (ICalGLib.Time.new_from_string(f"{year}0701T000000Z") for year in (2026, 2027))
EVENT = ICalGLib.ComponentKind.VEVENT_COMPONENT


def verdict(text: str) -> dict[str, Any]:
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None:
        return {"errors": ["not a calendar"], "times": []}
    # The check says that all is well and leaves what is wrong as properties.
    ICalGLib.restriction_check(calendar)
    unfolded = calendar.as_ical_string().replace("\r\n ", "").replace("\n ", "")
    errors = [line for line in unfolded.splitlines() if line.startswith("X-LIC-ERROR")]
    return {"errors": errors, "times": sorted(times(calendar, list(events(calendar))))}


def events(calendar: Any) -> Iterator[Any]:
    event = calendar.get_first_component(EVENT)
    while event is not None:
        yield event
        event = calendar.get_next_component(EVENT)


def times(calendar: Any, found: list[Any]) -> Iterator[tuple[int, int]]:
    """libical expands rules and leaves it to the caller to put moved instances in their places."""
    moved = {(event.get_uid(), slot(calendar, event)) for event in found if instance(event)}
    for event in found:
        spans: list[tuple[int, int]] = []
        event.foreach_recurrence(
            FIRST, LAST, lambda _, span, into: into.append((span.get_start(), span.get_end())), spans
        )
        yield from (span for span in spans if instance(event) or (event.get_uid(), span[0]) not in moved)


def instance(event: Any) -> bool:
    return event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY) is not None


def slot(calendar: Any, event: Any) -> int:
    """When the rule had put a moved instance."""
    zone = event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY).get_parameter_as_string(
        "TZID"
    )
    return event.get_recurrenceid().as_timet_with_zone(calendar.get_timezone(zone))


json.dump([verdict(text) for text in json.load(sys.stdin)], sys.stdout)
