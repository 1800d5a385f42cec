"""Developer metadata: on the spreadsheet, a sheet, or one row or column; found again by data filters.

It follows inserts and deletes and dies with its line (documented). After a sort it stays with the place, not the
content (not recorded: nothing was found on it).
"""

import copy
from collections.abc import Sequence

from tests.google_service import masks
from tests.google_service.sheets.a1 import Place, place
from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.model import Box, Json, Sheet, Spreadsheet
from tests.google_service.sheets.tabs import required_fields
from tests.google_service.wire import RefusalError, invalid

ALLOWANCE = 30_000


def create(edit: Edit, body: Json) -> Json:
    item = copy.deepcopy(body["developerMetadata"])
    if not item.get("metadataKey"):
        raise WrongRequestError("Must specify a metadata key.")
    item["location"] = _located(edit, item.get("location") or {})
    item["metadataId"] = item.get("metadataId") or edit.ids.number()
    item.setdefault("visibility", "DOCUMENT")
    edit.spreadsheet.metadata.append(item)
    if (
        sum(len(i["metadataKey"]) + len(i.get("metadataValue", "")) for i in edit.spreadsheet.metadata)
        > ALLOWANCE
    ):
        raise WrongRequestError("Exceeded the developer metadata storage limit.")
    return {"createDeveloperMetadata": {"developerMetadata": item}}


def _located(edit: Edit, location: Json) -> Json:
    if location.get("dimensionRange"):
        _, axis, start, end = edit.span(location["dimensionRange"])
        if end - start != 1:
            raise WrongRequestError("Metadata can only be put on a single row or column.")
        return {**location, "locationType": "ROW" if axis == "ROWS" else "COLUMN"}
    if location.get("sheetId") is not None:
        edit.sheet(location["sheetId"])
        return {**location, "locationType": "SHEET"}
    return {"locationType": "SPREADSHEET", "spreadsheet": True}


def update(edit: Edit, body: Json) -> Json:
    found = filtered(edit.spreadsheet, body.get("dataFilters") or [])
    mask = masks.parse(required_fields(body))
    for item in found:
        masks.update(item, body.get("developerMetadata") or {}, mask)
    return {"updateDeveloperMetadata": {"developerMetadata": found}}


def delete(edit: Edit, body: Json) -> Json:
    found = filtered(edit.spreadsheet, [body.get("dataFilter") or {}])
    for item in found:
        edit.spreadsheet.metadata.remove(item)
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": found} if found else {}}


def filtered(spreadsheet: Spreadsheet, filters: Sequence[Json]) -> list[Json]:
    """Every item that some filter's lookup finds, in order of creation."""
    lookups = [
        wanted["developerMetadataLookup"] for wanted in filters if wanted.get("developerMetadataLookup")
    ]
    return [item for item in spreadsheet.metadata if any(_fits(item, lookup) for lookup in lookups)]


def _fits(item: Json, lookup: Json) -> bool:
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if lookup.get(name) is not None and item.get(name) != lookup[name]:
            return False
    if lookup.get("locationType") and item["location"]["locationType"] != lookup["locationType"]:
        return False
    wanted = lookup.get("metadataLocation")
    return not wanted or all(item["location"].get(name) == value for name, value in wanted.items())


def one(spreadsheet: Spreadsheet, wanted: int) -> Json:
    for item in spreadsheet.metadata:
        if item["metadataId"] == wanted:
            return item
    raise RefusalError(404, f"No developer metadata with ID {wanted}")


def places(spreadsheet: Spreadsheet, data_filter: Json) -> list[Place]:
    """The ranges a DataFilter means: A1 text, a grid range, or lines that carry metadata."""
    if data_filter.get("a1Range"):
        return [place(spreadsheet, data_filter["a1Range"])]
    if data_filter.get("gridRange"):
        sheet = _sheet(spreadsheet, data_filter["gridRange"].get("sheetId", 0))
        box = sheet.box(data_filter["gridRange"])
        return [Place(sheet, box, box)]
    return [_place(spreadsheet, item) for item in filtered(spreadsheet, [data_filter])]


def _sheet(spreadsheet: Spreadsheet, sheet_id: int) -> Sheet:
    found = spreadsheet.by_id(sheet_id)
    if found is None:
        raise invalid(f"No grid with id: {sheet_id}")
    return found


def _place(spreadsheet: Spreadsheet, item: Json) -> Place:
    lines = item["location"].get("dimensionRange")
    if not lines:
        sheet = _sheet(spreadsheet, item["location"].get("sheetId", spreadsheet.sheets[0].id))
        return Place(sheet, sheet.whole, sheet.whole, whole=True)
    sheet = _sheet(spreadsheet, lines.get("sheetId", 0))
    start, end = lines["startIndex"], lines["endIndex"]
    rows = lines["dimension"] == "ROWS"
    box = Box(start, end, 0, sheet.width) if rows else Box(0, sheet.height, start, end)
    return Place(sheet, box, box)
