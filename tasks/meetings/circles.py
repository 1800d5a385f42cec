"""Groups that meet as one: each stands in the schedule as one person who is free when all of its members are."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from tasks.meetings.free import Free
from tasks.meetings.grid import Index
from tasks.meetings.wishes import schedulable
from tasks.program.book import Book
from tasks.program.pairs import ENOUGH, Pair, PairStatus, by_group
from tasks.program.people import Mode, Person

_ORDER = (PairStatus.ACTIVE, PairStatus.APPROVED, PairStatus.PAUSED)
_BEGUN = (PairStatus.ACTIVE, PairStatus.PAUSED)
_OPEN = (None, PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)


@dataclass(frozen=True)
class Circle:
    """A group of three or more: `pair` and `person` stand for it, `left` are members whose rows have ended.

    Of its `people`, those who are `away` now have no part in it before they are back.
    """

    pair: Pair
    person: Person
    people: tuple[Person, ...]
    left: tuple[Person, ...] = ()
    away: tuple[Person, ...] = ()

    @property
    def here(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person not in self.away)


def grouped(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """The rows of every group of three or more, whatever became of them: none of them is scheduled as a pair."""
    return {group: rows for group, rows in sorted(by_group(pairs).items()) if len(rows) > 2}


def circles(book: Book, groups: Mapping[str, Sequence[Pair]]) -> dict[str, Circle]:
    """The groups that staff have decided about, by group id."""
    found = (_circle(book, group, rows) for group, rows in groups.items() if not _rests(book, rows))
    return {circle.pair.id: circle for circle in found if circle is not None}


def _rests(book: Book, rows: Sequence[Pair]) -> bool:
    """Whether nothing is planned for the group: a row is undecided before it begins, or a member's row has vanished.

    In the latter case what stands goes on standing until staff say what happened.
    """
    begun = any(pair.status in _BEGUN for pair in rows)
    undecided = any(pair.status in _OPEN for pair in rows)
    vanished = any(pair.stands and not {pair.mentor, pair.mentee} <= book.people.keys() for pair in rows)
    return vanished or (undecided and not begun)


def _circle(book: Book, group: str, every: Sequence[Pair]) -> Circle | None:
    pairs = [pair for pair in every if pair.status in _ORDER or pair.status is PairStatus.ENDED]
    meeting = [pair for pair in pairs if schedulable(book, pair)]
    rows = {pair.mentee for pair in pairs}
    people = _members(book, meeting, rows)
    resting = _members(book, [pair for pair in pairs if pair.status is PairStatus.PAUSED], rows)
    away = tuple(one for one in resting if one in people)
    away = away if len(people) - len(away) >= ENOUGH else ()
    left = tuple(one for one in _members(book, pairs, rows) if one not in (*people, *resting))
    status = next((one for one in _ORDER if any(pair.status is one for pair in meeting)), PairStatus.ENDED)
    if len(people) < ENOUGH:
        people, left, status = (*people, *left), (), PairStatus.ENDED
    if not people:
        return None
    first = replace(min(pairs, key=lambda pair: pair.row), id=group, status=status)
    return Circle(first, _person(group, people), people, left, away)


def _members(book: Book, pairs: Sequence[Pair], rows: AbstractSet[str]) -> tuple[Person, ...]:
    """Whose rows these are, and whoever leads the group without a row among its `rows`."""
    ids = {pair.mentee for pair in pairs} | {pair.mentor for pair in pairs} - rows
    here = [book.people[one] for one in sorted(ids) if one in book.people]
    return tuple(person for person in here if person.id in rows or person.mentors)


def _person(group: str, people: Sequence[Person]) -> Person:
    """Somebody who stands for all of them: at the schools that all share, else by video."""
    shared = [school for school in people[0].schools if all(school in one.schools for one in people)]
    mode = Mode.VIRTUAL if not shared or any(one.mode is Mode.VIRTUAL for one in people) else Mode.EITHER
    names = ", ".join(one.name for one in people[:-1]) + f" and {people[-1].name}"
    starts = max((one.starts_on for one in people if one.starts_on), default=None)
    return Person(group, 0, names, "", None, schools=tuple(shared), mode=mode, starts_on=starts)


def joined(free: Free, found: Sequence[Circle]) -> Free:
    """The free times with a row for each circle behind those of the people."""
    if not found:
        return free
    count = len(free.people)
    number = free.number | {circle.pair.id: count + n for n, circle in enumerate(found)}
    blank = np.zeros((len(found), *free.free.shape[1:]), free.free.dtype)
    flags = np.zeros((len(found), *free.meets.shape[1:]), np.bool_)
    result = replace(
        free,
        people=(*free.people, *(circle.person for circle in found)),
        free=np.concatenate([free.free, blank]),
        planning=np.concatenate([free.planning, blank]),
        meets=np.concatenate([free.meets, flags]),
        soft=np.concatenate([free.soft, flags]),
        away=np.concatenate([free.away, flags]),
        number=number,
    )
    for circle in found:
        fill(result, circle.pair.id, members_of(result, circle.people))
    return result


def members_of(free: Free, people: Sequence[Person]) -> Index:
    return np.array([free.number[person.id] for person in people], np.intp)


def fill(free: Free, group: str, members: Index) -> None:
    """Puts what all members have in common into the circle's row; those who are away hold up nobody, while two are left."""
    row, away = free.number[group], free.away[members]
    spared = away & (np.count_nonzero(~away, axis=0) >= ENOUGH)
    every = np.iinfo(free.free.dtype).max
    free.free[row] = np.bitwise_and.reduce(np.where(spared[:, :, None], every, free.free[members]))
    free.planning[row] = np.bitwise_or.reduce(free.planning[members])
    free.meets[row] = (free.meets[members] | spared).all(axis=0)
    free.soft[row] = free.soft[members].any(axis=0)
