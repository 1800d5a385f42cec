"""Writes series as an iCalendar object: lines ended by CRLF, folded at 75 bytes, text and parameters escaped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tasks.program.ical.recurrence import Recurrence, recurrence, split
from tasks.program.ical.zone import vtimezone
from tasks.program.letters import Invite
from tasks.program.meetings import Guest, Occurrence, Series

_PRODUCT = "-//mentorship//meetings//EN"
_FOLD = 75


@dataclass(frozen=True)
class Put:
    """A series as it stands: its revision (SEQUENCE) and the aware moment it was put (DTSTAMP)."""

    series: Series
    revision: int
    at: datetime


def invite_bytes(invite: Invite, now: datetime) -> bytes:
    """The calendar part of a letter: the events of one UID (RFC 5546 3.2), so of a series that was split."""
    put = Put(invite.series, invite.revision, now)
    return assembled([_drawn(put, invite.method)], method=invite.method)


def calendar_bytes(puts: Iterable[Put], *, method: str | None = None, name: str = "") -> bytes:
    """One calendar object of all these series. `method` is `REQUEST`, `CANCEL` or `PUBLISH`; without one it is a file
    to open or subscribe to. Guests are named in `REQUEST` and `CANCEL` only: elsewhere a calendar would answer to them.
    """
    return assembled([drawn(put, method) for put in puts], method=method, name=name)


@dataclass(frozen=True)
class Drawn:
    """The finished events of one series, and the wall-clock times its zone must be right for."""

    zone: str
    walls: frozenset[datetime]
    events: str


def drawn(put: Put, method: str | None = None) -> Drawn:
    """The events of a series; none where no meeting of it stands."""
    main, alone = split(put.series)
    parts = [_drawn(replace(put, series=series), method) for series in (main, *alone)]
    walls = frozenset[datetime]().union(*(part.walls for part in parts))
    return Drawn(put.series.zone, walls, "".join(part.events for part in parts))


def _drawn(put: Put, method: str | None) -> Drawn:
    zone, rule = put.series.zone, recurrence(put.series, cancelled=method == "CANCEL")
    if rule is None:
        return Drawn(zone, frozenset(), "")
    return Drawn(zone, frozenset(_walls(rule)), "".join(map(folded, _events(put, rule, method))))


def assembled(parts: Iterable[Drawn], *, method: str | None = None, name: str = "") -> bytes:
    """A calendar object from events drawn before, with each zone once."""
    parts = list(parts)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}"] if method else []
    lines += [f"X-WR-CALNAME:{escaped(name)}"] if name else []
    for zone in sorted({part.zone for part in parts if part.walls} - {"UTC"}):
        lines += vtimezone(
            zone, sorted(frozenset[datetime]().union(*(p.walls for p in parts if p.zone == zone)))
        )
    events = "".join(part.events for part in parts)
    return ("".join(map(folded, lines)) + events + "END:VCALENDAR\r\n").encode()


def _walls(rule: Recurrence) -> Iterator[datetime]:
    yield from rule.instances
    for starts, ends in rule.times():
        yield starts
        yield ends


def _events(put: Put, rule: Recurrence, method: str | None) -> Iterator[str]:
    series = put.series
    regular = Occurrence("", rule.first, rule.first, rule.first + rule.duration, rule.where)
    repeats = _repeats(series, rule)
    gone = {one.slot for one in rule.moved}
    if rule.interval or rule.first not in gone:
        yield from _event(put, regular, method, repeats)
        for one in rule.moved:
            yield from _event(put, one, method, [f"RECURRENCE-ID{_when(one.slot, series.zone)}"])
    else:
        yield from _event(put, rule.moved[0], method, [])


def _repeats(series: Series, rule: Recurrence) -> list[str]:
    if not rule.interval:
        return []
    until = rule.last.replace(tzinfo=ZoneInfo(series.zone)).astimezone(UTC)
    interval = f";INTERVAL={rule.interval}" if rule.interval > 1 else ""
    lines = [f"RRULE:FREQ=WEEKLY{interval};UNTIL={until:%Y%m%dT%H%M%SZ}"]
    return lines + [f"EXDATE{_when(start, series.zone)}" for start in rule.excluded]


def _event(put: Put, one: Occurrence, method: str | None, more: Sequence[str]) -> Iterator[str]:
    series, cancels = put.series, method == "CANCEL"
    yield "BEGIN:VEVENT"
    yield f"UID:{series.uid}"
    yield f"DTSTAMP:{put.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART{_when(one.starts, series.zone)}"
    yield f"DTEND{_when(one.ends, series.zone)}"
    yield from more
    yield f"SEQUENCE:{put.revision}"
    yield f"STATUS:{'CANCELLED' if cancels else 'CONFIRMED'}"
    yield f"SUMMARY:{escaped(series.title)}"
    if one.where:
        yield f"LOCATION:{escaped(one.where)}"
    if series.description:
        yield f"DESCRIPTION:{escaped(series.description)}"
    if series.video_link.startswith(("https://", "http://")):
        yield f"URL:{series.video_link}"
    if method in ("REQUEST", "CANCEL"):
        yield f"ORGANIZER{_named(series.organizer)}"
        for guest in series.guests:
            yield f"ATTENDEE{_role(guest, series.organizer, cancels=cancels)}{_named(guest)}"
    elif method == "PUBLISH":
        yield f"ORGANIZER{_named(series.organizer)}"
    yield "END:VEVENT"


def _when(wall: datetime, zone: str) -> str:
    return f":{wall:%Y%m%dT%H%M%S}Z" if zone == "UTC" else f";TZID={zone}:{wall:%Y%m%dT%H%M%S}"


def _named(guest: Guest) -> str:
    address = "".join(char for char in guest.email if char.isprintable() and char not in ' <>"\\;,')
    return f";CN={quoted(guest.name)}:mailto:{address}" if guest.name else f":mailto:{address}"


def _role(guest: Guest, organizer: Guest, *, cancels: bool) -> str:
    if cancels:
        return ";ROLE=REQ-PARTICIPANT"
    answers = guest.email != organizer.email
    status = "NEEDS-ACTION;RSVP=TRUE" if answers else "ACCEPTED"
    return f";ROLE=REQ-PARTICIPANT;PARTSTAT={status}"


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545 3.3.11)."""
    for char, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(char, written)
    return text


def quoted(text: str) -> str:
    """A parameter value in quotes; `"`, `^` and line breaks by RFC 6868."""
    for char, written in (("^", "^^"), ('"', "^'"), ("\r\n", "^n"), ("\n", "^n"), ("\r", "^n")):
        text = text.replace(char, written)
    return f'"{text}"'


def folded(line: str) -> str:
    """The line with CRLF, broken every 75 bytes and never inside a character (RFC 5545 3.1)."""
    if len(line) <= _FOLD and line.isascii():
        return line + "\r\n"
    parts: list[str] = []
    part, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _FOLD:
            parts.append(part)
            part, size = "", 1
        part, size = part + char, size + width
    return "\r\n ".join([*parts, part]) + "\r\n"
