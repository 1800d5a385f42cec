"""Sheets v4, the methods under `values`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.google_service.sheets import a1, metadata, spans, tables, values
from tests.google_service.sheets.edit import PROTECTED, touches_protected
from tests.google_service.sheets.files import opened, touched
from tests.google_service.sheets.model import Box, Json, Sheet, Spreadsheet
from tests.google_service.sheets.tabs import extend
from tests.google_service.wire import invalid
from tests.google_service.world import Call, Handler


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


def get(call: Call) -> Any:
    book = opened(call, write=False)
    return values.read(book, a1.place(book, call.path["range"]), _options(call))


def batch_get(call: Call) -> Any:
    book = opened(call, write=False)
    found = [values.read(book, a1.place(book, text), _options(call)) for text in call.many("ranges")]
    return {"spreadsheetId": book.id, "valueRanges": found} if found else {"spreadsheetId": book.id}


def get_by_filter(call: Call) -> Any:
    book = opened(call, write=False)
    found = [
        {"valueRange": values.read(book, place, _options(call)), "dataFilters": [wanted]}
        for wanted in call.body.get("dataFilters") or []
        for place in metadata.places(book, wanted)
    ]
    return {"spreadsheetId": book.id, "valueRanges": found} if found else {"spreadsheetId": book.id}


def update(call: Call) -> Any:
    book = opened(call, write=True)
    place = a1.place(book, call.path["range"])
    rows = values.by_rows(call.body.get("values"), call.body.get("majorDimension"))
    box = values.extent(place, rows)
    guard(call, book, place.sheet, box)
    done = values.write(place.sheet, box, rows, year=_typed_in(call, call.text("valueInputOption")))
    touched(call, book)
    return _updated(call, book, done, include=call.flag("includeValuesInResponse"))


def _typed_in(call: Call, option: str) -> int:
    """The year in which texts are typed; 0 when they are stored as they are."""
    if option not in {"RAW", "USER_ENTERED"}:
        raise invalid("'valueInputOption' is required but not specified")
    return call.clock.now().year if option == "USER_ENTERED" else 0


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


@dataclass(frozen=True)
class _Write:
    """One planned write; `wanted` is the data filter that found its place, if one did."""

    place: a1.Place
    box: Box
    rows: list[list[Any]]
    wanted: Json | None


def _writes(call: Call, book: Spreadsheet) -> Iterator[_Write]:
    for item in call.body.get("data") or []:
        rows = values.by_rows(item.get("values"), item.get("majorDimension"))
        wanted = item.get("dataFilter")
        for place in metadata.places(book, wanted) if wanted else [a1.place(book, item.get("range", ""))]:
            yield _Write(place, values.extent(place, rows), rows, wanted)


def batch_update(call: Call) -> Any:
    """All ranges are checked before the first is written."""
    book = opened(call, write=True)
    year = _typed_in(call, call.body["valueInputOption"])
    planned = list(_writes(call, book))
    for write in planned:
        guard(call, book, write.place.sheet, write.box)
    done = [values.write(write.place.sheet, write.box, write.rows, year=year) for write in planned]
    touched(call, book)
    totals = {
        "totalUpdatedRows": values.distinct_rows(done),
        "totalUpdatedColumns": values.distinct_columns(done),
        "totalUpdatedCells": sum(written.cells for written in done),
        "totalUpdatedSheets": len({written.sheet.id for written in done if written.cells}),
    }
    include = bool(call.body.get("includeValuesInResponse"))
    responses = [_updated(call, book, written, include=include) for written in done]
    for response, write in zip(responses, planned, strict=True):
        if write.wanted is not None:
            del response["spreadsheetId"]
            response["dataFilter"] = write.wanted
    answer: Json = {"spreadsheetId": book.id, **{name: count for name, count in totals.items() if count}}
    return {**answer, "responses": responses} if responses else answer


def append(call: Call) -> Any:
    book = opened(call, write=True)
    place = a1.place(book, call.path["range"])
    sheet = place.sheet
    rows = values.by_rows(call.body.get("values"), call.body.get("majorDimension"))
    table = tables.last_table(sheet, place.box)
    top, left = (table.bottom, table.left) if table else (place.box.top, place.box.left)
    width = max((len(row) for row in rows), default=1)
    box = Box(top, top + max(1, len(rows)), left, left + max(1, width))
    year = _typed_in(call, call.text("valueInputOption"))
    guard(call, book, sheet, box)
    if call.text("insertDataOption") == "INSERT_ROWS" and top < sheet.height:
        _insert_rows(book, sheet, top, len(rows))
    extend(sheet, box.bottom, box.right)
    done = values.write(sheet, box, rows, year=year)
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


def clear(call: Call) -> Any:
    book = opened(call, write=True)
    return {
        "spreadsheetId": book.id,
        "clearedRange": _cleared(call, book, [a1.place(book, call.path["range"])])[0],
    }


def batch_clear(call: Call) -> Any:
    book = opened(call, write=True)
    places = [a1.place(book, text) for text in call.body.get("ranges") or []]
    return {"spreadsheetId": book.id, "clearedRanges": _cleared(call, book, places)}


def clear_by_filter(call: Call) -> Any:
    book = opened(call, write=True)
    places = [
        place for wanted in call.body.get("dataFilters") or [] for place in metadata.places(book, wanted)
    ]
    return {"spreadsheetId": book.id, "clearedRanges": _cleared(call, book, places)}


HANDLERS: dict[str, Handler] = {
    "sheets.spreadsheets.values.get": get,
    "sheets.spreadsheets.values.batchGet": batch_get,
    "sheets.spreadsheets.values.batchGetByDataFilter": get_by_filter,
    "sheets.spreadsheets.values.update": update,
    "sheets.spreadsheets.values.batchUpdate": batch_update,
    "sheets.spreadsheets.values.batchUpdateByDataFilter": batch_update,
    "sheets.spreadsheets.values.append": append,
    "sheets.spreadsheets.values.clear": clear,
    "sheets.spreadsheets.values.batchClear": batch_clear,
    "sheets.spreadsheets.values.batchClearByDataFilter": clear_by_filter,
}
