"""How everything that hangs on rows or columns moves when lines come or go."""

from collections.abc import Callable

from tests.google_service.sheets import references
from tests.google_service.sheets.model import Axis, Box, Json, Sheet, Spreadsheet

Span = tuple[int, int]
Shift = Callable[[Span], Span | None]
KEYS = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


def inserting(at: int, count: int) -> Shift:
    """A span grows when lines come inside it and moves when they come before it."""

    def shift(span: Span) -> Span:
        start, end = span
        if at <= start:
            return start + count, end + count
        return (start, end + count) if at < end else (start, end)

    return shift


def deleting(first: int, last: int) -> Shift:
    """A span shrinks by what it loses, and is gone when nothing is left."""

    def shift(span: Span) -> Span | None:
        start, end = (at - max(0, min(at, last) - first) for at in span)
        return (start, end) if start < end else None

    return shift


def apply(spreadsheet: Spreadsheet, sheet: Sheet, axis: Axis, shift: Shift) -> None:
    """Move merges, protected and named ranges, the filter, rules, metadata, and what formulas point at."""
    references.follow(spreadsheet, sheet, axis, shift)
    sheet.merges = [moved for box in sheet.merges if (moved := _box(box, axis, shift))]
    sheet.protected = [item for item in sheet.protected if _range(item, axis, shift)]
    if sheet.filter and not _range(sheet.filter, axis, shift):
        sheet.filter = None
    sheet.bands = [item for item in sheet.bands if _range(item, axis, shift)]
    for rule in sheet.conditional:
        rule["ranges"] = [found for found in rule.get("ranges", []) if _grid_range(found, axis, shift)]
    spreadsheet.named = [
        named
        for named in spreadsheet.named
        if named["range"].get("sheetId", 0) != sheet.id or _range(named, axis, shift)
    ]
    spreadsheet.metadata = [item for item in spreadsheet.metadata if _metadata(item, sheet.id, axis, shift)]


def _box(box: Box, axis: Axis, shift: Shift) -> Box | None:
    if axis == "ROWS":
        moved = shift((box.top, box.bottom))
        return Box(moved[0], moved[1], box.left, box.right) if moved else None
    moved = shift((box.left, box.right))
    return Box(box.top, box.bottom, moved[0], moved[1]) if moved else None


def _range(item: Json, axis: Axis, shift: Shift) -> bool:
    return _grid_range(item["range"], axis, shift) if item.get("range") else True


def _grid_range(found: Json, axis: Axis, shift: Shift) -> bool:
    first, last = KEYS[axis]
    if found.get(last) is None:
        return True
    moved = shift((found.get(first) or 0, found[last]))
    if moved is None:
        return False
    found[first], found[last] = moved
    return True


def _metadata(item: Json, sheet_id: int, axis: Axis, shift: Shift) -> bool:
    lines = item["location"].get("dimensionRange")
    if not lines or lines.get("sheetId", 0) != sheet_id or lines["dimension"] != axis:
        return True
    moved = shift((lines["startIndex"], lines["endIndex"]))
    if moved is None:
        return False
    lines["startIndex"], lines["endIndex"] = moved
    return True
