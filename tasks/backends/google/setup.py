"""`mentorship init SHEET`: every tab of the contract in a Google spreadsheet; what staff have there already stays.

Safe to repeat: only what is missing is made.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tasks.backends.google.address import spreadsheet_id
from tasks.backends.google.auth import from_environment
from tasks.backends.google.calls import Failure, Waiting
from tasks.backends.google.register import SheetsApi
from tasks.backends.google.said import problem
from tasks.backends.google.sheet_changes import requests_for
from tasks.backends.google.sheet_grid import FIELDS, Opened, opened
from tasks.backends.google.sheet_looks import drop_down
from tasks.backends.google.sheet_values import Json
from tasks.backends.local.blank import first_rows
from tasks.backends.local.blank_readme import FREEDOMS, PROMISES, STEPS
from tasks.backends.settling import settle
from tasks.program.cells import Value, text
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import AddRow, Change, EnsureTab, SetCells
from tasks.program.workbook.headers import tab_named
from tasks.program.workbook.setting_notes import note_on
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs import ALL

_README = "Read me"
IN_A_BROWSER = (
    "Work in the sheet while the program runs: what you type wins. Google warns before somebody types in a gray column.",
)


def set_up(
    workbook: str,
    home: Path,
    settings: Mapping[str, Value],
    people: Sequence[Mapping[str, Value]],
    sheets: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
    waiting: Waiting | None = None,
) -> int:
    """Makes the tabs, settings and people that are missing; gives how many tabs were made.

    `sheets` are the other tabs' rows of a year that goes on: they come into a spreadsheet without people only.
    """
    api = SheetsApi(from_environment(home), spreadsheet_id(workbook), waiting or Waiting())
    for turn in range(3):
        try:
            book = opened(api.get(FIELDS))
        except Failure as failure:
            raise problem(failure, "sheets") from None
        if sheets is not None and turn == 0 and book.snapshot.rows("Enrollment"):
            raise WorkbookError(
                "This spreadsheet has people in its tab Enrollment already; nothing was changed. Next year's workbook begins in "
                "a new, blank spreadsheet: make one, share it with the same account, and give its address."
            )
        requests = list(_requests(book, settings, people, sheets))
        if not requests:
            return 0
        try:
            api.update(requests)
        except Failure as failure:
            if not failure.unknown:
                raise problem(failure, "sheets", writing=True) from None
        else:
            return sum("addSheet" in request for request in requests)
    raise problem(Failure(503), "sheets")


def _requests(
    book: Opened,
    settings: Mapping[str, Value],
    people: Sequence[Mapping[str, Value]],
    sheets: Mapping[str, Sequence[Mapping[str, Value]]] | None,
) -> Iterator[Json]:
    changes: list[Change] = [EnsureTab(tab.name) for tab in ALL if tab.name not in book.pages]
    known = {row.text("Email").casefold() for row in book.snapshot.rows("Enrollment")}
    lines = {row.text("Setting").casefold(): row for row in book.snapshot.rows("Settings")}
    for change in first_rows(settings, people, sheets or {}):
        if change.tab == "Enrollment" and _address(change) in known:
            continue
        line = lines.get(_setting(change)) if change.tab == "Settings" else None
        changes.append(change if line is None or sheets is None else _filled(line, change))
    settled = settle(book.snapshot, changes, staff=True)
    if _README not in book.titles and settled.changes:
        yield from _readme(book)
    yield from requests_for(book, settled.changes)
    if "Settings" not in book.pages:
        yield from _choices([change for change in settled.changes if change.tab == "Settings"])
    blank = [
        page for page in book.pages.values() if not any(any(v is not None for v in r) for r in page.grid)
    ]
    for page in blank:
        # What a new spreadsheet begins with.
        if len(book.pages) == 1 and page.title not in {tab.name for tab in ALL}:
            yield {"deleteSheet": {"sheetId": page.id}}


def _setting(change: Change) -> str:
    return text(change.cells.get("Setting")).casefold() if isinstance(change, AddRow) else ""


def _filled(line: Row, change: Change) -> Change:
    """A setting that stands already, given its value where it has none."""
    value = change.cells.get("Value") if isinstance(change, AddRow) else None
    return SetCells("Settings", line, {} if text(line["Value"]) else {"Value": value})


def _address(change: Change) -> str:
    return text(change.cells.get("Email")).casefold() if isinstance(change, AddRow) else ""


def _choices(changes: Sequence[Change]) -> Iterator[Json]:
    """The drop-downs beside settings, in the rows in which they are about to stand."""
    sheet = zlib.crc32(b"Settings") & 0x7FFFFFFF
    rows = [change for change in changes if isinstance(change, AddRow)]
    for number, row in enumerate(rows, 1):
        choices = note_on(text(row.cells.get("Setting"))).choices
        if choices:
            area = {
                "sheetId": sheet,
                "startRowIndex": number,
                "endRowIndex": number + 1,
                "startColumnIndex": 1,
                "endColumnIndex": 2,
            }
            yield drop_down(area, choices)


def _readme(book: Opened) -> Iterator[Json]:
    """The page a coordinator reads first."""
    assert tab_named(_README) == _README, "no tab of the contract has this name"
    sheet = zlib.crc32(_README.encode()) & 0x7FFFFFFF
    while sheet in book.ids:
        sheet += 1
    lines = [
        (
            "Teacher mentorship",
            "You decide by typing in these tabs. The program does the rest, and says why.",
        ),
        *STEPS,
        *(("What waits for your word", words) for words in PROMISES),
        *(("You may", words) for words in (*FREEDOMS, *IN_A_BROWSER)),
        *((tab.name, tab.purpose.replace("`", "“", 1).replace("`", "”", 1)) for tab in ALL),
    ]
    grid = {"rowCount": len(lines) + 5, "columnCount": 2}
    yield {
        "addSheet": {"properties": {"sheetId": sheet, "title": _README, "index": 0, "gridProperties": grid}}
    }
    rows = [{"values": [_written(label, bold=True), _written(words)]} for label, words in lines]
    area = {
        "sheetId": sheet,
        "startRowIndex": 0,
        "endRowIndex": len(lines),
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    yield {
        "updateCells": {
            "range": area,
            "rows": rows,
            "fields": "userEnteredValue,userEnteredFormat(textFormat,wrapStrategy)",
        }
    }
    for place, width in ((0, 190), (1, 760)):
        yield {
            "updateDimensionProperties": {
                "range": {
                    "sheetId": sheet,
                    "dimension": "COLUMNS",
                    "startIndex": place,
                    "endIndex": place + 1,
                },
                "properties": {"pixelSize": width},
                "fields": "pixelSize",
            }
        }


def _written(words: str, *, bold: bool = False) -> Json:
    look = {"textFormat": {"bold": bold}, "wrapStrategy": "WRAP"}
    return {"userEnteredValue": {"stringValue": words}, "userEnteredFormat": look}
