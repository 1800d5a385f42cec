"""Pairs scheduled together on one clock: what each wants, who is free when, what is placed, each meeting's fate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from tasks.meetings import rows
from tasks.meetings.capacity import Share, shares
from tasks.meetings.circles import Circle, joined
from tasks.meetings.demand import case_for
from tasks.meetings.free import Free, free_times, grid_for
from tasks.meetings.letters import Told
from tasks.meetings.order import schedule_all
from tasks.meetings.outcome import OBSERVATION, Entry, placed, series_of, settled, stopped, with_kickoff
from tasks.meetings.sorting import sort_rows
from tasks.meetings.term import Case, Term
from tasks.meetings.told import ENDING, LEAVE
from tasks.meetings.visits import Visits
from tasks.meetings.where import in_their_rooms
from tasks.meetings.wishes import Wish, in_rhythm, schedulable, span_of, wish_of
from tasks.program.book import Book
from tasks.program.meetings import Meeting
from tasks.program.pairs import Pair, PairStatus, mentors_back, stands_in
from tasks.program.people import Person

_CATEGORIES = {PairStatus.PAUSED: LEAVE, PairStatus.ENDED: ENDING, PairStatus.REPLACED: ENDING}
_OVER = frozenset({PairStatus.ENDED, PairStatus.REPLACED})


class Scheduled:
    """Those of the pairs that are to meet, scheduled together with the circles; the others' rows as they are."""

    def __init__(
        self,
        book: Book,
        by_pair: Mapping[str, list[Meeting]],
        groups: Mapping[str, Circle],
        own: Iterable[Pair],
    ) -> None:
        self.book, self.by_pair = book, by_pair
        pairs = sorted((pair for pair in own if schedulable(book, pair)), key=lambda pair: pair.id)
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

    @cached_property
    def shares(self) -> list[Share]:
        return shares(self.wishes, self.case, self.term)

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
        invites = pair.status not in _OVER
        return Told(
            pair.id, people, entries, series, category, invites=invites, zone=self.book.settings.time_zone
        )

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
