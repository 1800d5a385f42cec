"""When two people could meet: windows they share, and in how many weeks of the term they really can.

Times are minutes after midnight. A *point* is a weekday, a day of the A/B cycle and a minute at which somebody's
window begins: two people share a window of the meeting's length exactly when both are free for that long from
one point on, so points stand for all times. Sets of points are whole numbers, one bit a point.
A week counts where a point stands that both can use on its date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from tasks.program.meetings import Busy
from tasks.program.people import Person, Window
from tasks.program.schooldays import SchoolCalendar
from tasks.program.settings import Settings

Point = tuple[int, str, int]


def shared(one: Person, other: Person, minutes: int) -> tuple[Window, ...]:
    """The times that both are free for at least `minutes`, in order of the week, labeled as typed."""
    by_day: dict[int, list[Window]] = {}
    for window in other.windows:
        by_day.setdefault(window.day, []).append(window)
    both = (
        _overlap(mine, theirs)
        for mine in one.windows
        for theirs in by_day.get(mine.day, ())
        if not (mine.cycle and theirs.cycle and mine.cycle != theirs.cycle)
    )
    return tuple(sorted({window for window in both if window.ends - window.starts >= minutes}))


def _overlap(mine: Window, theirs: Window) -> Window:
    starts, ends = max(mine.starts, theirs.starts), min(mine.ends, theirs.ends)
    label = next((w.label for w in (mine, theirs) if (w.starts, w.ends) == (starts, ends)), "")
    return Window(
        mine.day, starts, ends, mine.cycle or theirs.cycle, label, mine.planning and theirs.planning
    )


def cycles_of(people: Iterable[Person]) -> tuple[str, ...]:
    """The days of the cycle that make a difference; the empty one stands for dates of which the cycle is not known.

    Only windows of every day count on those.
    """
    cycled = any(window.cycle for person in people for window in person.windows)
    return ("A", "B", "") if cycled else ("",)


def units(windows: Iterable[Window], cycles: tuple[str, ...]) -> list[tuple[int, str, Window]]:
    """Each window with its weekday, once for every day of the cycle on which it holds."""
    return [
        (window.day, cycle, window)
        for window in windows
        for cycle in cycles
        if not window.cycle or window.cycle == cycle
    ]


def planning_periods(one: Person, other: Person, minutes: int, cycles: tuple[str, ...]) -> int:
    """How many planning periods a week the two share (on each day of the cycle)."""
    both = (window for window in shared(one, other, minutes) if window.planning)
    return len({(day, cycle, window.starts) for day, cycle, window in units(both, cycles)})


def times_shared(one: Person, other: Person, minutes: int, cycles: tuple[str, ...]) -> int:
    """How many times a week the two could meet, on those days of the cycle on which they could most often."""
    both = {(day, cycle, window.starts) for day, cycle, window in units(shared(one, other, minutes), cycles)}
    return max(sum(cycle == wanted for _, cycle, _ in both) for wanted in cycles)


@dataclass(frozen=True)
class Term:
    """The weeks of the term, and which points each person can use in which of them."""

    settings: Settings
    calendar: SchoolCalendar
    busy: Mapping[str, tuple[Busy, ...]]
    points: tuple[Point, ...]
    cycles: tuple[str, ...]

    @classmethod
    def of(
        cls,
        people: Iterable[Person],
        settings: Settings,
        calendar: SchoolCalendar,
        busy: Mapping[str, tuple[Busy, ...]],
    ) -> "Term":
        """The term as these people's windows see it."""
        everyone = tuple(people)
        cycles, length = cycles_of(everyone), settings.meeting_minutes
        points = {
            (day, cycle, window.starts)
            for person in everyone
            for day, cycle, window in units(person.windows, cycles)
            if window.ends - window.starts >= length
        }
        return cls(settings, calendar, busy, tuple(sorted(points)), cycles)

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """The dates of the term, Monday to Sunday together."""
        first, last = self.settings.term_start, self.settings.term_end
        found: dict[date, list[date]] = {}
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            found.setdefault(day - timedelta(days=day.weekday()), []).append(day)
        return tuple(tuple(week) for week in found.values())

    @cached_property
    def _bits(self) -> dict[tuple[int, str], tuple[tuple[int, int], ...]]:
        """Of each weekday and cycle: its minutes and their bits."""
        found: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for place, (day, cycle, minute) in enumerate(self.points):
            found.setdefault((day, cycle), []).append((minute, 1 << place))
        return {key: tuple(bits) for key, bits in found.items()}

    @cached_property
    def _spans(self) -> dict[tuple[int, str, int, int], int]:
        return {}

    def span(self, day: int, cycle: str, starts: int, ends: int) -> int:
        """The points of a day from which a whole meeting fits between two minutes."""
        key = (day, cycle, starts, ends)
        if key not in self._spans:
            latest = ends - self.settings.meeting_minutes
            bits = self._bits.get((day, cycle), ())
            self._spans[key] = sum(bit for minute, bit in bits if starts <= minute <= latest)
        return self._spans[key]

    def usable(self, person: Person, *, planning: bool = False) -> int:
        """The points from which the person is free for a whole meeting, in planning periods only if asked."""
        found = 0
        for day, cycle, window in units(person.windows, self.cycles):
            if window.planning or not planning:
                found |= self.span(day, cycle, window.starts, window.ends)
        return found

    def on_cycle(self, cycle: str) -> int:
        """The points of one day of the cycle."""
        return sum(1 << place for place, point in enumerate(self.points) if point[1] == cycle)

    def begins(self, person: Person, *, planning: bool = False) -> int:
        """The points at which a window of the person begins, a planning period only if asked."""
        found = 0
        for day, cycle, window in units(person.windows, self.cycles):
            if (
                window.planning or not planning
            ) and window.ends - window.starts >= self.settings.meeting_minutes:
                found |= self.span(day, cycle, window.starts, window.starts + self.settings.meeting_minutes)
        return found

    @cached_property
    def _schools(self) -> dict[str, tuple[tuple[int, ...], ...]]:
        return {}

    def open_at(self, school: str) -> tuple[tuple[int, ...], ...]:
        """For each week and each of its dates: the points at which the school is open for a whole meeting."""
        if school not in self._schools:
            self._schools[school] = tuple(tuple(self._on(day, school) for day in week) for week in self.weeks)
        return self._schools[school]

    def _on(self, day: date, school: str) -> int:
        info = self.calendar.day(day, school)
        if not info.meets:
            return 0
        opens = info.opens.hour * 60 + info.opens.minute if info.opens else 0
        closes = info.closes.hour * 60 + info.closes.minute if info.closes else 24 * 60
        cycle = info.cycle if info.cycle in self.cycles else ""
        return self.span(day.weekday(), cycle, opens, closes)

    def free(self, person: Person, usable: int | None = None) -> tuple[int, ...]:
        """For each week: the points that the person can really use on their dates; `usable` where it is known."""
        usable = self.usable(person) if usable is None else usable
        busy = self._busy_by_day(person)
        found = [usable & open_ for open_ in self._weeks_at(person.school)]
        if self._dated(person):
            special: Iterable[int] = range(len(found))
        else:
            special = {self._week_of[day] for day in busy if day in self._week_of}
        for week in special:
            found[week] = 0
            for day, points in zip(self.weeks[week], self.open_at(person.school)[week], strict=True):
                if _here(person, day):
                    found[week] |= usable & points & ~busy.get(day, 0)
        return tuple(found)

    @cached_property
    def _week_of(self) -> dict[date, int]:
        return {day: place for place, week in enumerate(self.weeks) for day in week}

    @cached_property
    def _open_weeks(self) -> dict[str, tuple[int, ...]]:
        return {}

    def _weeks_at(self, school: str) -> tuple[int, ...]:
        # A week's dates have different weekdays, so their points never share a bit and add up.
        if school not in self._open_weeks:
            self._open_weeks[school] = tuple(sum(week) for week in self.open_at(school))
        return self._open_weeks[school]

    def _dated(self, person: Person) -> bool:
        late = person.starts_on is not None and person.starts_on > self.settings.term_start
        early = person.ends_on is not None and person.ends_on < self.settings.term_end
        return late or early or person.away_from is not None

    def _busy_by_day(self, person: Person) -> dict[date, int]:
        found: dict[date, int] = {}
        for span in self.busy.get(person.id, ()):
            day = span.starts.date()
            while day <= span.ends.date():
                found[day] = found.get(day, 0) | self._taken(day, span)
                day += timedelta(days=1)
        return found

    def _taken(self, day: date, span: Busy) -> int:
        """The points of a date from which a meeting would run into a busy time."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall-clock times of one zone
        starts = (span.starts - midnight).total_seconds() / 60
        ends = (span.ends - midnight).total_seconds() / 60
        return sum(
            bit
            for cycle in self.cycles
            for minute, bit in self._bits.get((day.weekday(), cycle), ())
            if starts < minute + self.settings.meeting_minutes and minute < ends
        )

    def weeks_together(self, one: Person, other: Person) -> int:
        """In how many weeks of the term the two can really meet once."""
        return sum(mine & theirs != 0 for mine, theirs in zip(self.free(one), self.free(other), strict=True))


def _here(person: Person, day: date) -> bool:
    if person.starts_on is not None and day < person.starts_on:
        return False
    if person.ends_on is not None and day > person.ends_on:
        return False
    if person.away_from is None or day < person.away_from:
        return True
    return person.away_until is not None and day >= person.away_until
