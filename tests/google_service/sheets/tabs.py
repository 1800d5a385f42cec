"""Requests about whole sheets and the spreadsheet itself: add, delete, duplicate, move, rename, resize, hide."""

import copy
import re
from zoneinfo import available_timezones

from tests.google_service import masks
from tests.google_service.sheets import formats, spans
from tests.google_service.sheets.edit import PROTECTED, Edit, WrongRequestError, touches_protected
from tests.google_service.sheets.model import NEW_COLUMNS, NEW_ROWS, Json, Sheet, blank_sheet
from tests.google_service.sheets.resource import sheet_properties

OTHER_PROPS = ("hidden", "rightToLeft", "tabColor", "tabColorStyle")
COMPUTED = ("rowCount", "columnCount")


def add_sheet(edit: Edit, body: Json) -> Json:
    given = body.get("properties") or {}
    book = edit.spreadsheet
    title = given.get("title") or _free_title(edit)
    _refuse_title(edit, title, None)
    sheet_id = given.get("sheetId")
    if sheet_id is not None and book.by_id(sheet_id):
        raise WrongRequestError(f"A sheet with the id {sheet_id} already exists.")
    grid = given.get("gridProperties") or {}
    rows, columns = grid.get("rowCount") or NEW_ROWS, grid.get("columnCount") or NEW_COLUMNS
    sheet = blank_sheet(edit.ids.number() if sheet_id is None else sheet_id, title, rows, columns)
    sheet.grid = {name: value for name, value in grid.items() if name not in COMPUTED}
    sheet.props = formats.completed({name: given[name] for name in OTHER_PROPS if name in given})
    at = given.get("index")
    book.sheets.insert(len(book.sheets) if at is None else at, sheet)
    edit.check_size()
    return {"addSheet": {"properties": sheet_properties(sheet, book.sheets.index(sheet))}}


def _free_title(edit: Edit) -> str:
    n = len(edit.spreadsheet.sheets) + 1
    while edit.spreadsheet.by_title(f"Sheet{n}"):
        n += 1
    return f"Sheet{n}"


def _refuse_title(edit: Edit, title: str, own: Sheet | None) -> None:
    found = edit.spreadsheet.by_title(title)
    if found is not None and found is not own:
        raise WrongRequestError(f'A sheet with the name "{title}" already exists. Please enter another name.')


def delete_sheet(edit: Edit, body: Json) -> Json:
    book = edit.spreadsheet
    sheet = edit.sheet(body.get("sheetId"))
    if not [other for other in book.sheets if other is not sheet and not other.props.get("hidden")]:
        raise WrongRequestError("You can't remove all the visible sheets in a document.")
    if touches_protected(sheet, sheet.whole, edit.user, edit.owner):
        raise WrongRequestError(PROTECTED)
    book.sheets.remove(sheet)
    book.named = [named for named in book.named if named["range"].get("sheetId", 0) != sheet.id]
    book.metadata = [item for item in book.metadata if not _on_sheet(item, sheet.id)]
    return {}


def _on_sheet(item: Json, sheet_id: int) -> bool:
    location = item["location"]
    lines = location.get("dimensionRange")
    return bool(location.get("sheetId") == sheet_id or (lines and lines.get("sheetId", 0) == sheet_id))


def duplicate_sheet(edit: Edit, body: Json) -> Json:
    book = edit.spreadsheet
    source = edit.sheet(body.get("sourceSheetId"))
    title = body.get("newSheetName") or _copy_title(edit, source.title)
    _refuse_title(edit, title, None)
    twin = copied(source, body.get("newSheetId") or edit.ids.number(), title)
    twin.props.pop("hidden", None)
    at = body.get("insertSheetIndex")
    book.sheets.insert(at or 0, twin)
    edit.check_size()
    return {"duplicateSheet": {"properties": sheet_properties(twin, book.sheets.index(twin))}}


def _copy_title(edit: Edit, title: str) -> str:
    found, n = f"Copy of {title}", 2
    while edit.spreadsheet.by_title(found):
        found, n = f"Copy of {title} {n}", n + 1
    return found


