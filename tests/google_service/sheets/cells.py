"""Requests about cells: write, repeat, append, borders; what they touch is what `fields` names.

repeatCell and updateCells are recorded; appendCells, updateBorders and the words of refusals are not recorded.
"""

import copy
from typing import Any

from tests.google_service import masks
from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.formats import both_fields, completed
from tests.google_service.sheets.model import Box, Cell, Json, Scalar, Sheet
from tests.google_service.sheets.resource import entered
from tests.google_service.sheets.tabs import extend, required_fields

SETTABLE = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")


def repeat(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    edit.guard(sheet, box)
    mask = _mask(body)
    given = _settable(body.get("cell") or {})
    sheet.each(box, lambda cell: _changed(cell, given, mask))
    return {}


def update(edit: Edit, body: Json) -> Json:
    """updateCells; within a range, cells without data are cleared of the named fields."""
    mask = _mask(body)
    rows = [row.get("values") or [] for row in body.get("rows") or []]
    sheet, box = _target(edit, body, rows)
    edit.guard(sheet, box)
    for row, column in box.cells():
        line = rows[row - box.top] if row - box.top < len(rows) else []
        given = line[column - box.left] if column - box.left < len(line) else {}
        if given or body.get("range"):
            sheet.put(row, column, _changed(sheet.cell(row, column), _settable(given or {}), mask))
    return {}


def _target(edit: Edit, body: Json, rows: list[Any]) -> tuple[Sheet, Box]:
    if body.get("range"):
        sheet, box = edit.area(body["range"])
        if len(rows) > box.bottom - box.top:
            raise WrongRequestError(
                f"Attempting to write row: {box.bottom}, beyond the last requested row of: {box.bottom - 1}"
            )
        return sheet, box
    start = body.get("start") or {}
    sheet = edit.sheet(start.get("sheetId"))
    top, left = start.get("rowIndex") or 0, start.get("columnIndex") or 0
    width = max((len(row) for row in rows), default=0)
    box = Box(top, top + len(rows), left, left + width)
    if box.bottom > sheet.height:
        raise WrongRequestError(
            f"Attempting to write row: {sheet.height}, beyond the last row of: {sheet.height - 1}"
        )
    if box.right > sheet.width:
        raise WrongRequestError(
            f"Attempting to write column: {sheet.width}, beyond the last column of: {sheet.width - 1}"
        )
    return sheet, box


def append(edit: Edit, body: Json) -> Json:
    """appendCells: below the last row with data, from column A."""
    sheet = edit.sheet(body.get("sheetId"))
    mask = _mask(body)
    rows = [row.get("values") or [] for row in body.get("rows") or []]
    top = max(
        (n + 1 for n, row in enumerate(sheet.rows) if any(cell.filled for cell in row.values())), default=0
    )
    extend(sheet, top + len(rows), max((len(row) for row in rows), default=0))
    edit.check_size()
    for down, row in enumerate(rows):
        for across, given in enumerate(row):
            old = sheet.cell(top + down, across)
            sheet.put(top + down, across, _changed(old, _settable(given), mask))
    return {}


def borders(edit: Edit, body: Json) -> Json:
    """updateBorders: outer sides and inner lines, stored on each cell's own sides."""
    sheet, box = edit.area(body["range"])
    for row, column in box.cells():
        sides = {
            "top": "top" if row == box.top else "innerHorizontal",
            "bottom": "bottom" if row == box.bottom - 1 else "innerHorizontal",
            "left": "left" if column == box.left else "innerVertical",
            "right": "right" if column == box.right - 1 else "innerVertical",
        }
        found = {side: completed(body[source]) for side, source in sides.items() if body.get(source)}
        cell = sheet.cell(row, column)
        old = (cell.format or {}).get("borders") or {}
        changed = {**(cell.format or {}), "borders": {**old, **found}}
        sheet.put(row, column, Cell(cell.value, cell.formula, changed, cell.note, cell.validation))
    return {}


def _mask(body: Json) -> masks.Mask:
    mask = both_below(masks.parse(required_fields(body)))
    unknown = set(mask) - {*SETTABLE, "*", *IGNORED}
    if unknown:
        raise WrongRequestError(f"Invalid field mask: {min(unknown)} cannot be updated.")
    return mask


IGNORED = frozenset({"textFormatRuns", "pivotTable", "dataSourceTable", "dataSourceFormula", "chipRuns"})


def both_below(mask: masks.Mask) -> masks.Mask:
    found = dict(mask)
    if mask.get("userEnteredFormat"):
        found["userEnteredFormat"] = both_fields(mask["userEnteredFormat"])
    return found


def _settable(given: Json) -> Json:
    """What a CellData may set, its colors in both fields."""
    return {name: completed(given[name]) for name in SETTABLE if given.get(name) is not None}


def _changed(old: Cell, given: Json, mask: masks.Mask) -> Cell:
    """One cell after a change; formats are replaced, never changed in place, for cells and copies share them."""
    now: Json = {
        "userEnteredValue": entered(old),
        "userEnteredFormat": copy.deepcopy(old.format),
        "note": old.note,
        "dataValidation": old.validation,
    }
    now = {name: part for name, part in now.items() if part}
    masks.update(now, given, mask)
    value, formula = _value(now.get("userEnteredValue") or {})
    changed = now.get("userEnteredFormat") or None
    return Cell(value, formula, changed, now.get("note") or "", now.get("dataValidation"))


def _value(given: Json) -> tuple[Scalar, str]:
    if given.get("formulaValue"):
        return None, given["formulaValue"]
    for name in ("stringValue", "numberValue", "boolValue"):
        if given.get(name) is not None and given[name] != "":
            return given[name], ""
    return None, ""
