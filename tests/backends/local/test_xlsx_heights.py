"""Rows grow with the texts the program writes: LibreOffice and printed pages would show their first line only."""

from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tasks.backends.local.register import LocalRegister
from tasks.program.cells import Value
from tasks.program.workbook.changes import AddRow, Change, SetCells
from tests.backends.local.rich import parts_of, rich_workbook

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    rich_workbook(tmp_path / "workbook.xlsx")
    return tmp_path / "workbook.xlsx"


def height(place: Path, change: Change) -> str | None:
    """How high row 2 of Pairings is after the change; nothing where the spreadsheet program decides."""
    assert LocalRegister(place).write((change,)) == ()
    parts = parts_of(place.read_bytes()).values()
    sheet = next(part for part in parts if b"<sheetData" in part and b"pair-1" in part)
    rows = {row.get("r"): row.get("ht") for row in etree.fromstring(sheet).iter(f"{NS}row")}
    return rows["2"]


def why(place: Path, text: Value) -> SetCells:
    return SetCells("Pairings", LocalRegister(place).read().rows("Pairings")[0], {"Why": text})


def test_row_is_as_high_as_its_longest_text_needs(place: Path) -> None:
    long = "Same subject, same grades and same school; both free on Monday afternoon. " * 2
    assert height(place, AddRow("Pairings", {"Pairing ID": "pair-1", "Why": long})) == "45"
    assert height(place, why(place, "Short.")) is None


def test_height_that_a_person_gave_stays(place: Path) -> None:
    height(place, AddRow("Pairings", {"Pairing ID": "pair-1"}))
    book = openpyxl.load_workbook(place)
    book["Pairings"].row_dimensions[2].height = 20
    book.save(place)
    assert height(place, why(place, "word " * 60)) == "20"