def copied(source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy under its own id; ranges on it name the new id."""
    twin = source.copy()
    twin.id, twin.title = sheet_id, title
    for item in [*twin.protected, *twin.bands, *([twin.filter] if twin.filter else [])]:
        if "range" in item:
            item["range"]["sheetId"] = sheet_id
    return twin


def update_sheet(edit: Edit, body: Json) -> Json:
    """updateSheetProperties: only what `fields` names."""
    given = body.get("properties") or {}
    mask = masks.parse(required_fields(body))
    sheet = edit.sheet(given.get("sheetId"))
    everything = "*" in mask
    if everything or "title" in mask:
        if not given.get("title"):
            raise WrongRequestError("Sheet name cannot be empty.")
        _refuse_title(edit, given["title"], sheet)
        sheet.title = given["title"]
    if everything or "gridProperties" in mask:
        _update_grid(edit, sheet, given.get("gridProperties") or {}, mask.get("gridProperties") or {"*": {}})
    names = [name for name in OTHER_PROPS if everything or name in mask]
    if names:
        _update_props(edit, sheet, given, names)
    if (everything or "index" in mask) and given.get("index") is not None:
        _move(edit, sheet, given["index"])
    return {}


def required_fields(body: Json) -> str:
    fields: str = body.get("fields") or ""
    if not fields:
        raise WrongRequestError(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return fields


def _update_props(edit: Edit, sheet: Sheet, given: Json, names: list[str]) -> None:
    update = formats.completed({name: given.get(name) for name in names if given.get(name) is not None})
    wider = formats.both_fields({name: {} for name in names})
    masks.update(sheet.props, update, wider)
    style = sheet.props.get("tabColorStyle")
    if style is not None and not style.keys() & {"rgbColor", "themeColor"}:
        sheet.props.pop("tabColorStyle")
        sheet.props.pop("tabColor", None)
    if all(other.props.get("hidden") for other in edit.spreadsheet.sheets):
        raise WrongRequestError("You can't hide all the sheets in a document.")


def _move(edit: Edit, sheet: Sheet, to: int) -> None:
    """Indexes count before the move; onto itself or the next place is no move (documented)."""
    sheets = edit.spreadsheet.sheets
    at = sheets.index(sheet)
    if to > len(sheets):
        raise WrongRequestError("Cannot set an index greater than the number of sheets.")
    if to in {at, at + 1}:
        return
    sheets.remove(sheet)
    sheets.insert(to if to < at else to - 1, sheet)


def _update_grid(edit: Edit, sheet: Sheet, given: Json, mask: masks.Mask) -> None:
    everything = "*" in mask
    if "rowCount" in mask or (everything and given.get("rowCount")):
        resize(edit, sheet, given.get("rowCount") or 0, sheet.width)
    if "columnCount" in mask or (everything and given.get("columnCount")):
        resize(edit, sheet, sheet.height, given.get("columnCount") or 0)
    rest = {name: value for name, value in given.items() if name not in COMPUTED}
    if everything:
        sheet.grid.update(rest)
    else:
        masks.update(sheet.grid, rest, {name: below for name, below in mask.items() if name not in COMPUTED})
    _refuse_frozen(sheet)


def _refuse_frozen(sheet: Sheet) -> None:
    if sheet.grid.get("frozenRowCount", 0) >= sheet.height:
        raise WrongRequestError("You can't freeze all visible rows on the sheet.")
    if sheet.grid.get("frozenColumnCount", 0) >= sheet.width:
        raise WrongRequestError("You can't freeze all visible columns on the sheet.")


def resize(edit: Edit, sheet: Sheet, rows: int, columns: int) -> None:
    """Cut or extend at the far edges."""
    if rows < 1 or columns < 1:
        raise WrongRequestError("A sheet must have at least one row and one column.")
    if rows < sheet.height:
        spans.apply(edit.spreadsheet, sheet, "ROWS", spans.deleting(rows, sheet.height))
    if columns < sheet.width:
        spans.apply(edit.spreadsheet, sheet, "COLUMNS", spans.deleting(columns, sheet.width))
        for row in sheet.rows:
            for column in [column for column in row if column >= columns]:
                del row[column]
    del sheet.rows[rows:], sheet.row_props[rows:], sheet.column_props[columns:]
    extend(sheet, rows, columns)
    edit.check_size()


def extend(sheet: Sheet, rows: int, columns: int) -> None:
    """At least this many rows and columns."""
    more = max(0, rows - sheet.height)
    sheet.rows += [{} for _ in range(more)]
    sheet.row_props += [{} for _ in range(more)]
    sheet.column_props += [{} for _ in range(max(0, columns - sheet.width))]


def update_spreadsheet(edit: Edit, body: Json) -> Json:
    given = copy.deepcopy(body.get("properties") or {})
    mask = masks.parse(required_fields(body))
    if ("title" in mask or "*" in mask) and given.get("title"):
        edit.rename(given["title"])
    given.pop("title", None)
    _check_place(given, mask)
    below = {name: part for name, part in mask.items() if name != "title"}
    if below:
        masks.update(edit.spreadsheet.properties, given, below)
    return {}


def _check_place(given: Json, mask: masks.Mask) -> None:
    """Time zone and locale must be known ones (the words are not recorded)."""
    zone, locale = given.get("timeZone", ""), given.get("locale", "")
    if "timeZone" in mask and zone not in available_timezones():
        raise WrongRequestError(f"Invalid time zone: {zone}")
    if "locale" in mask and not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", locale):
        raise WrongRequestError(f"Unsupported locale: {locale}")
