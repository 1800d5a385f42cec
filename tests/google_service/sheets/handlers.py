"""Sheets v4, method by method. Files, names and permissions belong to Drive; this asks it."""

from collections.abc import Iterator
from typing import Any

from tests.google_service import masks
from tests.google_service.drive.model import SPREADSHEET, File
from tests.google_service.sheets import a1, batch_update, metadata, spans, tables, values
from tests.google_service.sheets.edit import PROTECTED, Edit, touches_protected
from tests.google_service.sheets.model import Box, Json, Sheet, Spreadsheet, blank_sheet
from tests.google_service.sheets.resource import sheet_properties, spreadsheet_resource
from tests.google_service.sheets.tabs import copied, extend
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call, Handler, World

DENIED = "The caller does not have permission"


def opened(call: Call, *, write: bool) -> Spreadsheet:
    """The spreadsheet of the path: 404 for none, 403 for somebody else's (recorded)."""
    file = call.world.drive.files.get(call.path["spreadsheetId"])
    book = call.world.sheets.get(call.path["spreadsheetId"])
    if file is None or book is None:
        raise RefusalError(404, "Requested entity was not found.")
    if not file.allows(call.who.user, "writer" if write else "reader"):
        raise RefusalError(403, DENIED)
    return book


def touched(call: Call, book: Spreadsheet) -> None:
    file = call.world.drive.files[book.id]
    call.world.drive.touch(file, call.clock.stamp(), call.who.user)


def new_spreadsheet(world: World, file: File, sheets: list[Sheet] | None = None) -> Spreadsheet:
    book = Spreadsheet(file.id, sheets or [blank_sheet(0, "Sheet1")])
    world.sheets[file.id] = book
    return book


def create(call: Call) -> Any:
    given = call.body.get("properties") or {}
    title = given.get("title") or "Untitled spreadsheet"
    file = call.world.drive.create(call.world.ids.file(), title, SPREADSHEET, call.who.user, call.clock.stamp())
    sheets = [_given_sheet(call, n, item.get("properties") or {}) for n, item in enumerate(call.body.get("sheets") or [])]
    book = new_spreadsheet(call.world, file, sheets)
    book.properties = {name: value for name, value in given.items() if name != "title"}
    return spreadsheet_resource(book, title, [], {}, grid_data=False)


def _given_sheet(call: Call, n: int, given: Json) -> Sheet:
    grid = given.get("gridProperties") or {}
    sheet = blank_sheet(
        given.get("sheetId", call.world.ids.number() if n else 0),
        given.get("title") or f"Sheet{n + 1}",
        grid.get("rowCount") or 1_000,
        grid.get("columnCount") or 26,
    )
    sheet.grid = {name: value for name, value in grid.items() if name not in {"rowCount", "columnCount"}}
    return sheet


def get(call: Call) -> Any:
    book = opened(call, write=False)
    places = [a1.place(book, text) for text in call.many("ranges")]
    mask = masks.parse(call.text("fields")) if call.text("fields") else {}
    title = call.world.drive.files[book.id].name
    return spreadsheet_resource(book, title, places, mask, grid_data=call.flag("includeGridData"))


def get_by_data_filter(call: Call) -> Any:
    book = opened(call, write=False)
    places = [place for wanted in call.body.get("dataFilters") or [] for place in metadata.places(book, wanted)]
    mask = masks.parse(call.text("fields")) if call.text("fields") else {}
    title = call.world.drive.files[book.id].name
    return spreadsheet_resource(book, title, places, mask, grid_data=bool(call.body.get("includeGridData")))


def update(call: Call) -> Any:
    """batchUpdate."""
    book = opened(call, write=True)
    file = call.world.drive.files[book.id]
    names: list[str] = []
    edit = Edit(book.copy(), call.world.ids, call.who.user, file.owner, names.append)
    replies = batch_update.run(edit, call.body["requests"])
    book.become(edit.spreadsheet)
    for name in names:
        file.name = name
    touched(call, book)
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    if call.body.get("includeSpreadsheetInResponse"):
        grid_data = bool(call.body.get("responseIncludeGridData"))
        places = [a1.place(book, text) for text in call.body.get("responseRanges") or []]
        answer["updatedSpreadsheet"] = spreadsheet_resource(book, file.name, places, {}, grid_data=grid_data)
    return answer


