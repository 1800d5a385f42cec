"""Classroom visits: one of a pair is free while the other teaches, with time for the way there and back.

The mentor visits first, then they take turns. Visits lie apart, spread over the term, and take what meetings leave.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from tasks.meetings import rows
from tasks.meetings.free import Free, here_on
from tasks.meetings.grid import Flags, Index
from tasks.meetings.outcome import OBSERVATION, Entry, as_it_is, books
from tasks.meetings.release import release_questions
from tasks.meetings.sorting import called_off, moves_of
from tasks.meetings.wishes import NOTICE, Wish, earliest
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.people import Person
from tasks.program.problems import Problem
from tasks.program.schooldays import Period
from tasks.program.todo import ToDo

_NO_CLASS = frozenset({"am", "pm", "lunch", "recess"})
_NOT_WHOLE = frozenset({"testing", "early release", "late start", "remote day"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


@dataclass(frozen=True)
class Slot:
    """A class to visit: date number and period."""

    day: int
    period: Period


def visit_figures(parts: Iterable["Visits"]) -> dict[str, Any]:
    """`observations`: how many visits are wanted, and how many have a time."""
    counts = [(part.wanted, part.placed) for part in parts]
    wanted, placed = (sum(each) for each in zip(*counts, strict=True)) if counts else (0, 0)
    return {"observations": {"wanted": wanted, "placed": placed}} if wanted else {}


def _sides(wish: Wish, number: int) -> tuple[Person, Person]:
    """Who visits whom: the mentor first."""
    return (wish.mentor, wish.mentee) if number % 2 else (wish.mentee, wish.mentor)


def _number(wish: Wish, row: Meeting) -> int:
    tail = row.id.removeprefix(f"{wish.pair.id}-o")
    return int(tail) if tail.isascii() and tail.isdigit() else 1


class Visits:
    """The visits of all pairs, placed one pair after the other on what the meetings have left free."""

    def __init__(self, book: Book, free: Free) -> None:
        self.book, self.free, self.grid = book, free, free.grid
        self.hosted: set[tuple[str, int, int]] = set()
        self.kept: dict[str, tuple[datetime, str]] = {}
        self.cancelled: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.lacking: list[tuple[Wish, int]] = []
        self.ordinary: dict[tuple[str, str], Flags] = {}
        self.wanted = self.placed = 0

    def hold(self, wish: Wish) -> None:
        """Decides which standing visits stay, and takes their time before anything else is placed."""
        gone, moves = called_off(self.book, wish), moves_of(self.book, wish)
        for row in wish.visits:
            if row.starts <= self.now:
                continue
            move = moves.get(row.id)
            change = rows.change_of(row, self.book, wish.schools)
            self.problems += [change.problem] if change.problem else []
            if change.cancel or row.id in gone:
                self.cancelled[row.id] = "staff: Change" if change.cancel else "reply: calendar"
                self._hold(wish, row, row.starts)
            elif change.starts is not None:
                self._keep(wish, row, change.starts, "staff: Change")
            elif move is not None and row.status in rows.TOLD:
                wish.moved[row.id] = move
                self._keep(wish, row, move[0], "reply: calendar")
            elif row.status in rows.LIVE and self._fits(wish, row):
                self._keep(wish, row, row.starts, "rule: free times")

    def _fits(self, wish: Wish, row: Meeting) -> bool:
        """Whether a visit may stay; today's and tomorrow's stay wherever both are there."""
        day = row.starts.date()
        if day < self.book.run.today + NOTICE:
            school = all(self.book.calendar.is_school_day(day, one) for one in wish.schools)
            return school and all(here_on(person, day) for person in wish.people)
        minutes = row.starts.hour * 60 + row.starts.minute
        slots = self._slots(wish, *_sides(wish, _number(wish, row)))
        return any(self.grid.dates[one.day] == day and one.period.starts == minutes for one in slots)

    def _keep(self, wish: Wish, row: Meeting, starts: datetime, because: str) -> None:
        self.kept[row.id] = (starts, because)
        self._hold(wish, row, starts)

    def _hold(self, wish: Wish, row: Meeting, starts: datetime) -> None:
        """Takes the time of a visit that stands, or was called off."""
        visitor, host = _sides(wish, _number(wish, row))
        day, begins = self.grid.index.get(starts.date()), starts.hour * 60 + starts.minute
        if day is not None:
            length = int((row.ends - row.starts).total_seconds() // 60)
            self._take(Slot(day, Period("", begins, begins + length)), visitor, host)

    def of(self, wish: Wish) -> Iterator[Entry]:
        """The pair's visits as they should stand, its old ones first."""
        standing = {meeting.id: meeting for meeting in wish.visits}
        booked = books(self.book, wish.pair, (*wish.rows, *wish.visits))
        count = self.book.settings.observations_per_term
        for number in range(1, count + 1):
            row = standing.pop(f"{wish.pair.id}-o{number}", None)
            visitor, host = _sides(wish, number)
            self.wanted += 1
            yield from self._visit(wish, number, row, visitor, host, booked=booked)
        for row in standing.values():
            over = row.starts <= self.now
            status = rows.past_status(row, self.book, wish.schools) if over else MeetingStatus.CANCELLED
            if over or row.status is not MeetingStatus.PLANNED:
                yield as_it_is(row, status, "setting: Observations per term")

    @cached_property
    def now(self) -> datetime:
        return self.book.run.now.replace(tzinfo=None)

    def _visit(
        self, wish: Wish, number: int, row: Meeting | None, visitor: Person, host: Person, *, booked: bool
    ) -> Iterator[Entry]:
        if row is not None and (row.starts <= self.now or row.id in {*self.cancelled, *self.kept}):
            yield from self._standing(wish, row, booked=booked)
            return
        slot = self._nearest(self._slots(wish, visitor, host), number)
        if slot is None:
            self.lacking.append((wish, number))
            if row is not None and row.status is not MeetingStatus.PLANNED:
                yield as_it_is(row, MeetingStatus.CANCELLED, "rule: free times")
            return
        self.placed += 1
        self._take(slot, visitor, host)
        midnight = datetime.combine(self.grid.dates[slot.day], time())
        starts = midnight + timedelta(minutes=slot.period.starts)
        moved = row is not None and row.status in rows.TOLD and row.starts != starts
        status = MeetingStatus.MOVED if moved else MeetingStatus.BOOKED
        yield Entry(
            row.id if row else f"{wish.pair.id}-o{number}",
            wish.pair.id,
            OBSERVATION,
            starts,
            midnight + timedelta(minutes=slot.period.ends),
            f"{host.school}, class of {host.name}",
            status if booked else MeetingStatus.PLANNED,
            starts,
            row,
            "rule: free times" if row else "setting: Observations per term",
        )

    def _standing(self, wish: Wish, row: Meeting, *, booked: bool) -> Iterator[Entry]:
        """A row that needs no new time: over, cancelled, or kept."""
        if row.id in self.kept:
            starts, because = self.kept[row.id]
            moved = starts != row.starts or row.status is MeetingStatus.MOVED
            status = MeetingStatus.MOVED if moved and row.status in rows.TOLD else MeetingStatus.BOOKED
            entry = as_it_is(row, status if booked else MeetingStatus.PLANNED, because)
            self.placed += 1
            ends = wish.moved[row.id][1] if row.id in wish.moved else starts + (row.ends - row.starts)
            yield replace(entry, starts=starts, ends=ends)
        elif row.id in self.cancelled:
            yield as_it_is(row, MeetingStatus.CANCELLED, self.cancelled[row.id])
        elif row.status is not MeetingStatus.PLANNED:
            self.placed += row.status is not MeetingStatus.CANCELLED
            yield as_it_is(row, rows.past_status(row, self.book, wish.schools))

    def _slots(self, wish: Wish, visitor: Person, host: Person) -> list[Slot]:
        """Every class of the host that the visitor could see, in order of time."""
        seen = self.free.free[self.free.number[visitor.id]]
        return [
            Slot(int(day), here)
            for period in self._classes(host)
            for later, dates in self.free.clocks(host.school)
            for here in [replace(period, starts=period.starts + later, ends=period.ends + later)]
            for day in np.flatnonzero(
                self._days(wish, host, period) & dates & self._covers(seen, here, self._way(visitor, host))
            )
            if (host.id, int(day), here.starts) not in self.hosted
        ]

    def _way(self, visitor: Person, host: Person) -> int:
        return self.book.settings.travel_minutes if visitor.school != host.school else 0

    def _covers(self, seen: np.ndarray, period: Period, way: int) -> Flags:
        """The dates on which these bits cover the period and the way there and back."""
        one, two = period.starts - way, period.ends + way
        mask = self.grid.packed([self.grid.mask(one, two, outward=True)])[0]
        inside = one >= self.grid.opens and two <= self.grid.opens + self.grid.slots * self.grid.unit
        found: Flags = (seen & mask == mask).all(axis=1) & inside
        return found

    def _classes(self, host: Person) -> list[Period]:
        return [
            period for period in self.book.bells.of(host.school) if period.name.casefold() not in _NO_CLASS
        ]

    def _days(self, wish: Wish, host: Person, period: Period) -> Flags:
        """The dates on which the host teaches this period, and a visit may be put."""
        first = earliest(self.book, wish)
        if first is None:
            return np.zeros(len(self.grid.dates), np.bool_)
        found = self._ordinary(host.school, period).copy()
        for weekday in range(7):
            if weekday not in period.days or self._window(host, weekday, period):
                found &= self.weekdays != weekday
        begin = max(first, self.book.run.today + NOTICE)
        for day in np.flatnonzero(found).tolist():
            date = self.grid.dates[day]
            late = date < begin or date > self.book.settings.term_end
            if late or not here_on(host, date):
                found[day] = False
        return found

    @cached_property
    def weekdays(self) -> Index:
        return np.array([day.weekday() for day in self.grid.dates], np.intp)

    def _ordinary(self, school: str, period: Period) -> Flags:
        """Whole school days without tests, on the right cycle day."""
        key = (school, period.cycle)
        if key not in self.ordinary:
            days = [self.book.calendar.day(day, school) for day in self.grid.dates]
            self.ordinary[key] = np.array(
                [
                    day.meets and not day.kinds & _NOT_WHOLE and period.cycle in ("", day.cycle)
                    for day in days
                ],
                np.bool_,
            )
        return self.ordinary[key]

    @staticmethod
    def _window(host: Person, day: int, period: Period) -> bool:
        """Whether the host does not teach then: a window of the host's own overlaps the period."""
        return any(
            window.day == day and window.starts < period.ends and period.starts < window.ends
            for window in host.windows
        )

    def _nearest(self, slots: Sequence[Slot], number: int) -> Slot | None:
        """The one nearest to the visit's share of the term."""
        count = self.book.settings.observations_per_term
        target = len(self.grid.dates) * (2 * number - 1) // (2 * count)
        return min(slots, key=lambda one: (abs(one.day - target), one.day, one.period.starts), default=None)

    def _take(self, slot: Slot, visitor: Person, host: Person) -> None:
        way = self._way(visitor, host)
        mask = self.grid.mask(slot.period.starts - way, slot.period.ends + way, outward=True)
        self.free.free[self.free.number[visitor.id], slot.day] &= ~self.grid.packed([mask])[0]
        self.hosted.add((host.id, slot.day, slot.period.starts))

    def questions(self) -> tuple[ToDo, ...]:
        """One line a school whose timetable leaves no room for visits, with the release time that would."""
        sides = ((wish, *_sides(wish, number)) for wish, number in self.lacking)
        return release_questions(
            (visitor, self._release(wish, visitor, host)) for wish, visitor, host in sides
        )

    def _release(self, wish: Wish, visitor: Person, host: Person) -> str:
        """In which class of the host the visitor would have to be released."""
        way = self._way(visitor, host)
        road = f" and {way} minutes before and after" if way else ""
        best: tuple[int, int, str] = (0, 0, "")
        for period in self._classes(host):
            days = np.flatnonzero(self._days(wish, host, period))
            counts = Counter(self.grid.dates[day].weekday() for day in days)
            for weekday, count in sorted(counts.items()):
                best = max(best, (count, -period.starts, f"{_DAYS[weekday % 5]} {period.name}"))
        return (
            f"on {best[2]}{road}" if best[2] else f"(no class of {host.name} is known: fill in Bell schedule)"
        )
