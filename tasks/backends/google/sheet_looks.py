"""How the program's tabs look on Google: colors by owner, drop-downs, formats, frozen headers, warnings.

Protected columns only warn: staff may always write over what the program wrote, and it will put it right.
"""

from collections.abc import Iterator

from tasks.backends.google.sheet_values import FORMATS, KINDS, Json
from tasks.backends.google.sheet_watch import letters_of
from tasks.program.workbook.columns import Column, Owner, Tab
from tasks.program.workbook.looks import Look, colorings

_HEADERS = {Owner.STAFF: "1F5C7A", Owner.PROGRAM: "6B7280", Owner.FORM: "6D4C86"}
_GRAY, _WHITE = "F3F4F6", "FFFFFF"
_LOOKS = {
    Look.RED: ("FDE8E8", "9B1C1C"),
    Look.AMBER: ("FEF3C7", "8A4B08"),
    Look.GREEN: ("DCFCE7", "14532D"),
    Look.FADED: ("", "9CA3AF"),
}
"""Background, if it changes, and text."""
_PIXELS = 7
"""Of one character's width."""
ROWS = 200
"""Of a new tab; Google adds rows as they are needed, and every one of these costs a little in each read."""


def new_tab(tab: Tab, sheet_id: int, rows: int = ROWS) -> Iterator[Json]:
    """The requests that make a tab of the contract, empty and dressed."""
    grid = {"rowCount": max(rows, ROWS), "columnCount": len(tab.columns), "frozenRowCount": 1}
    yield {"addSheet": {"properties": {"sheetId": sheet_id, "title": tab.name, "gridProperties": grid}}}
    yield from dressed(tab.columns, sheet_id, 0)
    yield from colored(tab, sheet_id)


def colored(tab: Tab, sheet_id: int) -> Iterator[Json]:
    """The rules that color a new tab's cells by what they say."""
    places = {column.name: place for place, column in enumerate(tab.columns)}
    for index, one in enumerate(colorings(tab)):
        place = places[one.column]
        formula = one.filled(lambda name: letters_of(places[name]), tab)
        background, text = _LOOKS[one.look]
        look: Json = {"textFormat": {"foregroundColor": _color(text)}}
        if background:
            look["backgroundColor"] = _color(background)
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": f"={formula}"}]}
        rule = {
            "ranges": [_area(sheet_id, place, place + 1, 1, None)],
            "booleanRule": {"condition": condition, "format": look},
        }
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}


def dressed(columns: tuple[Column, ...], sheet_id: int, first: int) -> Iterator[Json]:
    """Headers and looks of columns that stand side by side, the first of them at `first` (from 0)."""
    if not columns:
        return
    headers = [_header(column) for column in columns]
    area = _area(sheet_id, first, first + len(columns), 0, 1)
    yield {
        "updateCells": {
            "range": area,
            "rows": [{"values": headers}],
            "fields": "userEnteredValue,userEnteredFormat(backgroundColor,textFormat,wrapStrategy)",
        }
    }
    for place, column in enumerate(columns, first):
        yield from _column(column, sheet_id, place)
    ours = [place for place, column in enumerate(columns, first) if column.owner is Owner.PROGRAM]
    for start, end in _runs(ours):
        yield {
            "addProtectedRange": {
                "protectedRange": {
                    "range": _area(sheet_id, start, end, 0, None),
                    "description": "Written by the mentorship program",
                    "warningOnly": True,
                }
            }
        }


def _header(column: Column) -> Json:
    return {
        "userEnteredValue": {"stringValue": column.name},
        "userEnteredFormat": {
            "backgroundColor": _color(_HEADERS[column.owner]),
            "textFormat": {"bold": True, "foregroundColor": _color(_WHITE)},
            "wrapStrategy": "WRAP",
        },
    }


def _column(column: Column, sheet_id: int, place: int) -> Iterator[Json]:
    yield {
        "updateDimensionProperties": {
            "range": {
                "sheetId": sheet_id,
                "dimension": "COLUMNS",
                "startIndex": place,
                "endIndex": place + 1,
            },
            "properties": {"pixelSize": column.width * _PIXELS, "hiddenByUser": column.hidden},
            "fields": "pixelSize,hiddenByUser",
        }
    }
    look, fields = body(column)
    if fields:
        yield {
            "repeatCell": {
                "range": _area(sheet_id, place, place + 1, 1, None),
                "cell": {"userEnteredFormat": look},
                "fields": fields,
            }
        }
    if column.choices and column.owner is not Owner.PROGRAM:
        yield drop_down(_area(sheet_id, place, place + 1, 1, None), column.choices)


def body(column: Column) -> tuple[Json, str]:
    """The format of a column's cells, and the mask that sets it."""
    look: Json = {}
    if column.kind in KINDS:
        look["numberFormat"] = FORMATS[KINDS[column.kind]]
    if column.width >= 36:
        look["wrapStrategy"] = "WRAP"
    if column.owner is Owner.PROGRAM:
        look["backgroundColor"] = _color(_GRAY)
    return look, ",".join(f"userEnteredFormat.{name}" for name in look)


def drop_down(area: Json, choices: tuple[str, ...]) -> Json:
    """A list to choose from; other words may be typed and are then explained in `Check`."""
    values = [{"userEnteredValue": choice} for choice in choices]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}
    return {"setDataValidation": {"range": area, "rule": rule}}


def _area(sheet_id: int, left: int, right: int, top: int, bottom: int | None) -> Json:
    area: Json = {
        "sheetId": sheet_id,
        "startRowIndex": top,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
    return area if bottom is None else {**area, "endRowIndex": bottom}


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Places side by side as (first, one past the last)."""
    start = previous = None
    for place in places:
        if start is None or previous is None:
            start = place
        elif place != previous + 1:
            yield start, previous + 1
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous + 1


def _color(code: str) -> Json:
    parts = (int(code[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return dict(zip(("red", "green", "blue"), parts, strict=True))
