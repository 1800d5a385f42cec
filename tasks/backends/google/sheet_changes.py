"""Settled changes as the requests of one `spreadsheets.batchUpdate`.

Only the cells named are touched. New rows go where Google itself finds the end of the data, so that a row somebody adds
at this moment is never written over; only below formulas that staff filled down does the program choose the row.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from tasks.backends.google.sheet_grid import Opened, Page
from tasks.backends.google.sheet_looks import ROWS, dressed, new_tab
from tasks.backends.google.sheet_values import FORMATS, KINDS, Json, entered, type_of
from tasks.program.cells import Value, same, text
from tasks.program.workbook.changes import AddRow, Cells, Change, ClearRow, Rewrite, SetCells
from tasks.program.workbook.columns import Column, Owner, Tab
from tasks.program.workbook.headers import locate
from tasks.program.workbook.tabs import TABS

_BLOCK = 500
"""Rows in one request: parts small enough to be divided among posts."""
_VALUE = "userEnteredValue"
_BOTH = "userEnteredValue,userEnteredFormat.numberFormat"


def requests_for(book: Opened, changes: Sequence[Change]) -> list[Json]:
    """The requests in the order in which they must be made; missing tabs are added in the contract's order."""
    by_tab: dict[str, list[Change]] = {}
    for change in changes:
        by_tab.setdefault(change.tab, []).append(change)
    found: list[Json] = []
    taken = set(book.ids)
    for name, tab in TABS.items():
        if name not in by_tab:
            continue
        page = book.pages.get(name)
        if page is None:
            page = _fresh(tab, taken, len(by_tab[name]))
            found.extend(new_tab(tab, page.id, page.height))
        found.extend(_Patch(page, tab).requests(by_tab[name]))
    return found


def _fresh(tab: Tab, taken: set[int], rows: int) -> Page:
    """A tab to be made, under an id of ours: the same in every try."""
    sheet_id = zlib.crc32(tab.name.encode()) & 0x7FFFFFFF
    while sheet_id in taken:
        sheet_id += 1
    taken.add(sheet_id)
    page = Page(sheet_id, tab.name, max(rows + 50, ROWS), len(tab.columns))
    page.grid.append([column.name for column in tab.columns])
    return page


