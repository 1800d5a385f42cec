"""How much is possible at all: meetings wanted, possible, placed, at the usual time; pairs that can hardly meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.meetings.free import windows_of
from tasks.meetings.grid import Bits, eroded
from tasks.meetings.term import Case, Term
from tasks.meetings.wishes import Wish
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.people import Person, Window
from tasks.program.todo import ToDo
from tasks.program.zones import on_clock

_MET = frozenset({"booked", "moved", "held", "not confirmed", "missed"})
_HARDLY = 0.5
_EXPLAINED = 40
_NAMED = 8
_AS_GOOD = 2
"""Weeks by which another suggestion may be better without taking the place of the one that stands."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Share:
    """One pair's meetings: how many cycles ask for one, could have one, have one, have it at the usual time."""

    wanted: int
    possible: int
    placed: int
    usual: int

    @property
    def hardly(self) -> bool:
        return self.wanted > 0 and self.placed < _HARDLY * self.wanted


def shares(wishes: Sequence[Wish], case: Case, term: Term) -> list[Share]:
    """For each wish: what stands or was, and what is still to be placed."""
    usual = (term.placed >= 0) & (term.placed % case.cycle == term.usual[:, None])
    found = []
    for number, wish in enumerate(wishes):
        stands = [starts for _, starts in wish.kept.values()]
        was = sum(
            meeting.status in _MET and meeting.starts.date() in case.grid.index for meeting in wish.past
        )
        fixed = len(stands) + was
        found.append(
            Share(
                wanted=int(case.open[number].sum()) + fixed + len(wish.closed),
                possible=int(term.possible[number].sum()) + fixed,
                placed=int((term.placed[number] >= 0).sum()) + fixed,
                usual=int(usual[number].sum()) + _at_usual(wish, case, int(term.usual[number])),
            )
        )
    return found


def _at_usual(wish: Wish, case: Case, usual: int) -> int:
    """Meetings that stand or took place at the pair's usual weekday and time."""
    grid, count = case.grid, 0
    for starts in (*(m.starts for m in wish.past), *(starts for _, starts in wish.kept.values())):
        place = grid.place(starts)
        if place is not None:
            day, slot = place
            count += day % (grid.days * case.span) * grid.stride + slot == usual
    return count


Reckoned = tuple[Sequence[Wish], Sequence[Share], Case]
"""Wishes scheduled together, with their shares."""


def figures(parts: Sequence[Reckoned]) -> dict[str, Any]:
    """`meetings`: the four counts for all pairs and by the mentor's school, and the ids of pairs that hardly meet."""
    both = [one for wishes, listed, _ in parts for one in zip(wishes, listed, strict=True)]
    grouped: dict[str, list[Share]] = {school: [] for school in sorted({w.people[0].school for w, _ in both})}
    for wish, one in both:
        grouped[wish.people[0].school].append(one)
    by_school = {school: _total(own) for school, own in grouped.items()}
    hardly = [wish.pair.id for wish, one in both if one.hardly]
    return {"meetings": _total([one for _, one in both]) | {"by_school": by_school, "hardly_meet": hardly}}


def _total(listed: Sequence[Share]) -> dict[str, Any]:
    return {
        "wanted": sum(one.wanted for one in listed),
        "possible": sum(one.possible for one in listed),
        "placed": sum(one.placed for one in listed),
        "usual": sum(one.usual for one in listed),
    }


def questions(book: Book, parts: Sequence[Reckoned]) -> tuple[ToDo, ...]:
    """Blank times, one line a school; and each pair that can hardly meet, with the cheapest change that would help."""
    unknown = _unknown_times(book, [wish for wishes, _, _ in parts for wish in wishes])
    known = set(unknown)
    lines = list(_ask_for_times(unknown))
    hardly = [
        (wishes[number], one, case, number)
        for wishes, listed, case in parts
        for number, one in enumerate(listed)
        if one.hardly and known.isdisjoint(person.id for person in wishes[number].people)
    ]
    for wish, one, case, number in hardly[:_EXPLAINED]:
        if wish.members:
            help_ = f"They need a time that all have free. {_in_the_way(wish, case, number)}".rstrip()
        else:
            help_ = _cheapest(book, wish, case, number) or "They need a time that both have free."
        few = f"Only {one.placed}" if one.placed else "None"
        what = f"{few} of the {one.wanted} meetings of {wish.names} {'has' if one.placed == 1 else 'have'} a time. {help_}"
        lines.append(ToDo(keys.todo("hardly-meet", wish.pair.id), what, look_in=f"Pairings: {wish.pair.id}"))
    if len(hardly) > _EXPLAINED:
        more = len(hardly) - _EXPLAINED
        lines.append(
            ToDo(keys.todo("hardly-meet", "more"), f"{more} more pairs can hardly meet.", look_in="Meetings")
        )
    return tuple(lines)


