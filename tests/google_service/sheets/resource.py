"""The Spreadsheet resource: properties, sheets, and grid data where asked for.

Recorded: what is left out at its default, `data` present as soon as the field mask names it, rows trimmed to the last
cell that holds anything.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from tests.google_service import masks
from tests.google_service.sheets import formats
from tests.google_service.sheets.a1 import Place
from tests.google_service.sheets.formulas import Calculator
from tests.google_service.sheets.groups import groups
from tests.google_service.sheets.model import Box, Cell, Json, Scalar, Sheet, Spreadsheet, elided
from tests.google_service.sheets.render import shown

PIXELS = {"ROWS": 21, "COLUMNS": 100}


def spreadsheet_resource(
    spreadsheet: Spreadsheet, title: str, places: Sequence[Place], mask: masks.Mask, *, grid_data: bool
) -> Json:
    """The whole resource; the caller cuts it to the mask. With places, only their sheets are shown."""
    with_data = masks.wants(mask, "sheets", "data") if mask else grid_data
    chosen = {place.sheet.id for place in places}
    calculator = Calculator(spreadsheet)
    sheets = []
    for index, sheet in enumerate(spreadsheet.sheets):
        if places and sheet.id not in chosen:
            continue
        found = sheet_resource(spreadsheet, sheet, index)
        if with_data:
            boxes = [place.box for place in places if place.sheet is sheet] or [sheet.whole]
            found["data"] = [grid(spreadsheet, sheet, box, calculator, mask) for box in boxes]
        sheets.append(found)
    whole: Json = {
        "spreadsheetId": spreadsheet.id,
        "properties": {"title": title, **properties(spreadsheet)},
        "sheets": sheets,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet.id}/edit",
    }
    if spreadsheet.named:
        whole["namedRanges"] = elided(spreadsheet.named)
    own = [item for item in spreadsheet.metadata if item["location"].get("spreadsheet")]
    if own:
        whole["developerMetadata"] = own
    return whole


def properties(spreadsheet: Spreadsheet) -> Json:
    defaults: Json = {
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": formats.DEFAULT_FORMAT,
        "spreadsheetTheme": formats.theme(),
    }
    return {**defaults, **spreadsheet.properties}


def sheet_properties(sheet: Sheet, index: int) -> Json:
    grid_part = {"rowCount": sheet.height, "columnCount": sheet.width, **elided(sheet.grid)}
    head = {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": "GRID"}
    return {**head, "gridProperties": grid_part, **elided(sheet.props)}


def sheet_resource(spreadsheet: Spreadsheet, sheet: Sheet, index: int) -> Json:
    found: Json = {
        "properties": sheet_properties(sheet, index),
        "merges": [sheet.grid_range(box) for box in sheet.merges],
        "conditionalFormats": elided(sheet.conditional),
        "protectedRanges": elided(sheet.protected),
        "bandedRanges": elided(sheet.bands),
        "rowGroups": groups(sheet, "ROWS"),
        "columnGroups": groups(sheet, "COLUMNS"),
        "developerMetadata": [
            item for item in spreadsheet.metadata if item["location"].get("sheetId") == sheet.id
        ],
    }
    if sheet.filter is not None:
        found["basicFilter"] = elided(sheet.filter)
    return {name: part for name, part in found.items() if part}


def grid(spreadsheet: Spreadsheet, sheet: Sheet, box: Box, calculator: Calculator, mask: masks.Mask) -> Json:
    """GridData of one box."""
    found = elided({"startRow": box.top, "startColumn": box.left})
    rows = _rows(sheet, box, calculator, mask)
    if rows:
        found["rowData"] = rows
    metadata = _by_line(spreadsheet, sheet)
    found["rowMetadata"] = [_line(sheet, "ROWS", row, metadata) for row in range(box.top, box.bottom)]
    found["columnMetadata"] = [
        _line(sheet, "COLUMNS", column, metadata) for column in range(box.left, box.right)
    ]
    return found


def _by_line(spreadsheet: Spreadsheet, sheet: Sheet) -> dict[tuple[str, int], list[Json]]:
    found: dict[tuple[str, int], list[Json]] = {}
    for item in spreadsheet.metadata:
        lines = item["location"].get("dimensionRange")
        if lines and lines.get("sheetId", 0) == sheet.id:
            found.setdefault((lines["dimension"], lines["startIndex"]), []).append(item)
    return found


def _line(sheet: Sheet, axis: Any, at: int, metadata: dict[tuple[str, int], list[Json]]) -> Json:
    props = {name: value for name, value in sheet.line_props(axis)[at].items() if name != "depth"}
    found = {"pixelSize": PIXELS[axis], **props}
    if (axis, at) in metadata:
        found["developerMetadata"] = metadata[axis, at]
    return found


def _rows(sheet: Sheet, box: Box, calculator: Calculator, mask: masks.Mask) -> list[Json]:
    rows: list[Json] = []
    wanted = [name for name in CELL if masks.wants(mask, "sheets", "data", "rowData", "values", name)]
    empty: dict[
        tuple[int, ...], Json
    ] = {}  # most rows of a new tab are one: the same formats, and nothing in them
    for row in range(box.top, box.bottom):
        here = [column for column in sheet.rows[row] if box.left <= column < box.right]
        columns = range(box.left, max(here, default=-1) + 1)
        cells = [sheet.cell(row, column) for column in columns]
        same = () if any(cell.filled for cell in cells) else tuple(map(id, cells))
        if same and same in empty:
            rows.append(empty[same])
            continue
        values = [cell_data(calculator, sheet, row, column, wanted) for column in columns]
        rows.append({"values": values} if values else {})
        if same:
            empty[same] = rows[-1]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def cell_data(calculator: Calculator, sheet: Sheet, row: int, column: int, wanted: Sequence[str]) -> Json:
    """CellData, no more than what is wanted: a whole workbook is many cells."""
    cell = sheet.cell(row, column)
    found = ((name, CELL[name](cell, calculator, sheet, row, column)) for name in wanted)
    return {name: part for name, part in found if part is not None}


def _effective_value(cell: Cell, calculator: Calculator, sheet: Sheet, row: int, column: int) -> Json | None:
    return extended(calculator.value(sheet, row, column) if cell.formula else cell.value)


def _formatted(cell: Cell, calculator: Calculator, sheet: Sheet, row: int, column: int) -> str | None:
    value = calculator.value(sheet, row, column) if cell.formula else cell.value
    return shown(value, (cell.format or {}).get("numberFormat")) or None


CELL: dict[str, Callable[[Cell, Calculator, Sheet, int, int], Any]] = {
    "userEnteredValue": lambda cell, *_: entered(cell),
    "effectiveValue": _effective_value,
    "formattedValue": _formatted,
    "userEnteredFormat": lambda cell, *_: elided(cell.format) if cell.format else None,
    "note": lambda cell, *_: cell.note or None,
    "dataValidation": lambda cell, *_: elided(cell.validation) if cell.validation else None,
    "effectiveFormat": lambda cell, *_: _effective_format(cell),
}
"""The parts of CellData that are modelled; nothing for a part that is left out."""


def _effective_format(cell: Cell) -> Json | None:
    if cell.format:
        return _shown_format(json.dumps(cell.format))
    return _PLAIN if cell.filled else None


@cache
def _shown_format(packed: str) -> Json:
    """A format with all its defaults. Worked out once: a workbook has many cells and few formats."""
    shown: Json = elided(formats.effective(json.loads(packed)))
    return shown


_PLAIN: Json = elided(formats.effective(None))


def entered(cell: Cell) -> Json | None:
    return {"formulaValue": cell.formula} if cell.formula else extended(cell.value)


def extended(value: Scalar) -> Json | None:
    """An ExtendedValue."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return (
            _error(value)
            if value.startswith("#") and value.endswith(("!", "?", "/0!"))
            else {"stringValue": value}
        )
    return {"numberValue": value}


ERRORS = {
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#ERROR!": "ERROR",
}


def _error(text: str) -> Json:
    return (
        {"errorValue": {"type": ERRORS[text], "message": text}} if text in ERRORS else {"stringValue": text}
    )
