"""What a post wrote, looked at in its own answer: did every row still stand where it was read?

Google has no conditional write. A person who sorts a tab between our reading and our writing would have program cells
put into other people's rows; the answer of the very same post shows it, and the cells are then put back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.backends.google.sheet_grid import Opened, Page
from tasks.backends.google.sheet_values import Json, understood
from tasks.program.cells import Value, text
from tasks.program.workbook.changes import Cells, Change, ClearRow, SetCells
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Row, Sheet
from tasks.program.workbook.tabs import TABS

FIELDS = (
    "updatedSpreadsheet(sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),data(startRow,startColumn,"
    "rowData(values(userEnteredValue/formulaValue,effectiveValue,effectiveFormat/numberFormat/type)))))"
)


@dataclass(frozen=True)
class Aimed:
    """A row that a post wrote to: what it held when read, and the columns written."""

    row: Row
    written: Mapping[str, Value]


def aims(changes: Iterable[Change]) -> dict[str, list[Aimed]]:
    """The rows that changes aim at by their place, by tab."""
    found: dict[str, list[Aimed]] = {}
    for change in changes:
        match change:
            case SetCells(tab, row, cells):
                found.setdefault(tab, []).append(Aimed(row, cells))
            case ClearRow(tab, row):
                ours = dict.fromkeys(TABS[tab].owned_by(Owner.PROGRAM))
                found.setdefault(tab, []).append(Aimed(row, ours))
    return found


def ranges(book: Opened, aimed: Mapping[str, Sequence[Aimed]]) -> list[str]:
    """What must be looked at: the tabs that were aimed at; of a tab whose keys stay as they are, only those."""
    return [_range(book.pages[tab], tab, rows) for tab, rows in aimed.items()]


def _range(page: Page, tab: str, rows: Sequence[Aimed]) -> str:
    title = quoted(page.title)
    if _by_staff_cells(tab, rows):
        return title
    places = [page.places[column] for column in TABS[tab].key if column in page.places]
    return f"{title}!{letters_of(min(places))}:{letters_of(max(places))}" if places else title


def quoted(title: str) -> str:
    """A tab's name as a range takes it."""
    return "'" + title.replace("'", "''") + "'"


def _by_staff_cells(tab: str, rows: Sequence[Aimed]) -> bool:
    """Whether the keys were written themselves, so that only people's own cells tell the rows apart."""
    return any(column in one.written for one in rows for column in TABS[tab].key)


def misplaced(
    book: Opened, answer: Json, aimed: Mapping[str, Sequence[Aimed]]
) -> dict[str, dict[int, Cells]]:
    """What must be put back, by tab and row number: the cells of rows that were not those that were aimed at."""
    seen = {
        int(sheet["properties"].get("sheetId", 0)): sheet.get("data", [])
        for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", [])
    }
    found: dict[str, dict[int, Cells]] = {}
    for tab, rows in aimed.items():
        page = book.pages[tab]
        lines = _lines(seen.get(page.id, []), page)
        sheet = book.snapshot.sheet(tab)
        whole = _by_staff_cells(tab, rows)
        back = dict(_back(sheet, lines, rows, whole=whole))
        if back:
            found[tab] = back
    return found


def _lines(blocks: Sequence[Json], page: Page) -> dict[int, dict[str, Value]]:
    """The rows of the answer by number, their cells by column."""
    names = {place: column for column, place in page.places.items()}
    kinds = page.kinds
    found: dict[int, dict[str, Value]] = {}
    for block in blocks:
        top, left = int(block.get("startRow", 0)), int(block.get("startColumn", 0))
        for number, row in enumerate(block.get("rowData", []), top + 1):
            found[number] = {
                names[place]: understood(cell, kinds.get(place, ""))
                for place, cell in enumerate(row.get("values", []), left)
                if place in names
            }
    return found


def _back(
    sheet: Sheet, lines: Mapping[int, Mapping[str, Value]], rows: Sequence[Aimed], *, whole: bool
) -> Iterator[tuple[int, Cells]]:
    known: dict[object, Row] = {}
    for row in sheet.rows:
        known.setdefault(_mark(sheet, row.cells, whole=whole), row)
    for one in rows:
        here = lines.get(one.row.number, {})
        mark = _mark(sheet, here, whole=whole)
        if mark == _mark(sheet, one.row.cells, whole=whole):
            continue
        theirs = known.get(mark)
        yield one.row.number, {column: theirs[column] if theirs else None for column in one.written}


def _mark(sheet: Sheet, cells: Cells, *, whole: bool) -> object:
    """What tells rows apart: the key, or people's own cells where the key itself was written."""
    if not whole:
        return sheet.key_of(Row(0, cells))
    own = sheet.staff_cells(Row(0, cells))
    return frozenset((column, text(value)) for column, value in own.items() if text(value))


def letters_of(place: int) -> str:
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
