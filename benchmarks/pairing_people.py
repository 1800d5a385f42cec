"""A synthetic district of people for the room's own scorer: schools with bells and calendars, subjects, times, rules."""

import random
from datetime import date, datetime, timedelta

from tasks.pairing.case import Case
from tasks.pairing.ties import ties_of
from tasks.pairing.times import Term
from tasks.program.cells import Value
from tasks.program.meetings import Busy
from tasks.program.people import Mode, People, Person, Role, Window
from tasks.program.schooldays import CalendarEntry, SchoolCalendar
from tasks.program.settings import Settings

SUBJECTS = (
    "Mathematics", "Science", "Biology", "Chemistry", "Physics", "English", "History", "Art", "Music",
    "Physical Education", "Special Education", "Spanish", "French", "Computer Science",
)  # fmt: skip
BANDS = ("PK-2", "3-5", "6-8", "9-12")
TOPICS = tuple(f"topic {number}" for number in range(12))
BELLS = (470, 485, 500)
"""When schools begin, in minutes after midnight: three schedules of eight periods."""
PERIODS, LENGTH = 8, 50
TERM = (date(2026, 8, 10), date(2026, 12, 11))


def program(mentees: int, mentors: int, seed: int = 1) -> tuple[Case, list[Person], list[Person]]:
    """A case with so many mentees and mentors, and both in the order of their ids."""
    dice = random.Random(seed)
    schools = max(2, (mentees + mentors) // 40)
    offering = [_person(dice, Role.MENTOR, number, schools) for number in range(mentors)]
    waiting = [_person(dice, Role.MENTEE, number, schools) for number in range(mentees)]
    everyone = People([*offering, *waiting])
    settings = Settings(
        program_id="prog-bench", term_start=TERM[0], term_end=TERM[1], time_zone="America/Chicago"
    )
    case = Case(
        settings=settings,
        today=TERM[0],
        people=everyone,
        ties=ties_of(everyone, (), ()),
        term=Term.of(everyone.values(), settings, SchoolCalendar(_calendar(dice, schools)), _busy(dice, everyone)),
        trained=frozenset(),
        booked=frozenset(),
    )  # fmt: skip
    return case, offering, waiting


def _person(dice: random.Random, role: Role, number: int, schools: int) -> Person:
    school = dice.randrange(schools)
    mentor = role is Role.MENTOR
    windows = tuple(_windows(dice, BELLS[school % len(BELLS)]))
    other = "mentee" if mentor else "mentor"
    return Person(
        id=f"p-{role}{number:05d}",
        row=number + 2,
        name=f"{role} {number}".title(),
        email=f"{role}{number}@example.org",
        role=role,
        schools=(f"School {school:03d}",),
        subjects=tuple(dice.sample(SUBJECTS, dice.choice((1, 1, 2)))),
        grade_bands=tuple(dice.sample(BANDS, dice.choice((1, 1, 2)))),
        years=float(dice.randint(2, 25) if mentor else dice.randint(0, 3)),
        capacity=dice.choice((1, 1, 1, 2, 3)),
        goals=() if mentor else tuple(dice.sample(TOPICS, 3)),
        strengths=tuple(dice.sample(TOPICS, 4)) if mentor else (),
        languages=("English", *(("Spanish",) if dice.random() < 0.1 else ())),
        mode=dice.choices(list(Mode), [1, 3, 6])[0],
        preferred=(f"{other}{dice.randrange(100)}@example.org",) if dice.random() < 0.1 else (),
        avoid=(f"{other}{dice.randrange(100)}@example.org",) if dice.random() < 0.02 else (),
        windows=windows,
        times_known=bool(windows),
    )


def _windows(dice: random.Random, first_bell: int) -> list[Window]:
    """A planning period on most days, the same one or not, and some afternoons."""
    usual = dice.randrange(PERIODS)
    found = []
    for day in range(5):
        period = usual if dice.random() < 0.7 else dice.randrange(PERIODS)
        starts = first_bell + period * LENGTH
        found.append(Window(day, starts, starts + LENGTH, label=f"P{period + 1}", planning=True))
        if dice.random() < 0.3:
            found.append(Window(day, 930, 990, label="after school"))
    return found


def _calendar(dice: random.Random, schools: int) -> list[CalendarEntry]:
    """Holidays of all, and a few days of single schools."""
    holidays = [
        CalendarEntry(date(2026, 9, 7), date(2026, 9, 7), "no school"),
        CalendarEntry(date(2026, 11, 23), date(2026, 11, 27), "no school"),
    ]
    own = []
    for school in range(schools):
        day = TERM[0] + timedelta(days=7 * dice.randrange(17) + dice.randrange(5))
        own.append(CalendarEntry(day, day, "no school", frozenset({f"School {school:03d}"})))
    return holidays + own


def _busy(dice: random.Random, everyone: People) -> dict[str, tuple[Busy, ...]]:
    """A fifth of the people with two busy mornings."""
    found = {}
    for person in everyone.values():
        if dice.random() < 0.2:
            days = (TERM[0] + timedelta(days=7 * dice.randrange(17) + dice.randrange(5)) for _ in range(2))
            mornings = (datetime(day.year, day.month, day.day, 8) for day in days)  # noqa: DTZ001 - wall clock
            found[person.id] = tuple(Busy(at, at + timedelta(hours=4)) for at in mornings)
    return found


def rows(people: list[Person]) -> list[dict[str, Value]]:
    """The people as rows of `Enrollment`."""
    return [
        {
            "Name": person.name,
            "Email": person.email,
            "Role": str(person.role),
            "School": "; ".join(person.schools),
            "Subject": "; ".join(person.subjects),
            "Grade band": "; ".join(person.grade_bands),
            "Years teaching": person.years,
            "Capacity": person.capacity if person.role is Role.MENTOR else None,
            "Goals": "; ".join(person.goals) or None,
            "Strengths": "; ".join(person.strengths) or None,
            "Languages": "; ".join(person.languages),
            "Meeting mode": str(person.mode),
            "Availability": "; ".join(_shown(window) for window in person.windows),
            "Preferred": "; ".join(person.preferred) or None,
            "Avoid": "; ".join(person.avoid) or None,
            "Start date": TERM[0],
        }
        for person in people
    ]


def _shown(window: Window) -> str:
    day = ("Mon", "Tue", "Wed", "Thu", "Fri")[window.day]
    return f"{day} {_clock(window.starts)}-{_clock(window.ends)}"


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
