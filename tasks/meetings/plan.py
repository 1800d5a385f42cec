"""The meetings room: from pairs and everybody's time to rows, calendar series, letters and questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

import numpy as np

from tasks.meetings import rows
from tasks.meetings.capacity import figures, questions, shares
from tasks.meetings.circles import Circle, circles, joined
from tasks.meetings.demand import case_for
from tasks.meetings.free import Free, free_times, grid_for
from tasks.meetings.heard import about_answers, calendar_notes
from tasks.meetings.letters import Told, letters
from tasks.meetings.order import schedule_all
from tasks.meetings.outcome import (
    OBSERVATION,
    Entry,
    answers_to,
    cells_of,
    placed,
    said,
    series_of,
    settled,
    stopped,
    with_kickoff,
)
from tasks.meetings.sorting import sort_rows
from tasks.meetings.term import Case, Term
from tasks.meetings.told import ENDING, LEAVE
from tasks.meetings.visits import Visits
from tasks.meetings.where import in_their_rooms
from tasks.meetings.wishes import Wish, in_rhythm, schedulable, span_of, wish_of
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.meetings import Guest, Meeting, MeetingStatus, Series
from tasks.program.pairs import Pair, PairStatus, mentors_back, stands_in
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.replies import replies_to
from tasks.program.settings import Settings
from tasks.program.todo import Coming
from tasks.program.workbook.changes import upserts
from tasks.program.workbook.snapshot import Row

OWNER = "meetings"
_NEEDED = frozenset(
    {"Term start", "Term end", "Time zone", "Meeting minutes", "Meeting hours", "Meeting cadence"}
)
_CATEGORIES = {PairStatus.PAUSED: LEAVE, PairStatus.ENDED: ENDING, PairStatus.REPLACED: ENDING}
_OVER = frozenset({PairStatus.ENDED, PairStatus.REPLACED})
_STARTED = frozenset({PairStatus.APPROVED, PairStatus.ACTIVE, PairStatus.PAUSED, PairStatus.ENDED})


def plan(book: Book) -> Plan:
    """Meetings of every approved, active or ended pair as they should stand; nothing while scheduling is off."""
    if _off(book.settings):
        return Plan()
    by_pair = rows.by_pair(book)
    groups = circles(book)
    scheduled = _Scheduled(book, by_pair, groups)
    meeting = [
        (pair, people)
        for pair in book.pairs
        if pair.id and (pair.status in _STARTED or pair.id in by_pair) and (people := _people(book, pair))
        if pair.group not in groups or pair.id in by_pair
    ]
    told = scheduled.told([*meeting, *((circle.pair, circle.people) for circle in groups.values())])
    known = {one.pair for one in told}
    desired = [cells for one in told for cells in _cells(book, one)]
    desired += [{"Meeting ID": meeting.id} for meeting in book.meetings if meeting.pairing_id not in known]
    owed, facts = letters(
        book, [*told, *(one for circle in groups.values() for one in _leaving(book, circle))]
    )
    listed = shares(scheduled.wishes, scheduled.case, scheduled.term)
    entries = [entry for one in told for entry in one.entries]
    return Plan(
        changes=upserts(book.snapshot.sheet(rows.TAB), desired, clear=_is_planned),
        letters=owed,
        series=(*(one.series for one in told if one.series), *_frozen(book, known)),
        plans_series=(OWNER,),
        todos=(
            *questions(book, scheduled.wishes, listed, scheduled.case),
            *scheduled.visits.questions(),
            *about_answers(book, told),
        ),
        coming=_coming(book, entries),
        problems=(*scheduled.problems, *calendar_notes(book)),
        said=said(entries),
        facts=facts,
        figures=figures(scheduled.wishes, listed) | scheduled.visits.figures(),
    )


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
        yield cells_of(entry, mentor, mentee, uid, answers)


class _Scheduled:
    """All pairs that are to meet, scheduled together; the others' rows as they are."""

    def __init__(
        self, book: Book, by_pair: Mapping[str, list[Meeting]], groups: Mapping[str, Circle]
    ) -> None:
        self.book, self.by_pair = book, by_pair
        pairs = sorted(
            (pair for pair in book.pairs if pair.group not in groups and schedulable(book, pair)),
            key=lambda pair: pair.id,
        )
        back = mentors_back(book.pairs, book.people)
        self.wishes = [
            wish_of(book, pair, by_pair.get(pair.id, ()), back.get(pair.mentee) if stands_in(pair) else None)
            for pair in pairs
        ]
        meeting = [circle for circle in groups.values() if circle.pair.status is not PairStatus.ENDED]
        self.wishes += [_circle_wish(book, circle, by_pair.get(circle.pair.id, ())) for circle in meeting]
        people = list({p.id: p for wish in self.wishes for p in wish.people}.values())
        self.free: Free = joined(free_times(book, grid_for(book, people), people), meeting)
        self.visits = Visits(book, self.free)
        for wish in self.wishes:
            wish.visits = [row for row in wish.rows if row.kind == OBSERVATION]
            wish.rows = [row for row in wish.rows if row.kind != OBSERVATION]
            self.visits.hold(wish)
        self.problems = [*self.visits.problems, *sort_rows(book, self.wishes, self.free)]
        self.case: Case = case_for(book, self.wishes, self.free)
        self.term: Term = self._only_kickoff(schedule_all(book, self.case, self.wishes))
        self._take_placed()
        self.number = {wish.pair.id: number for number, wish in enumerate(self.wishes)}

    def _take_placed(self) -> None:
        """Leaves to classroom visits what meetings have not taken."""
        if self.book.settings.observations_per_term:
            numbers, cycles = np.nonzero(self.term.placed >= 0)
            days, slots = self.case.day_and_slot(cycles, self.term.placed[numbers, cycles])
            for people in (self.case.mentor, self.case.mentee):
                self.case.occupy(people[numbers], days, slots, self.case.length)

    def _only_kickoff(self, term: Term) -> Term:
        """With `kickoff only`: the first meeting of each pair that has none yet."""
        if self.book.settings.scheduling != "kickoff only":
            return term
        first = np.zeros_like(term.placed, dtype=np.bool_)
        rows_ = np.flatnonzero((term.placed >= 0).any(axis=1) & ~self.case.kicked_off)
        first[rows_, (term.placed[rows_] >= 0).argmax(axis=1)] = True
        return replace(term, placed=np.where(first, term.placed, -1))

    def told(self, meeting: Sequence[tuple[Pair, tuple[Person, ...]]]) -> list[Told]:
        """Everybody's meetings as they should stand and be known."""
        entries = {pair.id: with_kickoff(list(self._entries(pair, people))) for pair, people in meeting}
        wishes = {wish.pair.id: wish for wish in self.wishes}
        placed_in_rooms = in_their_rooms(self.book, wishes, entries)
        return [self._told(pair, people, placed_in_rooms[pair.id]) for pair, people in meeting]

    def _told(self, pair: Pair, people: tuple[Person, ...], entries: list[Entry]) -> Told:
        series = series_of(self.book, pair, people, entries)
        category = _CATEGORIES.get(pair.status or PairStatus.ACTIVE, "")
        return Told(pair.id, people, entries, series, category, invites=pair.status not in _OVER)

    def _entries(self, pair: Pair, people: tuple[Person, ...]) -> Iterator[Entry]:
        number = self.number.get(pair.id)
        if number is None:
            schools = frozenset(person.school for person in people)
            yield from stopped(self.book, self.by_pair.get(pair.id, ()), schools)
        else:
            wish = self.wishes[number]
            yield from settled(self.book, wish)
            yield from placed(self.book, wish, number, self.case, self.term)
            if not wish.members:
                yield from self.visits.of(wish)


