"""Staff edit and save the workbook between any two of the program's looks at it: their edits stay, ours land where they belong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from flows.reception import hold
from tasks.backends.local.register import LocalRegister
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Refused, Register
from tasks.program.workbook.changes import Change
from tasks.program.workbook.snapshot import Row, Snapshot
from tests.proof.local import LocalWorld, differences
from tests.proof.test_together import DAY, approved, run

Edit = Callable[[Path], None]


class Interrupted:
    """The register, with somebody at the keyboard: before the call with this number they edit and save."""

    def __init__(self, register: Register, at: int, edit: Callable[[], None]) -> None:
        self._register, self._at, self._edit = register, at, edit
        self.calls = 0

    def _next(self) -> None:
        self.calls += 1
        if self.calls == self._at:
            self._edit()

    def read(self) -> Snapshot:
        self._next()
        return self._register.read()

    def write(self, changes: Sequence[Change]) -> tuple[Refused, ...]:
        self._next()
        return self._register.write(changes)


def interrupted(folder: Path, at: int, edit: Edit) -> int:
    """A run with an edit before its register call with this number; how many such calls it made."""
    path = folder / "workbook.xlsx"
    with hold(str(path)) as ports:
        register = Interrupted(ports.register, at, lambda: edit(path))
        asked = Asked(DAY.command, DAY.moment, by_hand=True)
        settle(Office(replace(ports, register=register), asked))
    return register.calls


def edited(path: Path, tab: str, change: Callable[[Worksheet], None]) -> None:
    book = load_workbook(path)
    change(book[tab])
    book.save(path)


def grid(sheet: Worksheet) -> list[list[Any]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [row for row in rows if any(value is not None for value in row)]


def put(sheet: Worksheet, rows: Sequence[Sequence[Any]]) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def sort(sheet: Worksheet) -> None:
    header, *rows = grid(sheet)
    put(sheet, [header, *reversed(rows)])


def insert_blank(sheet: Worksheet) -> None:
    header, first, *rows = grid(sheet)
    put(sheet, [header, first, [], *rows])


def move_columns(sheet: Worksheet) -> None:
    put(sheet, [[*row[5:], *row[:5]] for row in grid(sheet)])


def add_column(sheet: Worksheet) -> None:
    put(
        sheet,
        [["Notes" if number == 0 else f"ours {number}", *row] for number, row in enumerate(grid(sheet))],
    )


def save_only(_sheet: Worksheet) -> None:
    """Opened in a spreadsheet program and saved."""


LAYOUTS = {
    f"{change.__name__} {tab}": lambda path, tab=tab, change=change: edited(path, tab, change)
    for change in (sort, insert_blank, move_columns, add_column, save_only)
    for tab in ("Enrollment", "Pairings")
}


def rows(folder: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """Every tab's rows without regard to their order, to columns of staff's own, or to how a day is shown."""
    sheets = LocalRegister(folder / "workbook.xlsx").read().sheets.values()
    return {sheet.name: sorted(_shown(row) for row in sheet.rows) for sheet in sheets}


def _shown(row: Row) -> list[tuple[str, str]]:
    return sorted((name, row.text(name).removesuffix(" 00:00")) for name in row.cells if name != "Notes")


def gaps(folder: Path, name: str, edit: Edit, most: int) -> Iterator[tuple[int, Path]]:
    """Runs with the edit before each call in turn, in folders of their own, until a run makes fewer calls."""
    for at in range(1, most + 1):
        copy = folder / f"{name.replace(' ', '-')}-{at}"
        LocalWorld().copy(folder / "before", copy)
        if interrupted(copy, at, edit) < at:
            return
        yield at, copy


def check_layouts(tmp_path: Path, most: int) -> int:
    before = approved(tmp_path / "before")
    LocalWorld().copy(before, tmp_path / "undisturbed")
    run(tmp_path / "undisturbed", 0)
    undisturbed = rows(tmp_path / "undisturbed")
    tried = 0
    for name, edit in LAYOUTS.items():
        # Of people who are alike the upper row comes first: sorted before anybody was told, others may be invited.
        first = tmp_path / f"{name} first"
        LocalWorld().copy(before, first)
        edit(first / "workbook.xlsx")
        run(first, 0)
        expected = (undisturbed, rows(first))
        for at, folder in gaps(tmp_path, name, edit, most):
            found = LocalWorld().picture(folder)
            assert rows(folder) in expected, (name, at)
            run(folder, 0)
            assert differences(found, LocalWorld().picture(folder)) == [], (name, at)
            tried += 1
    return tried


def test_rows_and_columns_moved_between_looks_end_as_if_they_had_not(tmp_path: Path) -> None:
    assert check_layouts(tmp_path, 3) >= 20


@pytest.mark.prove
def test_rows_and_columns_moved_between_any_two_looks_end_as_if_they_had_not(tmp_path: Path) -> None:
    assert check_layouts(tmp_path, 50) >= 60


def test_cell_retyped_between_looks_wins_and_is_what_the_program_goes_by(tmp_path: Path) -> None:
    approved(tmp_path / "before")

    def second_thoughts(path: Path) -> None:
        def reject(sheet: Worksheet) -> None:
            column = next(cell.column for cell in sheet[1] if cell.value == "Decision")
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, column).value == "approve":
                    sheet.cell(row, column).value = "reject"

        edited(path, "Pairings", reject)

    for at, folder in gaps(tmp_path, "retyped", second_thoughts, 3):
        pairs = LocalRegister(folder / "workbook.xlsx").read().rows("Pairings")
        decided = [(row.text("Decision"), row.text("Status")) for row in pairs if row.text("Decision")]
        assert {decision for decision, _ in decided} == {"reject"}, at
        assert all(status == "rejected" for _, status in decided), at
        assert not list((folder / "outbox").rglob("introduction-*")), at


def test_row_deleted_between_looks_stays_deleted_and_is_no_withdrawal(tmp_path: Path) -> None:
    approved(tmp_path / "before")

    def delete(path: Path) -> None:
        def without(sheet: Worksheet) -> None:
            put(sheet, [row for row in grid(sheet) if "Fay Sun" not in row])

        edited(path, "Enrollment", without)

    for at, folder in gaps(tmp_path, "deleted", delete, 3):
        snapshot = LocalRegister(folder / "workbook.xlsx").read()
        assert "Fay Sun" not in [row.text("Name") for row in snapshot.rows("Enrollment")], at
        people = {row.text("Email"): row.text("Person ID") for row in snapshot.rows("Enrollment")}
        before = LocalRegister(tmp_path / "before" / "workbook.xlsx").read().rows("Enrollment")
        assert people.items() <= {row.text("Email"): row.text("Person ID") for row in before}.items(), at
        status = [row.text("Status") for row in snapshot.rows("Pairings") if row.text("Mentee") == "Fay Sun"]
        assert status in (["proposed"], ["approved"], ["active"]), at
        run(folder, 0)


def test_tab_renamed_between_looks_stops_the_run_until_it_is_put_back(tmp_path: Path) -> None:
    before = approved(tmp_path / "before")
    LocalWorld().copy(before, tmp_path / "undisturbed")
    run(tmp_path / "undisturbed", 0)

    def rename(title: str) -> Callable[[Worksheet], None]:
        return lambda sheet: setattr(sheet, "title", title)

    for at, folder in gaps(
        tmp_path, "renamed", lambda path: edited(path, "Pairings", rename("Old pairs")), 3
    ):
        path = folder / "workbook.xlsx"
        assert not list((folder / "outbox").rglob("introduction-*")), at
        book = load_workbook(path)
        if "Pairings" in book.sheetnames:
            del book["Pairings"]
        book["Old pairs"].title = "Pairings"
        book.save(path)
        run(folder, 0)
        assert rows(folder)["Pairings"] == rows(tmp_path / "undisturbed")["Pairings"], at
