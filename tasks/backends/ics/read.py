"""Busy times from an exported calendar, whatever program wrote it, within fixed bounds of size, time and count.

The text is cut into its events first: what lies outside the term or cannot be read is dropped alone, before a parser
that knows the whole standard sees the rest. An event without a zone is in the program's zone; one whose zone is unknown
is read in its own VTIMEZONE, else in the program's zone; all-day events block their day unless they are transparent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import recurring_ical_events

from tasks.program.meetings import Busy

MAX_BYTES = 20_000_000
_MAX_EVENTS = 20_000
_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\s*$(.*?)^END:VEVENT\s*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_NESTED = re.compile(r"^BEGIN:VALARM\s*$.*?^END:VALARM\s*$\r?\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_STARTS = re.compile(r"^DTSTART[^\n]*?:(\d{8})(?:T|\s|$)", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID|EXRULE)[;:]", re.MULTILINE | re.IGNORECASE)
# Rules that make thousands of instances a day are no meetings; expanding one would take minutes.
_ENDLESS = re.compile(r"^RRULE[^:\n]*:.*FREQ=(SECONDLY|MINUTELY)", re.MULTILINE | re.IGNORECASE)
_TZID = re.compile(r"(;TZID=)(\"[^\"\n]*\"|[^:;\n]*)", re.IGNORECASE)
_KEPT = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "TRANSP", "STATUS", "SEQUENCE", "X-MICROSOFT-CDO-BUSYSTATUS")  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """Busy times in order, and what could not be read, in words for staff (no titles, no names)."""

    busy: tuple[Busy, ...] = ()
    complaints: tuple[str, ...] = ()


def read_busy(
    content: bytes, first: date, last: date, zone: str, ours: frozenset[str] = frozenset()
) -> Reading:
    """When the calendar's owner is busy from `first` to `last`: naive wall-clock times in `zone`.

    `ours` are UIDs that the program wrote itself. Cancelled, free and transparent events do not count.
    """
    if len(content) > MAX_BYTES:
        return Reading(
            complaints=(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Export this term only.",)
        )
    text = _FOLD.sub("", content.decode("utf-8-sig", "replace").replace("\x00", ""))
    if "BEGIN:VCALENDAR" not in text.upper():
        return Reading(complaints=("The file is not a calendar. Export it again as .ics.",))
    found = list(islice(_blocks(text, first, last, ours), _MAX_EVENTS + 1))
    blocks = [block for block in found if block]
    zones = _zones(text)
    busy: set[Busy] = set()
    bad = len(found) - len(blocks)
    for group in _by_uid(blocks[:_MAX_EVENTS]).values():
        try:
            busy.update(_expanded(group, zones, first, last, ZoneInfo(zone)))
        except Exception:  # noqa: BLE001 - a parser fed by strangers fails in every way there is; one event is left out
            bad += 1
    complaints = [_unread(bad)] if bad else []
    if "END:VCALENDAR" not in text.upper():
        complaints.append("The file breaks off before its end; what is missing does not count.")
    if len(found) > _MAX_EVENTS:
        complaints.append(f"The file holds more than {_MAX_EVENTS} events; the others do not count.")
    return Reading(tuple(sorted(busy, key=lambda one: (one.starts, one.ends))), tuple(complaints))


def _unread(count: int) -> str:
    if count == 1:
        return "1 event could not be read and does not count."
    return f"{count} events could not be read and do not count."


def _blocks(text: str, first: date, last: date, ours: frozenset[str]) -> Iterator[str]:
    """The events that can matter, reduced to the lines that say when; empty for one that does not say it."""
    early = f"{first - timedelta(days=32):%Y%m%d}"
    late = f"{last + timedelta(days=2):%Y%m%d}"
    for found in _EVENT.finditer(text):
        body = _NESTED.sub("", found[1])
        starts = _STARTS.search(body)
        if starts is None or _ENDLESS.search(body):
            yield ""
            continue
        if starts[1] > late:
            continue
        if starts[1] < early and not _REPEATS.search(body):
            continue
        lines = [line.strip() for line in body.splitlines()]
        kept = [line for line in lines if re.split(r"[;:]", line, maxsplit=1)[0].upper() in _KEPT]
        if not any(line.upper().startswith("UID") and line.partition(":")[2] in ours for line in kept):
            yield "\r\n".join(kept)


def _by_uid(blocks: Sequence[str]) -> dict[str, list[str]]:
    """Events of one UID belong together: a repeating event and its moved instances."""
    found: dict[str, list[str]] = {}
    for number, block in enumerate(blocks):
        uid = next((line for line in block.splitlines() if line.upper().startswith("UID")), "")
        found.setdefault(uid or f"none-{number}", []).append(
            block if uid else f"UID:none-{number}\r\n{block}"
        )
    return found


def _zones(text: str) -> dict[str, str]:
    """The file's own time zones, by id, with carriage returns put in order."""
    found: dict[str, str] = {}
    for match in _ZONE.finditer(text):
        name = re.search(r"^TZID[^:\n]*:(.*)$", match[0], re.MULTILINE | re.IGNORECASE)
        if name:
            found[name[1].strip()] = "\r\n".join(line.strip() for line in match[0].splitlines())
    return found


def _expanded(
    group: Sequence[str], zones: dict[str, str], first: date, last: date, home: ZoneInfo
) -> Iterator[Busy]:
    used: set[str] = set()
    events = [_known_zones(block, zones, used, home.key) for block in group]
    text = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//busy//EN",
            *(zones[name] for name in sorted(used)),
            *(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events),
            "END:VCALENDAR\r\n",
        ]
    )
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(first, last + timedelta(days=1))
    for event in islice(found, _MAX_EVENTS):
        if _counts(event):
            busy = _busy(event, home)
            if busy.ends > busy.starts:
                yield busy


def _known_zones(block: str, zones: dict[str, str], used: set[str], home: str) -> str:
    """The event with every TZID known: to the system, to the file itself, or replaced by the program's zone."""

    def known(found: re.Match[str]) -> str:
        name = found[2].strip('"')
        if name in _SYSTEM:
            return f"{found[1]}{name}"
        if name in zones:
            used.add(name)
            return found[0]
        return f"{found[1]}{home}"

    return _TZID.sub(known, block)


_SYSTEM = frozenset(available_timezones())


def _counts(event: icalendar.Event) -> bool:
    words = (str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"))
    return not {"CANCELLED", "TRANSPARENT", "FREE"} & set(words)


def _busy(event: icalendar.Event, home: ZoneInfo) -> Busy:
    return Busy(_wall(event.start, home), _wall(event.end, home))


def _wall(moment: date | datetime, home: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment.astimezone(home).replace(tzinfo=None) if moment.tzinfo else moment