class _Patch:
    """The changes to one tab."""

    def __init__(self, page: Page, tab: Tab) -> None:
        self.page, self.tab = page, tab
        located = locate(tab, page.headers)
        self.places = dict(located.positions)
        self.clashing = {column for column, _ in located.clashes}
        self.columns = {column.name: column for column in tab.columns}
        self.cells: dict[int, dict[int, Value]] = {}
        self.width, self.height = page.width, page.height

    def requests(self, changes: Sequence[Change]) -> Iterator[Json]:
        yield from self._new_columns(changes)
        for change in changes:
            match change:
                case SetCells(_, row, cells):
                    self._put(row.number, cells)
                case ClearRow(_, row):
                    self._put(row.number, dict.fromkeys(self.tab.owned_by(Owner.PROGRAM)))
                case Rewrite(_, rows):
                    self._rewrite(rows)
        added = [change.cells for change in changes if isinstance(change, AddRow)]
        by_google = self._ends_as_google_sees()
        if not by_google:
            for number, cells in enumerate(added, self._last_entry() + 2):
                self._put(number, cells)
        yield from self._room(max(self.cells, default=0) + 1)
        yield from self._updates()
        if by_google:
            yield from self._appended(added)

    def _put(self, number: int, cells: Cells) -> None:
        line = self.cells.setdefault(number - 1, {})
        for column, value in cells.items():
            place = self.places.get(column)
            if place is not None:
                line[place] = value

    def _rewrite(self, rows: Sequence[Cells]) -> None:
        ours = {*self.tab.owned_by(Owner.PROGRAM), *(column for cells in rows for column in cells)}
        for number in range(2, max(1 + len(rows), len(self.page.grid)) + 1):
            given = rows[number - 2] if number - 2 < len(rows) else {}
            differing = {
                column: given.get(column)
                for column in sorted(ours & self.places.keys())
                if not same(self._standing(number - 1, self.places[column]), given.get(column))
            }
            if differing:
                self._put(number, differing)

    def _standing(self, row: int, place: int) -> Value:
        values = self.page.grid[row] if row < len(self.page.grid) else []
        return values[place] if place < len(values) else None

    # new columns and rows

    def _new_columns(self, changes: Sequence[Change]) -> Iterator[Json]:
        """The program's missing columns, and those that a row names, behind the last one; all to an empty tab."""
        named = [column for change in changes for cells in _cells_of(change) for column in cells]
        owners = (Owner.PROGRAM,) if self.places else tuple(Owner)
        wanted = dict.fromkeys([*self.tab.owned_by(*owners), *named])
        missing = [one for one in wanted if one not in self.places and one not in self.clashing]
        if not missing:
            return
        first = max((len(row) for row in self._filled_rows()), default=0)
        columns = tuple(self.columns.get(name, Column(name, Owner.PROGRAM)) for name in missing)
        self.places |= {name: first + n for n, name in enumerate(missing)}
        if first + len(missing) > self.width:
            yield _more(self.page.id, "COLUMNS", first + len(missing) - self.width)
            self.width = first + len(missing)
        yield from dressed(columns, self.page.id, first)

    def _filled_rows(self) -> Iterator[list[Value]]:
        """Every row, cut behind its last value."""
        for row in self.page.grid:
            last = max((n for n, value in enumerate(row) if value is not None), default=-1)
            yield row[: last + 1]

    def _room(self, rows: int) -> Iterator[Json]:
        if rows > self.height:
            yield _more(self.page.id, "ROWS", rows - self.height + 100)
            self.height = rows + 100

    def _last_entry(self) -> int:
        """The last row (from 0) that holds anything but formulas in columns of staff's own."""
        known = {place for name, place in self.places.items() if name in self.columns}
        entries = (
            number
            for number, row in enumerate(self.page.grid)
            if any(
                value is not None and text(value) and (place in known or place not in self.page.formulas)
                for place, value in enumerate(row)
            )
        )
        return max(max(entries, default=0), max(self.cells, default=0))

    def _ends_as_google_sees(self) -> bool:
        """Whether the last row with data, as `appendCells` finds it, is the last entry."""
        filled = (number for number, row in enumerate(self.page.grid) if any(v is not None for v in row))
        return max(filled, default=0) == self._last_entry() and not self.page.formulas

    # requests

    def _appended(self, added: Sequence[Cells]) -> Iterator[Json]:
        """Rows for Google to put behind the last one; blanks in a date column take its format along."""
        placed = [
            {self.places[column]: value for column, value in cells.items() if column in self.places}
            for cells in added
        ]
        if not placed:
            return
        formatted = any(type_of(value) for line in placed for value in line.values())
        usual = self._usual_formats() if formatted else {}
        for start in range(0, len(placed), _BLOCK):
            rows = [
                {"values": [_cell(line.get(n), formatted, usual.get(n, "")) for n in range(max(line) + 1)]}
                for line in placed[start : start + _BLOCK]
            ]
            fields = _BOTH if formatted else _VALUE
            yield {"appendCells": {"sheetId": self.page.id, "rows": rows, "fields": fields}}

    def _usual_formats(self) -> Mapping[int, str]:
        return {
            place: KINDS[self.columns[name].kind]
            for name, place in self.places.items()
            if name in self.columns and self.columns[name].kind in KINDS
        }

    def _updates(self) -> Iterator[Json]:
        """Cells side by side in one request, rows alike one below the other."""
        pieces = [piece for row in sorted(self.cells) for piece in self._pieces(row)]
        pieces.sort(key=lambda piece: (piece[1], piece[2], piece[0]))
        for (columns, formatted), block in groupby(pieces, key=lambda piece: (piece[1], piece[2])):
            for rows in _consecutive([row for row, _, _ in block]):
                yield self._update(rows, columns, formatted=formatted)

    def _pieces(self, row: int) -> Iterator[tuple[int, tuple[int, ...], bool]]:
        line = self.cells[row]
        run: list[int] = []
        touches = False
        for place in sorted(line):
            touch = self._touches_format(row, place, line[place])
            if run and (place != run[-1] + 1 or touch != touches):
                yield row, tuple(run), touches
                run = []
            run.append(place)
            touches = touch
        if run:
            yield row, tuple(run), touches

    def _touches_format(self, row: int, place: int, value: Value) -> bool:
        """Whether the cell's number format must change for the value to be read as what it is."""
        standing = self.page.formats.get((row, place), "")
        wanted = type_of(value)
        if wanted:
            return wanted != standing
        return standing in FORMATS and isinstance(value, int | float) and not isinstance(value, bool)

    def _update(self, rows: Sequence[int], columns: tuple[int, ...], *, formatted: bool) -> Json:
        area = {
            "sheetId": self.page.id,
            "startRowIndex": rows[0],
            "endRowIndex": rows[-1] + 1,
            "startColumnIndex": columns[0],
            "endColumnIndex": columns[-1] + 1,
        }
        values = [
            {"values": [_cell(self.cells[row][place], formatted, "") for place in columns]} for row in rows
        ]
        return {"updateCells": {"range": area, "rows": values, "fields": _BOTH if formatted else _VALUE}}


def _cell(value: Value, formatted: bool, usual: str) -> Json:
    found: Json = {}
    stored = entered(value)
    if stored is not None:
        found["userEnteredValue"] = stored
    shown = type_of(value) or usual
    if formatted and shown:
        found["userEnteredFormat"] = {"numberFormat": FORMATS[shown]}
    return found


def _consecutive(rows: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for row in rows:
        if run and (row != run[-1] + 1 or len(run) == _BLOCK):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _more(sheet_id: int, dimension: str, length: int) -> Json:
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}


def _cells_of(change: Change) -> Sequence[Cells]:
    match change:
        case SetCells() | AddRow():
            return (change.cells,)
        case Rewrite():
            return change.rows
    return ()
