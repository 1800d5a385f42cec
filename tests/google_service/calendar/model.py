"""Calendars as data: events shared by the calendars of all who take part, tombstones included.

An attendee's calendar holds the very event of the organizer's; only private properties are kept apart for each calendar.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Json = dict[str, Any]
DEFAULT_REMINDERS = [{"method": "popup", "minutes": 30}]
RANKS = {"none": 0, "freeBusyReader": 1, "reader": 2, "writer": 3, "owner": 4}


@dataclass(frozen=True)
class Moment:
    """A start or an end: a day, or an instant (UTC) with the zone it was sent with."""

    day: date | None = None
    at: datetime | None = None
    zone: str = ""

    @property
    def instant(self) -> datetime:
        """The instant of a moment that is not a day."""
        assert self.at is not None, "a day has no instant"
        return self.at


@dataclass
class Event:
    """One event. `change` is its place in the order of all changes, which is what sync tokens count in."""

    id: str
    home: str
    creator: str
    start: Moment
    end: Moment
    created: datetime
    updated: datetime
    body: Json = field(default_factory=dict)
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    status: str = "confirmed"
    sequence: int = 0
    change: int = 0
    uid: str = ""
    series: str = ""
    original: Moment | None = None
    hidden: set[str] = field(default_factory=set)
    polls: int = 0
    deleted: bool = False
    moved: bool = False
    organizer_name: str = ""

    @property
    def attendees(self) -> list[Json]:
        found: list[Json] = self.body.get("attendees", [])
        return found

    def gone_for(self, calendar: "Calendar") -> bool:
        """Whether a guest's calendar shows it no longer: they deleted it, or were uninvited."""
        if calendar.id == self.home:
            return False
        return calendar.id in self.hidden or not self.answer_of(calendar.owner)

    def answer_of(self, person: str) -> str:
        """An attendee's response, or nothing for somebody not invited."""
        for attendee in self.attendees:
            if attendee["email"].casefold() == person.casefold():
                return str(attendee.get("responseStatus", "needsAction"))
        return ""


@dataclass
class Calendar:
    """One calendar; a person's primary one has their address as its id."""

    id: str
    owner: str
    summary: str
    primary: bool = False
    description: str = ""
    location: str = ""
    time_zone: str = "Etc/GMT"
    reminders: list[Json] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    acl: dict[str, str] = field(default_factory=dict)
    listed: dict[str, Json | None] = field(default_factory=dict)
    created: datetime | None = None


@dataclass(frozen=True)
class SyncToken:
    """What a list had seen."""

    calendar: str
    change: int
    issued: datetime


@dataclass(frozen=True)
class Notice:
    """A mail Google would have sent to guests."""

    event: str
    kind: str
    to: tuple[str, ...]


@dataclass
class Calendars:
    """All calendars, the order of changes, and what guests were told."""

    calendars: dict[str, Calendar] = field(default_factory=dict)
    changes: int = 0
    tokens: dict[str, SyncToken] = field(default_factory=dict)
    pages: dict[str, list[Event]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def primary(self, person: str, zone: str) -> Calendar:
        """A person's own calendar, made on first use."""
        found = self.calendars.get(person)
        if found is None:
            found = Calendar(
                person, person, person, primary=True, time_zone=zone, reminders=list(DEFAULT_REMINDERS)
            )
            found.acl[f"user:{person}"] = "owner"
            self.calendars[person] = found
        return found

    def touch(self, event: Event, at: datetime) -> None:
        """Mark an event changed and see that every participant's calendar holds it."""
        self.changes += 1
        event.change, event.updated = self.changes, at
        for attendee in event.attendees:
            calendar = self.calendars.get(attendee["email"].casefold()) or self.calendars.get(
                attendee["email"]
            )
            if calendar is not None:
                calendar.events.setdefault(event.id, event)
