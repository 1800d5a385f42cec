"""Letters about meetings: one invitation per pair, and one message per person about what changed since."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasks.meetings.frames import now_in
from tasks.meetings.outcome import MEET, Entry, program_of
from tasks.meetings.told import (
    ENDING,
    LEAVE,
    Difference,
    differences,
    times_of,
)
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.ical.recurrence import split
from tasks.program.ical.write import invite_bytes
from tasks.program.letters import Attachment, Invite, Letter, Recipient
from tasks.program.meetings import MeetingStatus, Series
from tasks.program.pairs import ENOUGH
from tasks.program.people import Person, Status
from tasks.program.wording import listed
from tasks.program.zones import for_reader

INVITATION, CHANGE = "meeting-invitation", "meeting-change"
_LISTED = 6


@dataclass(frozen=True)
class Told:
    """One pair as its people should know it: `category` says why it meets no more, if it does not."""

    pair: str
    people: tuple[Person, ...]
    entries: Sequence[Entry]
    series: Series | None
    category: str = ""
    invites: bool = True
    zone: str = ""
    """Whose clock the entries' times are on; empty = the program's."""
    others: tuple[Person, ...] = ()
    """Members of the circle who are named, and hear nothing of this."""

    def now(self, book: Book) -> datetime:
        return now_in(book, self.zone or book.settings.time_zone)


Change = tuple[Told, list[Difference]]
Changes = list[Change]


def _recipients(book: Book, people: Iterable[Person]) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(person.id, person.name, person.email)
        for person in people
        if person.may_get_mail_on(book.run.today)
    )


def invites_of(book: Book, series: Series | None, meetings: AbstractSet[str]) -> tuple[Invite, ...]:
    """The parts of a series that hold these meetings, whole as they stand; one without a meeting left is taken out."""
    if series is None:
        return ()
    standing = book.world.standing.get(series.key)
    revision = 0 if standing is None else standing.revised(series)
    regular, alone = split(replace(series, video_link=_link(book, series) or series.video_link))
    return tuple(
        Invite("REQUEST" if any(not one.cancelled for one in part.occurrences) else "CANCEL", part, revision)
        for part in (regular, *alone)
        if any(one.id in meetings for one in part.occurrences)
    )


def _to_come(book: Book, one: Told) -> list[Entry]:
    now = one.now(book)
    return [entry for entry in one.entries if entry.live and entry.starts > now]


def invitation(book: Book, one: Told, key: str, knows: Mapping[str, Mapping[str, object]]) -> Letter | None:
    to_come = _to_come(book, one)
    unaware = [person for person in one.people if one.pair not in knows[person.id]]
    recipients = _recipients(book, unaware)
    if not (one.invites and to_come and recipients and one.series):
        return None
    invites = invites_of(book, one.series, {entry.id for entry in one.entries if entry.live})
    return Letter(
        key=key,
        template=INVITATION,
        room="meetings",
        to=recipients,
        context=_invitation_context(book, one, to_come, _link(book, one.series)),
        drop_after=to_come[-1].starts.date(),
        invite=invites[0],
        attachments=tuple(attached(book, invite) for invite in invites[1:]),
        about=one.pair,
    )


def _link(book: Book, series: Series) -> str:
    """The video link that the calendar made for a series; empty where it makes none, or has not yet."""
    standing = book.world.standing.get(series.key)
    return standing.link if standing else ""


def _invitation_context(book: Book, one: Told, to_come: Sequence[Entry], link: str) -> dict[str, Any]:
    first, clocks = to_come[0], _clocks(book, one)
    return {
        "people": [person.name for person in one.people],
        "first": _shown(first, clocks),
        "where": f"{first.where}: {link}" if link and first.where == MEET else first.where,
        "minutes": int((first.ends - first.starts).total_seconds() // 60),
        "next": [_shown(entry, clocks) for entry in to_come[1:_LISTED]],
        "total": len(to_come),
        "last": to_come[-1].starts.date(),
    }


def _clocks(book: Book, one: Told) -> tuple[str, ...]:
    """The zones to name in a letter to all: the meeting's first; none where everybody goes by the program's clock."""
    home = book.settings.time_zone
    zones = dict.fromkeys([one.zone or home, *(book.zone_of(person.school) for person in one.people)])
    return () if set(zones) == {home} else tuple(zones)


def _shown(entry: Entry, clocks: Sequence[str]) -> dict[str, Any]:
    """A meeting on its own clock, and its start on those of other readers (`also`); aware where clocks are named."""
    own = ZoneInfo(clocks[0]) if clocks else None
    also = [for_reader(entry.starts, clocks[0], zone, "") for zone in clocks[1:]]
    return {
        "day": entry.starts.date(),
        "starts": entry.starts.replace(tzinfo=own),
        "ends": entry.ends.replace(tzinfo=own),
        "also": also,
    }


def changes_of(
    book: Book,
    own: Sequence[Told],
    knows: Mapping[str, Mapping[str, Any]],
    category: str,
    owed: Mapping[str, Mapping[str, Any]],
) -> Changes:
    """What a person must still hear, of one kind of change; `owed` is how things stand by the letter that has not left yet."""
    found: Changes = []
    for one in own:
        if one.pair in knows:
            gone = knows[one.pair].keys() - owed.get(one.pair, knows[one.pair]).keys()
            quiet = frozenset(
                number
                for entry in one.entries
                if entry.status is MeetingStatus.NO_SCHOOL
                if _quiet(
                    book, entry.starts.date(), owed=(number := entry.id.removeprefix(f"{one.pair}-")) in gone
                )
            )
            every = differences(one.pair, knows[one.pair], times_of(one.entries), quiet, one.now(book))
            changed = [difference for difference in every if _category(one, difference) == category]
            if changed:
                found.append((one, changed))
    return found


def _quiet(book: Book, day: date, *, owed: bool) -> bool:
    """Whether a meeting that fell to a day off goes unsaid: it is too near, or a letter would leave no sooner than that day.

    What is already owed for a later day is told.
    """
    run = book.run
    if owed and day > run.today:
        return False
    leaves = run.today if run.by_hand else _next_morning(book)
    return day < run.today + timedelta(days=2) or leaves >= day


def _next_morning(book: Book) -> date:
    """The school day on which a letter that is owed now leaves at the hour of letters."""
    late = book.run.now.time() > book.settings.letters_leave_at
    return book.calendar.next_school_day(book.run.today + timedelta(days=late))


def _category(one: Told, difference: Difference) -> str:
    """Which kind of letter tells of it: what falls to an ending or a leave waits until staff release it."""
    if one.category == ENDING or difference.was is None:
        return one.category if one.category == ENDING else ""
    day = difference.was.date()
    if _too_few(one, day, Status.LEFT):
        return ENDING
    rests = one.category == LEAVE and difference.now is None
    return LEAVE if rests or _too_few(one, day, Status.ON_LEAVE) else ""


def _too_few(one: Told, day: date, status: Status) -> bool:
    """Whether a pair does not meet on a day because of this status of one of them, or a circle because of several."""
    return sum(person.status_on(day) is not status for person in one.people) < min(ENOUGH, len(one.people))


def change(book: Book, person: Person, changes: Changes, category: str) -> Letter | None:
    recipients = _recipients(book, [person])
    if not changes or not recipients:
        return None
    listed = [difference for _, differences_ in changes for difference in differences_]
    key = keys.letter(program_of(book), CHANGE, person.id, *sorted(one.key for one in listed))
    invites = [
        invite
        for one, own in changes
        for invite in invites_of(book, one.series, {f"{one.pair}-{change.number}" for change in own})
    ]
    lines = [line for one, own in changes for line in _lines(book, person, one, own)]
    return Letter(
        key=key,
        template=CHANGE,
        room="meetings",
        to=recipients,
        context={"changes": lines[:_LISTED], "more": len(lines[_LISTED:])},
        drop_after=_last_day(listed),
        waits_for=category,
        prompt=soon(book, listed),
        invite=invites[0] if invites else None,
        attachments=tuple(attached(book, invite) for invite in invites[1:]),
        about=changes[0][0].pair,
    )


def soon(book: Book, listed: Iterable[Difference]) -> bool:
    """Whether a meeting is among them that is today or tomorrow, or that a letter of the next morning would come too late for."""
    first = min(one.first for one in listed).date()
    return first <= max(book.run.today + timedelta(days=1), _next_morning(book))


def _last_day(listed: Sequence[Difference]) -> date:
    return max(moment for one in listed for moment in (one.was, one.now) if moment is not None).date()


def _lines(book: Book, person: Person, one: Told, changed: Sequence[Difference]) -> list[dict[str, Any]]:
    """One line a meeting: what became of it, with whom, when it was, when and where it is now; on the reader's clock."""
    home, own = book.settings.time_zone, book.zone_of(person.school)
    zones = (one.zone or home, own, home)
    others = [other.name for other in (*one.people, *one.others) if other.id != person.id]
    partner = others[0] if len(others) == 1 else f"your circle with {listed(others)}"
    entries = {entry.id.removeprefix(f"{one.pair}-"): entry for entry in one.entries}
    return [
        {
            "kind": change.kind,
            "partner": partner,
            "was": change.was and for_reader(change.was, *zones),
            "now": change.now and for_reader(change.now, *zones),
            "ends": for_reader(entries[change.number].ends, *zones) if change.now else None,
            "where": entries[change.number].where if change.now else "",
        }
        for change in sorted(changed, key=lambda change: (change.first, change.number))
    ]


def attached(book: Book, invite: Invite) -> Attachment:
    """A message carries one invitation (one UID); the others travel as files that calendars open."""
    one = invite.series.occurrences[0].id if len(invite.series.occurrences) == 1 else invite.series.key
    asked = "CANCEL" if invite.method == "CANCEL" else ""
    return Attachment(
        f"{one}.ics", invite_bytes(replace(invite, method=asked), book.run.now), "text/calendar"
    )
