from typing import Any

import pytest

from tasks.program.reading.audience import Audience
from tests.build import book, mentee, mentor
from tests.training.life import session

PEOPLE = [
    mentor("Ana Lee", School="Oak School", Track="new to district"),
    mentor("Ben Ortiz", School="Elm School", Mentor_training=None),
    mentee("Cal Roy", School="Elm School", Track="Year 1"),
    {**mentor("Dee Fox"), "Role": "both"},
]
SCHOOLS = [{"School": "Elm School", "Also called": "Elm; EHS"}]


def invited(audience: str) -> list[str]:
    program = book(PEOPLE, Schools=SCHOOLS, Trainings=[session(Audience=audience)])
    found = program.audiences["T1"]
    assert [problem for problem in program.problems if problem.column == "Audience"] == []
    return [
        person.first_name
        for person in program.people.values()
        if found.includes(person, trained=person.trained_on is not None)
    ]


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("all", ["Ana", "Ben", "Cal", "Dee"]),
        ("Everyone", ["Ana", "Ben", "Cal", "Dee"]),
        ("mentors", ["Ana", "Ben", "Dee"]),
        ("Mentees", ["Cal", "Dee"]),
        ("untrained mentors", ["Ben"]),
        ("year 1", ["Cal"]),
        ("Elm School", ["Ben", "Cal"]),
        ("EHS", ["Ben", "Cal"]),
        ("new-to-district; Elm", ["Ana", "Ben", "Cal"]),
        ("year 1;untrained  mentors", ["Ben", "Cal"]),
    ],
)
def test_an_audience_is_read_as_people_type_it(audience: str, expected: Any) -> None:
    assert invited(audience) == expected


def test_one_unknown_part_makes_the_cell_wait_and_suggests_a_word() -> None:
    program = book(PEOPLE, Trainings=[session(Audience="mentors; mentes")])
    (problem,) = (problem for problem in program.problems if problem.column == "Audience")
    assert program.audiences["T1"] == Audience()
    assert (problem.tab, problem.row, problem.column, problem.value) == (
        "Trainings",
        2,
        "Audience",
        "mentors; mentes",
    )
    assert problem.message.endswith("Did you mean “mentees”?")
