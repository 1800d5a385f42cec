"""A whole spreadsheet out of one answer: every tab's values and formats, taken at one moment.

One request gives both, so that nobody can sort a tab between values and formats.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.backends.google.sheet_values import KINDS, Json, format_of, understood
from tasks.program.cells import Value
from tasks.program.workbook.headers import locate, tab_named
from tasks.program.workbook.snapshot import Snapshot, snapshot_from_grids
from tasks.program.workbook.tabs import TABS

FIELDS = (
    "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),data(startRow,startColumn,"
    "rowData(values(userEnteredValue/formulaValue,effectiveValue,effectiveFormat/numberFormat/type))))"
)


@dataclass
class Page:
    """One tab: its id, its size, its values, and the number formats that are set, by (row, column) from 0."""

    id: int
    title: str
    height: int
    width: int
    grid: list[list[Value]] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: frozenset[int] = frozenset()
    """Columns in which formulas stand: what they give is nobody's entry."""

    @property
    def headers(self) -> list[Value]:
        return self.grid[0] if self.grid else []

    @property
    def places(self) -> dict[str, int]:
        """The column of each name, from 0."""
        return locate(TABS.get(tab_named(self.title)), self.headers).positions

    @property
    def kinds(self) -> dict[int, str]:
        """The number format that the contract's columns mean where a cell has none."""
        tab = TABS.get(tab_named(self.title))
        known = {column.name: column.kind for column in tab.columns} if tab else {}
        return {place: KINDS[known[name]] for name, place in self.places.items() if known.get(name) in KINDS}


@dataclass(frozen=True)
class Opened:
    """A spreadsheet as read: its tabs by contract name, and the snapshot they make."""

    pages: Mapping[str, Page]
    snapshot: Snapshot
    titles: frozenset[str]
    ids: frozenset[int]


def opened(answer: Json) -> Opened:
    """The spreadsheet out of Google's answer to `FIELDS`."""
    sheets = answer.get("sheets", [])
    pages = [_page(sheet) for sheet in sheets if sheet["properties"].get("sheetType", "GRID") == "GRID"]
    by_name: dict[str, Page] = {}
    for page in pages:
        by_name.setdefault(tab_named(page.title), page)
    content = json.dumps(answer, sort_keys=True, separators=(",", ":")).encode()
    return Opened(
        by_name,
        snapshot_from_grids(
            {page.title: page.grid for page in pages}, version=hashlib.sha256(content).hexdigest()[:32]
        ),
        frozenset(str(sheet["properties"].get("title", "")) for sheet in sheets),
        frozenset(int(sheet["properties"].get("sheetId", 0)) for sheet in sheets),
    )


def _page(sheet: Json) -> Page:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    title = str(properties.get("title", ""))
    page = Page(int(properties.get("sheetId", 0)), title, size.get("rowCount", 0), size.get("columnCount", 0))
    blocks = sheet.get("data", [])
    rows = blocks[0].get("rowData", []) if blocks else []
    if not rows:
        return page
    page.grid.append([understood(cell, "") for cell in rows[0].get("values", [])])
    kinds = page.kinds
    formulas: set[int] = set()
    for number, row in enumerate(rows):
        cells = row.get("values", [])
        if number:
            page.grid.append([understood(cell, kinds.get(place, "")) for place, cell in enumerate(cells)])
        for place, cell in enumerate(cells):
            if not cell:
                continue
            if cell.get("userEnteredValue", {}).get("formulaValue"):
                formulas.add(place)
            shown = format_of(cell)
            if shown:
                page.formats[number, place] = shown
    page.formulas = frozenset(formulas)
    return page
