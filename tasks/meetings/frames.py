"""Two time zones in one program: pairs are scheduled on the clock of their mentor's school.

A frame is the book as that clock shows it: meetings, trainings, busy times and the run's moment are moved there by date,
so that a weekly meeting stays at its time when clocks change. Where no school has a zone of its own the book itself is
the only frame.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tasks.meetings import rows
from tasks.program.book import Book
from tasks.program.meetings import Busy, Invitation, Meeting, Training
from tasks.program.pairs import Pair
from tasks.program.people import People
from tasks.program.reading.values import Unreadable
from tasks.program.schooldays import BellSchedule, Room, School, SchoolCalendar
from tasks.program.settings import Settings
from tasks.program.zones import moved

Times = Mapping[str, Sequence[Busy]]


def zone_of(book: Book, pair: Pair) -> str:
    """The zone in which a pair is scheduled: the mentor's, so that all pairs of one mentor are chosen together."""
    mentor = book.people.get(pair.mentor)
    return book.zone_of(mentor.school) if mentor else book.settings.time_zone


def now_in(book: Book, zone: str) -> datetime:
    """The run's moment on a zone's clock."""
    return book.run.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def frame_of(book: Book, zone: str, elsewhere: Times | None = None) -> Book:
    """The book on a zone's clock; `elsewhere` are meetings of other frames (program's clock), by Person ID."""
    if zone == book.settings.time_zone and not elsewhere:
        return book
    return Frame(book, zone, elsewhere or {})


class Frame(Book):
    """What is read stays read: everything that has no time of its own is the home book's."""

    def __init__(self, home: Book, zone: str, elsewhere: Times) -> None:
        busy = _Moved(home.world.busy, elsewhere, self._busy)
        run = replace(home.run, now=home.run.now.astimezone(ZoneInfo(zone)))
        super().__init__(home.snapshot, replace(home.world, busy=busy), run)
        self.home, self.zone = home, zone
        self._own_settings = replace(home.settings, time_zone=zone)
        self._own_meetings = tuple(self._meeting(one) for one in home.meetings)
        self._own_trainings = tuple(
            replace(one, starts=self._here(one.starts), ends=self._here(one.ends)) for one in home.trainings
        )

    def _here(self, wall: datetime) -> datetime:
        return moved(wall, self.home.settings.time_zone, self.zone)

    def _busy(self, one: Busy) -> Busy:
        return Busy(self._here(one.starts), self._here(one.ends))

    def _meeting(self, one: Meeting) -> Meeting:
        """What staff typed in `Change` is on the program's clock as well."""
        change = one.change
        with suppress(Unreadable):
            change = f"{self._here(rows.new_start(change, one.starts)):%Y-%m-%d %H:%M}" if change else ""
        return replace(one, starts=self._here(one.starts), ends=self._here(one.ends), change=change)

    def zone_of(self, school: str) -> str:
        return self.home.zone_of(school)

    @property
    def settings(self) -> Settings:
        return self._own_settings

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self._own_meetings

    @property
    def trainings(self) -> tuple[Training, ...]:
        return self._own_trainings

    @property
    def schools(self) -> tuple[School, ...]:
        return self.home.schools

    @property
    def calendar(self) -> SchoolCalendar:
        return self.home.calendar

    @property
    def bells(self) -> BellSchedule:
        return self.home.bells

    @property
    def rooms(self) -> tuple[Room, ...]:
        return self.home.rooms

    @property
    def people(self) -> People:
        return self.home.people

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self.home.pairs

    @property
    def invitations(self) -> tuple[Invitation, ...]:
        return self.home.invitations


class _Moved(Mapping[str, tuple[Busy, ...]]):
    """Busy times moved when somebody asks for a person's."""

    def __init__(
        self, busy: Mapping[str, tuple[Busy, ...]], more: Times, move: Callable[[Busy], Busy]
    ) -> None:
        self._busy, self._more, self._move = busy, more, move

    def __getitem__(self, person: str) -> tuple[Busy, ...]:
        found = (*self._busy.get(person, ()), *self._more.get(person, ()))
        if not found and person not in self._busy:
            raise KeyError(person)
        return tuple(map(self._move, found))

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._busy), **dict.fromkeys(self._more)})

    def __len__(self) -> int:
        return len({*self._busy, *self._more})


def together(parts: Iterable[Times]) -> Times:
    """The busy times of all parts, by Person ID."""
    found: dict[str, list[Busy]] = {}
    for part in parts:
        for person, times in part.items():
            found.setdefault(person, []).extend(times)
    return found
