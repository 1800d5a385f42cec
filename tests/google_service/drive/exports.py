"""Files out and in: a sheet as CSV, TSV, XLSX or PDF; CSV over a spreadsheet.

CSV is recorded: the first sheet, trimmed, lines joined by CRLF without a last one. XLSX holds values only; PDF, ODS and
zipped HTML are placeholders; none of them is recorded.
"""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl

from tests.google_service.drive.model import SPREADSHEET, File
from tests.google_service.sheets import a1, values
from tests.google_service.sheets.model import NEW_COLUMNS, NEW_ROWS, Box, Spreadsheet, blank_sheet
from tests.google_service.wire import Answer, RefusalError
from tests.google_service.world import Call

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

NOTHING_ZIPPED = b"PK\5\6" + bytes(18)
PLACEHOLDERS = {
    "application/pdf": PDF,
    "application/vnd.oasis.opendocument.spreadsheet": NOTHING_ZIPPED,
    "application/x-vnd.oasis.opendocument.spreadsheet": NOTHING_ZIPPED,
    "application/zip": NOTHING_ZIPPED,
}


def export(call: Call, file: File) -> Answer:
    kind = call.text("mimeType")
    book = call.world.sheets.get(file.id)
    if book is None:
        raise RefusalError(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
    if kind in {"text/csv", "text/tab-separated-values"}:
        return Answer(200, _separated(book, "," if kind == "text/csv" else "\t"), kind)
    if kind == XLSX:
        return Answer(200, _workbook(book), kind)
    if kind in PLACEHOLDERS:
        return Answer(200, PLACEHOLDERS[kind], kind)
    raise RefusalError(
        400,
        "The requested conversion is not supported.",
        reason="badRequest",
        location=("parameter", "convertTo"),
    )


def _rows(book: Spreadsheet, n: int) -> list[list[Any]]:
    sheet = book.sheets[n]
    place = a1.Place(sheet, sheet.whole, sheet.whole)
    rows: list[list[Any]] = values.read(book, place, values.Options()).get("values", [])
    return rows


def _separated(book: Spreadsheet, by: str) -> bytes:
    rows = _rows(book, 0)
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    csv.writer(out, delimiter=by).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


def _workbook(book: Spreadsheet) -> bytes:
    workbook = openpyxl.Workbook()
    for old in workbook.worksheets:
        workbook.remove(old)
    for n, sheet in enumerate(book.sheets):
        tab = workbook.create_sheet(sheet.title[:31])
        for row in _rows(book, n):
            tab.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def replace_content(call: Call, file: File, shown: Callable[[Call, File], dict[str, Any]]) -> Any:
    """An upload over a file: CSV becomes the only sheet of a spreadsheet, anything else the file's bytes."""
    if file.kind == SPREADSHEET:
        _import_csv(call, file)
    else:
        file.content = call.raw
    call.world.drive.touch(file, call.clock.stamp(), call.who.user)
    return shown(call, file)


def _import_csv(call: Call, file: File) -> None:
    rows = list(csv.reader(io.StringIO(call.raw.decode())))
    width = max((len(row) for row in rows), default=0)
    sheet = blank_sheet(0, file.name, max(NEW_ROWS, len(rows)), max(NEW_COLUMNS, width))
    values.write(sheet, Box(0, len(rows), 0, width), list[list[Any]](rows), year=call.clock.now().year)
    call.world.sheets[file.id].sheets = [sheet]


def old_upload(call: Call, file: File) -> Any:
    """drive.v2 files.update with convert=true: gspread's import_csv; the v2 resource, in short."""
    replace_content(call, file, lambda _call, _file: {})
    return {"kind": "drive#file", "id": file.id, "title": file.name, "mimeType": file.kind}
