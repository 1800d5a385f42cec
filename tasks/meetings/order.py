"""In which order meetings are placed: circles first, then the schools with few rooms, then everybody else.

It is harder to find a time for five than for two. Circles that share a member are placed one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from tasks.meetings.circles import fill, members_of
from tasks.meetings.grid import Index
from tasks.meetings.phases import in_phases
from tasks.meetings.rooms import Rooms, in_rooms
from tasks.meetings.term import Case, Term
from tasks.meetings.travel import building
from tasks.meetings.weeks import schedule
from tasks.meetings.wishes import Wish
from tasks.program.book import Book

_PAIR = 2


def schedule_all(book: Book, case: Case, wishes: Sequence[Wish]) -> Term:
    """All wishes, placed part by part on the times that are left."""
    groups = [number for number, wish in enumerate(wishes) if wish.members]
    rooms = _rooms(book, case, wishes)
    if not groups and not rooms:
        return in_phases(case) if case.sizes is not None else schedule(case)
    pairs = [number for number, wish in enumerate(wishes) if not wish.members]
    shape = case.open.shape
    term = Term(case.usual.copy(), np.full(shape, -1, np.int64), np.zeros(shape, np.bool_))
    for layer in (*_layers(wishes, groups), pairs):
        _gather(case, wishes, layer)
        for school, numbers in _by_school(wishes, layer, rooms):
            part = np.array(numbers, np.intp)
            found = _placed(book, case, wishes, part, school, rooms)
            term.usual[part], term.placed[part], term.possible[part] = (
                found.usual,
                found.placed,
                found.possible,
            )
            _take(case, wishes, part, term)
    return term


def _placed(
    book: Book, case: Case, wishes: Sequence[Wish], part: Index, school: str, rooms: Mapping[str, Rooms]
) -> Term:
    """One part; at a school with rooms each meeting takes one that is large enough."""
    own = case.part(part)
    if school not in rooms:
        return in_phases(own) if own.sizes is not None else schedule(own, more=True)
    need = max(len(wishes[number].people) for number in part.tolist())
    fitting = sum(room.school == school and room.holds(need) for room in book.rooms)
    left = Rooms(np.minimum(rooms[school].free, fitting))
    place = partial(in_rooms, rooms=left)
    term = in_phases(own, place) if own.sizes is not None else place(own)
    rows, cycles = np.nonzero(term.placed >= 0)
    rooms[school].take(*own.day_and_slot(cycles, term.placed[rows, cycles]), own.length)
    return term


def _rooms(book: Book, case: Case, wishes: Sequence[Wish]) -> dict[str, Rooms]:
    """The rooms that are left at each school that names any, once the standing meetings have theirs."""
    count: dict[str, int] = {}
    for room in book.rooms:
        count[room.school] = count.get(room.school, 0) + room.holds(_PAIR)
    shape = (len(case.grid.dates), case.grid.slots)
    found = {school: Rooms(np.full(shape, number, np.int64)) for school, number in sorted(count.items())}
    for wish in wishes if found else ():
        there = found.get(building(wish.mentor, wish.mentee))
        for starts in wish.spoken_for() if there else ():
            first = starts.hour * 60 + starts.minute
            one, two = case.grid.span(first, first + book.settings.meeting_minutes, outward=True)
            if there and starts.date() in case.grid.index:
                there.free[case.grid.index[starts.date()], one:two] -= 1
    return found


def _by_school(
    wishes: Sequence[Wish], layer: Sequence[int], rooms: Mapping[str, Rooms]
) -> Iterator[tuple[str, list[int]]]:
    """The layer's wishes by the school whose rooms they need; those that need none come last."""
    found: dict[str, list[int]] = {}
    for number in layer:
        there = building(wishes[number].mentor, wishes[number].mentee)
        found.setdefault(there if there in rooms else "", []).append(number)
    yield from sorted(found.items(), key=lambda item: (not item[0], item[0]))


def _layers(wishes: Sequence[Wish], groups: Sequence[int]) -> Iterator[list[int]]:
    """The circles in layers, so that within one nobody is in two."""
    left = list(groups)
    while left:
        layer, seen, rest = [], set[str](), []
        for number in left:
            ids = {person.id for person in wishes[number].members}
            if ids & seen:
                rest.append(number)
            else:
                layer.append(number)
                seen |= ids
        yield layer
        left = rest


def _gather(case: Case, wishes: Sequence[Wish], layer: Sequence[int]) -> None:
    """What the circles of a layer have in common now, after what was placed before."""
    for number in layer:
        if wishes[number].members:
            members = members_of(case.free, wishes[number].members)
            fill(case.free, wishes[number].pair.id, members)
            case.used[case.mentor[number]] = case.used[members].max(axis=0)


def _take(case: Case, wishes: Sequence[Wish], part: Index, term: Term) -> None:
    """Takes what was placed for circles out of their members' times."""
    for number in part.tolist():
        if wishes[number].members:
            members = members_of(case.free, wishes[number].members)
            cycles = np.flatnonzero(term.placed[number] >= 0)
            days, slots = case.day_and_slot(cycles, term.placed[number, cycles])
            for day, slot in zip(days.tolist(), slots.tolist(), strict=True):
                same = np.ones(len(members), np.intp)
                case.occupy(members, same * day, same * slot, case.length)
