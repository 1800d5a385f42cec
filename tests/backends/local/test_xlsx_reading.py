"""Cells as other programs write them: shared strings, other day counts, missing names, error cells, odd formats."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tasks.backends.local.register import LocalRegister
from tasks.backends.local.xlsx_cells import cell_name, epoch, from_serial, split_name, storable, to_serial
from tasks.backends.local.xlsx_ranges import Area, set_width
from tasks.backends.local.xlsx_styles import EMPTY, Styles, meaning
from tasks.program.cells import Value
from tasks.program.workbook.changes import AddRow
from tests.backends.local.rich import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SETTINGS = '<row><c t="inlineStr"><is><t>Setting</t></is></c><c t="inlineStr"><is><t>Value</t></is></c></row>'
PEOPLE = "".join(
    f'<c r="{name}1" t="inlineStr"><is><t>{word}</t></is></c>'
    for name, word in (("A", "Name"), ("B", "Email"), ("C", "Role"))
)


def made(
    path: Path,
    rows: str,
    *,
    main: str = MAIN,
    office: str = OFFICE,
    shared: str = "",
    formats: str = "",
    properties: str = "",
) -> LocalRegister:
    """A workbook whose tab `Mine` has these rows, made by hand; `formats` are its styles' number format ids."""
    sheets = {"Settings": SETTINGS, "Enrollment": f"<row r='1'>{PEOPLE}</row>", "Mine": rows}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="/xl/s{n}.xml"/>' for n in (1, 2, 3)
    )
    styles = EMPTY.format(ns=main).replace(
        "</cellXfs>", "".join(f'<xf numFmtId="{n}"/>' for n in formats.split()) + "</cellXfs>"
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" Type="{office}/officeDocument" Target="XL/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}<Relationship Id="a" Type="{office}/styles" Target="styles.xml"/><Relationship Id="b" Type="{office}/sharedStrings" Target="strings.xml"/></Relationships>',
        "xl/styles.xml": styles,
        "xl/strings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        **{f"xl/s{n}.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>' for n, body in enumerate(sheets.values(), 1)},
    }  # fmt: skip
    path.write_bytes(zipped({name: content.encode() for name, content in parts.items()}))
    return LocalRegister(path)


def values(register: LocalRegister) -> list[Value]:
    return [value for row in register.read().rows("Mine") for value in row.cells.values()]


HEADER = (
    "<row>" + "".join(f'<c t="inlineStr"><is><t>{letter}</t></is></c>' for letter in "abcdefgh") + "</row>"
)


def test_shared_strings_with_runs_readings_and_escapes(tmp_path: Path) -> None:
    shared = "<si><t>plain</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>x</t></rPh></si><si><t>a_x000D_\nb</t></si>"
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>99</v></c></row>'
    assert values(made(tmp_path / "w.xlsx", HEADER + row, shared=shared)) == ["plain", "two runs", "a\nb"]


def test_cells_without_names_follow_each_other(tmp_path: Path) -> None:
    register = made(
        tmp_path / "w.xlsx",
        HEADER
        + "<row><c><v>1</v></c><c r='D2'><v>2</v></c><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>",
    )
    rows = register.read().rows("Mine")
    assert [(row.number, dict(row.cells)) for row in rows] == [(2, {"a": 1, "d": 2, "e": 3}), (4, {"a": 4})]


def test_results_errors_and_truths(tmp_path: Path) -> None:
    row = '<row><c t="str"><f>A1</f><v>yes</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c><c><v>1.5E3</v></c><c><f>1/0</f></c><c t="n"><v>7</v></c></row>'
    assert values(made(tmp_path / "w.xlsx", HEADER + row)) == ["yes", "#N/A", True, 1500.0, 7]


