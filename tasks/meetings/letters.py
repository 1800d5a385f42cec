"""Letters about meetings: one invitation per pair, and one message per person about what changed since."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tasks.meetings.outcome import MEET, Entry, program_of
from tasks.meetings.told import (
    CATEGORIES,
    ENDING,
    LEAVE,
    Difference,
    Memory,
    applied,
    differences,
    packed,
    times_of,
)
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.ical.recurrence import split
from tasks.program.ical.write import invite_bytes
from tasks.program.letters import Attachment, Invite, Letter, Recipient
from tasks.program.meetings import MeetingStatus, Series
from tasks.program.people import Person, Status

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


def letters(book: Book, pairs: Sequence[Told]) -> tuple[tuple[Letter, ...], Mapping[str, str]]:
    """All letters owed about meetings, and the facts that remember what they say."""
    memory = Memory(book.world)
    program = program_of(book)
    invitations = {one.pair: keys.letter(program, INVITATION, one.pair) for one in pairs}
    of_person: dict[str, list[Told]] = {}
    for one in pairs:
        for person in one.people:
            of_person.setdefault(person.id, []).append(one)
    found: list[Letter] = []
    facts: dict[str, str] = {}
    knows = {
        person: memory.knows(person, {one.pair: invitations[one.pair] for one in own})
        for person, own in of_person.items()
    }
    for one in pairs:
        letter = _invitation(book, one, invitations[one.pair], knows)
        if letter is not None:
            found.append(letter)
            facts[f"meetings:asked:{one.pair}"] = packed({one.pair: times_of(one.entries)})
    for person_id, own in of_person.items():
        if knows[person_id]:
            facts[f"meetings:told:{person_id}"] = packed(knows[person_id])
        for category in CATEGORIES:
            changes = _changes(book, own, knows[person_id], category)
            letter = _change(book, book.people[person_id], changes, category)
            if letter is not None:
                found.append(letter)
                state = packed(
                    {
                        one.pair: applied(knows[person_id][one.pair], some, one.entries)
                        for one, some in changes
                    }
                )
                facts[f"meetings:telling:{category}:{person_id}"] = f"{letter.key}|{state}"
    return tuple(found), memory.changed(facts)


def _recipients(book: Book, people: Iterable[Person]) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(person.id, person.name, person.email)
        for person in people
        if person.may_get_mail_on(book.run.today)
    )


def _invites(book: Book, series: Series | None, meetings: AbstractSet[str]) -> tuple[Invite, ...]:
    """The parts of a series that hold these meetings, whole as they stand; one without a meeting left is taken out."""
    if series is None:
        return ()
    standing = book.world.standing.get(series.key)
    revision = 0 if standing is None else standing.revision + (standing.series != series)
    regular, alone = split(replace(series, video_link=_link(book, series) or series.video_link))
    return tuple(
        Invite("REQUEST" if any(not one.cancelled for one in part.occurrences) else "CANCEL", part, revision)
        for part in (regular, *alone)
        if any(one.id in meetings for one in part.occurrences)
    )


def _to_come(book: Book, entries: Iterable[Entry]) -> list[Entry]:
    now = book.run.now.replace(tzinfo=None)
    return [entry for entry in entries if entry.live and entry.starts > now]


def _invitation(book: Book, one: Told, key: str, knows: Mapping[str, Mapping[str, object]]) -> Letter | None:
    to_come = _to_come(book, one.entries)
    unaware = [person for person in one.people if one.pair not in knows[person.id]]
    recipients = _recipients(book, unaware)
    if not (one.invites and to_come and recipients and one.series):
        return None
    invites = _invites(book, one.series, {entry.id for entry in one.entries if entry.live})
    return Letter(
        key=key,
        template=INVITATION,
        room="meetings",
        to=recipients,
        context=_invitation_context(one, to_come, _link(book, one.series)),
        drop_after=to_come[-1].starts.date(),
        invite=invites[0],
        attachments=tuple(_attached(book, invite) for invite in invites[1:]),
        about=one.pair,
    )


def _link(book: Book, series: Series) -> str:
    """The video link that the calendar made for a series; empty where it makes none, or has not yet."""
    standing = book.world.standing.get(series.key)
    return standing.link if standing else ""


def _invitation_context(one: Told, to_come: Sequence[Entry], link: str) -> dict[str, Any]:
    first = to_come[0]
    return {
        "people": [person.name for person in one.people],
        "first": _shown(first),
        "where": f"{first.where}: {link}" if link and first.where == MEET else first.where,
        "minutes": int((first.ends - first.starts).total_seconds() // 60),
        "next": [_shown(entry) for entry in to_come[1:_LISTED]],
        "total": len(to_come),
        "last": to_come[-1].starts.date(),
    }


def _shown(entry: Entry) -> dict[str, Any]:
    return {"day": entry.starts.date(), "starts": entry.starts.time(), "ends": entry.ends.time()}


Changes = list[tuple[Told, list[Difference]]]


def _changes(
    book: Book, own: Sequence[Told], knows: Mapping[str, Mapping[str, Any]], category: str
) -> Changes:
    """What a person must still hear, of one kind of change."""
    now = book.run.now.replace(tzinfo=None)
    found: Changes = []
    for one in own:
        if one.pair in knows:
            quiet = frozenset(
                entry.id.removeprefix(f"{one.pair}-")
                for entry in one.entries
                if entry.status is MeetingStatus.NO_SCHOOL
                and entry.starts.date() < book.run.today + timedelta(days=2)
            )
            every = differences(one.pair, knows[one.pair], times_of(one.entries), quiet, now)
            changed = [difference for difference in every if _category(one, difference) == category]
            if changed:
                found.append((one, changed))
    return found


def _category(one: Told, difference: Difference) -> str:
    """Which kind of letter tells of it: what falls to an ending or a leave waits until staff release it."""
    if one.category == ENDING or difference.was is None:
        return one.category if one.category == ENDING else ""
    day = difference.was.date()
    if any(person.status_on(day) is Status.LEFT for person in one.people):
        return ENDING
    rests = one.category == LEAVE and difference.now is None
    return LEAVE if rests or any(person.status_on(day) is Status.ON_LEAVE for person in one.people) else ""


def _change(book: Book, person: Person, changes: Changes, category: str) -> Letter | None:
    recipients = _recipients(book, [person])
    if not changes or not recipients:
        return None
    listed = [difference for _, differences_ in changes for difference in differences_]
    key = keys.letter(program_of(book), CHANGE, person.id, *sorted(one.key for one in listed))
    soon = min(one.first for one in listed).date() <= book.run.today + timedelta(days=1)
    invites = [
        invite
        for one, own in changes
        for invite in _invites(book, one.series, {f"{one.pair}-{change.number}" for change in own})
    ]
    lines = [line for one, own in changes for line in _lines(person, one, own)]
    return Letter(
        key=key,
        template=CHANGE,
        room="meetings",
        to=recipients,
        context={"changes": lines[:_LISTED], "more": len(lines[_LISTED:])},
        drop_after=_last_day(listed),
        waits_for=category,
        prompt=soon,
        invite=invites[0] if invites else None,
        attachments=tuple(_attached(book, invite) for invite in invites[1:]),
        about=changes[0][0].pair,
    )


def _last_day(listed: Sequence[Difference]) -> date:
    return max(moment for one in listed for moment in (one.was, one.now) if moment is not None).date()


def _lines(person: Person, one: Told, changed: Sequence[Difference]) -> list[dict[str, Any]]:
    """One line a meeting: what became of it, with whom, when it was, when and where it is now."""
    others = [other.name for other in one.people if other.id != person.id]
    partner = others[0] if len(others) == 1 else f"your circle with {', '.join(others[:-1])} and {others[-1]}"
    entries = {entry.id.removeprefix(f"{one.pair}-"): entry for entry in one.entries}
    return [
        {
            "kind": change.kind,
            "partner": partner,
            "was": change.was,
            "now": change.now,
            "ends": entries[change.number].ends if change.now else None,
            "where": entries[change.number].where if change.now else "",
        }
        for change in sorted(changed, key=lambda change: (change.first, change.number))
    ]


def _attached(book: Book, invite: Invite) -> Attachment:
    """A message carries one invitation (one UID); the others travel as files that calendars open."""
    one = invite.series.occurrences[0].id if len(invite.series.occurrences) == 1 else invite.series.key
    asked = "CANCEL" if invite.method == "CANCEL" else ""
    return Attachment(
        f"{one}.ics", invite_bytes(replace(invite, method=asked), book.run.now), "text/calendar"
    )