def copy_to(call: Call) -> Any:
    book = opened(call, write=False)
    source = book.by_id(int(call.path["sheetId"]))
    target = call.world.sheets.get(call.body.get("destinationSpreadsheetId", ""))
    if source is None:
        raise invalid(f"Invalid sheetId: {call.path['sheetId']}")
    if target is None:
        raise RefusalError(404, "Requested entity was not found.")
    if not call.world.drive.files[target.id].allows(call.who.user, "writer"):
        raise RefusalError(403, DENIED)
    title, n = f"Copy of {source.title}", 2
    while target.by_title(title):
        title, n = f"Copy of {source.title} {n}", n + 1
    twin = copied(source, call.world.ids.number(), title)
    target.sheets.append(twin)
    touched(call, target)
    return sheet_properties(twin, len(target.sheets) - 1)


def _options(call: Call, prefix: str = "") -> values.Options:
    """Render options of the query, or with prefix `response` those for updated values."""
    render, dates = "valueRenderOption", "dateTimeRenderOption"
    if prefix:
        render, dates = "responseValueRenderOption", "responseDateTimeRenderOption"
    return values.Options(
        call.text(render) or call.body.get(render) or "FORMATTED_VALUE",
        call.text(dates) or call.body.get(dates) or "SERIAL_NUMBER",
        "ROWS" if prefix else call.text("majorDimension") or call.body.get("majorDimension") or "ROWS",
    )


def values_get(call: Call) -> Any:
    book = opened(call, write=False)
    return values.read(book, a1.place(book, call.path["range"]), _options(call))


def values_batch_get(call: Call) -> Any:
    book = opened(call, write=False)
    found = [values.read(book, a1.place(book, text), _options(call)) for text in call.many("ranges")]
    return {"spreadsheetId": book.id, "valueRanges": found} if found else {"spreadsheetId": book.id}


def values_by_filter(call: Call) -> Any:
    book = opened(call, write=False)
    found = []
    for wanted in call.body.get("dataFilters") or []:
        for place in metadata.places(book, wanted):
            found.append({"valueRange": values.read(book, place, _options(call)), "dataFilters": [wanted]})
    return {"spreadsheetId": book.id, "valueRanges": found} if found else {"spreadsheetId": book.id}


def values_update(call: Call) -> Any:
    book = opened(call, write=True)
    place = a1.place(book, call.path["range"])
    rows = values.by_rows(call.body.get("values"), call.body.get("majorDimension"))
    box = values.extent(place, rows)
    guard(call, book, place.sheet, box)
    done = values.write(place.sheet, box, rows, typed=typed(call.text("valueInputOption")))
    touched(call, book)
    return _updated(call, book, done, include=call.flag("includeValuesInResponse"))


def typed(option: str) -> bool:
    if option not in {"RAW", "USER_ENTERED"}:
        raise invalid("'valueInputOption' is required but not specified")
    return option == "USER_ENTERED"


def guard(call: Call, book: Spreadsheet, sheet: Sheet, box: Box) -> None:
    owner = call.world.drive.files[book.id].owner
    if touches_protected(sheet, box, call.who.user, owner):
        raise invalid(PROTECTED)


def _updated(call: Call, book: Spreadsheet, done: values.Written, *, include: bool) -> Json:
    answer = {"spreadsheetId": book.id, "updatedRange": a1.written(done.sheet, done.box), **done.counts()}
    if include:
        place = a1.Place(done.sheet, done.box, done.box)
        answer["updatedData"] = values.read(book, place, _options(call, "response"))
    return answer


def _writes(call: Call, book: Spreadsheet) -> Iterator[tuple[a1.Place, list[list[Any]]]]:
    for item in call.body.get("data") or []:
        rows = values.by_rows(item.get("values"), item.get("majorDimension"))
        wanted = item.get("dataFilter")
        for place in metadata.places(book, wanted) if wanted else [a1.place(book, item.get("range", ""))]:
            yield place, rows


def values_batch_update(call: Call) -> Any:
    """All ranges are checked before the first is written."""
    book = opened(call, write=True)
    by_text = typed(call.body["valueInputOption"])
    planned = [(place, values.extent(place, rows), rows) for place, rows in _writes(call, book)]
    for place, box, _ in planned:
        guard(call, book, place.sheet, box)
    done = [values.write(place.sheet, box, rows, typed=by_text) for place, box, rows in planned]
    touched(call, book)
    totals = {
        "totalUpdatedRows": values.distinct_rows(done),
        "totalUpdatedColumns": values.distinct_columns(done),
        "totalUpdatedCells": sum(written.cells for written in done),
        "totalUpdatedSheets": len({written.sheet.id for written in done if written.cells}),
    }
    include = bool(call.body.get("includeValuesInResponse"))
    responses = [_updated(call, book, written, include=include) for written in done]
    answer: Json = {"spreadsheetId": book.id, **{name: count for name, count in totals.items() if count}}
    return {**answer, "responses": responses} if responses else answer


