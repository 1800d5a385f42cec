"""Decides for every row of `Meetings` whether it is past, kept, closed, or open: to be placed anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from tasks.meetings import rows
from tasks.meetings.free import Free, here_on
from tasks.meetings.grid import Flags
from tasks.meetings.hours import school_is_out
from tasks.meetings.rows import Change
from tasks.meetings.wishes import NOTICE, Wish
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus, Occurrence, Times
from tasks.program.pairs import ENOUGH
from tasks.program.problems import Problem
from tasks.program.replies import replies_to

_SATURDAY = 5
_MOVABLE = rows.TOLD | {MeetingStatus.NOT_CONFIRMED}
"""Meetings that people may move in their calendar, one that did not take place as planned included."""


def sort_rows(book: Book, wishes: Sequence[Wish], free: Free) -> list[Problem]:
    """Decides for every row whether it is past, kept, closed or open; gives what is wrong with `Change`."""
    problems: list[Problem] = []
    undecided: list[tuple[Wish, Meeting]] = []
    now, soon = book.run.now.replace(tzinfo=None), book.run.today + NOTICE
    zone = book.settings.time_zone
    for wish in wishes:
        standing = book.world.standing.get(wish.pair.id)
        gone, moves = called_off(book, wish), moves_of(book, wish)
        known = (
            {one.id: one for one in standing.series.occurrences if not one.cancelled}
            if standing and standing.series.zone == zone
            else {}
        )
        for meeting in wish.rows:
            if meeting.status is MeetingStatus.PLANNED and meeting.starts.date() < soon:
                _open(wish, meeting)  # nobody has heard of it
                continue
            move = moves.get(meeting.id)
            if meeting.starts <= now and (move is None or move[0] <= now):
                wish.past.append(meeting)
                continue
            change = rows.change_of(meeting, book, wish.schools)
            if change.problem is not None:
                problems.append(change.problem)
            if not _decided(wish, meeting, change, move, cancelled=meeting.id in gone):
                undecided.append((wish, _restored(meeting, known.get(meeting.id), now)))
    taken = _Taken(book)
    for wish in wishes:
        for _, starts in wish.kept.values():
            taken.take([person.id for person in wish.people], starts)
    _keep_what_fits(book, undecided, free, taken)
    return problems


def called_off(book: Book, wish: Wish) -> frozenset[str]:
    """Meetings that one of the two took out of the calendar, or declined."""
    standing = book.world.standing.get(wish.pair.id)
    deleted = standing.cancelled_by_people if standing else frozenset()
    replies = replies_to(book.world, book.people, wish.pair.id)
    members = {person.id for person in wish.people}
    declined = {
        meeting
        for (person, meeting), one in replies.items()
        if meeting and person in members and one.answer == "declined"
    }
    return deleted | declined


def moves_of(book: Book, wish: Wish) -> Mapping[str, Times]:
    """Where people moved meetings in the calendar; a day off that was typed since takes its meetings all the same.

    Evenings and weekends are their own affair.
    """
    standing = book.world.standing.get(wish.pair.id)
    moved = standing.moved_by_people if standing else {}
    return {one: times for one, times in moved.items() if not _day_off(book, times[0].date(), wish.schools)}


def _day_off(book: Book, day: date, schools: frozenset[str]) -> bool:
    school = all(book.calendar.is_school_day(day, one) for one in schools)
    return day.weekday() < _SATURDAY and not school


def _decided(wish: Wish, meeting: Meeting, change: Change, move: Times | None, *, cancelled: bool) -> bool:
    if cancelled and not change.cancel:
        wish.called_off.add(meeting.id)
    if change.cancel or cancelled:
        wish.closed[meeting.id] = (meeting, MeetingStatus.CANCELLED)
    elif change.starts is not None:
        wish.kept[meeting.id] = (meeting, change.starts)
        wish.by_staff.add(meeting.id)
    elif move is not None and meeting.status in _MOVABLE:
        wish.kept[meeting.id] = (meeting, move[0])
        wish.moved[meeting.id] = move
    else:
        return False
    return True


def _restored(meeting: Meeting, known: Occurrence | None, now: datetime) -> Meeting:
    """A booked meeting with the time its people know, should somebody have typed over `Starts`."""
    if known is None or meeting.status not in rows.TOLD or known.starts <= now:
        return meeting
    if (meeting.starts, meeting.ends) == (known.starts, known.ends):
        return meeting
    return replace(meeting, starts=known.starts, ends=known.ends)


def _keep_what_fits(
    book: Book, undecided: Sequence[tuple[Wish, Meeting]], free: Free, taken: "_Taken"
) -> None:
    fits = _fitting(undecided, free, book.settings.meeting_minutes)
    soon = book.run.today + NOTICE
    unsettled = {wish.pair.id: wish for wish, _ in undecided}
    spoken_for = {pair: set(wish.taken_cycles()) for pair, wish in unsettled.items()}
    order = sorted(range(len(undecided)), key=lambda n: (undecided[n][1].starts, undecided[n][1].id))
    for number in order:
        wish, meeting = undecided[number]
        revivable = meeting.status is MeetingStatus.CANCELLED
        people, own = [person.id for person in wish.people], wish.cycles.of(meeting)
        others = spoken_for[wish.pair.id]
        if not revivable and fits[number] and own not in others and taken.take(people, meeting.starts):
            wish.kept[meeting.id] = (meeting, meeting.starts)
            others.update([] if own is None else [own])
        elif meeting.starts.date() >= soon:
            _open(wish, meeting)
        else:
            _at_short_notice(book, wish, meeting)
    for number in order:
        wish, meeting = undecided[number]
        again = meeting.status is MeetingStatus.CANCELLED and fits[number]
        if again and taken.free([person.id for person in wish.people], meeting.starts):
            wish.before.append(meeting.starts)


def _at_short_notice(book: Book, wish: Wish, meeting: Meeting) -> None:
    """Today's and tomorrow's meetings do not move: they stay, or go where somebody is away or school is out."""
    day = meeting.starts.date()
    if meeting.status not in rows.LIVE:
        wish.closed[meeting.id] = (meeting, meeting.status)
    elif school_is_out(book, wish.schools, meeting.starts, meeting.ends):
        wish.closed[meeting.id] = (meeting, MeetingStatus.NO_SCHOOL)
    elif sum(here_on(person, day) for person in wish.people) >= ENOUGH:
        wish.kept[meeting.id] = (meeting, meeting.starts)
    else:
        wish.closed[meeting.id] = (meeting, MeetingStatus.CANCELLED)


def _open(wish: Wish, meeting: Meeting) -> None:
    cycle = wish.cycles.of(meeting)
    if cycle is None or cycle < 0 or cycle in wish.open:
        wish.extra.append(meeting)
    else:
        wish.open[cycle] = meeting


def _fitting(undecided: Sequence[tuple[Wish, Meeting]], free: Free, minutes: int) -> Flags:
    """Whether both people are free at the time of each meeting, other meetings aside."""
    grid = free.grid
    length = minutes // grid.unit
    fits = np.zeros(len(undecided), np.bool_)
    places = [grid.place(meeting.starts) for _, meeting in undecided]
    on = [number for number, place in enumerate(places) if place is not None]
    if not on:
        return fits
    days, slots = (np.array(part) for part in zip(*(places[n] for n in on if places[n]), strict=True))
    wanted = grid.packed(((1 << length) - 1) << slot for slot in range(grid.slots - length + 1))
    inside = slots <= grid.slots - length
    mask = wanted[np.minimum(slots, len(wanted) - 1)]
    for side in ("mentor", "mentee"):
        people = np.array([free.number[getattr(undecided[n][0], side).id] for n in on])
        inside &= (free.free[people, days] & mask == mask).all(axis=1)
    fits[on] = inside
    return fits


class _Taken:
    """Times that kept meetings take, by person and date; first come, first kept."""

    def __init__(self, book: Book) -> None:
        self.length = timedelta(minutes=book.settings.meeting_minutes)
        self.times: dict[tuple[str, date], list[datetime]] = {}

    def take(self, people: Sequence[str], starts: datetime) -> bool:
        free = self.free(people, starts)
        if free:
            for person in people:
                self.times.setdefault((person, starts.date()), []).append(starts)
        return free

    def free(self, people: Sequence[str], starts: datetime) -> bool:
        others = (other for person in people for other in self.times.get((person, starts.date()), ()))
        return all(abs(starts - other) >= self.length for other in others)
