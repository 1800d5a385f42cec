"""Small programs for the pairing room: people, couples and dates that a test names, or a random program by its seed."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tasks.pairing.case import Case
from tasks.pairing.table import Table
from tasks.pairing.ties import ties_of
from tasks.pairing.times import Term
from tasks.program.meetings import Busy
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Mode, People, Person, Role, Status, Window
from tasks.program.schooldays import CalendarEntry, School, SchoolCalendar
from tasks.program.settings import SameSchool, Settings, TrainingRule, Weights

TODAY = date(2026, 8, 12)
SETTINGS = Settings(
    program_id="prog-test",
    term_start=date(2026, 8, 10),
    term_end=date(2026, 9, 11),
    meeting_minutes=40,
)


def window(day: int, starts: int, ends: int, **more: Any) -> Window:
    return Window(day, starts, ends, **more)


def mentor(name: str, **more: Any) -> Person:
    return _person(name, **{"role": Role.MENTOR, "years": 8.0, "trained_on": date(2026, 7, 1)} | more)


def mentee(name: str, **more: Any) -> Person:
    return _person(name, **{"role": Role.MENTEE, "years": 0.0} | more)


def _person(name: str, **more: Any) -> Person:
    fields = {"id": f"p-{name}", "row": 2, "name": name.title(), "email": f"{name}@example.org"} | more
    fields.setdefault("schools", ("Oak",))
    fields.setdefault("times_known", bool(fields.get("windows")))
    return Person(**fields)


def case(
    people: Iterable[Person],
    settings: Settings = SETTINGS,
    schools: Iterable[School] = (),
    pairs: Iterable[Pair] = (),
    calendar: Iterable[CalendarEntry] = (),
    busy: dict[str, tuple[Busy, ...]] | None = None,
    booked: frozenset[str] = frozenset(),
) -> Case:
    """The case of these people; who has a training date is trained."""
    everyone = People(people)
    return Case(
        settings=settings,
        today=TODAY,
        people=everyone,
        ties=ties_of(everyone, schools, pairs),
        term=Term.of(everyone.values(), settings, SchoolCalendar(calendar), busy or {}),
        trained=frozenset(p.id for p in everyone.values() if p.trained_on is not None),
        booked=booked,
    )


def table(of: Case) -> Table:
    people = sorted(of.people.values(), key=lambda person: person.id)
    return Table(of, [p for p in people if of.gives(p)], [p for p in people if of.takes(p)])


def random_case(seed: int, size: int = 24) -> Case:
    """A program in which every rule and every likeness occurs."""
    dice = random.Random(seed)
    names = [f"person{number:02d}" for number in range(size)]
    people = [_random_person(dice, name, names) for name in names]
    settings = replace(
        SETTINGS,
        same_school=dice.choice(list(SameSchool)),
        training_rule=dice.choice(list(TrainingRule)),
        practicable=dice.choice([(), ("same school", "same subject"), ("same subject or grade band",)]),
        minimum_shared_windows=dice.choice([0, 1, 1, 2]),
        experience_gap=dice.choice([0.0, 0.0, 4.0]),
        minimum_mentor_years=dice.choice([0.0, 3.0]),
        minimum_recent_years=dice.choice([0.0, 0.0, 2.0]),
        mentor_ratings=dice.choice([(), (), ("effective", "highly effective")]),
        weights=Weights(*(dice.choice([-5.0, 0.0, 7.5, 13.33, 30.0]) for _ in range(9))),
    )
    schools = (
        School("Oak", principal_email="person01@example.org"),
        School("Elm", evaluators=("person02@example.org",)),
    )
    holiday = CalendarEntry(
        date(2026, 8, 17), date(2026, 8, 19), "no school", frozenset(dice.sample(["Oak", "Elm"], 1))
    )
    short = CalendarEntry(date(2026, 8, 24), date(2026, 8, 28), "early release", closes=time(12))
    pairs = [_random_pair(dice, names) for _ in range(6)]
    morning = datetime(2026, 8, 31, 8, 0)
    busy = {f"p-{name}": (Busy(morning, morning + timedelta(days=2)),) for name in dice.sample(names, 4)}
    booked = frozenset(f"p-{name}" for name in dice.sample(names, 4))
    return case(people, settings, schools, pairs, (holiday, short), busy, booked)


def _random_person(dice: random.Random, name: str, names: list[str]) -> Person:
    def some(words: list[str], most: int = 2) -> tuple[str, ...]:
        return tuple(dice.sample(words, dice.randint(0, most)))

    def address() -> str:
        return f"{dice.choice(names)}@example.org" if dice.random() < 0.3 else ""

    windows = tuple(
        sorted(
            window(
                day,
                start,
                start + dice.choice([30, 40, 60, 90]),
                cycle=dice.choice(["", "", "A", "B"]),
                planning=start < 900,
            )
            for day in range(5)
            for start in dice.sample([450, 485, 600, 605, 920], dice.randint(0, 1))
        )
    )
    return _person(
        name,
        role=dice.choice([Role.MENTOR, Role.MENTEE, Role.BOTH]),
        years=dice.choice([None, 0.0, 1.0, 4.0, 9.0]),
        recent_years=dice.choice([None, 1.0, 2.0, 5.0]),
        rating=dice.choice(["", "Effective", "developing"]),
        trained_on=dice.choice([None, date(2026, 7, 1)]),
        schools=dice.choice([("Oak",), ("oak",), ("Elm",), ("Elm", "Oak"), ()]),
        subjects=some(["Mathematics", "science", "Art", "History"]),
        grade_bands=some(["PK-2", "3-5", "6-8", "9-12"]),
        strengths=some(["pace", "groups", "talk", "data"], 4),
        goals=some(["Pace", "groups", "talk", "data"], 3),
        languages=some(["English", "english", "Spanish", "French"], 3),
        required_languages=some(["Spanish", "French"], 1) if dice.random() < 0.2 else (),
        evaluator=address(),
        supervisor=address(),
        preferred=tuple(f"{other}@example.org" for other in some(names, 6)),
        avoid=(address(),) if dice.random() < 0.3 else (),
        mode=dice.choice(list(Mode)),
        status=dice.choice([Status.ACTIVE, Status.ACTIVE, Status.EXPECTED, Status.APPLIED, Status.ON_LEAVE]),
        waits=frozenset({dice.choice(["Evaluator", "Subject"])}) if dice.random() < 0.1 else frozenset(),
        starts_on=dice.choice([None, date(2026, 8, 20)]),
        windows=windows,
        times_known=bool(windows),
    )


def _random_pair(dice: random.Random, names: list[str]) -> Pair:
    one, other = dice.sample(names, 2)
    status = dice.choice([PairStatus.ENDED, PairStatus.REJECTED, PairStatus.ACTIVE])
    ended = TODAY if status is PairStatus.ENDED else None
    return Pair(
        "",
        2,
        f"p-{one}",
        f"p-{other}",
        status=status,
        ended_on=ended,
        ending=dice.choice(["no-fault", "leave"]),
    )