def values_append(call: Call) -> Any:
    book = opened(call, write=True)
    place = a1.place(book, call.path["range"])
    sheet = place.sheet
    rows = values.by_rows(call.body.get("values"), call.body.get("majorDimension"))
    table = tables.last_table(sheet, place.box)
    top, left = (table.bottom, table.left) if table else (place.box.top, place.box.left)
    width = max((len(row) for row in rows), default=1)
    box = Box(top, top + max(1, len(rows)), left, left + max(1, width))
    if call.text("insertDataOption") == "INSERT_ROWS" and top < sheet.height:
        _insert_rows(book, sheet, top, len(rows))
    extend(sheet, box.bottom, box.right)
    guard(call, book, sheet, box)
    done = values.write(sheet, box, rows, typed=typed(call.text("valueInputOption")))
    touched(call, book)
    answer: Json = {"spreadsheetId": book.id}
    if table:
        answer["tableRange"] = a1.written(sheet, table)
    return {**answer, "updates": _updated(call, book, done, include=call.flag("includeValuesInResponse"))}


def _insert_rows(book: Spreadsheet, sheet: Sheet, at: int, count: int) -> None:
    spans.apply(book, sheet, "ROWS", spans.inserting(at, count))
    sheet.rows[at:at] = [{} for _ in range(count)]
    sheet.row_props[at:at] = [{} for _ in range(count)]


def _cleared(call: Call, book: Spreadsheet, places: list[a1.Place]) -> list[str]:
    for place in places:
        guard(call, book, place.sheet, place.box)
    for place in places:
        values.clear(place.sheet, place.box)
    touched(call, book)
    return [a1.written(place.sheet, place.box) for place in places]


def values_clear(call: Call) -> Any:
    book = opened(call, write=True)
    return {
        "spreadsheetId": book.id,
        "clearedRange": _cleared(call, book, [a1.place(book, call.path["range"])])[0],
    }


def values_batch_clear(call: Call) -> Any:
    book = opened(call, write=True)
    places = [a1.place(book, text) for text in call.body.get("ranges") or []]
    return {"spreadsheetId": book.id, "clearedRanges": _cleared(call, book, places)}


def values_clear_by_filter(call: Call) -> Any:
    book = opened(call, write=True)
    places = [place for wanted in call.body.get("dataFilters") or [] for place in metadata.places(book, wanted)]
    return {"spreadsheetId": book.id, "clearedRanges": _cleared(call, book, places)}


def metadata_get(call: Call) -> Any:
    return metadata.one(opened(call, write=False), int(call.path["metadataId"]))


def metadata_search(call: Call) -> Any:
    filters = call.body.get("dataFilters") or []
    found = metadata.filtered(opened(call, write=False), filters)
    matched = [
        {"developerMetadata": item, "dataFilters": [f for f in filters if item in metadata.filtered(opened(call, write=False), [f])]}
        for item in found
    ]
    return {"matchedDeveloperMetadata": matched} if matched else {}


HANDLERS: dict[str, Handler] = {
    "sheets.spreadsheets.create": create,
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.getByDataFilter": get_by_data_filter,
    "sheets.spreadsheets.batchUpdate": update,
    "sheets.spreadsheets.sheets.copyTo": copy_to,
    "sheets.spreadsheets.values.get": values_get,
    "sheets.spreadsheets.values.batchGet": values_batch_get,
    "sheets.spreadsheets.values.batchGetByDataFilter": values_by_filter,
    "sheets.spreadsheets.values.update": values_update,
    "sheets.spreadsheets.values.batchUpdate": values_batch_update,
    "sheets.spreadsheets.values.batchUpdateByDataFilter": values_batch_update,
    "sheets.spreadsheets.values.append": values_append,
    "sheets.spreadsheets.values.clear": values_clear,
    "sheets.spreadsheets.values.batchClear": values_batch_clear,
    "sheets.spreadsheets.values.batchClearByDataFilter": values_clear_by_filter,
    "sheets.spreadsheets.developerMetadata.get": metadata_get,
    "sheets.spreadsheets.developerMetadata.search": metadata_search,
}