@pytest.mark.parametrize(("properties", "shift"), [("", 0), ('<workbookPr date1904="1"/>', 1462)])
def test_dates_by_either_count_of_days(tmp_path: Path, properties: str, shift: int) -> None:
    serials = [(46244, 1), (46244.645833333336, 2), (46244.5, 1), (46244, 2)]
    cells = "".join(f'<c s="{style}"><v>{serial - shift}</v></c>' for serial, style in serials)
    clock = '<c s="3"><v>0.3125</v></c>'
    register = made(
        tmp_path / "w.xlsx", f"{HEADER}<row>{cells}{clock}</row>", formats="14 22 20", properties=properties
    )
    day = datetime(2026, 8, 10)
    found = values(register)
    assert found[:4] == [day.date(), day.replace(hour=15, minute=30), day.replace(hour=12), day]
    assert found[4] == (time(7, 30) if not shift else datetime(1904, 1, 1, 7, 30))


def test_strict_workbook_is_read_and_written(tmp_path: Path) -> None:
    row = '<row><c t="d"><v>2026-08-10</v></c><c t="d"><v>2026-08-10T15:30:00</v></c><c t="d"><v>07:45:00</v></c></row>'
    register = made(tmp_path / "w.xlsx", HEADER + row, main=STRICT, office=STRICT_OFFICE)
    assert values(register) == [date(2026, 8, 10), datetime(2026, 8, 10, 15, 30), time(7, 45)]
    assert (
        register.write([AddRow("Pairings", {"Pairing ID": "pair-1", "Matched on": date(2026, 8, 11)})]) == ()
    )
    assert register.read().rows("Pairings")[0]["Matched on"] == date(2026, 8, 11)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ("@", ""), ('#,##0 "days"', ""), ("[$-409]d-mmm-yy;@", "date"), ("mmm", "date"), ("yyyy-mm-dd hh:mm", "moment"),
        ("h:mm AM/PM", "time"), ("mm:ss", "time"), ("[h]:mm", "elapsed"), ("[Red]0;[Blue]0", ""), ("[$$-409]#,##0.00", ""), ("\\d0", ""), ("dddd, mmmm d", "date"),
    ],
)  # fmt: skip
def test_number_format_says_what_a_number_means(code: str, kind: str) -> None:
    assert meaning(code) == kind


@given(st.datetimes(datetime(1904, 1, 2), datetime(9000, 1, 1)), st.booleans())
def test_moment_comes_back_from_its_serial_number(moment: datetime, date1904: bool) -> None:
    moment = moment.replace(microsecond=0)
    serial = to_serial(moment, epoch(date1904))
    assert serial is not None
    assert from_serial(serial, "moment", epoch(date1904)) == moment


@given(st.integers(1, 16384), st.integers(1, 1048576))
def test_cell_name_leads_back(column: int, row: int) -> None:
    assert split_name(cell_name(column, row)) == (column, row)


@given(st.text(st.characters()))
def test_stored_text_can_stand_in_xml(words: str) -> None:
    etree.Element("t").text = storable(words)


def test_longest_text_is_cut_where_excel_cuts() -> None:
    assert len(storable("x" * 40_000)) == 32_767


def test_style_is_added_once_and_nothing_is_renumbered() -> None:
    styles = Styles(etree.fromstring(EMPTY.format(ns=MAIN)))
    first = styles.showing(0, "date")
    assert (first, styles.showing(0, "date"), styles.showing(first, "date"), styles.kind(first)) == (
        1,
        1,
        1,
        "date",
    )
    assert styles.kind(styles.showing(first, "")) == ""
    again = Styles(etree.fromstring(etree.tostring(styles.root)))
    assert (again.showing(0, "date"), again.changed) == (1, False)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_widths_of_other_columns_stay(columns: list[int]) -> None:
    root = etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><cols><col min="2" max="5" width="9"/><col min="8" max="16384" width="8"/></cols><sheetData/></worksheet>'
    )
    for column in columns:
        set_width(root, column, 40 + column, hidden=False)
    widths = {
        n: span.get("width")
        for span in root[0]
        for n in range(int(span.get("min", "0")), min(int(span.get("max", "0")), 20) + 1)
    }
    plain = dict.fromkeys(range(2, 6), "9") | dict.fromkeys(range(8, 21), "8")
    assert widths == plain | {column: str(40 + column) for column in columns}
    starts = [int(span.get("min", "0")) for span in root[0]]
    assert starts == sorted(set(starts))


def test_area_grows_only_over_what_follows() -> None:
    assert str(Area.of("A1:C4").grown({5, 6, 8}, {4, 6})) == "A1:D6"
