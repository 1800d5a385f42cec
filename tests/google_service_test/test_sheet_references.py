"""Formulas keep pointing at what they pointed at (after the editor's behavior; not recorded), and typed dates."""

import gspread
import pytest
from gspread.utils import ValueInputOption, ValueRenderOption

from tests.google_service import Running
from tests.google_service.sheets.references import carried

TYPED = ValueInputOption.user_entered


def formulas(tab: gspread.Worksheet, where: str) -> list[list[str]]:
    return tab.get(where, value_render_option=ValueRenderOption.formula)


def test_inserted_and_deleted_lines_move_what_formulas_point_at(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    other = book.add_worksheet("Sums", 5, 5)
    tab.update([[1, 2, "=A1+B1"], [3, 4, "=SUM(A$1:A2)"]], "A1", value_input_option=TYPED)
    other.update([["=Sheet1!A2", "=A2", '="Sheet1!A2"']], "A1", value_input_option=TYPED)
    tab.insert_row(["header"], 1)
    assert formulas(tab, "C2:C3") == [["=A2+B2"], ["=SUM(A$2:A3)"]]
    assert formulas(other, "A1:C1") == [["=Sheet1!A3", "=A2", '="Sheet1!A2"']]
    tab.insert_cols([[]], 1)
    assert formulas(tab, "D2") == [["=B2+C2"]]
    tab.delete_rows(3)
    assert formulas(tab, "D2") == [["=B2+C2"]]
    assert formulas(other, "A1") == [["=#REF!"]]


def test_sorted_and_copied_formulas_look_along_their_own_row(tab: gspread.Worksheet) -> None:
    tab.update([["b", 1, "=B1*2"], ["a", 5, "=B2*2"]], "A1", value_input_option=TYPED)
    tab.sort((1, "asc"), range="A1:C2")
    assert tab.get("A1:C2") == [["a", "5", "10"], ["b", "1", "2"]]
    tab.copy_range("C1:C2", "D3:D4")
    assert formulas(tab, "D3:D4") == [["=C3*2"], ["=C4*2"]]


@pytest.mark.parametrize(
    ("formula", "down", "across", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", 2, 1, "=B3+$A3+B$1+$A$1"),
        ("=SUM(A2:A)", 1, 0, "=SUM(A3:A)"),
        ("=SUM(A:B)+SUM(2:3)", 1, 1, "=SUM(B:C)+SUM(3:4)"),
        ("='My tab'!A1&LOG10(5)", 1, 0, "='My tab'!A2&LOG10(5)"),
        ("=A1", -1, 0, "=#REF!"),
        ("", 1, 1, ""),
    ],
)
def test_reference_that_is_not_fixed_moves_along(formula: str, down: int, across: int, moved: str) -> None:
    assert carried(formula, down, across) == moved


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("3-5", "M-d"),
        ("3/5", "M/d"),
        ("Mar 5", "mmm d"),
        ("5 March", "d mmmm"),
        ("March 5, 2026", "mmmm d, yyyy"),
        ("3/5/26", "M/d/yy"),
    ],
)
def test_grade_band_and_other_short_dates_become_dates(
    book: gspread.Spreadsheet, tab: gspread.Worksheet, service: Running, text: str, pattern: str
) -> None:
    """What happens to `3-5` when a person types it: shown as typed, stored as a day of this year."""
    tab.update([[text]], "A1", value_input_option=TYPED)
    assert tab.acell("A1").value == text
    found = book.fetch_sheet_metadata({"fields": "sheets.data.rowData.values.userEnteredFormat.numberFormat"})
    cell = found["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": pattern}
    tab.update([["3-5", "Room 12 3", "3-45"]], "B2", raw=True)
    assert tab.get("B2:D2") == [["3-5", "Room 12 3", "3-45"]]


@pytest.mark.parametrize(
    ("pattern", "kind", "value", "shown"),
    [
        ("[h]:mm:ss", "TIME", 1.5, "36:00:00"),
        ("[mm]:ss", "TIME", 0.0625, "90:00"),
        ("0.0", "NUMBER", -2.25, "-2.3"),
        ("0.00", "NUMBER", 1.005, "1.01"),
    ],
)
def test_long_times_and_halves_are_shown_as_in_the_editor(
    tab: gspread.Worksheet, pattern: str, kind: str, value: float, shown: str
) -> None:
    tab.format("A1", {"numberFormat": {"type": kind, "pattern": pattern}})
    tab.update([[value]], "A1")
    assert tab.acell("A1").value == shown
