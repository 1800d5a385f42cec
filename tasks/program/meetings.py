"""Meetings and the calendar series they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum


class MeetingStatus(StrEnum):
    PLANNED = "planned"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    HELD = "held"
    MISSED = "missed"
    NOT_CONFIRMED = "not confirmed"
    NO_SCHOOL = "no school"


@dataclass(frozen=True)
class Meeting:
    """One row of `Meetings`. Times are naive wall-clock times in the program's zone."""

    id: str
    row: int
    pairing_id: str
    kind: str
    starts: datetime
    ends: datetime
    where: str = ""
    change: str = ""
    held: str = ""
    status: MeetingStatus = MeetingStatus.PLANNED
    event_id: str = ""


@dataclass(frozen=True)
class CheckIn:
    """One meeting that a person logged: who (Person ID), with whom (Person ID or empty), when, how long."""

    row: int
    timestamp: datetime
    person: str
    partner: str
    met_on: date
    minutes: float
    mode: str = ""
    kind: str = ""
    needs_help: bool = False


@dataclass(frozen=True)
class Training:
    """One row of `Trainings`; times are naive wall-clock times in the program's zone; `seats` None = no limit."""

    id: str
    row: int
    title: str
    starts: datetime
    ends: datetime
    where: str = ""
    seats: int | None = None
    audience: str = "all"
    required: bool = False
    topic: str = ""
    cancelled: bool = False


SEATED = frozenset({"invited", "reminded", "accepted", "attended"})
"""Statuses of an invitation that hold a seat."""


@dataclass(frozen=True)
class Invitation:
    """One row of `Invitations`: `person` is a Person ID, empty for a walk-in who is not enrolled."""

    training_id: str
    row: int
    person: str
    email: str
    name: str
    status: str
    answer: str = ""
    attended: str = ""
    invited_on: date | None = None

    @property
    def who(self) -> str:
        """The Person ID, or the address of somebody who is not enrolled."""
        return self.person or self.email


@dataclass(frozen=True)
class Guest:
    """Somebody a calendar entry is shown to."""

    person: str
    name: str
    email: str


@dataclass(frozen=True)
class Occurrence:
    """One meeting of a series: wall-clock times in the series' zone; `slot` is the start first planned (its
    RECURRENCE-ID), which stays when the meeting moves.
    """

    id: str
    slot: datetime
    starts: datetime
    ends: datetime
    where: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class Series:
    """What should stand in people's calendars for one pair, group or training: one UID from the first day.

    `key` is the Pairing ID (or group or training id); `zone` the IANA zone of all times; `owner` the room that plans
    it, so that one room's run never removes another's.
    """

    key: str
    uid: str
    owner: str
    title: str
    zone: str
    organizer: Guest
    guests: tuple[Guest, ...]
    occurrences: tuple[Occurrence, ...]
    description: str = ""
    video_link: str = ""


@dataclass(frozen=True)
class Busy:
    """A time when a person cannot meet: naive wall-clock times in the program's zone."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Reply:
    """An answer to an invitation: from which address (lower case), to which meeting (empty: the whole series), when.

    `answer` is `accepted`, `declined` or `tentative`; `at` is aware.
    """

    address: str
    meeting: str
    answer: str
    at: datetime


@dataclass(frozen=True)
class Home:
    """Where events live: the domain of their UIDs, and the address that invites in their name (empty: the coordinator's)."""

    domain: str = "mentorship"
    organizer: str = ""


Times = tuple[datetime, datetime]
"""Start and end, as wall-clock times."""


@dataclass(frozen=True)
class Standing:
    """What the diary holds for one series: what was last put, its revision (iTIP SEQUENCE), the answers it knows of.

    `moved_by_people` are the meetings that somebody moved in the calendar itself, and when they stand there now.
    """

    series: Series
    revision: int = 0
    cancelled_by_people: frozenset[str] = field(default_factory=frozenset)
    replies: tuple[Reply, ...] = ()
    moved_by_people: Mapping[str, Times] = field(default_factory=dict)
    link: str = ""
    """Of the video meeting that the calendar made for the series."""

    def holds(self, series: Series) -> bool:
        """Whether the calendar shows just this series; a meeting that people moved back and forth may say otherwise."""
        return self.series == series and self.moved_by_people == moves_in(series, self.moved_by_people)

    def revised(self, series: Series) -> int:
        """The revision under which the series is put next: one more where it differs in more than its guests.

        Who comes is no new version of a meeting (RFC 5546, 2.1.4), so that guests told one by one count as those told at
        once.
        """
        return self.revision + (replace(self.series, guests=()) != replace(series, guests=()))


def moves_in(series: Series, moved: Mapping[str, Times]) -> dict[str, Times]:
    """The moves that a series has made its own."""
    return {
        one.id: moved[one.id]
        for one in series.occurrences
        if one.id in moved and not one.cancelled and (one.starts, one.ends) == moved[one.id]
    }
