"""Requests that move cells about: copy, cut, sort, shift, find and replace, trim."""

import re
from dataclasses import replace
from typing import Any

from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.entry import typed
from tests.google_service.sheets.formulas import Calculator
from tests.google_service.sheets.model import BLANK, Box, Cell, Json, Sheet
from tests.google_service.sheets.references import carried
from tests.google_service.sheets.tabs import extend


def copy_paste(edit: Edit, body: Json) -> Json:
    """Whole multiples of the source fill the destination; what formulas point at moves along (not recorded)."""
    source, here = edit.area(body["source"])
    target, there = edit.area(body["destination"])
    kind = body.get("pasteType") or "PASTE_NORMAL"
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    block = _block(source, here)
    if turned:
        block = [list(column) for column in zip(*block, strict=True)]
    height, width = len(block), len(block[0])
    down, across = max(1, (there.bottom - there.top) // height), max(1, (there.right - there.left) // width)
    box = Box(there.top, there.top + down * height, there.left, there.left + across * width)
    edit.guard(target, box)
    extend(target, box.bottom, box.right)
    calculator = Calculator(edit.spreadsheet)
    values = [
        [calculator.value(source, row, column) for column in range(here.left, here.right)]
        for row in range(here.top, here.bottom)
    ]
    for row, column in box.cells():
        at = ((row - box.top) % height, (column - box.left) % width)
        value = values[at[1]][at[0]] if turned else values[at[0]][at[1]]
        new = block[at[0]][at[1]]
        source_row, source_column = (at[1], at[0]) if turned else at
        down, across = row - here.top - source_row, column - here.left - source_column
        new = replace(new, formula=carried(new.formula, down, across))
        target.put(row, column, _pasted(target.cell(row, column), new, kind, value))
    return {}


def _pasted(old: Cell, new: Cell, kind: str, value: Any) -> Cell:
    if kind == "PASTE_VALUES":
        return replace(old, value=value, formula="")
    if kind == "PASTE_FORMULA":
        return replace(old, value=new.value, formula=new.formula)
    if kind in {"PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING"}:
        return replace(old, format=new.format)
    if kind == "PASTE_DATA_VALIDATION":
        return replace(old, validation=new.validation)
    return new


def cut_paste(edit: Edit, body: Json) -> Json:
    source, here = edit.area(body["source"])
    corner = body["destination"]
    target = edit.sheet(corner.get("sheetId"))
    top, left = corner.get("rowIndex") or 0, corner.get("columnIndex") or 0
    there = Box(top, top + here.bottom - here.top, left, left + here.right - here.left)
    edit.guard(source, here)
    edit.guard(target, there)
    extend(target, there.bottom, there.right)
    block = _block(source, here)
    kind = body.get("pasteType") or "PASTE_NORMAL"
    for row, column in here.cells():
        source.put(row, column, _left_behind(source.cell(row, column), kind))
    for row, column in there.cells():
        cell = block[row - top][column - left]
        target.put(row, column, _pasted(target.cell(row, column), cell, kind, cell.value))
    return {}


def _left_behind(cell: Cell, kind: str) -> Cell:
    if kind in {"PASTE_VALUES", "PASTE_FORMULA"}:
        return replace(cell, value=None, formula="")
    return replace(cell, format=None) if kind == "PASTE_FORMAT" else BLANK


def _block(sheet: Sheet, box: Box) -> list[list[Cell]]:
    return [
        [sheet.cell(row, column) for column in range(box.left, box.right)]
        for row in range(box.top, box.bottom)
    ]


def sort(edit: Edit, body: Json) -> Json:
    """sortRange: numbers, then text without regard to case, then booleans; blanks last either way."""
    sheet, box = edit.area(body["range"])
    edit.guard(sheet, box)
    specs = [
        (spec.get("dimensionIndex") or 0, spec.get("sortOrder") == "DESCENDING")
        for spec in body.get("sortSpecs") or []
    ]
    for column, _ in specs:
        if not box.left <= column < box.right:
            raise WrongRequestError(f"Sort column {column} is outside the range.")
    sort_rows(edit, sheet, box, specs)
    return {}


def sort_rows(edit: Edit, sheet: Sheet, box: Box, specs: list[tuple[int, bool]]) -> None:
    calculator = Calculator(edit.spreadsheet)
    order = list(range(box.top, box.bottom))
    for column, descending in reversed(specs):
        keys = {row: _key(calculator.value(sheet, row, column)) for row in order}
        filled = [row for row in order if keys[row] is not None]
        filled.sort(key=lambda row: keys[row] or (0, 0), reverse=descending)
        order = filled + [row for row in order if keys[row] is None]
    lines = [{c: cell for c, cell in sheet.rows[row].items() if box.left <= c < box.right} for row in order]
    for row, was, cells in zip(range(box.top, box.bottom), order, lines, strict=True):
        for column, cell in cells.items():
            if cell.formula:
                cells[column] = replace(cell, formula=carried(cell.formula, row - was, 0))
        kept = {c: cell for c, cell in sheet.rows[row].items() if not box.left <= c < box.right}
        sheet.rows[row] = {**kept, **cells}


def _key(value: Any) -> tuple[int, Any] | None:
    if value in {None, ""}:
        return None
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def insert_range(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    _shift(sheet, box, body.get("shiftDimension") or "ROWS", by=1)
    return {}


def delete_range(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    edit.guard(sheet, box)
    _shift(sheet, box, body.get("shiftDimension") or "ROWS", by=-1)
    return {}


def _shift(sheet: Sheet, box: Box, axis: str, by: int) -> None:
    """Push the cells behind a box away from it, or pull them over it."""
    tall, wide = box.bottom - box.top, box.right - box.left
    if axis == "ROWS":
        band = Box(box.top, sheet.height, box.left, box.right)
    else:
        band = Box(box.top, box.bottom, box.left, sheet.width)
    old = {(row, column): sheet.cell(row, column) for row, column in band.cells()}
    down, across = (tall * by, 0) if axis == "ROWS" else (0, wide * by)
    for row, column in band.cells():
        sheet.put(row, column, old.get((row - down, column - across), BLANK))


def find_replace(edit: Edit, body: Json) -> Json:
    flags = 0 if body.get("matchCase") else re.IGNORECASE
    text = body.get("find", "") if body.get("searchByRegex") else re.escape(body.get("find", ""))
    pattern = re.compile(f"^(?:{text})$" if body.get("matchEntireCell") else text, flags)
    new = body.get("replacement") or ""
    counts = dict.fromkeys(
        ("occurrencesChanged", "valuesChanged", "rowsChanged", "sheetsChanged", "formulasChanged"), 0
    )
    for sheet, box in _searched(edit, body):
        rows = set()
        for row, column in box.cells():
            cell = sheet.cell(row, column)
            text_now = cell.formula if body.get("includeFormulas") and cell.formula else str(cell.value or "")
            changed, times = pattern.subn(new.replace("\\", r"\\"), text_now)
            if not times or (cell.formula and not body.get("includeFormulas")):
                continue
            sheet.put(row, column, typed(cell, changed, 0))
            rows.add(row)
            counts["occurrencesChanged"] += times
            counts["formulasChanged" if cell.formula else "valuesChanged"] += 1
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {"findReplace": {name: count for name, count in counts.items() if count}}


def _searched(edit: Edit, body: Json) -> list[tuple[Sheet, Box]]:
    if body.get("range"):
        return [edit.area(body["range"])]
    if body.get("allSheets"):
        return [(sheet, sheet.whole) for sheet in edit.spreadsheet.sheets]
    sheet = edit.sheet(body.get("sheetId"))
    return [(sheet, sheet.whole)]


def trim(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    changed = 0
    for row, column in box.cells():
        cell = sheet.cell(row, column)
        if isinstance(cell.value, str) and cell.value != " ".join(cell.value.split()):
            sheet.put(row, column, replace(cell, value=" ".join(cell.value.split()) or None))
            changed += 1
    return {"trimWhitespace": {"cellsChangedCount": changed} if changed else {}}
