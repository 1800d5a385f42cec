"""Requests about rows and columns: insert, delete, move, append, hide and size."""

from tests.google_service import masks
from tests.google_service.sheets import spans
from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.model import Axis, Box, Cell, Json, Sheet, elided
from tests.google_service.sheets.tabs import extend, required_fields

NOUN = {"ROWS": "row", "COLUMNS": "column"}


def insert(edit: Edit, body: Json) -> Json:
    sheet, axis, start, end = edit.span(body["range"])
    before = bool(body.get("inheritFromBefore"))
    size = sheet.size(axis)
    if before and start == 0:
        raise WrongRequestError("inheritFromBefore cannot be true if inserting at the first row or column.")
    if start > size or (start == size and not before):
        raise WrongRequestError(f"range.startIndex[{start}] is too large (sheet has {size} {NOUN[axis]}s)")
    insert_lines(edit, sheet, axis, start, end - start, before=before)
    return {}


def insert_lines(edit: Edit, sheet: Sheet, axis: Axis, at: int, count: int, *, before: bool) -> None:
    """New lines take properties and cell formats of the line before or after them."""
    spans.apply(edit.spreadsheet, sheet, axis, spans.inserting(at, count))
    model = at - 1 if before else at
    props = sheet.line_props(axis)
    inherited = {
        name: value for name, value in (props[model] if model < len(props) else {}).items() if name != "depth"
    }
    props[at:at] = [dict(inherited) for _ in range(count)]
    if axis == "ROWS":
        formats = {
            column: Cell(format=cell.format) for column, cell in _row(sheet, model).items() if cell.format
        }
        sheet.rows[at:at] = [dict(formats) for _ in range(count)]
    else:
        for row in sheet.rows:
            _insert_columns(row, at, count, model)
    edit.check_size()


def _row(sheet: Sheet, at: int) -> dict[int, Cell]:
    return sheet.rows[at] if at < len(sheet.rows) else {}


def _insert_columns(row: dict[int, Cell], at: int, count: int, model: int) -> None:
    pattern = row[model].format if model in row else None
    moved = {column + count if column >= at else column: cell for column, cell in row.items()}
    row.clear()
    row.update(moved)
    if pattern:
        row.update({column: Cell(format=pattern) for column in range(at, at + count)})


def delete(edit: Edit, body: Json) -> Json:
    sheet, axis, start, end = edit.span(body["range"])
    size = sheet.size(axis)
    if start >= size:
        raise WrongRequestError(
            f"Cannot delete a {NOUN[axis]} that doesn't exist. Tried to delete {NOUN[axis]} index {start} but there are only {size} {NOUN[axis]}s."
        )
    end = min(end, size)
    if end - start >= size:
        raise WrongRequestError(f"You can't delete all the {NOUN[axis]}s on the sheet.")
    frozen = sheet.grid.get("frozenRowCount" if axis == "ROWS" else "frozenColumnCount", 0)
    if start <= frozen and end >= size:
        raise WrongRequestError(f"Sorry, it is not possible to delete all non-frozen {NOUN[axis]}s.")
    edit.guard(sheet, _lines(sheet, axis, start, end))
    delete_lines(edit, sheet, axis, start, end)
    return {}


def _lines(sheet: Sheet, axis: Axis, start: int, end: int) -> Box:
    return Box(start, end, 0, sheet.width) if axis == "ROWS" else Box(0, sheet.height, start, end)


def delete_lines(edit: Edit, sheet: Sheet, axis: Axis, start: int, end: int) -> None:
    spans.apply(edit.spreadsheet, sheet, axis, spans.deleting(start, end))
    del sheet.line_props(axis)[start:end]
    if axis == "ROWS":
        del sheet.rows[start:end]
        return
    for row in sheet.rows:
        kept = {c - (end - start) if c >= end else c: cell for c, cell in row.items() if not start <= c < end}
        row.clear()
        row.update(kept)


def append(edit: Edit, body: Json) -> Json:
    sheet = edit.sheet(body.get("sheetId"))
    rows = body.get("length", 0) if body.get("dimension") == "ROWS" else 0
    columns = body.get("length", 0) if body.get("dimension") == "COLUMNS" else 0
    extend(sheet, sheet.height + rows, sheet.width + columns)
    edit.check_size()
    return {}


def move(edit: Edit, body: Json) -> Json:
    """moveDimension; the destination counts before the move. Merges and ranges stay (not recorded)."""
    sheet, axis, start, end = edit.span(body["source"])
    to = body.get("destinationIndex") or 0
    if start < to < end:
        raise WrongRequestError("The destination may not lie within the source.")
    order = list(range(sheet.size(axis)))
    taken = order[start:end]
    order = (
        [at for at in order[:to] if at not in taken] + taken + [at for at in order[to:] if at not in taken]
    )
    props = sheet.line_props(axis)
    props[:] = [props[at] for at in order]
    if axis == "ROWS":
        sheet.rows[:] = [sheet.rows[at] for at in order]
        return {}
    place = {old: new for new, old in enumerate(order)}
    for row in sheet.rows:
        moved = {place[column]: cell for column, cell in row.items()}
        row.clear()
        row.update(moved)
    return {}


def update(edit: Edit, body: Json) -> Json:
    """updateDimensionProperties."""
    if not body.get("range"):
        raise WrongRequestError("Only ranges are modelled.")
    sheet, axis, start, end = edit.span(body["range"])
    mask = masks.parse(required_fields(body))
    given = elided(body.get("properties") or {})
    for props in sheet.line_props(axis)[start:end]:
        depth = props.get("depth")
        masks.update(props, given, mask)
        if depth:
            props["depth"] = depth
    return {}


def auto_resize(edit: Edit, body: Json) -> Json:
    """autoResizeDimensions: seven pixels a letter, the default at least (not recorded)."""
    sheet, axis, start, end = edit.span(body["dimensions"])
    if axis == "ROWS":
        return {}
    for column in range(start, min(end, sheet.width)):
        longest = max((len(str(row[column].value or "")) for row in sheet.rows if column in row), default=0)
        if longest:
            sheet.column_props[column]["pixelSize"] = max(21, 7 * longest + 10)
    return {}
