"""The meetings room: from pairs and everybody's time to rows, calendar series, letters and questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from tasks.meetings import rows
from tasks.meetings.capacity import figures, questions, shares
from tasks.meetings.demand import case_for
from tasks.meetings.free import Free, free_times, grid_for
from tasks.meetings.letters import Told, letters
from tasks.meetings.outcome import (
    Entry,
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
from tasks.meetings.weeks import schedule
from tasks.meetings.wishes import SPANS, Wish, schedulable
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.meetings import Meeting, MeetingStatus, Series
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.todo import Coming
from tasks.program.workbook.changes import upserts
from tasks.program.workbook.snapshot import Row

OWNER = "meetings"
_NEEDED = frozenset(
    {"Term start", "Term end", "Time zone", "Meeting minutes", "Meeting hours", "Meeting cadence"}
)
_STARTED = frozenset({PairStatus.APPROVED, PairStatus.ACTIVE, PairStatus.PAUSED, PairStatus.ENDED})


def plan(book: Book) -> Plan:
    """Meetings of every approved, active or ended pair as they should stand; nothing while scheduling is off."""
    settings = book.settings
    if (
        settings.scheduling == "off"
        or _NEEDED & set(settings.unusable)
        or settings.term_end < settings.term_start
    ):
        return Plan()
    by_pair = rows.by_pair(book)
    scheduled = _Scheduled(book, by_pair)
    desired: list[dict[str, Value]] = []
    series: list[Series] = []
    told: list[Told] = []
    entries: list[Entry] = []
    for pair in book.pairs:
        if not pair.id or (pair.status not in _STARTED and pair.id not in by_pair):
            continue
        people = _people(book, pair)
        if people is None:
            series.extend(_frozen(book, pair))
            desired.extend({"Meeting ID": meeting.id} for meeting in by_pair.get(pair.id, ()))
            continue
        own = scheduled.entries(pair, people)
        stands = series_of(book, pair, people, own)
        uid = stands.uid if stands else ""
        desired.extend(cells_of(entry, people[0].name, people[1].name, uid) for entry in own)
        series.extend([stands] if stands else [])
        told.append(
            Told(pair.id, people, own, stands, _category(pair), invites=pair.status is not PairStatus.ENDED)
        )
        entries.extend(own)
    owed, facts = letters(book, told)
    listed = shares(scheduled.wishes, scheduled.case, scheduled.term)
    return Plan(
        changes=upserts(book.snapshot.sheet(rows.TAB), desired, clear=_is_planned),
        letters=owed,
        series=tuple(series),
        plans_series=(OWNER,),
        todos=questions(book, scheduled.wishes, listed, scheduled.case),
        coming=_coming(book, entries),
        problems=tuple(scheduled.problems),
        said=said(entries),
        facts=facts,
        figures=figures(scheduled.wishes, listed),
    )


class _Scheduled:
    """All pairs that are to meet, scheduled together; the others' rows as they are."""

    def __init__(self, book: Book, by_pair: Mapping[str, list[Meeting]]) -> None:
        self.book, self.by_pair = book, by_pair
        pairs = sorted((pair for pair in book.pairs if schedulable(book, pair)), key=lambda pair: pair.id)
        self.wishes = [
            Wish(pair, book.people[pair.mentor], book.people[pair.mentee], by_pair.get(pair.id, ()))
            for pair in pairs
        ]
        people = list({p.id: p for wish in self.wishes for p in (wish.mentor, wish.mentee)}.values())
        span = SPANS[book.settings.cadence]
        self.free: Free = free_times(book, grid_for(book, people), people)
        self.problems = sort_rows(book, self.wishes, self.free, span)
        self.case: Case = case_for(book, self.wishes, self.free, span)
        self.term: Term = self._only_kickoff(schedule(self.case))
        self.number = {wish.pair.id: number for number, wish in enumerate(self.wishes)}

    def _only_kickoff(self, term: Term) -> Term:
        """With `kickoff only`: the first meeting of each pair that has none yet."""
        if self.book.settings.scheduling != "kickoff only":
            return term
        first = np.zeros_like(term.placed, dtype=np.bool_)
        rows_ = np.flatnonzero((term.placed >= 0).any(axis=1) & ~self.case.kicked_off)
        first[rows_, (term.placed[rows_] >= 0).argmax(axis=1)] = True
        return replace(term, placed=np.where(first, term.placed, -1))

    def entries(self, pair: Pair, people: tuple[Person, Person]) -> list[Entry]:
        number = self.number.get(pair.id)
        if number is None:
            schools = frozenset(person.school for person in people)
            return with_kickoff(list(stopped(self.book, self.by_pair.get(pair.id, ()), schools)))
        wish = self.wishes[number]
        return with_kickoff(
            [*settled(self.book, wish), *placed(self.book, wish, number, self.case, self.term)]
        )


def _people(book: Book, pair: Pair) -> tuple[Person, Person] | None:
    mentor, mentee = book.people.get(pair.mentor), book.people.get(pair.mentee)
    return (mentor, mentee) if mentor and mentee else None


def _frozen(book: Book, pair: Pair) -> Sequence[Series]:
    """A pair of whom somebody's row has vanished: what stands goes on standing until staff say what happened."""
    standing = book.world.standing.get(pair.id)
    return [standing.series] if standing else []


def _category(pair: Pair) -> str:
    return {PairStatus.PAUSED: "leave", PairStatus.ENDED: "ending"}.get(pair.status or PairStatus.ACTIVE, "")


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
