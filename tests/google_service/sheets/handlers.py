"""Sheets v4, method by method. Files, names and permissions belong to Drive; this asks it."""

from typing import Any

from tests.google_service import masks
from tests.google_service.drive.model import SPREADSHEET
from tests.google_service.sheets import a1, batch_update, metadata
from tests.google_service.sheets.edit import Edit
from tests.google_service.sheets.files import DENIED, new_spreadsheet, opened, touched
from tests.google_service.sheets.model import Json, Sheet, blank_sheet
from tests.google_service.sheets.resource import sheet_properties, spreadsheet_resource
from tests.google_service.sheets.tabs import copied
from tests.google_service.sheets.value_handlers import HANDLERS as VALUES
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call, Handler


def create(call: Call) -> Any:
    given = call.body.get("properties") or {}
    title = given.get("title") or "Untitled spreadsheet"
    file = call.world.drive.create(
        call.world.ids.file(), title, SPREADSHEET, call.who.user, call.clock.stamp()
    )
    sheets = [
        _given_sheet(call, n, item.get("properties") or {})
        for n, item in enumerate(call.body.get("sheets") or [])
    ]
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
    places = [
        place for wanted in call.body.get("dataFilters") or [] for place in metadata.places(book, wanted)
    ]
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


def metadata_get(call: Call) -> Any:
    return metadata.one(opened(call, write=False), int(call.path["metadataId"]))


def metadata_search(call: Call) -> Any:
    filters = call.body.get("dataFilters") or []
    found = metadata.filtered(opened(call, write=False), filters)
    matched = [
        {
            "developerMetadata": item,
            "dataFilters": [f for f in filters if item in metadata.filtered(opened(call, write=False), [f])],
        }
        for item in found
    ]
    return {"matchedDeveloperMetadata": matched} if matched else {}


HANDLERS: dict[str, Handler] = {
    **VALUES,
    "sheets.spreadsheets.create": create,
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.getByDataFilter": get_by_data_filter,
    "sheets.spreadsheets.batchUpdate": update,
    "sheets.spreadsheets.sheets.copyTo": copy_to,
    "sheets.spreadsheets.developerMetadata.get": metadata_get,
    "sheets.spreadsheets.developerMetadata.search": metadata_search,
}
