"""The meetings room: from pairs and everybody's time to rows, calendar series, letters and questions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.meetings import rows
from tasks.meetings.capacity import figures, questions
from tasks.meetings.circles import Circle, circles, grouped
from tasks.meetings.frames import Times, frame_of, together, zone_of
from tasks.meetings.heard import about_answers, calendar_notes
from tasks.meetings.letters import Told
from tasks.meetings.outcome import Entry, answers_to, cells_of, said
from tasks.meetings.post import Post
from tasks.meetings.scheduled import Scheduled
from tasks.meetings.told import ENDING
from tasks.meetings.visits import visit_figures
from tasks.meetings.wishes import NOTICE
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.meetings import Busy, Guest, MeetingStatus, Series
from tasks.program.pairs import Pair, PairStatus, over_by
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.problems import Problem
from tasks.program.replies import replies_to
from tasks.program.settings import Settings
from tasks.program.todo import Coming
from tasks.program.workbook.changes import upserts
from tasks.program.workbook.snapshot import Row
from tasks.program.zones import moved

OWNER = "meetings"
_AHEAD = timedelta(days=14)
_NEEDED = frozenset(
    {"Term start", "Term end", "Time zone", "Meeting minutes", "Meeting hours", "Meeting cadence"}
)
_STARTED = frozenset({PairStatus.APPROVED, PairStatus.ACTIVE, PairStatus.PAUSED, PairStatus.ENDED})


def plan(book: Book) -> Plan:
    """Meetings of every approved, active or ended pair as they should stand; nothing while scheduling is off."""
    if _off(book.settings):
        return Plan()
    groups = circles(book, grouped(book.pairs))
    parts = list(_parts(book, groups))
    told = [one for part in parts for one in part.told]
    known = {one.pair for one in told}
    desired = [cells for one in told for cells in _cells(book, one)]
    desired += [{"Meeting ID": meeting.id} for meeting in book.meetings if meeting.pairing_id not in known]
    post = Post(book, [*told, *(one for circle in groups.values() for one in _leaving(book, circle))])
    reckoned = [(part.scheduled.wishes, part.scheduled.shares, part.scheduled.case) for part in parts]
    todos = (
        *questions(book, reckoned),
        *(todo for part in parts for todo in part.scheduled.visits.questions()),
        *about_answers(book, told),
    )
    return Plan(
        changes=upserts(book.snapshot.sheet(rows.TAB), desired, clear=_is_planned),
        letters=post.letters,
        enclosures=tuple(post.enclosures),
        series=(*(one.series for one in told if one.series), *_frozen(book, known)),
        plans_series=(OWNER,),
        todos=tuple({todo.key: todo for todo in todos}.values()),
        coming=_coming(book, [entry for one in told for entry in one.entries]),
        problems=(*_as_typed(book, parts), *calendar_notes(book)),
        said=said(_entry_at_home(book, one, entry) for one in told for entry in one.entries),
        facts=post.facts,
        figures=figures(reckoned) | visit_figures(part.scheduled.visits for part in parts),
    )


@dataclass(frozen=True)
class _Part:
    """The pairs of one time zone, scheduled on its clock."""

    scheduled: Scheduled
    told: list[Told]


def _parts(book: Book, groups: Mapping[str, Circle]) -> Iterator[_Part]:
    """Zone by zone, the program's first; who meets in two of them is busy in one while meeting in the other."""
    home, no_pairs = book.settings.time_zone, grouped(book.pairs)
    zones = {pair.id: zone_of(book, pair) for pair in book.pairs}
    zones |= {key: book.zone_of(circle.person.school) for key, circle in groups.items()}
    order = sorted({*zones.values()}, key=lambda zone: (zone != home, zone)) or [home]
    taken: dict[str, Times] = {zone: _standing(book, zones, zone) for zone in order if len(order) > 1}
    frozen = together(_held(book, groups))
    for zone in order:
        others = (taken[other] for other in taken if other != zone)
        frame = frame_of(book, zone, together((frozen, *others)))
        by_pair = rows.by_pair(frame)
        circles_here = {key: circle for key, circle in groups.items() if zones[key] == zone}
        own = [pair for pair in book.pairs if zones[pair.id] == zone]
        scheduled = Scheduled(
            frame, by_pair, circles_here, [pair for pair in own if pair.group not in no_pairs]
        )
        meeting = [
            (pair, people)
            for pair in own
            if pair.id and (pair.status in _STARTED or pair.id in by_pair) and (people := _people(book, pair))
            if pair.group not in no_pairs or pair.id in by_pair
        ]
        told = scheduled.told([*meeting, *((circle.pair, circle.here) for circle in circles_here.values())])
        if taken:
            taken[zone] = together(
                {person.id: [_at_home(book, zone, entry)]}
                for one in told
                for entry in one.entries
                if entry.live or entry.status is MeetingStatus.PLANNED
                for person in one.people
            )
        yield _Part(scheduled, told)


def _standing(book: Book, zones: Mapping[str, str], zone: str) -> Times:
    """What stands of a zone's meetings before they are looked at."""
    pairs = {pair.id: (pair.mentor, pair.mentee) for pair in book.pairs if zones[pair.id] == zone}
    return together(
        {person: [Busy(meeting.starts, meeting.ends)]}
        for meeting in book.meetings
        if meeting.status in rows.LIVE
        for person in pairs.get(meeting.pairing_id, ())
    )


