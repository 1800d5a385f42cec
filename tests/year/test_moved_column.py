"""A coordinator sorts one column of a real workbook, as spreadsheet programs let them, and the program runs."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tests.build import SETTINGS, mentee, mentor
from tests.year.build import WINDOWS

NAMES = ("Zoe Fay", "Ana Lee", "Cy Ott", "Bo Kim")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two active pairs, told on August 12; a training nobody has been invited to yet."""
    path = tmp_path / "term" / "workbook.xlsx"
    roles = (mentor, mentee, mentee, mentor)
    people = [
        role(name, Availability=WINDOWS, Person_ID=None) for role, name in zip(roles, NAMES, strict=True)
    ]
    new_workbook(path, SETTINGS | {"Approve pairings": "auto", "Scheduling": "off"}, people)
    assert run(path, "2026-08-12") == []
    book = openpyxl.load_workbook(path)
    headers = [cell.value for cell in book["Trainings"][1]]
    training = {
        "Training ID": "T1",
        "Title": "Basics",
        "Starts": "2026-08-20 15:00",
        "Ends": "2026-08-20 16:00",
    }
    for column, value in (training | {"Audience": "all"}).items():
        book["Trainings"].cell(2, headers.index(column) + 1).value = value
    book.save(path)
    return path


def run(path: Path, day: str, *force: str) -> list[str]:
    """A run by hand; the guards that stopped it."""
    with hold(str(path)) as ports:
        found = settle(Office(ports, Asked("term", day, by_hand=True, forced=frozenset(force))))
    return [guard.name for guard in found.guards]


def put(path: Path, column: str, values: Sequence[object]) -> None:
    """Cells of one column of Enrollment, from row 2 on."""
    book = openpyxl.load_workbook(path)
    sheet: Worksheet = book["Enrollment"]
    at = [cell.value for cell in sheet[1]].index(column) + 1
    for number, value in enumerate(values, 2):
        sheet.cell(number, at).value = value
    book.save(path)


def held(path: Path, column: str) -> list[str]:
    return [row.text(column) for row in LocalRegister(path).read().rows("Enrollment")]


def letters(path: Path) -> list[str]:
    return sorted(kept.name for kept in path.parent.glob("outbox/*/*"))


def asked(path: Path) -> list[str]:
    rows = LocalRegister(path).read().rows("To do")
    return [row.text("What") for row in rows if row.text("Status") == "open" and row.text("Choices")]


def test_addresses_sorted_from_a_to_z_send_nothing_until_somebody_says_so(workbook: Path) -> None:
    sent, before = letters(workbook), held(workbook, "Email")
    put(workbook, "Email", sorted(before))
    assert run(workbook, "2026-08-13") == ["moved-addresses"]
    [line] = asked(workbook)
    assert line.startswith("Enrollment, rows 2, 3 and 5: addresses")
    assert (letters(workbook), held(workbook, "Email")) == (sent, sorted(before))

    assert run(workbook, "2026-08-13", "moved-addresses") == []
    assert (asked(workbook), len(letters(workbook)) > len(sent)) == ([], True)


def test_person_ids_left_behind_by_a_sort_are_found_again_once_they_are_cleared(workbook: Path) -> None:
    sent, before = letters(workbook), held(workbook, "Person ID")
    put(workbook, "Person ID", [*before[1:], before[0]])
    assert run(workbook, "2026-08-13") == ["moved-ids"]
    assert letters(workbook) == sent

    put(workbook, "Person ID", [None] * 4)
    assert run(workbook, "2026-08-13") == []
    assert (held(workbook, "Person ID"), asked(workbook)) == (before, [])


def test_column_that_two_could_be_is_no_row_changed_and_no_reason_to_try_again(workbook: Path) -> None:
    run(workbook, "2026-08-13")
    book = openpyxl.load_workbook(workbook)
    sheet: Worksheet = book["Pairings"]
    sheet.cell(1, sheet.max_column + 1).value = "Status"
    book.save(workbook)
    run(workbook, "2026-08-13")

    with hold(str(workbook)) as ports:
        found = settle(Office(ports, Asked("term", "2026-08-13", by_hand=True)))
    assert (found.rows, found.changes) == ({}, [])
    assert [problem.column for problem in found.problems if problem.tab == "Pairings"] == ["Status"]
