"""A sample district made from a seed: invented schools, people, bells and a fall calendar."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.program.cells import Value

Rows = Sequence[Mapping[str, Value]]

FIRST = [
    "Ana",
    "Ben",
    "Chidi",
    "Dana",
    "Elif",
    "Femi",
    "Gwen",
    "Hana",
    "Ines",
    "Jamal",
    "Kofi",
    "Lena",
    "Mateo",
    "Nadia",
    "Omar",
    "Priya",
    "Quinn",
    "Rosa",
    "Sven",
    "Tala",
    "Uma",
    "Viktor",
    "Wen",
    "Ximena",
    "Yusuf",
    "Zoe",
    "Aiko",
    "Bruno",
    "Clara",
    "Deniz",
]
LAST = [
    "Abbott",
    "Bauer",
    "Castillo",
    "Dubois",
    "Eze",
    "Fischer",
    "Grant",
    "Haddad",
    "Ito",
    "Jensen",
    "Kowalski",
    "Lindgren",
    "Moreau",
    "Nakamura",
    "O'Neill",
    "Park",
    "Quintero",
    "Rossi",
    "Silva",
    "Tran",
    "Ueda",
    "Vargas",
    "Walsh",
    "Yilmaz",
    "Zhou",
    "Adeyemi",
    "Brandt",
    "Costa",
    "Dang",
    "Ferrari",
]
SCHOOLS = ("Maple Elementary", "Harbor Middle School", "Summit High School")
BANDS = {
    "Maple Elementary": ("PK-2", "3-5"),
    "Harbor Middle School": ("6-8",),
    "Summit High School": ("9-12",),
}
SUBJECTS = {
    "Maple Elementary": ("Elementary Generalist", "Special Education", "Reading"),
    "Harbor Middle School": ("Mathematics", "English Language Arts", "Science"),
    "Summit High School": ("Mathematics", "Science", "Social Studies"),
}
THEMES = (
    "classroom management",
    "lesson planning",
    "assessment design",
    "family communication",
    "differentiation",
    "questioning techniques",
    "technology integration",
    "time management",
)
SETTINGS: dict[str, Value] = {
    "Program name": "Harborview Teacher Mentorship",
    "Program ID": "prog-demo",
    "Coordinator name": "Jordan Reyes",
    "Coordinator email": "jordan.reyes@example.org",
    "Leadership emails": "superintendent@example.org",
    "Term name": "Fall 2026",
    "Term start": "2026-08-10",
    "Term end": "2026-12-11",
    "Time zone": "America/Chicago",
    "Mentor training required": "before first meeting",
    "Minimum mentor years": 3,
    "Meeting minutes": 45,
    "Meeting cadence": "biweekly",
    "Meeting hours": "07:15-16:30",
    "Hours required": 5,
    "Hours per": "year",
    "Survey opens": "2026-11-16",
    "Survey closes": "2026-12-04",
    "Letters that wait": "ending; leave; unmatched; entry problem",
    "Digest preview days": 0,
}
CALENDAR: Rows = (
    {"Date": "2026-09-07", "Kind": "no school", "Notes": "Labor Day"},
    {"Date": "2026-09-18", "Kind": "early release", "Closes": "13:00"},
    {"Date": "2026-10-06", "To": "2026-10-07", "Kind": "testing"},
    {"Date": "2026-10-12", "Kind": "no school", "Notes": "Fall break"},
    {"Date": "2026-11-11", "Kind": "no school", "Notes": "Veterans Day"},
    {"Date": "2026-11-25", "To": "2026-11-27", "Kind": "no school", "Notes": "Thanksgiving"},
)
BELLS: Rows = (
    {"Period": "AM", "Starts": "07:20", "Ends": "08:05"},
    {"Period": "P1", "Starts": "08:10", "Ends": "08:55"},
    {"Period": "P2", "Starts": "09:00", "Ends": "09:45"},
    {"Period": "P3", "Starts": "09:50", "Ends": "10:35"},
    {"Period": "P4", "Starts": "10:40", "Ends": "11:25"},
    {"Period": "P5", "Starts": "12:10", "Ends": "12:55"},
    {"Period": "P6", "Starts": "13:00", "Ends": "13:45"},
    {"Period": "P7", "Starts": "13:50", "Ends": "14:35"},
    {"Period": "PM", "Starts": "14:50", "Ends": "15:50"},
)
TRAININGS: Rows = (
    {
        "Training ID": "T1",
        "Title": "Mentoring foundations",
        "Starts": "2026-08-13 15:00",
        "Ends": "2026-08-13 16:30",
        "Where": "District office, room 2",
        "Seats": 9,
        "Audience": "mentors",
        "Required": "yes",
        "Topic": "foundations",
    },
    {
        "Training ID": "T2",
        "Title": "Mentoring foundations (repeat)",
        "Starts": "2026-08-18 15:00",
        "Ends": "2026-08-18 16:30",
        "Where": "https://meet.example.org/foundations",
        "Seats": 20,
        "Audience": "mentors",
        "Required": "yes",
        "Topic": "foundations",
    },
    {
        "Training ID": "T3",
        "Title": "Observing and giving feedback",
        "Starts": "2026-09-24 15:00",
        "Ends": "2026-09-24 16:30",
        "Where": "https://meet.example.org/feedback",
        "Audience": "all",
        "Required": "no",
        "Topic": "feedback",
    },
)


@dataclass(frozen=True)
class District:
    """What `init` needs: settings by name, people rows, further tabs."""

    settings: Mapping[str, Value]
    people: Rows
    sheets: Mapping[str, Rows]


def make(seed: int, mentors: int = 14, mentees: int = 18) -> District:
    """The same district for the same seed: a little scarcity, an evaluator conflict, a few cells typed in haste."""
    dice = random.Random(seed)
    names = dice.sample([f"{first} {last}" for first in FIRST for last in LAST], mentors + mentees)
    schools = [
        {
            "School": school,
            "Principal": f"Principal of {school}",
            "Principal email": f"principal.{number}@example.org",
            "Digest": "yes",
        }
        for number, school in enumerate(SCHOOLS, start=1)
    ]
    people = [_mentor(dice, name, number) for number, name in enumerate(names[:mentors])]
    people += [_mentee(dice, name, number) for number, name in enumerate(names[mentors:])]
    _haste(people)
    dice.shuffle(people)
    return District(
        SETTINGS,
        people,
        {"Schools": schools, "Calendar": CALENDAR, "Bell schedule": BELLS, "Trainings": TRAININGS},
    )


def _person(dice: random.Random, name: str, number: int) -> dict[str, Value]:
    school = SCHOOLS[number % len(SCHOOLS)]
    return {
        "Name": name,
        "Email": name.lower().replace(" ", ".").replace("'", "") + "@example.org",
        "School": school,
        "Subject": dice.choice(SUBJECTS[school]),
        "Grade band": dice.choice(BANDS[school]),
        "Availability": _windows(dice),
        "Languages": "English; Spanish" if number % 5 == 0 else "English",
        "Meeting mode": dice.choice(("either", "either", "in person")),
        "Start date": "2026-08-10",
    }


def _windows(dice: random.Random) -> str:
    """A planning period that most days share, and the time after school on some days."""
    period = dice.choice(("P3", "P4", "P5"))
    days = dice.sample(("Mon", "Tue", "Wed", "Thu", "Fri"), 4)
    after = dice.sample(("Mon", "Tue", "Wed", "Thu"), 3)
    return "; ".join([*(f"{day} {period}" for day in days), *(f"{day} PM" for day in after)])


def _mentor(dice: random.Random, name: str, number: int) -> dict[str, Value]:
    return _person(dice, name, number) | {
        "Role": "mentor",
        "Years teaching": dice.randint(4, 22),
        "Capacity": 2 if number % 3 == 0 else 1,
        "Strengths": "; ".join(dice.sample(THEMES, 4)),
        "Mentor training": "2026-06-11" if number % 2 else None,
        "Supervisor": f"principal.{number % len(SCHOOLS) + 1}@example.org",
    }


def _mentee(dice: random.Random, name: str, number: int) -> dict[str, Value]:
    return _person(dice, name, number) | {
        "Role": "mentee",
        "Years teaching": number % 3,
        "Track": f"year {number % 3 + 1}",
        "Goals": "; ".join(dice.sample(THEMES, 3)),
        "Evaluator": f"principal.{number % len(SCHOOLS) + 1}@example.org",
        "Supervisor": f"principal.{number % len(SCHOOLS) + 1}@example.org",
    }


def _haste(people: list[dict[str, Value]]) -> None:
    """What people type in August: a few things that are understood, and two that nobody should guess."""
    people[0]["Years teaching"] = f"{people[0]['Years teaching']} years"
    people[1]["Email"] = f"mailto:{people[1]['Email']}"
    people[2]["School"] = f"  {str(people[2]['School']).upper()} "
    people[-1]["Role"] = "New teacher"
    people[-2]["Email"] = str(people[-2]["Email"]).removesuffix(".org")
    people[-3]["Availability"] = "Mon P9; Tue P4; Wed PM"
    # A mentor who evaluates a mentee of the same school: the two are never paired.
    people[-4]["Evaluator"] = people[(len(people) - 4) % len(SCHOOLS)]["Email"]
