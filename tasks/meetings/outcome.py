"""Each meeting's fate: what its row should say, and what should stand in people's calendars."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tasks.meetings import rows
from tasks.meetings.demand import moment_of
from tasks.meetings.term import Case, Term
from tasks.meetings.travel import building
from tasks.meetings.wishes import Wish
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.keys import event_uid
from tasks.program.meetings import Guest, Meeting, MeetingStatus, Occurrence, Series
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Mode, Person
from tasks.program.plan import Said
from tasks.program.replies import Replies, answer_of
from tasks.program.wording import listed
from tasks.program.zones import moved

MEET = "Google Meet"
KICKOFF, CHECK_IN, CIRCLE, OBSERVATION = "kickoff", "check-in", "circle", "observation"


@dataclass(frozen=True)
class Entry:
    """One meeting as it should stand; `row` is its row as read, `slot` the time its usual place gives it."""

    id: str
    pair: str
    kind: str
    starts: datetime
    ends: datetime
    where: str
    status: MeetingStatus
    slot: datetime
    row: Meeting | None = None
    because: str = ""

    @property
    def live(self) -> bool:
        return self.status not in (MeetingStatus.CANCELLED, MeetingStatus.NO_SCHOOL, MeetingStatus.PLANNED)


_INTRODUCTIONS = frozenset({"introduction", "introduction-peers"})


def program_of(book: Book) -> str:
    return book.settings.program_id or book.run.program_id


def books(book: Book, pair: Pair, meetings: Iterable[Meeting]) -> bool:
    """Whether the pair's meetings are booked, or only planned until it is active or somebody runs this by hand.

    Where staff hold introductions back, a run by hand books nothing before them either: an invitation would come first.
    """
    if any(meeting.status in rows.TOLD for meeting in meetings):
        return True
    if book.settings.redirect_all_mail_to:
        return False  # a rehearsal books nothing
    if pair.status in (PairStatus.ACTIVE, PairStatus.PAUSED):
        return True
    return book.run.by_hand and not _INTRODUCTIONS & set(book.settings.letters_that_wait)


def place_of(book: Book, mentor: Person, mentee: Person, day: date) -> str:
    """Where the two meet: at their school, or by the program's link where they share none, one of them meets virtually,
    or the day is a remote one.
    """
    there = building(mentor, mentee)
    remote = any(
        entry.kind == "remote day" and (entry.applies_to(mentor.school) or entry.applies_to(mentee.school))
        for entry in book.calendar.entries_on(day)
    )
    if not remote and (
        there or not (mentor.schools or mentee.schools or Mode.VIRTUAL in (mentor.mode, mentee.mode))
    ):
        return there
    link = book.settings.video_link
    return {"none": "Video or phone", "meet": MEET}.get(link.casefold(), link)


def settled(book: Book, wish: Wish) -> Iterator[Entry]:
    """The rows whose fate does not depend on what else is placed: past, closed, kept."""
    booked = books(book, wish.pair, wish.rows)
    minutes = timedelta(minutes=book.settings.meeting_minutes)
    for meeting in wish.past:
        yield as_it_is(meeting, rows.past_status(meeting, book, wish.schools))
    for meeting, status in wish.closed.values():
        because = "reply: calendar" if meeting.id in wish.called_off else ""
        yield as_it_is(meeting, status, because)
    for meeting, starts in wish.kept.values():
        move = wish.moved.get(meeting.id)
        ends = move[1] if move else starts + minutes
        status = _kept_status(meeting, starts, booked=booked)
        yield Entry(
            meeting.id,
            wish.pair.id,
            meeting.kind,
            starts,
            ends,
            place_of(book, wish.mentor, wish.mentee, starts.date()),
            status,
            meeting.starts,
            meeting,
            "reply: calendar" if move else "staff: Change" if meeting.change else "rule: calendar",
        )


def _kept_status(meeting: Meeting, starts: datetime, *, booked: bool) -> MeetingStatus:
    if not booked:
        return MeetingStatus.PLANNED
    if starts != meeting.starts or meeting.status is MeetingStatus.MOVED:
        told = meeting.status in (*rows.TOLD, MeetingStatus.NOT_CONFIRMED)
        return MeetingStatus.MOVED if told else MeetingStatus.BOOKED
    return MeetingStatus.BOOKED


def as_it_is(meeting: Meeting, status: MeetingStatus, because: str = "") -> Entry:
    """A row whose time stays, with a status."""
    return Entry(
        meeting.id,
        meeting.pairing_id,
        meeting.kind,
        meeting.starts,
        meeting.ends,
        meeting.where,
        status,
        meeting.starts,
        meeting,
        because or _BECAUSE.get(status) or ("staff: Change" if meeting.change else "rule: free times"),
    )


_BECAUSE = {
    MeetingStatus.NO_SCHOOL: "rule: calendar",
    MeetingStatus.HELD: "staff: Held",
    MeetingStatus.MISSED: "staff: Held",
    MeetingStatus.NOT_CONFIRMED: "rule: nobody has said whether it was held",
}


def placed(book: Book, wish: Wish, number: int, case: Case, term: Term) -> Iterator[Entry]:
    """The open cycles: a meeting where one could be placed; a told one that has no place left is cancelled."""
    booked = books(book, wish.pair, wish.rows)
    minutes = timedelta(minutes=book.settings.meeting_minutes)
    for cycle in range(case.open.shape[1]):
        row, place = wish.open.get(cycle), int(term.placed[number, cycle])
        starts = moment_of(case, cycle, place) if place >= 0 else None
        if starts is not None:
            usual = moment_of(case, cycle, int(term.usual[number])) if term.usual[number] >= 0 else None
            identity = row.id if row else wish.cycles.id(wish.pair.id, cycle)
            kind = row.kind if row else CIRCLE if wish.members else CHECK_IN
            status = _new_status(row, starts, booked=booked)
            yield Entry(
                identity,
                wish.pair.id,
                kind,
                starts,
                starts + minutes,
                place_of(book, wish.mentor, wish.mentee, starts.date()),
                status,
                usual or starts,
                row,
                _why(book, row, wish),
            )
        elif row is not None:
            yield from _given_up(book, row, wish)
    beyond = [row for cycle, row in wish.open.items() if cycle >= case.open.shape[1]]
    for row in (*beyond, *wish.extra):
        yield from _given_up(book, row, wish)


def _new_status(row: Meeting | None, starts: datetime, *, booked: bool) -> MeetingStatus:
    if not booked:
        return MeetingStatus.PLANNED
    moved = row is not None and row.status in rows.TOLD and row.starts != starts
    return MeetingStatus.MOVED if moved else MeetingStatus.BOOKED


def _given_up(book: Book, row: Meeting, wish: Wish) -> Iterator[Entry]:
    """A row that has no place: told ones are cancelled, planned ones go without a trace."""
    if row.status is MeetingStatus.PLANNED:
        return
    no_school = any(not book.calendar.is_school_day(row.starts.date(), school) for school in wish.schools)
    quiet = no_school and row.status is not MeetingStatus.CANCELLED
    yield as_it_is(row, MeetingStatus.NO_SCHOOL if quiet else MeetingStatus.CANCELLED)


def _why(book: Book, row: Meeting | None, wish: Wish) -> str:
    if row is None:
        return "rule: cadence"
    if any(not book.calendar.is_school_day(row.starts.date(), school) for school in wish.schools):
        return "rule: calendar"
    return "rule: free times"


def stopped(book: Book, meetings: Iterable[Meeting], schools: frozenset[str]) -> Iterator[Entry]:
    """The rows of a pair that no longer meets: what is past stays, what is to come is cancelled."""
    now = book.run.now.replace(tzinfo=None)
    for meeting in meetings:
        if meeting.starts <= now:
            if meeting.status is not MeetingStatus.PLANNED:
                yield as_it_is(meeting, rows.past_status(meeting, book, schools))
        elif meeting.status is not MeetingStatus.PLANNED:
            yield as_it_is(meeting, MeetingStatus.CANCELLED, "rule: the pair does not go on")


def with_kickoff(entries: list[Entry]) -> list[Entry]:
    """In order of time, the first meeting that takes place being the kickoff unless one was already."""
    entries.sort(key=lambda entry: (entry.starts, entry.id))
    stands = [
        n
        for n, entry in enumerate(entries)
        if (entry.live or entry.status is MeetingStatus.PLANNED) and entry.kind != OBSERVATION
    ]
    if stands and not any(entries[n].kind in (KICKOFF, CIRCLE) for n in stands):
        first = entries[stands[0]]
        if first.row is None or first.row.status in rows.LIVE:
            entries[stands[0]] = replace(first, kind=KICKOFF)
    return entries


def answers_to(entry: Entry, people: Sequence[Person], replies: Replies) -> str:
    """Who answered what, for staff to read."""
    said = ((person.name, answer_of(replies, person.id, entry.id)) for person in people)
    return "; ".join(f"{name}: {answer}" for name, answer in said if answer)


def cells_of(entry: Entry, mentor: str, mentee: str, uid: str, answers: str) -> dict[str, Value]:
    """The row; of a meeting that is over only what may still change."""
    if entry.row is not None and entry.status not in rows.LIVE:
        return {"Meeting ID": entry.id, "Status": entry.status.value}
    return {
        "Meeting ID": entry.id,
        "Pairing ID": entry.pair,
        "Mentor": mentor,
        "Mentee": mentee,
        "Kind": entry.kind,
        "Starts": entry.starts,
        "Ends": entry.ends,
        "Where": entry.where,
        "Status": entry.status.value,
        "Answers": answers or None,
        "Event ID": uid if entry.live else None,
    }


def series_of(book: Book, pair: Pair, people: tuple[Person, ...], entries: Sequence[Entry]) -> Series | None:
    """What stands in both calendars: every meeting that was ever booked; nothing before the first booking."""
    standing = book.world.standing.get(pair.id)
    zone = book.settings.time_zone
    old = standing.series if standing else None
    slots = {one.id: moved(one.slot, old.zone, zone) for one in old.occurrences} if old else {}
    occurrences = tuple(
        Occurrence(
            id=entry.id,
            slot=slots.get(entry.id, entry.slot),
            starts=entry.starts,
            ends=entry.ends,
            where=entry.where,
            cancelled=not entry.live,
        )
        for entry in sorted(entries, key=lambda entry: entry.id)
        if entry.status is not MeetingStatus.PLANNED and (entry.live or entry.id in slots)
    )
    if not occurrences:
        return None
    settings = book.settings
    return Series(
        key=pair.id,
        uid=event_uid(program_of(book), pair.id, book.world.home.domain),
        owner="meetings",
        title=f"{'Mentoring circle' if len(people) > 2 else 'Mentoring'}: {listed([one.name for one in people])}",
        zone=zone,
        organizer=book.organizer,
        guests=tuple(Guest(person.id, person.name, person.email) for person in people),
        occurrences=occurrences,
        description=f"{settings.program_name}. Questions: {settings.coordinator_name}, {settings.coordinator_email}",
        video_link="" if settings.video_link == "none" else settings.video_link,
    )


def said(entries: Iterable[Entry]) -> tuple[Said, ...]:
    """Audit lines for what changes: ids and times only."""
    found = []
    for entry in entries:
        row = entry.row
        if row is None:
            found.append(Said("meeting placed", entry.id, entry.because))
        elif row.starts != entry.starts:
            times = f"{row.starts:%Y-%m-%d %H:%M} to {entry.starts:%Y-%m-%d %H:%M}"
            found.append(Said(f"meeting moved from {times}", entry.id, entry.because))
        elif row.status is not entry.status:
            found.append(Said(f"meeting {entry.status.value}", entry.id, entry.because))
    return tuple(found)
