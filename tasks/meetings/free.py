"""Who is free when: windows, bells, calendar days, absences and busy times of every person, as bits.

One row of bits per person and date of the grid. Conflicts between meetings are not looked at here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np

from tasks.meetings.grid import WORD, Bits, Flags, Grid, Ints, unit_for
from tasks.meetings.hours import early_unclear, late_unclear, open_hours
from tasks.meetings.sessions import trainings_of
from tasks.program.book import Book
from tasks.program.meetings import Busy
from tasks.program.people import Mode, Person, Window
from tasks.program.schooldays import Day
from tasks.program.zones import minutes_ahead, on_clock

_CYCLES = ("", "A", "B")


@dataclass(frozen=True)
class Free:
    """Bits by person, date and slot: free, and planning period; by person and date: school meets, better avoided, away."""

    grid: Grid
    people: tuple[Person, ...]
    free: Bits
    planning: Bits
    meets: Flags
    soft: Flags
    away: Flags
    number: dict[str, int] = field(default_factory=dict)
    ahead: Mapping[str, Ints] = field(default_factory=dict)
    """For schools in another zone: how many minutes later the grid's clock is than theirs, by date."""

    def clocks(self, school: str) -> Iterator[tuple[int, Flags]]:
        """Each difference that the school's clock has, and the dates on which it has it."""
        ahead = self.ahead.get(school)
        if ahead is None:
            yield 0, np.ones(len(self.grid.dates), np.bool_)
            return
        for minutes in sorted(set(ahead.tolist())):
            yield minutes, np.equal(ahead, minutes)