def _unknown_times(book: Book, wishes: Sequence[Wish]) -> dict[str, Person]:
    people = {p.id: p for wish in wishes for p in wish.people}
    return {
        one: person
        for one, person in people.items()
        if not person.times_known and not windows_of(book, person)
    }


def _ask_for_times(unknown: dict[str, Person]) -> Iterator[ToDo]:
    by_school: dict[str, list[Person]] = {}
    for person in unknown.values():
        by_school.setdefault(person.school, []).append(person)
    for school, people in sorted(by_school.items()):
        names = ", ".join(person.name for person in people[:_NAMED])
        more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
        what = f"Ask for the Availability of {names}{more}: nothing can be booked for them before."
        yield ToDo(keys.todo("availability", school), what, look_in="Enrollment: Availability")


def _cheapest(book: Book, wish: Wish, case: Case, number: int) -> str:
    """One window that one of the two would have to add, of those that the other has: the one that helps most.

    What staff have been told stays while another helps by a week or two more only: weeks that pass change the counts.
    """
    found: list[tuple[int, str]] = []
    for one, other in ((wish.mentee, wish.mentor), (wish.mentor, wish.mentee)):
        for window in sorted(windows_of(book, other)):
            weeks = _weeks_with(case, number, other, window)
            theirs = _on_clock_of(one, other, window, case)
            clock = f"{_DAYS[theirs.day]} {_clock(theirs.starts)}-{_clock(theirs.ends)}"
            found.append((weeks, f"If {one.name} could also meet {clock},"))
    best = max(found, key=lambda one: one[0], default=(0, ""))
    shorter = _weeks_shorter(case, number)
    if shorter > best[0]:
        return f"With meetings of {_shorter(case) * case.grid.unit} minutes, {shorter} would."
    said = _said(book, wish)
    standing = (one for one in found if one[1] in said and one[0] >= max(1, best[0] - _AS_GOOD))
    weeks, change = next(standing, best)
    return f"{change} {weeks} would." if weeks else ""


def _said(book: Book, wish: Wish) -> str:
    """What staff read about the pair now."""
    key = keys.todo("hardly-meet", wish.pair.id)
    rows = (row for row in book.snapshot.rows("To do") if row.text("Item") == key)
    return next((row.text("What") for row in rows if row.text("Status") == "open"), "")


def _in_the_way(wish: Wish, case: Case, number: int) -> str:
    """Of a circle, the member whose times cost the most meetings: all others have more in common."""
    rows = {person: case.free.number[person.id] for person in wish.members}
    best: tuple[int, str] = (0, "")
    for one in rows:
        others = [row for other, row in rows.items() if other != one]
        both = np.bitwise_and.reduce(case.free.free[others])
        days = case.days[number] & case.free.meets[list(rows.values())].all(axis=0)
        weeks = _cycles(case, eroded(np.where(days[:, None], both, np.uint64(0)), case.length))
        if weeks > best[0]:
            best = (weeks, f"If {one.name} could come whenever the others can, {weeks} would.")
    return best[1]


def _on_clock_of(one: Person, other: Person, window: Window, case: Case) -> Window:
    """A window of the other as the clock of the first one's school shows it, in the first weeks."""
    later = [next(case.free.clocks(person.school))[0] for person in (other, one)]
    return on_clock((window,), later[0] - later[1])[0]


def _weeks_with(case: Case, number: int, other: Person, window: Window) -> int:
    """Cycles in which the other person is free in this window, and school meets for both."""
    grid, free = case.grid, case.free
    days = np.array([day.weekday() == window.day for day in grid.dates]) & case.days[number]
    days &= free.meets[case.mentor[number]] & free.meets[case.mentee[number]]
    bits = free.free[free.number[other.id]].copy()
    for later, dates in free.clocks(other.school):
        bits[dates] &= grid.packed([grid.mask(window.starts + later, window.ends + later)])[0]
    bits[~days] = 0
    return _cycles(case, eroded(bits, case.length))


def _shorter(case: Case) -> int:
    return max(1, case.length * 2 // 3)


def _weeks_shorter(case: Case, number: int) -> int:
    both = case.free.free[case.mentor[number]] & case.free.free[case.mentee[number]]
    both = np.where(case.days[number][:, None], both, np.uint64(0))
    return _cycles(case, eroded(both, _shorter(case)))


def _cycles(case: Case, starts: Bits) -> int:
    return int(case.positions(starts[None]).any(axis=2).sum())


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
