"""Everything a room may know when it plans: the workbook understood, the world outside, the run."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache

from tasks.program.meetings import CheckIn, Guest, Invitation, Meeting, Training
from tasks.program.pairs import Pair
from tasks.program.people import People
from tasks.program.problems import Problem
from tasks.program.reading.audience import Audience, read_audiences
from tasks.program.reading.begun import with_running_pairs
from tasks.program.reading.meetings import read_check_ins, read_meetings
from tasks.program.reading.pairs import read_pairs
from tasks.program.reading.people import read_people
from tasks.program.reading.rooms import read_rooms
from tasks.program.reading.school import read_bells, read_calendar, read_schools
from tasks.program.reading.settings import last_year_problems, read_settings
from tasks.program.reading.trainings import read_invitations, read_trainings
from tasks.program.replies import answered
from tasks.program.run import Run
from tasks.program.schooldays import BellSchedule, Room, School, SchoolCalendar
from tasks.program.settings import Settings
from tasks.program.workbook.changes import after
from tasks.program.workbook.snapshot import Sheet, Snapshot
from tasks.program.world import World
from tasks.program.zones import minutes_ahead, on_clock

Problems = tuple[Problem, ...]

_PEOPLE = ("Settings", "Schools", "Bell schedule", "Enrollment")
_READ_FROM: Mapping[str, tuple[str, ...]] = {
    "_schools": ("Schools",),
    "_zones": ("Schools",),
    "_calendar": ("Settings", "Schools", "Calendar"),
    "_bells": ("Schools", "Bell schedule"),
    "_rooms": ("Schools", "Rooms"),
    "_people": _PEOPLE,
    "_pairs": (*_PEOPLE, "Pairings"),
    "_running": (*_PEOPLE, "Pairings"),
    "on_program_clock": (*_PEOPLE, "Pairings"),
    "_meetings": ("Meetings",),
    "_trainings": ("Trainings",),
    "_audiences": (*_PEOPLE, "Pairings", "Trainings"),
    "_invitations": (*_PEOPLE, "Invitations"),
    "invitations": (*_PEOPLE, "Invitations"),
    "_check_ins": (*_PEOPLE, "Check-ins"),
}
"""Which tabs each reading looks at: where none of them changes, what was understood still holds. A test holds it to the code."""


class Book:
    """One reading of one snapshot; each tab is understood when it is first asked for.

    Rooms take a book and give a plan; they never change it.
    """

    def __init__(self, snapshot: Snapshot, world: World, run: Run) -> None:
        self.snapshot, self.world, self.run = snapshot, world, run

    def after(self, changes: tuple[object, ...]) -> "Book":
        """The book as it would read once the changes are made."""
        if not changes:
            return self
        changed = Book(after(self.snapshot, changes), self.world, self.run)  # type: ignore[arg-type] # Change, see Plan
        changed.__dict__.update(self._still_true(changed.snapshot))
        return changed

    def _still_true(self, now: Snapshot) -> dict[str, object]:
        """What was understood of tabs that are the very same."""
        was = self.snapshot.sheets
        return {
            name: self.__dict__[name]
            for name, tabs in _READ_FROM.items()
            if name in self.__dict__ and all(was.get(tab) is now.sheets.get(tab) for tab in tabs)
        }

    @cached_property
    def _settings(self) -> tuple[Settings, Problems]:
        return _settings_of(self.snapshot.sheet("Settings"))

    @property
    def settings(self) -> Settings:
        return self._settings[0]

    @property
    def organizer(self) -> Guest:
        """Who invites to meetings and trainings: the calendar they stand in where it has an address, else the coordinator."""
        settings = self.settings
        address = self.world.home.organizer or settings.coordinator_email
        return Guest("coordinator", settings.coordinator_name, address)

    @property
    def program_id(self) -> str:
        """The Program ID as it stands, or as this run is about to write it."""
        return self.settings.program_id or self.run.program_id

    @cached_property
    def _schools(self) -> tuple[tuple[School, ...], Problems]:
        return read_schools(self.snapshot)

    @property
    def schools(self) -> tuple[School, ...]:
        return self._schools[0]

    def zone_of(self, school: str) -> str:
        """The zone whose clock a school goes by."""
        return self._zones.get(school, "") or self.settings.time_zone

    @cached_property
    def _zones(self) -> dict[str, str]:
        return {school.name: school.time_zone for school in self.schools}

    @cached_property
    def on_program_clock(self) -> People:
        """Everyone, with windows as the program's clock shows them on the first day of the term."""
        settings, first = self.settings, self.settings.term_start
        ahead = {
            school: minutes_ahead(settings.time_zone, zone, first)
            for school, zone in self._zones.items()
            if zone and zone != settings.time_zone
        }
        if not ahead:
            return self.people
        return People(
            replace(person, windows=on_clock(person.windows, ahead.get(person.school, 0)))
            for person in self.people.values()
        )

    @cached_property
    def _calendar(self) -> tuple[SchoolCalendar, Problems]:
        return read_calendar(self.snapshot, self.schools, self.settings)

    @property
    def calendar(self) -> SchoolCalendar:
        return self._calendar[0]

    @cached_property
    def _bells(self) -> tuple[BellSchedule, Problems]:
        return read_bells(self.snapshot, self.schools)

    @property
    def bells(self) -> BellSchedule:
        return self._bells[0]

    @cached_property
    def _rooms(self) -> tuple[tuple[Room, ...], Problems]:
        return read_rooms(self.snapshot, self.schools)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Rooms where people may meet; none where the workbook does not name any."""
        return self._rooms[0]

    @cached_property
    def _people(self) -> tuple[People, Problems]:
        # In the very first run the sheet has no Program ID yet; ids must not change once it is written.
        settings = replace(self.settings, program_id=self.program_id)
        return read_people(self.snapshot, settings, self.schools, self.bells)

    @cached_property
    def _running(self) -> tuple[People, Problems]:
        return with_running_pairs(self._people[0], self.pairs)

    @property
    def people(self) -> People:
        return self._running[0]

    @cached_property
    def _pairs(self) -> tuple[tuple[Pair, ...], Problems]:
        return read_pairs(self.snapshot, self._people[0])

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self._pairs[0]

    @cached_property
    def _meetings(self) -> tuple[tuple[Meeting, ...], Problems]:
        return read_meetings(self.snapshot)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self._meetings[0]

    @cached_property
    def _trainings(self) -> tuple[tuple[Training, ...], Problems]:
        return read_trainings(self.snapshot)

    @property
    def trainings(self) -> tuple[Training, ...]:
        return self._trainings[0]

    @cached_property
    def _audiences(self) -> tuple[Mapping[str, Audience], Problems]:
        return read_audiences(self.trainings, self.people, self.schools)

    @property
    def audiences(self) -> Mapping[str, Audience]:
        """Who each training is meant for, by training id."""
        return self._audiences[0]

    @cached_property
    def _invitations(self) -> tuple[tuple[Invitation, ...], Problems]:
        return read_invitations(self.snapshot, self._people[0])

    @cached_property
    def invitations(self) -> tuple[Invitation, ...]:
        return answered(self._invitations[0], self.world, self._people[0], self.program_id)

    @cached_property
    def _check_ins(self) -> tuple[tuple[CheckIn, ...], Problems]:
        return read_check_ins(self.snapshot, self._people[0])

    @property
    def check_ins(self) -> tuple[CheckIn, ...]:
        return self._check_ins[0]

    @cached_property
    def problems(self) -> Problems:
        """Every problem of every tab, in the order of the tabs."""
        readings = (
            self._settings,
            self._people,
            self._running,
            self._schools,
            self._calendar,
            self._bells,
            self._rooms,
            self._pairs,
            self._meetings,
            self._trainings,
            self._audiences,
            self._invitations,
            self._check_ins,
        )
        found = (problem for _, problems in readings for problem in problems)
        return (*found, *last_year_problems(self.snapshot.sheet("Settings"), self.world.last_year()))


@lru_cache(maxsize=8)
def _settings_of(sheet: Sheet) -> tuple[Settings, Problems]:
    return read_settings(sheet)
