"""The small parts of the sheets: A1 notation, tables, rendering, colors, spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google_service.sheets import a1, formats, render, spans
from tests.google_service.sheets.model import Box, Cell, Spreadsheet, blank_sheet
from tests.google_service.sheets.tables import tables
from tests.google_service.wire import RefusalError

BOOK = Spreadsheet(
    "x", [blank_sheet(0, "Sheet1", 10, 5), blank_sheet(1, "It's D3", 4, 4), blank_sheet(2, "D3", 4, 4)]
)
BOOK.named.append(
    {
        "name": "Block",
        "range": {
            "sheetId": 1,
            "startRowIndex": 1,
            "endRowIndex": 3,
            "startColumnIndex": 0,
            "endColumnIndex": 2,
        },
    }
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Sheet1", "Sheet1!A1:E10"),
        ("'Sheet1'!B2", "Sheet1!B2"),
        ("sheet1!$B$2:$C$3", "Sheet1!B2:C3"),
        ("C3:B2", "Sheet1!B2:C3"),
        ("Sheet1!B:B", "Sheet1!B1:B10"),
        ("Sheet1!2:3", "Sheet1!A2:E3"),
        ("Sheet1!B4:C", "Sheet1!B4:C10"),
        ("Sheet1!B2:4", "Sheet1!B2:E4"),
        ("Sheet1!A1:Z99", "Sheet1!A1:E10"),
        ("R2C3:R4C5", "Sheet1!C2:E4"),
        ("'It''s D3'!A1:B2", "'It''s D3'!A1:B2"),
        ("'D3'", "'D3'!A1:D4"),
        ("D3", "'D3'!A1:D4"),
        ("Block", "'It''s D3'!A2:B3"),
    ],
)
def test_a1_text_is_found_and_written_back(text: str, written: str) -> None:
    place = a1.place(BOOK, text)
    assert a1.written(place.sheet, place.box) == written


@pytest.mark.parametrize(
    "text", ["Nowhere!A1", "Sheet1!A0", "Sheet1!AAAA1", "Sheet1!A1:B2:C3", "'Sheet1'A1", "Sheet1!", "A"]
)
def test_text_that_means_no_cells_is_refused(text: str) -> None:
    with pytest.raises(RefusalError, match="Unable to parse range"):
        a1.place(BOOK, text)


@given(st.integers(min_value=0, max_value=18_277))
def test_column_letters_and_numbers_are_inverse(column: int) -> None:
    assert a1.number(a1.letters(column)) == column


@pytest.mark.parametrize(
    ("drawing", "found"),
    [
        (["xx.", "xx.", "...", ".xx"], [Box(0, 2, 0, 2), Box(3, 4, 1, 3)]),
        (["x.x"], [Box(0, 1, 0, 1), Box(0, 1, 2, 3)]),
        (["x.", ".x"], [Box(0, 2, 0, 2)]),
        (["x.x", "xxx"], [Box(0, 2, 0, 3)]),
        (["xx...", "....x", "...x."], [Box(0, 1, 0, 2), Box(1, 3, 3, 5)]),
    ],
)
def test_tables_are_blocks_with_blanks_around_them(drawing: list[str], found: list[Box]) -> None:
    sheet = blank_sheet(0, "S", 8, 8)
    for row, line in enumerate(drawing):
        for column, mark in enumerate(line):
            if mark == "x":
                sheet.put(row, column, Cell("x"))
    assert sorted(tables(sheet), key=lambda box: (box.top, box.left)) == found


@pytest.mark.parametrize(
    ("value", "kind", "pattern", "shown"),
    [
        (0.0009765625, "", "", "0.0009765625"),
        (1 / 3, "", "", "0.3333333333"),
        (100 / 3, "", "", "33.33333333"),
        (12_345_678_901, "", "", "12345678901"),
        (1.0, "", "", "1"),
        (-1234.5, "NUMBER", "#,##0.00", "-1,234.50"),
        (0.125, "PERCENT", "0.0%", "12.5%"),
        (5, "NUMBER", "000", "005"),
        (-5, "NUMBER", "0;(0)", "(5)"),
        (1234, "CURRENCY", '"$"#,##0', "$1,234"),
        (46053.75, "DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2026-01-31 18:00:00"),
        (46053, "DATE", "dddd, mmm d", "Saturday, Jan 31"),
        (0.5, "TIME", "h:mm AM/PM", "12:00 PM"),
        (True, "", "", "TRUE"),
        ("text", "NUMBER", "0.00", "text"),
    ],
)
def test_value_is_shown_by_its_format(value: float | str, kind: str, pattern: str, shown: str) -> None:
    assert render.shown(value, {"type": kind, "pattern": pattern} if kind else None) == shown


@given(st.integers(min_value=0, max_value=255))
def test_colors_are_single_precision(channel: int) -> None:
    shown = formats.single(channel / 255)
    assert abs(shown - channel / 255) < 1e-7
    assert len(str(shown)) <= 12


@pytest.mark.parametrize(
    ("shift", "moved"),
    [
        (spans.inserting(2, 3), (5, 9)),
        (spans.inserting(4, 1), (2, 7)),
        (spans.inserting(6, 1), (2, 6)),
        (spans.deleting(0, 2), (0, 4)),
        (spans.deleting(3, 5), (2, 4)),
        (spans.deleting(5, 9), (2, 5)),
        (spans.deleting(2, 6), None),
    ],
)
def test_span_from_2_to_6_moves_with_its_lines(shift: spans.Shift, moved: tuple[int, int] | None) -> None:
    assert shift((2, 6)) == moved
