"""Reading and writing values: trimming, rendering, writing within a range.

Recorded: trailing blanks dropped from rows and rows from the end; null leaves a cell and is not counted; "" clears it
and is; a single-cell range may be outgrown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.google_service.sheets import a1, entry, render
from tests.google_service.sheets.formulas import Calculator
from tests.google_service.sheets.model import BLANK, Box, Cell, Json, Sheet, Spreadsheet
from tests.google_service.wire import invalid

LONGEST_CELL = 50_000


@dataclass(frozen=True)
class Options:
    """How values are to be shown."""

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"


Shower = Callable[[Sheet, int, int], Any]


def read(spreadsheet: Spreadsheet, place: a1.Place, options: Options) -> Json:
    """A ValueRange; without `values` when nothing stands there."""
    major = options.major if options.major == "COLUMNS" else "ROWS"
    show = shower(spreadsheet, options)
    box, sheet = place.box, place.sheet
    rows = [_row(sheet, row, box, show) for row in range(box.top, box.bottom)]
    if major == "COLUMNS":
        width = max((len(row) for row in rows), default=0)
        rows = [_trimmed([row[n] if n < len(row) else "" for row in rows]) for n in range(width)]
    rows = _trimmed(rows)
    found: Json = {"range": a1.written(sheet, box), "majorDimension": major}
    return {**found, "values": rows} if rows else found


def _row(sheet: Sheet, row: int, box: Box, show: Shower) -> list[Any]:
    cells = sheet.rows[row]
    filled = [column for column, cell in cells.items() if box.left <= column < box.right and cell.filled]
    if not filled:
        return []
    return _trimmed(
        [show(sheet, row, column) if column in cells else "" for column in range(box.left, max(filled) + 1)]
    )


def _trimmed(values: list[Any]) -> list[Any]:
    end = len(values)
    while end and values[end - 1] in ("", []):
        end -= 1
    return values[:end]


def shower(spreadsheet: Spreadsheet, options: Options) -> Shower:
    """How one cell is shown under these options."""
    calculator = Calculator(spreadsheet)

    def show(sheet: Sheet, row: int, column: int) -> Any:
        cell = sheet.cell(row, column)
        if options.render == "FORMULA" and cell.formula:
            return cell.formula
        value = calculator.value(sheet, row, column)
        number_format = (cell.format or {}).get("numberFormat")
        plain = options.render in {"UNFORMATTED_VALUE", "FORMULA"}
        if plain and not (options.dates == "FORMATTED_STRING" and render.is_date(number_format)):
            return "" if value is None else value
        return render.shown(value, number_format)

    return show


@dataclass
class Written:
    """What one write touched: its box, and the rows and columns in which a cell really changed hands."""

    sheet: Sheet
    box: Box
    rows: set[int]
    columns: set[int]
    cells: int

    def counts(self) -> Json:
        """updatedRows and its like; zeros are left out."""
        found = {
            "updatedRows": len(self.rows),
            "updatedColumns": len(self.columns),
            "updatedCells": self.cells,
        }
        return {name: count for name, count in found.items() if count}


def by_rows(values: Any, major: str | None) -> list[list[Any]]:
    """Given values as rows, whatever way they were sent; refuses what no cell can hold, before anything is written."""
    rows = [list(row) for row in values or []]
    for across, row in enumerate(rows):
        for along, value in enumerate(row):
            _check(value, across, along)
    if major != "COLUMNS":
        return rows
    height = max((len(column) for column in rows), default=0)
    return [[column[n] if n < len(column) else None for column in rows] for n in range(height)]


def extent(place: a1.Place, rows: list[list[Any]]) -> Box:
    """Where a write will land; refuses values that outgrow a range of several cells, or the grid."""
    top, left = place.box.top, place.box.left
    width = max((len(row) for row in rows), default=0)
    box = Box(top, top + max(len(rows), 1), left, left + max(width, 1))
    if not place.single:
        _refuse_overflow(place, box)
    if box.bottom > place.sheet.height or box.right > place.sheet.width:
        raise a1.off_grid(place.sheet, box)
    return box


def _refuse_overflow(place: a1.Place, box: Box) -> None:
    asked = place.asked
    start = f"Requested writing within range [{a1.written(place.sheet, asked)}], but tried writing to "
    if box.bottom > asked.bottom:
        raise invalid(f"{start}row [{asked.bottom + 1}]")
    if box.right > asked.right:
        raise invalid(f"{start}column [{a1.letters(asked.right)}]")


def write(sheet: Sheet, box: Box, rows: list[list[Any]], *, year: int) -> Written:
    """Store rows at the box's corner, as typed in that year; year 0 stores them as they are."""
    done = Written(sheet, box, set(), set(), 0)
    for row, column, value in _given(box, rows):
        old = sheet.cell(row, column)
        sheet.put(row, column, entry.typed(old, value, year) if year else entry.raw(old, value))
        done.rows.add(row)
        done.columns.add(column)
        done.cells += 1
    return done


def _given(box: Box, rows: list[list[Any]]) -> Iterator[tuple[int, int, Any]]:
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is not None:
                yield box.top + down, box.left + across, value


def _check(value: Any, across: int, along: int) -> None:
    if isinstance(value, (list, dict)):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        raise invalid(f"Invalid values[{across}][{along}]: {kind} {{\n}}\n")
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise invalid(
            f"Your input contains more than the maximum of {LONGEST_CELL} characters in a single cell."
        )


def clear(sheet: Sheet, box: Box) -> None:
    """Take values away; formats, notes and rules stay."""
    for row in sheet.rows[box.top : box.bottom]:
        for column in [column for column in row if box.left <= column < box.right]:
            cell = row[column]
            bare = Cell(None, "", cell.format, cell.note, cell.validation)
            if bare == BLANK:
                del row[column]
            else:
                row[column] = bare


def distinct_columns(done: Iterable[Written]) -> int:
    return len({(written.sheet.id, column) for written in done for column in written.columns})


def distinct_rows(done: Iterable[Written]) -> int:
    return len({(written.sheet.id, row) for written in done for row in written.rows})
