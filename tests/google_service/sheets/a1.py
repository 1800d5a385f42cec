"""A1 notation: which cells a text means, and how a range is written back.

Titles are quoted in answers unless they are plain words that could not be mistaken for a cell (recorded for `D3`,
for blanks and for emoji; that other non-ASCII letters are quoted as well is not recorded).
"""

import re
from dataclasses import dataclass

from tests.google_service.sheets.model import Box, Sheet, Spreadsheet
from tests.google_service.wire import RefusalError, invalid

CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
R1C1 = re.compile(r"R(\d+)C(\d+)(?::R(\d+)C(\d+))?", re.IGNORECASE)
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


@dataclass(frozen=True)
class Place:
    """A range in a sheet, cut to the grid. `asked` is the box before cutting; `single` when one cell was named."""

    sheet: Sheet
    box: Box
    asked: Box
    single: bool = False
    whole: bool = False


def letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    value = 0
    for letter in text.upper():
        value = value * 26 + ord(letter) - 64
    return value - 1


def quoted(title: str) -> str:
    if re.fullmatch(r"[A-Za-z_]\w*", title, re.ASCII) and not LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def written(sheet: Sheet, box: Box) -> str:
    """`Sheet1!A1:C3`, or `Sheet1!A1` for one cell."""
    first = f"{letters(box.left)}{box.top + 1}"
    last = f"{letters(box.right - 1)}{box.bottom}"
    return f"{quoted(sheet.title)}!{first}" + ("" if first == last else f":{last}")


def place(spreadsheet: Spreadsheet, text: str) -> Place:
    """Find the cells; raises the 400s for text that means nothing and for ranges off the grid."""
    sheet, cells = _sheet(spreadsheet, text)
    if cells is None:
        return Place(sheet, sheet.whole, sheet.whole, whole=True)
    named = _named(spreadsheet, cells)
    if named:
        return named
    asked, single = _box(sheet, cells, text)
    if asked.top >= sheet.height or asked.left >= sheet.width:
        raise off_grid(sheet, asked)
    box = Box(asked.top, min(asked.bottom, sheet.height), asked.left, min(asked.right, sheet.width))
    return Place(sheet, box, asked, single)


def off_grid(sheet: Sheet, box: Box) -> RefusalError:
    return invalid(
        f"Range ({written(sheet, box)}) exceeds grid limits. Max rows: {sheet.height}, max columns: {sheet.width}"
    )


def _sheet(spreadsheet: Spreadsheet, text: str) -> tuple[Sheet, str | None]:
    """The sheet a text names and the cells after it; None when the whole sheet is meant."""
    quoted_title = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
    if quoted_title:
        found = spreadsheet.by_title(quoted_title[1].replace("''", "'"))
        if found is None:
            raise _unparsable(text)
        return found, quoted_title[2]
    if "!" in text:
        title, _, cells = text.rpartition("!")
        found = spreadsheet.by_title(title)
        if found is None:
            raise _unparsable(text)
        return found, cells
    if _named(spreadsheet, text) is None and (found := spreadsheet.by_title(text)) is not None:
        return found, None
    visible = (sheet for sheet in spreadsheet.sheets if not sheet.props.get("hidden"))
    return next(visible, spreadsheet.sheets[0]), text


def _named(spreadsheet: Spreadsheet, name: str) -> Place | None:
    for named in spreadsheet.named:
        sheet = spreadsheet.by_id(named["range"].get("sheetId", 0))
        if named["name"].casefold() == name.casefold() and sheet:
            box = sheet.box(named["range"])
            return Place(sheet, box, box)
    return None


def _box(sheet: Sheet, cells: str, text: str) -> tuple[Box, bool]:
    by_number = R1C1.fullmatch(cells)
    if by_number:
        top, left = int(by_number[1]) - 1, int(by_number[2]) - 1
        bottom, right = int(by_number[3] or by_number[1]), int(by_number[4] or by_number[2])
        return Box(top, bottom, left, right), by_number[3] is None
    first, colon, last = cells.partition(":")
    start, end = _corner(first, text), _corner(last if colon else first, text)
    if not colon and None in start:
        raise _unparsable(text)
    rows = _span(start[0], end[0], sheet.height)
    columns = _span(start[1], end[1], sheet.width)
    return Box(*rows, *columns), not colon


def _corner(text: str, whole: str) -> tuple[int | None, int | None]:
    found = CELL.fullmatch(text)
    if not found or not (found[1] or found[2]):
        raise _unparsable(whole)
    return (int(found[2]) - 1 if found[2] else None), (number(found[1]) if found[1] else None)


def _span(first: int | None, last: int | None, size: int) -> tuple[int, int]:
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    start = first or last or 0  # an open side reaches the edge of the grid: A5:A, A1:1, B:B
    return start, max(size, start + 1)


def _unparsable(text: str) -> RefusalError:
    return invalid(f"Unable to parse range: {text}")
