"""The meetings room: from pairs and everybody's time to rows, calendar series, letters and questions."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

import numpy as np

from tasks.meetings import rows
from tasks.meetings.capacity import figures, questions, shares
from tasks.meetings.demand import case_for
from tasks.meetings.free import Free, free_times, grid_for
from tasks.meetings.heard import about_answers, calendar_notes
from tasks.meetings.letters import Told, letters
from tasks.meetings.outcome import (
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
from tasks.meetings.phases import in_phases
from tasks.meetings.sorting import sort_rows
from tasks.meetings.term import Case, Term
from tasks.meetings.told import ENDING, LEAVE
from tasks.meetings.weeks import schedule
from tasks.meetings.wishes import schedulable, wish_of
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.meetings import Meeting, MeetingStatus, Series
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
    scheduled = _Scheduled(book, by_pair)
    told = [
        scheduled.told(pair, people)
        for pair in book.pairs
        if pair.id and (pair.status in _STARTED or pair.id in by_pair) and (people := _people(book, pair))
    ]
    known = {one.pair for one in told}
    desired = [cells for one in told for cells in _cells(book, one)]
    desired += [{"Meeting ID": meeting.id} for meeting in book.meetings if meeting.pairing_id not in known]
    owed, facts = letters(book, told)
    listed = shares(scheduled.wishes, scheduled.case, scheduled.term)
    entries = [entry for one in told for entry in one.entries]
    return Plan(
        changes=upserts(book.snapshot.sheet(rows.TAB), desired, clear=_is_planned),
        letters=owed,
        series=(*(one.series for one in told if one.series), *_frozen(book, known)),
        plans_series=(OWNER,),
        todos=(*questions(book, scheduled.wishes, listed, scheduled.case), *about_answers(book, told)),
        coming=_coming(book, entries),
        problems=(*scheduled.problems, *calendar_notes(book)),
        said=said(entries),
        facts=facts,
        figures=figures(scheduled.wishes, listed),
    )


def _off(settings: Settings) -> bool:
    return (
        settings.scheduling == "off"
        or bool(_NEEDED & set(settings.unusable))
        or settings.term_end < settings.term_start
    )


def _cells(book: Book, one: Told) -> Iterator[dict[str, Value]]:
    mentor, mentee = one.people
    uid = one.series.uid if one.series else ""
    replies = replies_to(book.world, book.people, one.pair)
    for entry in one.entries:
        answers = answers_to(entry, one.people, replies) if replies else ""
        yield cells_of(entry, mentor.name, mentee.name, uid, answers)


class _Scheduled:
    """All pairs that are to meet, scheduled together; the others' rows as they are."""

    def __init__(self, book: Book, by_pair: Mapping[str, list[Meeting]]) -> None:
        self.book, self.by_pair = book, by_pair
        pairs = sorted((pair for pair in book.pairs if schedulable(book, pair)), key=lambda pair: pair.id)
        back = mentors_back(book.pairs, book.people)
        self.wishes = [
            wish_of(book, pair, by_pair.get(pair.id, ()), back.get(pair.mentee) if stands_in(pair) else None)
            for pair in pairs
        ]
        people = list({p.id: p for wish in self.wishes for p in (wish.mentor, wish.mentee)}.values())
        self.free: Free = free_times(book, grid_for(book, people), people)
        self.problems = sort_rows(book, self.wishes, self.free)
        self.case: Case = case_for(book, self.wishes, self.free)
        self.term: Term = self._only_kickoff(
            in_phases(self.case) if self.case.sizes is not None else schedule(self.case)
        )
        self.number = {wish.pair.id: number for number, wish in enumerate(self.wishes)}

    def _only_kickoff(self, term: Term) -> Term:
        """With `kickoff only`: the first meeting of each pair that has none yet."""
        if self.book.settings.scheduling != "kickoff only":
            return term
        first = np.zeros_like(term.placed, dtype=np.bool_)
        rows_ = np.flatnonzero((term.placed >= 0).any(axis=1) & ~self.case.kicked_off)
        first[rows_, (term.placed[rows_] >= 0).argmax(axis=1)] = True
        return replace(term, placed=np.where(first, term.placed, -1))

    def told(self, pair: Pair, people: tuple[Person, Person]) -> Told:
        """The pair's meetings as they should stand and be known."""
        entries = with_kickoff(list(self._entries(pair, people)))
        series = series_of(self.book, pair, people, entries)
        category = _CATEGORIES.get(pair.status or PairStatus.ACTIVE, "")
        return Told(pair.id, people, entries, series, category, invites=pair.status not in _OVER)

    def _entries(self, pair: Pair, people: tuple[Person, Person]) -> Iterator[Entry]:
        number = self.number.get(pair.id)
        if number is None:
            schools = frozenset(person.school for person in people)
            yield from stopped(self.book, self.by_pair.get(pair.id, ()), schools)
        else:
            wish = self.wishes[number]
            yield from settled(self.book, wish)
            yield from placed(self.book, wish, number, self.case, self.term)


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