def _circle_wish(book: Book, circle: Circle, meetings: Sequence[Meeting]) -> Wish:
    cycles = rows.Cycles.of_term(book.settings.term_start, span_of(book.settings.rhythm))
    one = circle.person
    return in_rhythm(book, Wish(circle.pair, one, one, meetings, cycles, members=circle.people))


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
        others = [other for other in circle.people if other.id != person.id]
        yield Told(circle.pair.id, (person, *others), (), series, ENDING, invites=False)


def _people(book: Book, pair: Pair) -> tuple[Person, Person] | None:
    mentor, mentee = book.people.get(pair.mentor), book.people.get(pair.mentee)
    return (mentor, mentee) if mentor and mentee else None


def _frozen(book: Book, known: AbstractSet[str]) -> Iterator[Series]:
    """Pairs whose row, or a person's row, has vanished: what stands goes on standing until staff say what happened."""
    for key, held in sorted(book.world.standing.items()):
        if held.series.owner == OWNER and key not in known:
            yield held.series


def _is_planned(row: Row) -> bool:
    return row.text("Status").casefold() == MeetingStatus.PLANNED.value


def _coming(book: Book, entries: Iterable[Entry]) -> tuple[Coming, ...]:
    """How many meetings each of the next 14 days brings."""
    today = book.run.today
    days: dict[int, int] = {}
    for entry in entries:
        ahead = (entry.starts.date() - today).days
        if entry.live and 0 <= ahead < 14:
            days[ahead] = days.get(ahead, 0) + 1
    return tuple(
        Coming(today + timedelta(days=ahead), "Meetings of pairs", count)
        for ahead, count in sorted(days.items())
    )
