import csv
import io
from datetime import date
from typing import Any

import pytest

from tasks.closing.plan import plan
from tasks.closing.register import HEADERS, safe
from tasks.closing.statements import Attended, Line, Statement, statements
from tasks.closing.term import this_term
from tasks.program.cells import Value
from tests.build import mentee, mentor
from tests.checkins.life import pair
from tests.closing.test_plan import HOURS, line, program
from tests.training.life import session


def made(**more: Any) -> dict[str, Statement]:
    book = program(**more)
    term = this_term(book)
    assert term is not None
    return {statement.person.first_name: statement for statement in statements(book, term)}


def test_a_statement_says_what_the_sheet_says() -> None:
    ana = made()["Ana"]
    assert ana.lines == (Line("Ben Ortiz", "mentor", 12.5, 7.5),)
    assert (ana.total.hours, ana.required, ana.met, ana.role) == (12.5, 10.0, True, "mentor")


def test_trainings_that_were_attended_are_listed() -> None:
    invitations = [{"Training ID": "T1", "Email": "ben.ortiz@example.org", "Attended": "yes"}]
    found = made(Trainings=[session()], Invitations=invitations, Hours=())
    assert {name: one.trainings for name, one in found.items()} == {
        "Ben": (Attended("Title of T1", date(2026, 8, 20), 1.0),)
    }


@pytest.mark.parametrize(
    ("more", "completed"),
    [
        ({}, ["Ana"]),
        ({"Hours": [line("Ana Lee", "all"), line("Ben Ortiz", "all", "mentee")]}, ["Ana", "Ben"]),
        ({"Pairings": [pair(Status="ended", Ending="no-fault")]}, []),
        ({"Pairings": [pair(Status="ended", Ending="completed")]}, ["Ana"]),
        ({"people": [mentor("Ana Lee", Status="left"), mentee("Ben Ortiz", Status="completed")]}, ["Ben"]),
        ({"Hours": [line("Ana Lee", "all", Hours_logged=0)]}, []),
    ],
)
def test_who_met_to_the_end_and_has_the_hours_completed(more: dict[str, Any], completed: list[str]) -> None:
    assert [name for name, one in made(**more).items() if one.completed] == completed


def rows(**more: Any) -> list[dict[str, str]]:
    register = plan(program(**more)).reports[0].content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(register)))


def test_the_register_has_one_line_for_each_mentor() -> None:
    hours = [line("Ana Lee", "Ben Ortiz", Adjust_hours=2, Adjust_why="secret word"), *HOURS[1:]]
    (row,) = rows(Hours=hours)
    assert list(row) == list(HEADERS)
    assert row == {
        "Person ID": "p-ana-lee",
        "Name": "Ana Lee",
        "Email": "ana.lee@example.org",
        "Mentees": "1",
        "Hours logged": "12.5",
        "In person": "7.5",
        "Of these adjusted by staff": "2.0",
        "Trainings attended": "0",
        "Trained on": "2026-07-15",
        "Completed": "yes",
    }


def test_who_mentors_and_is_mentored_is_paid_for_mentoring_only() -> None:
    hours = [
        line("Ana Lee", "Ben Ortiz", Hours_logged=3),
        line("Ana Lee", "Eve Fox", "mentee", Hours_logged=8),
        line("Ana Lee", "all", "both", Hours_logged=11),
    ]
    assert [row["Hours logged"] for row in rows(Hours=hours)] == ["3.0"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_in_the_register_can_run_as_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_a_statement_keeps_its_number_and_no_document_tells_a_reason() -> None:
    hours: list[dict[str, Value]] = [
        line("Ana Lee", "Ben Ortiz", Adjust_hours=2, Adjust_why="secret word"),
        *HOURS[1:],
    ]
    found = plan(program(Hours=hours))
    page = found.reports[1].content.decode()
    assert "adjustment of +2.00 by the coordinator" in page
    assert not any(b"secret word" in report.content for report in found.reports)
    assert f"Statement {made()['Ana'].number}." in page


def test_names_are_text_in_every_document() -> None:
    people = [mentor("Ana Lee", Name="<b>Ana</b>"), mentee("Ben Ortiz")]
    pages = [
        report.content for report in plan(program(people=people)).reports if report.name.endswith("html")
    ]
    assert pages
    assert not any(b"<b>Ana" in page for page in pages)
