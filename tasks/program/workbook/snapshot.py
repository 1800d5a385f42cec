"""All tabs of a workbook as they were read at one moment: frozen sheets and rows.

Rows are maps from column name to value: the contract's name where the column is known, the header's own text
otherwise. `number` is the row's place in the sheet when it was read: it identifies the row inside a snapshot and is
shown to people; a back end that writes finds the row by its key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from tasks.program.cells import Value, text
from tasks.program.workbook.columns import Owner, Tab
from tasks.program.workbook.headers import locate, tab_named
from tasks.program.workbook.tabs import TABS

EMPTY: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet (the header is row 1) and its cells by column name; blanks may be absent."""

    number: int
    cells: Mapping[str, Value] = field(default_factory=lambda: EMPTY)

    def __hash__(self) -> int:
        return hash((self.number, frozenset(self.cells)))

    def __getitem__(self, column: str) -> Value:
        return self.cells.get(column)

    def text(self, column: str) -> str:
        return text(self.cells.get(column))

    @property
    def blank(self) -> bool:
        return all(value is None or text(value) == "" for value in self.cells.values())


@dataclass(frozen=True)
class Sheet:
    """One tab: its contract name, the title it has in the file, its columns in sheet order, its rows that are not blank."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    clashes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def tab(self) -> Tab | None:
        return TABS.get(self.name)

    @property
    def typed(self) -> tuple[Row, ...]:
        """The rows that hold more than our `Check`: one that staff emptied is blank, whatever is still explained beside it."""
        return tuple(row for row in self.rows if any(cell != "Check" for cell in row.cells))

    def key_of(self, row: Row) -> tuple[str, ...] | None:
        """The row's key, compared without case; nothing where every part of it is blank."""
        tab = self.tab
        parts = tuple(row.text(column).casefold() for column in tab.key) if tab else ()
        return parts if any(parts) else None

    def by_key(self) -> dict[tuple[str, ...], Row]:
        """The first row of each key."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows:
            key = self.key_of(row)
            if key is not None:
                found.setdefault(key, row)
        return found

    def staff_cells(self, row: Row) -> dict[str, Value]:
        """What people (or a form) typed in the row: every cell that is not the program's."""
        tab = self.tab
        ours = set(tab.owned_by(Owner.PROGRAM)) if tab else set()
        return {
            column: value for column, value in row.cells.items() if column not in ours and value is not None
        }


@dataclass(frozen=True)
class Snapshot:
    """All sheets by contract name, and the version of the source they were read from."""

    sheets: Mapping[str, Sheet]
    version: str = ""

    def sheet(self, name: str) -> Sheet:
        """A sheet by its contract name; an empty one where the workbook has none."""
        found = self.sheets.get(name)
        return found if found is not None else Sheet(name, name, (), ())

    def rows(self, name: str) -> tuple[Row, ...]:
        return self.sheet(name).rows

    def with_sheet(self, sheet: Sheet) -> "Snapshot":
        return replace(self, sheets=MappingProxyType({**self.sheets, sheet.name: sheet}))


def sheet_from_grid(title: str, grid: Iterable[Iterable[Value]]) -> Sheet:
    """A sheet from its cells as a back end reads them; the first row is the header, blank rows are left out.

    Sheets may begin with any number of columns; cells beyond the header's columns are not read.
    """
    rows = iter(grid)
    headers = list(next(rows, []))
    name = tab_named(title)
    located = locate(TABS.get(name), headers)
    kept: list[Row] = []
    for number, values in enumerate(rows, start=2):
        cells = _cells(located.positions, list(values))
        if cells:
            kept.append(Row(number, MappingProxyType(cells)))
    return Sheet(name, title, tuple(located.positions), tuple(kept), located.clashes)


def _cells(positions: Mapping[str, int], values: list[Value]) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    for column, position in positions.items():
        value = values[position] if position < len(values) else None
        if value is not None and value != "":
            cells[column] = value
    return cells if any(text(value) for value in cells.values()) else {}


def snapshot_from_grids(grids: Mapping[str, Iterable[Iterable[Value]]], version: str = "") -> Snapshot:
    """A snapshot from the cells of every sheet, by title. Of two titles with one meaning the first is taken."""
    sheets: dict[str, Sheet] = {}
    for title, grid in grids.items():
        sheet = sheet_from_grid(title, grid)
        sheets.setdefault(sheet.name, sheet)
    return Snapshot(MappingProxyType(sheets), version)