def _at_home(book: Book, zone: str, entry: Entry) -> Busy:
    home = book.settings.time_zone
    return Busy(moved(entry.starts, zone, home), moved(entry.ends, zone, home))


def _as_typed(book: Book, parts: Sequence[_Part]) -> Iterator[Problem]:
    """The problems of all parts, quoting `Change` as it stands in the sheet."""
    typed = {meeting.row: meeting.change for meeting in book.meetings}
    for part in parts:
        for problem in part.scheduled.problems:
            yield replace(problem, value=typed.get(problem.row, problem.value))


def _off(settings: Settings) -> bool:
    return (
        settings.scheduling == "off"
        or bool(_NEEDED & set(settings.unusable))
        or settings.term_end < settings.term_start
    )


def _cells(book: Book, one: Told) -> Iterator[dict[str, Value]]:
    leads = one.people[:1]
    if len(one.people) > 2:
        leads = tuple(person for person in one.people if person.mentors) or leads
    mentor = ", ".join(person.name for person in leads)
    mentee = ", ".join(person.name for person in one.people if person not in leads)
    uid = one.series.uid if one.series else ""
    replies = replies_to(book.world, book.people, one.pair)
    for entry in one.entries:
        answers = answers_to(entry, one.people, replies) if replies else ""
        yield cells_of(_entry_at_home(book, one, entry), mentor, mentee, uid, answers)


def _entry_at_home(book: Book, one: Told, entry: Entry) -> Entry:
    """The meeting on the program's clock, as its row is."""
    home = book.settings.time_zone
    if one.zone == home:
        return entry
    row = entry.row
    if row is not None:
        row = replace(row, starts=moved(row.starts, one.zone, home), ends=moved(row.ends, one.zone, home))
    starts, ends = moved(entry.starts, one.zone, home), moved(entry.ends, one.zone, home)
    return replace(entry, starts=starts, ends=ends, row=row)


def _leaving(book: Book, circle: Circle) -> Iterator[Told]:
    """Members whose rows have ended: for them the circle's meetings are taken out of the calendar."""
    standing = book.world.standing.get(circle.pair.id)
    if standing is None:
        return
    for person in circle.left:
        gone = tuple(replace(one, cancelled=True) for one in standing.series.occurrences)
        series = replace(
            standing.series, guests=(Guest(person.id, person.name, person.email),), occurrences=gone
        )
        others = tuple(other for other in circle.people if other.id != person.id)
        yield Told(
            circle.pair.id, (person,), (), series, ENDING, invites=False, zone=series.zone, others=others
        )


def _people(book: Book, pair: Pair) -> tuple[Person, Person] | None:
    mentor, mentee = book.people.get(pair.mentor), book.people.get(pair.mentee)
    return (mentor, mentee) if mentor and mentee else None


def _frozen(book: Book, known: AbstractSet[str]) -> Iterator[Series]:
    """Pairs whose row, or a person's row, has vanished: what stands goes on standing until staff say what happened."""
    for key, held in sorted(book.world.standing.items()):
        if held.series.owner == OWNER and key not in known:
            yield held.series


def _held(book: Book, groups: Mapping[str, Circle]) -> Iterator[Times]:
    """When people who are there have meetings that are frozen: nothing else is put in their place."""
    home, rowed = book.settings.time_zone, {meeting.pairing_id for meeting in book.meetings}
    going_on = {pair.id for pair in book.pairs if pair.status in _STARTED or pair.id in rowed}
    known = {pair.id for pair in book.pairs if pair.id in going_on and _people(book, pair)} | groups.keys()
    for series in _frozen(book, known):
        busy = [
            Busy(moved(one.starts, series.zone, home), moved(one.ends, series.zone, home))
            for one in series.occurrences
            if not one.cancelled
        ]
        yield {guest.person: busy for guest in series.guests}


def _is_planned(row: Row) -> bool:
    return row.text("Status").casefold() == MeetingStatus.PLANNED.value


def _coming(book: Book, entries: Iterable[Entry]) -> tuple[Coming, ...]:
    """How many meetings each of the next 14 days brings, those that wait for an introduction on lines of their own."""
    today = book.run.today
    told = book.calendar.next_school_day(today + timedelta(days=1))
    waits = "the end of the rehearsal" if book.settings.redirect_all_mail_to else "the pairs' introductions"
    pairs = {pair.id: pair for pair in book.pairs}
    days: Counter[tuple[date, str]] = Counter()
    for entry in entries:
        day = entry.starts.date()
        planned = entry.status is MeetingStatus.PLANNED
        pair = pairs.get(entry.pair)
        over = pair is not None and over_by(pair, book.people, (pair.mentor, pair.mentee), day)
        if not (entry.live or planned) or over:
            continue
        # What lies nearer than that is placed anew once the two have been introduced.
        if today <= day < today + _AHEAD and (not planned or day >= told + NOTICE):
            days[day, waits if planned else ""] += 1
    return tuple(
        Coming(day, "Meetings of pairs", count, waits_for) for (day, waits_for), count in sorted(days.items())
    )
