"""Writing into a workbook full of things we know nothing about: all of them are still there."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter

from tasks.backends.local.register import LocalRegister
from tasks.program.cells import Value
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import AddRow, Change, ClearRow, SetCells
from tasks.program.workbook.tabs import TABS
from tests.backends.local.rich import changed, parts_of, rich_workbook

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ENROLLMENT = "xl/worksheets/sheet2.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "workbook.xlsx"
    rich_workbook(place)
    return place


def write(path: Path, *changes: Change) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The parts before and after; nothing is refused."""
    before = path.read_bytes()
    assert LocalRegister(path).write(changes) == ()
    return parts_of(before), parts_of(path.read_bytes())


def set_cells(path: Path, number: int, cells: Mapping[str, Value], tab: str = "Enrollment") -> SetCells:
    rows = LocalRegister(path).read().rows(tab)
    return SetCells(tab, next(row for row in rows if row.number == number), cells)


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def cells_of(part: bytes) -> dict[str, bytes]:
    root = etree.fromstring(part)
    return {cell.get("r", ""): etree.tostring(cell, method="c14n2") for cell in root.iter(f"{NS}c")}


def around_cells(part: bytes) -> list[bytes]:
    """Everything of a sheet but its cells and its used range."""
    root = etree.fromstring(part)
    return [
        etree.tostring(child, method="c14n2")
        for child in root
        if etree.QName(child).localname not in ("sheetData", "dimension")
    ]


def test_one_cell_written_touches_one_part(path: Path) -> None:
    before, after = write(path, set_cells(path, 2, {"Check": "Please fix: x"}))
    assert differing(before, after) == {ENROLLMENT}
    old, new = cells_of(before[ENROLLMENT]), cells_of(after[ENROLLMENT])
    assert {name for name in {*old, *new} if old.get(name) != new.get(name)} == {"H2"}
    assert around_cells(before[ENROLLMENT]) == around_cells(after[ENROLLMENT])
    assert list(before) == list(after)


