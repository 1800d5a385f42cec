"""The way between two school buildings: who has to go, and which starts leave no time for it.

A person teaches at the home school between its first and last bell; before and after, nobody has to come from there or
go back. Meetings by video need no way.
"""

from collections.abc import Sequence

import numpy as np

from tasks.meetings.free import Free
from tasks.meetings.grid import Bits, Flags, delayed, dilated
from tasks.meetings.wishes import Wish
from tasks.program.book import Book
from tasks.program.people import Mode, Person


def building(mentor: Person, mentee: Person) -> str:
    """The school where the two meet in person; empty where they meet by video."""
    if Mode.VIRTUAL in (mentor.mode, mentee.mode):
        return ""
    shared = [school for school in mentor.schools if school in mentee.schools]
    known = mentor.schools and mentee.schools
    return shared[0] if shared else "" if known else mentor.school or mentee.school


def roaming(wishes: Sequence[Wish], free: Free) -> Flags:
    """Who meets at another school than the own one, or at several."""
    places: dict[str, set[str]] = {}
    for wish in wishes:
        for person in (wish.mentor, wish.mentee):
            there = building(wish.mentor, wish.mentee)
            places.setdefault(person.id, set()).update({there} - {"", person.school})
    return np.array([bool(places.get(person.id)) for person in free.people], np.bool_)


def barred(book: Book, wishes: Sequence[Wish], free: Free, length: int, way: int) -> dict[int, Bits]:
    """The starts (dates x words) that leave a traveler no time to come or to go back, by number of the wish."""
    found: dict[int, Bits] = {}
    for number, wish in enumerate(wishes):
        there = building(wish.mentor, wish.mentee)
        for person in (wish.mentor, wish.mentee):
            if way and there and person.school and person.school != there:
                busy = _bound(book, free, person)
                none = dilated(busy, length + way) | delayed(busy, way)
                found[number] = found[number] | none if number in found else none
    return found


def _bound(book: Book, free: Free, person: Person) -> Bits:
    """When the person has to be somewhere: not free, and inside the bells of the home school; dates x words."""
    grid = free.grid
    hours = book.bells.hours(person.school)
    bound: Bits = ~free.free[free.number[person.id]]
    for later, dates in free.clocks(person.school):
        inside = (
            grid.mask(hours[0] + later, hours[1] + later, outward=True) if hours else grid.mask(0, 24 * 60)
        )
        bound[dates] &= grid.packed([inside])[0]
    return bound
