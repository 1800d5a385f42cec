"""The school calendar and the bells: which days are school days, where, and when they begin and end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

FRIDAY = 4
NO_SCHOOL = "no school"
TEACHER_DAY = "teacher day"
SCHOOL_DAY = "school day"


@dataclass(frozen=True)
class School:
    """A school: the name people see, other names it goes by, and who leads and evaluates there (addresses)."""

    name: str
    also_called: tuple[str, ...] = ()
    principal: str = ""
    principal_email: str = ""
    evaluators: tuple[str, ...] = ()
    wants_digest: bool = False
    time_zone: str = ""
    """IANA; empty = the program's."""


@dataclass(frozen=True)
class Room:
    """A room where people may meet; `seats` None = enough for anybody."""

    school: str
    name: str
    seats: int | None = None

    def holds(self, people: int) -> bool:
        return self.seats is None or self.seats >= people


@dataclass(frozen=True)
class CalendarEntry:
    """One line of the `Calendar` tab: a day or a span (both ends included) for some schools, or all where empty."""

    first: date
    last: date
    kind: str
    schools: frozenset[str] = frozenset()
    opens: time | None = None
    closes: time | None = None
    cycle: str = ""
    notes: str = ""

    def applies_to(self, school: str) -> bool:
        return not self.schools or school in self.schools


@dataclass(frozen=True)
class Day:
    """What a date is like at one school; `opens` and `closes` narrow the day where they are given."""

    date: date
    meets: bool
    kinds: frozenset[str] = frozenset()
    opens: time | None = None
    closes: time | None = None
    cycle: str = ""


class SchoolCalendar:
    """Answers, for any date and school, what the `Calendar` tab says. Weekends are no school days unless it says so.

    `school=""` asks about the whole district: only entries for all schools count.
    """

    def __init__(self, entries: Iterable[CalendarEntry]) -> None:
        self.entries = tuple(entries)

    @cached_property
    def _by_day(self) -> dict[date, tuple[CalendarEntry, ...]]:
        found: dict[date, list[CalendarEntry]] = {}
        for entry in self.entries:
            for offset in range((entry.last - entry.first).days + 1):
                found.setdefault(entry.first + timedelta(days=offset), []).append(entry)
        return {day: tuple(entries) for day, entries in found.items()}

    def entries_on(self, day: date) -> tuple[CalendarEntry, ...]:
        return self._by_day.get(day, ())

    def day(self, day: date, school: str = "") -> Day:
        """What the date is like at the school. `school day` overrules a day off; a day off overrules the rest."""
        entries = [entry for entry in self.entries_on(day) if entry.applies_to(school)]
        if not entries:
            return Day(day, day.weekday() <= FRIDAY, frozenset(), None, None, "")
        kinds = frozenset(entry.kind for entry in entries)
        off = day.weekday() > FRIDAY or NO_SCHOOL in kinds or TEACHER_DAY in kinds
        meets = SCHOOL_DAY in kinds or not off
        opens = max((entry.opens for entry in entries if entry.opens), default=None)
        closes = min((entry.closes for entry in entries if entry.closes), default=None)
        cycle = next((entry.cycle for entry in entries if entry.cycle), "")
        return Day(day, meets, kinds, opens, closes, cycle)

    def is_school_day(self, day: date, school: str = "") -> bool:
        return self.day(day, school).meets

    def school_days(self, first: date, last: date, school: str = "") -> Iterator[date]:
        """The school days from `first` to `last`, both included."""
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if self.is_school_day(day, school):
                yield day

    def next_school_day(self, day: date, school: str = "") -> date:
        """The day itself or the first school day after it; the day itself where none comes within a year."""
        return next(self.school_days(day, day + timedelta(days=365), school), day)


@dataclass(frozen=True)
class Period:
    """One line of the `Bell schedule`: minutes after midnight; `school` empty = all; `days` 0-4, `cycle` A, B or both."""

    name: str
    starts: int
    ends: int
    school: str = ""
    days: frozenset[int] = frozenset(range(5))
    cycle: str = ""


class BellSchedule:
    """The periods of each school; a school's own periods replace the common ones of the same name."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self.periods = tuple(periods)
        self._of: dict[str, tuple[Period, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.periods)

    def of(self, school: str) -> tuple[Period, ...]:
        """The school's periods in the order of the day."""
        if school not in self._of:
            own = self._by_school.get(school, ()) if school else ()
            names = {period.name.casefold() for period in own}
            common = (p for p in self._by_school.get("", ()) if p.name.casefold() not in names)
            self._of[school] = tuple(sorted((*own, *common), key=lambda period: (period.starts, period.name)))
        return self._of[school]

    @cached_property
    def _by_school(self) -> dict[str, tuple[Period, ...]]:
        found: dict[str, list[Period]] = {}
        for period in self.periods:
            found.setdefault(period.school, []).append(period)
        return {school: tuple(periods) for school, periods in found.items()}

    def hours(self, school: str) -> tuple[int, int] | None:
        """First and last bell of the teaching day in minutes (AM and PM lie outside it), or nothing where unknown."""
        teaching = [p for p in self.of(school) if p.name.casefold() not in ("am", "pm")]
        return (min(p.starts for p in teaching), max(p.ends for p in teaching)) if teaching else None