def grid_for(book: Book, people: Iterable[Person]) -> Grid:
    """The term's grid; the slot is as fine as the windows of these people and the meeting length need."""
    settings = book.settings
    opens, closes = (_minutes(moment) for moment in settings.meeting_hours)
    edges = {
        edge + later
        for person, later in ((one, _later(book, one)) for one in people)
        for window in windows_of(book, person)
        for edge in (window.starts, window.ends)
    }
    unit = unit_for({opens, settings.meeting_minutes, *(edge for edge in edges if opens < edge < closes)})
    monday = settings.term_start - timedelta(days=settings.term_start.weekday())
    weeks = (settings.term_end - monday).days // 7 + 1
    weekend = any(
        entry.kind == "school day" and _touches_weekend(entry.first, entry.last)
        for entry in book.calendar.entries
    )
    return Grid(monday, weeks, 7 if weekend else 5, opens, max(0, closes - opens) // unit, unit)


def _later(book: Book, person: Person) -> int:
    return minutes_ahead(book.settings.time_zone, book.zone_of(person.school), book.settings.term_start)


def _touches_weekend(first: date, last: date) -> bool:
    return first.weekday() > 4 or (last - first).days >= 5 - first.weekday()


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def windows_of(book: Book, person: Person) -> tuple[Window, ...]:
    """The person's windows; where none were typed, the time outside the first and last bell of the home school."""
    if person.times_known:
        return person.windows
    hours = book.bells.hours(person.school)
    if hours is None:
        return ()
    opens, closes = (_minutes(moment) for moment in book.settings.meeting_hours)
    spans = ((opens, hours[0]), (hours[1], closes))
    return tuple(Window(day, *span) for day in range(5) for span in spans if span[0] < span[1])


def free_times(book: Book, grid: Grid, people: Sequence[Person]) -> Free:
    """When each person could meet at all."""
    shape = (len(people), len(grid.dates), grid.words)
    result = Free(
        grid,
        tuple(people),
        np.zeros(shape, WORD),
        np.zeros(shape, WORD),
        np.zeros(shape[:2], np.bool_),
        np.zeros(shape[:2], np.bool_),
        np.zeros(shape[:2], np.bool_),
        {person.id: number for number, person in enumerate(people)},
        _ahead(book, grid, people),
    )
    last = last_day(book)
    templates = {0: _templates(book, grid, people)}
    for school, rows in _by_school(people).items():
        days = [book.calendar.day(day, school) for day in grid.dates]
        days = [replace(day, meets=day.meets and day.date <= last) for day in days]
        cycles = [_CYCLES.index(day.cycle) if day.cycle in _CYCLES else 0 for day in days]
        weekdays = [day.date.weekday() for day in days]
        for later, dates in result.clocks(school):
            if later not in templates:
                templates[later] = _templates(book, grid, people, later)
            weekly, planning = templates[later]
            opened = grid.packed(_day_mask(book, grid, day, later) for day in days)
            at = np.flatnonzero(dates)
            here = np.ix_(np.array(rows), at)
            result.free[here] = weekly[rows][:, np.array(cycles)[at], np.array(weekdays)[at]] & opened[at]
            result.planning[here] = planning[rows][:, np.array(cycles)[at], np.array(weekdays)[at]]
        result.meets[rows] = [day.meets for day in days]
        result.soft[rows] = [
            bool(day.kinds & {"testing"}) or late_unclear(day) or early_unclear(day) for day in days
        ]
    _take_out(book, result)
    return result


def last_day(book: Book) -> date:
    """The last day for meetings: before the quiet school days at the end of the term."""
    settings = book.settings
    days = list(book.calendar.school_days(settings.term_start, settings.term_end))
    quiet = settings.quiet_days_before_term_end
    if not quiet:
        return settings.term_end
    return days[-quiet] - timedelta(days=1) if quiet <= len(days) else settings.term_start - timedelta(days=1)


def _by_school(people: Sequence[Person]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        found.setdefault(person.school, []).append(number)
    return found


def _ahead(book: Book, grid: Grid, people: Iterable[Person]) -> dict[str, Ints]:
    zones = {person.school: book.zone_of(person.school) for person in people}
    here = book.settings.time_zone
    return {
        school: np.array([minutes_ahead(here, zone, day) for day in grid.dates], np.int32)
        for school, zone in zones.items()
        if zone != here
    }


def _templates(book: Book, grid: Grid, people: Sequence[Person], later: int = 0) -> tuple[Bits, Bits]:
    """Free and planning bits of each person's week: person x cycle day (none, A, B) x weekday x words.

    The windows are on a clock that the grid's is `later` minutes ahead of.
    """
    mask = lru_cache(maxsize=None)(grid.mask)
    free: list[int] = []
    planning: list[int] = []
    none_allowed = book.settings.planning_periods_per_week <= 0
    for person in people:
        own, plan = [0] * 21, [0] * 21
        for window in on_clock(windows_of(book, person), later) if later else windows_of(book, person):
            bits = mask(window.starts, window.ends)
            for cycle, name in enumerate(_CYCLES):
                if window.cycle in ("", name):
                    target = plan if window.planning else own
                    target[cycle * 7 + window.day] |= bits
        # A planning period that overlaps another window is not spent by meeting in that window.
        plan = [two & ~one for one, two in zip(own, plan, strict=True)]
        free.extend(own if none_allowed else (one | two for one, two in zip(own, plan, strict=True)))
        planning.extend(plan)
    shape = (len(people), 3, 7, grid.words)
    return grid.packed(free).reshape(shape), grid.packed(planning).reshape(shape)


def _day_mask(book: Book, grid: Grid, day: Day, later: int) -> int:
    """The hours of a school's day, on the grid's clock."""
    if not day.meets:
        return 0
    first, last = map(_minutes, book.settings.meeting_hours)
    opens, closes = open_hours(day)
    return grid.mask(max(opens, first) + later, min(closes, last) + later)


def _take_out(book: Book, result: Free) -> None:
    """Absences, remote days of people who meet in person only, trainings and busy times."""
    grid = result.grid
    remote = _remote_days(book, grid)
    blocked: list[tuple[int, int, int]] = []
    for number, person in enumerate(result.people):
        absent = (
            [index for index, day in enumerate(grid.dates) if not here_on(person, day)]
            if _may_miss(person, grid)
            else []
        )
        result.away[number, absent] = True
        if person.mode is Mode.IN_PERSON:
            absent = absent + remote.get(person.school, [])
        if absent:
            result.free[number, absent] = 0
        for busy in (*book.world.busy.get(person.id, ()), *trainings_of(book, person)):
            blocked.extend((number, index, mask) for index, mask in _masks(grid, busy))
    if blocked:
        rows, days, masks = zip(*blocked, strict=True)
        np.bitwise_and.at(result.free, (np.array(rows), np.array(days)), ~grid.packed(masks))


def _remote_days(book: Book, grid: Grid) -> dict[str, list[int]]:
    days = [
        index
        for index, day in enumerate(grid.dates)
        if any(e.kind == "remote day" for e in book.calendar.entries_on(day))
    ]
    schools = {person.school for person in book.people.values()} if days else set()
    return {
        school: [i for i in days if "remote day" in book.calendar.day(grid.dates[i], school).kinds]
        for school in schools
    }


def _may_miss(person: Person, grid: Grid) -> bool:
    return not (
        (person.starts_on is None or person.starts_on <= grid.dates[0])
        and person.ends_on is None
        and person.away_from is None
        and person.takes_part_on(grid.dates[0])
    )


def here_on(person: Person, day: date) -> bool:
    """Whether the person takes part in the program on this day, and has begun."""
    return person.takes_part_on(day) and (person.starts_on is None or person.starts_on <= day)


def _masks(grid: Grid, busy: Busy) -> Iterable[tuple[int, int]]:
    """The busy time as (date number, bits), one for each date it touches."""
    day = max(busy.starts.date(), grid.dates[0])
    last = min(busy.ends.date(), grid.dates[-1])
    while day <= last:
        midnight = datetime.combine(day, time.min)
        starts = max(0, int((busy.starts - midnight).total_seconds() // 60))
        ends = min(24 * 60, -int((midnight - busy.ends).total_seconds() // 60))
        index = grid.index.get(day)
        mask = grid.mask(starts, ends, outward=True) if ends > starts else 0
        if index is not None and mask:
            yield index, mask
        day += timedelta(days=1)