def test_results_of_formulas_stay_and_are_reckoned_anew(path: Path) -> None:
    def quiet(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")

    path.write_bytes(changed(path.read_bytes(), quiet))
    before, after = write(path, set_cells(path, 2, {"Check": "Please fix: x"}))
    assert differing(before, after) == {ENROLLMENT, "xl/workbook.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    values = openpyxl.load_workbook(path, data_only=True)["Enrollment"]
    formulas = openpyxl.load_workbook(path)["Enrollment"]
    assert [values.cell(number, 6).value for number in (2, 3, 4)] == [7, 5, 6]
    assert [formulas.cell(number, 6).value for number in (2, 3, 4)] == ["=LEN(A2)", "=LEN(A3)", "=LEN(A4)"]


def test_style_of_a_written_cell_stays(path: Path) -> None:
    write(path, set_cells(path, 4, {"Person ID": "p-cy"}))
    cell = openpyxl.load_workbook(path)["Enrollment"]["G4"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("p-cy", "FFEEEEEE")


def test_hidden_rows_and_sheets_are_read(path: Path) -> None:
    snapshot = LocalRegister(path).read()
    assert [row["Name"] for row in snapshot.rows("Enrollment")] == ["Ana Lee", "Bo Ek", "Cy Fox"]
    assert list(snapshot.sheets) == ["Settings", "Enrollment", "Schools", "Old list"]


def test_rich_text_and_results_are_read(path: Path) -> None:
    row = LocalRegister(path).read().rows("Enrollment")[0]
    assert (row["School"], row["Mine"]) == ("Oak ", 7)


def test_new_row_in_a_table_makes_the_table_grow(path: Path) -> None:
    _, after = write(path, AddRow("Schools", {"School": "Ash"}))
    table = etree.fromstring(after["xl/tables/table1.xml"])
    filtered = table.find(f"{NS}autoFilter")
    assert filtered is not None
    assert (table.get("ref"), filtered.get("ref")) == ("A1:C4", "A1:C4")


def test_new_column_beside_a_table_becomes_part_of_it(path: Path) -> None:
    write(path, set_cells(path, 2, {"Check": "Note: x"}, "Schools"))
    sheet = openpyxl.load_workbook(path)["Schools"]
    assert sheet.tables["SchoolList"].ref == "A1:C3"
    assert [column.name for column in sheet.tables["SchoolList"].tableColumns] == [
        "School",
        "Principal",
        "Check",
    ]


def test_new_row_makes_the_filter_grow_and_takes_the_style_above(path: Path) -> None:
    _, after = write(
        path, AddRow("Enrollment", {"Name": "Di New", "Email": "di@example.org", "Start date": "soon"})
    )
    sheet = openpyxl.load_workbook(path)["Enrollment"]
    assert sheet.auto_filter.ref == "A1:M5"
    assert b"$A$1:$M$5" in after["xl/workbook.xml"]
    assert (sheet["E5"].value, sheet["E5"].number_format) == ("soon", "d-mmm-yy")
    assert sheet["G5"].fill.fgColor.rgb == "FFEEEEEE"
    assert sheet.row_dimensions[5].hidden is False


def test_new_columns_are_as_wide_and_hidden_as_the_contract_says(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Pairings")
    sheet.append(["Mentee email", "Mentor email", "Decision"])
    sheet.append(["ana@example.org", "bo@example.org", "approve"])
    sheet.column_dimensions.group("C", "Z")
    sheet.column_dimensions["C"].width = 33
    book.save(path)
    write(path, set_cells(path, 2, {"Pairing ID": "pair-1"}, "Pairings"))
    sheet = openpyxl.load_workbook(path)["Pairings"]
    headers = {str(cell.value): get_column_letter(cell.column or 0) for cell in sheet[1]}
    assert list(headers)[:6] == ["Mentee email", "Mentor email", "Decision", "Pairing ID", "Mentor", "Mentee"]
    widths = {name: sheet.column_dimensions[headers[name]].width for name in ("Decision", "Why", "Check")}
    assert widths == {"Decision": 33, "Why": 60, "Check": 44}
    assert [name for name in headers if sheet.column_dimensions[headers[name]].hidden] == ["Group"]


def test_new_column_keeps_off_what_stands_without_a_header(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Schools"]["C3"] = "call her"
    del book["Schools"].tables["SchoolList"]
    book.save(path)
    write(path, set_cells(path, 2, {"Check": "Note: x"}, "Schools"))
    sheet = openpyxl.load_workbook(path)["Schools"]
    assert (sheet["C3"].value, sheet["D1"].value, sheet["D2"].value) == ("call her", "Check", "Note: x")


def test_date_takes_the_cells_own_format_or_a_plain_one(path: Path) -> None:
    write(path, set_cells(path, 2, {"Matched on": date(2026, 8, 11), "Match by": date(2026, 9, 1)}))
    sheet = openpyxl.load_workbook(path)["Enrollment"]
    assert {sheet["J2"].number_format, sheet["K2"].number_format} == {"yyyy-mm-dd"}
    book = openpyxl.load_workbook(path)
    book["Enrollment"]["J2"].number_format = "dddd, mmmm d"
    book.save(path)
    write(path, set_cells(path, 2, {"Matched on": date(2026, 8, 12)}))
    assert openpyxl.load_workbook(path)["Enrollment"]["J2"].number_format == "dddd, mmmm d"


def test_formula_in_a_program_column_is_overtyped_and_the_chain_dropped(path: Path) -> None:
    def formula(parts: dict[str, bytes]) -> None:
        sheet = parts[ENROLLMENT].decode()
        head, _, rest = sheet.partition('<c r="H3"')
        tail = rest[rest.index("</c>") :]
        parts[ENROLLMENT] = f'{head}<c r="H3" t="str"><f>A3&amp;"!"</f><v>Bo Ek!</v>{tail}'.encode()

    path.write_bytes(changed(path.read_bytes(), formula))
    before, after = write(path, set_cells(path, 3, {"Check": "Note: y"}))
    assert openpyxl.load_workbook(path)["Enrollment"]["H3"].value == "Note: y"
    assert set(before) - set(after) == {"xl/calcChain.xml"}
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_shared_formula_passes_to_the_next_cell_that_uses_it(path: Path) -> None:
    def shared(parts: dict[str, bytes]) -> None:
        sheet = parts[ENROLLMENT].decode()
        cell = '<c r="H{0}" t="str">{1}<v>x</v></c></row>'
        first = cell.format(2, '<f t="shared" ref="H2:H4" si="0">A2&amp;"!"</f>')
        rows = sheet.split("</row>")
        rows[1] = rows[1].replace('<c r="H2"/>', "") + first.removesuffix("</row>")
        for number in (3, 4):
            start = rows[number - 1].find(f'<c r="H{number}"')
            kept = rows[number - 1] if start < 0 else rows[number - 1][:start]
            rows[number - 1] = kept + cell.format(number, '<f t="shared" si="0"/>').removesuffix("</row>")
        parts[ENROLLMENT] = "</row>".join(rows).encode()

    path.write_bytes(changed(path.read_bytes(), shared))
    write(path, set_cells(path, 2, {"Check": "Note: y"}))
    sheet = openpyxl.load_workbook(path)["Enrollment"]
    assert [sheet.cell(number, 8).value for number in (2, 3, 4)] == ["Note: y", '=A3&"!"', '=A4&"!"']


def test_formulas_filled_down_ahead_do_not_push_new_rows_away(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for number in range(5, 40):
        book["Enrollment"].cell(number, 6, f"=LEN(A{number})")
    book.save(path)
    write(path, AddRow("Enrollment", {"Name": "Di New", "Email": "di@example.org"}))
    sheet = openpyxl.load_workbook(path)["Enrollment"]
    assert (sheet["A5"].value, sheet["F5"].value) == ("Di New", "=LEN(A5)")


def test_stray_cell_at_the_very_end_leaves_room_for_new_rows(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Schools"]["B1048576"] = "stray"
    book.save(path)
    write(path, AddRow("Schools", {"School": "Ash"}), AddRow("Schools", {"School": "Yew"}))
    rows = LocalRegister(path).read().rows("Schools")
    assert [(row.number, row["School"]) for row in rows[2:]] == [(4, "Ash"), (5, "Yew"), (1048576, None)]


def test_cleared_row_stays_in_its_place(path: Path) -> None:
    write(
        path,
        AddRow("Unmatched", {"Person ID": "p-1", "Name": "Ana"}),
        AddRow("Unmatched", {"Person ID": "p-2"}),
    )
    rows = LocalRegister(path).read().rows("Unmatched")
    write(path, ClearRow("Unmatched", rows[0]))
    assert [row.number for row in LocalRegister(path).read().rows("Unmatched")] == [3]


def test_new_tab_comes_last_with_headers_choices_and_hidden_keys(path: Path) -> None:
    before, after = write(
        path, AddRow("Unmatched", {"Person ID": "p-1"}), AddRow("Pairings", {"Pairing ID": "pair-1"})
    )
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Settings",
        "Enrollment",
        "Schools",
        "Old list",
        "Picture of it",
        "Pairings",
        "Unmatched",
    ]
    sheet = book["Pairings"]
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet.column_dimensions["S"].hidden) == (
        "A2",
        True,
        True,
    )
    assert any("approve,reject" in rule.formula1 for rule in sheet.data_validations.dataValidation)
    untouched = {
        name for name in before if "worksheets/sheet" in name or "drawing" in name or "comment" in name
    }
    assert not differing({n: before[n] for n in untouched}, {n: after[n] for n in untouched})


def test_empty_tab_gets_all_its_columns(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("pairings")
    book.save(path)
    write(path, AddRow("Pairings", {"Pairing ID": "pair-1"}))
    sheet = LocalRegister(path).read().sheet("Pairings")
    assert (sheet.title, sheet.columns) == (
        "pairings",
        tuple(column.name for column in TABS["Pairings"].columns),
    )


def test_chart_sheet_with_a_tabs_name_is_named(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Picture of it"].title = "Hours"
    book.save(path)
    content = path.read_bytes()
    with pytest.raises(WorkbookError, match="has a chart sheet named “Hours”"):
        LocalRegister(path).write([AddRow("Hours", {"Email": "ana@example.org"})])
    assert path.read_bytes() == content


def test_number_that_is_none_leaves_the_cell_blank(path: Path) -> None:
    write(path, AddRow("Digests", {"Digest": "d", "Share": float("nan"), "Rate": float("inf"), "Met": 2}))
    assert dict(LocalRegister(path).read().rows("Digests")[0].cells) == {"Digest": "d", "Met": 2}


def test_written_workbook_is_written_the_same_again(path: Path) -> None:
    write(path, set_cells(path, 2, {"Check": "Please fix: x", "Paired with": "=Bo"}))
    content = path.read_bytes()
    assert LocalRegister(path).write([set_cells(path, 2, {"Check": "Please fix: x"})]) == ()
    assert path.read_bytes() == content
