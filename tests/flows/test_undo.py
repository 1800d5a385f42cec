"""A copy before every run that writes, and the last run's cells taken back; what people typed stays."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from flows.cli.main import main
from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import hands_on
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.program.workbook.changes import AddRow, SetCells
from tests.build import SETTINGS, mentee, mentor

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "term" / "workbook.xlsx"
    people = [mentor("Ana Lee", Availability=WINDOWS), mentee("Cy Ott", Availability=WINDOWS)]
    new_workbook(path, SETTINGS, people)
    return path


def run(workbook: Path, command: str, today: str) -> None:
    with hold(str(workbook)) as ports:
        settle(Office(ports, Asked(command, today, by_hand=True)))


def type_in(workbook: Path, column: str, value: str) -> None:
    register = hands_on(str(workbook))
    register.write([SetCells("Pairings", row, {column: value}) for row in register.read().rows("Pairings")])


def cells(workbook: Path) -> Mapping[str, list[Mapping[str, object]]]:
    sheets = LocalRegister(workbook).read().sheets.values()
    rows = {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in sheets}
    return {name: found for name, found in rows.items() if name not in ("Outbox", "Digests")}


def copies(workbook: Path) -> list[str]:
    return sorted(path.name for path in (workbook.parent / ".mentorship" / "backups").glob("*"))


def test_each_run_that_writes_keeps_one_copy_and_a_quiet_one_none(workbook: Path) -> None:
    before = workbook.read_bytes()

    run(workbook, "pair", "2026-08-12")
    run(workbook, "pair", "2026-08-12")

    assert copies(workbook) == ["0001.xlsx"]
    assert (workbook.parent / ".mentorship" / "backups" / "0001.xlsx").read_bytes() == before


def test_last_twenty_copies_are_kept(workbook: Path) -> None:
    run(workbook, "pair", "2026-08-05")
    for day in range(1, 24):
        type_in(workbook, "Status", "overtyped")
        run(workbook, "pair", f"2026-08-{day + 5:02d}")

    assert copies(workbook) == [f"{number:04d}.xlsx" for number in range(5, 25)]


def test_undo_takes_back_the_programs_cells_and_leaves_what_people_typed(workbook: Path) -> None:
    run(workbook, "pair", "2026-08-12")
    type_in(workbook, "Decision", "approve")
    before = cells(workbook)
    run(workbook, "term", "2026-08-12")
    assert cells(workbook) != before

    assert main(["undo", str(workbook)]) == 0

    assert cells(workbook) == before
    run(workbook, "term", "2026-08-12")
    (pair,) = LocalRegister(workbook).read().rows("Pairings")
    assert pair.text("Status") == "active"
    assert len(list((workbook.parent / "outbox" / "new").glob("introduction-*"))) == 1


def test_undo_of_the_undo_brings_the_run_back(workbook: Path) -> None:
    run(workbook, "pair", "2026-08-12")
    after = cells(workbook)

    main(["undo", str(workbook)])
    assert cells(workbook)["Pairings"] == []
    main(["undo", str(workbook)])

    assert cells(workbook) == after


def add_in(workbook: Path, tab: str, **cells: str) -> None:
    named = {name.replace("_", " "): value for name, value in cells.items()}
    hands_on(str(workbook)).write([AddRow(tab, named)])


def test_undo_leaves_the_addresses_of_a_pair_that_people_typed(workbook: Path) -> None:
    pair = {"Mentor_email": "ana.lee@example.org", "Mentee_email": "cy.ott@example.org"}
    add_in(workbook, "Pairings", **pair, Decision="approve")
    before = cells(workbook)
    run(workbook, "pair", "2026-08-12")
    assert cells(workbook) != before

    main(["undo", str(workbook)])

    assert cells(workbook)["Pairings"] == before["Pairings"]


def test_undo_of_the_undo_gives_new_rows_their_ids_again(workbook: Path) -> None:
    run(workbook, "term", "2026-08-12")
    add_in(
        workbook, "Enrollment", Name="Di Roe", Email="di.roe@example.org", Role="mentee", School="Oak School"
    )
    add_in(workbook, "Check-ins", Timestamp="2026-08-12 10:00", Email="cy.ott@example.org", Minutes="40")
    run(workbook, "term", "2026-08-13")
    after = cells(workbook)

    main(["undo", str(workbook)])
    assert cells(workbook)["Enrollment"] != after["Enrollment"]
    main(["undo", str(workbook)])

    assert cells(workbook)["Enrollment"] == after["Enrollment"]
    assert cells(workbook)["Check-ins"] == after["Check-ins"]


def test_undo_without_any_run_says_so(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", str(workbook)]) == 1
    assert "nothing to take back" in capsys.readouterr().err
