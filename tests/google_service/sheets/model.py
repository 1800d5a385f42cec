"""A spreadsheet as data: sheets of rows of immutable cells, and what hangs on ranges.

Cells are frozen, so a spreadsheet is copied (for all-or-nothing updates) without copying them.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Scalar = str | float | bool | None
Axis = Literal["ROWS", "COLUMNS"]
Json = dict[str, Any]
NEW_ROWS, NEW_COLUMNS = 1_000, 26


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell; `format` and `validation` are API objects and never changed in place."""

    value: Scalar = None
    formula: str = ""
    format: Json | None = None
    note: str = ""
    validation: Json | None = None

    @property
    def filled(self) -> bool:
        return bool(self.formula) or self.value not in {None, ""}


BLANK = Cell()


@dataclass(frozen=True)
class Box:
    """Rows [top, bottom) and columns [left, right), all known."""

    top: int
    bottom: int
    left: int
    right: int

    def meets(self, other: "Box") -> bool:
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )

    def within(self, other: "Box") -> bool:
        return (
            other.top <= self.top
            and self.bottom <= other.bottom
            and other.left <= self.left
            and self.right <= other.right
        )

    def cells(self) -> Iterator[tuple[int, int]]:
        for row in range(self.top, self.bottom):
            for column in range(self.left, self.right):
                yield row, column


@dataclass
class Sheet:
    """One tab. `rows` and `row_props` are as long as the grid is high; `column_props` as it is wide."""

    id: int
    title: str
    rows: list[dict[int, Cell]] = field(default_factory=lambda: [{} for _ in range(NEW_ROWS)])
    row_props: list[Json] = field(default_factory=lambda: [{} for _ in range(NEW_ROWS)])
    column_props: list[Json] = field(default_factory=lambda: [{} for _ in range(NEW_COLUMNS)])
    props: Json = field(default_factory=dict)
    grid: Json = field(default_factory=dict)
    merges: list[Box] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    filter: Json | None = None
    conditional: list[Json] = field(default_factory=list)
    bands: list[Json] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return len(self.column_props)

    @property
    def whole(self) -> Box:
        return Box(0, self.height, 0, self.width)

    def cell(self, row: int, column: int) -> Cell:
        return self.rows[row].get(column, BLANK)

    def put(self, row: int, column: int, cell: Cell) -> None:
        if cell == BLANK:
            self.rows[row].pop(column, None)
        else:
            self.rows[row][column] = cell

    def each(self, box: Box, change: Callable[[Cell], Cell]) -> None:
        """Change every cell of a box; cells that are one object stay one, so a whole column is worked out once."""
        done: dict[int, Cell] = {}
        held = []  # an object that is gone could give its id to the next
        for row, column in box.cells():
            old = self.cell(row, column)
            if id(old) not in done:
                held.append(old)
                done[id(old)] = change(old)
            self.put(row, column, done[id(old)])

    def size(self, axis: Axis) -> int:
        return self.height if axis == "ROWS" else self.width

    def line_props(self, axis: Axis) -> list[Json]:
        return self.row_props if axis == "ROWS" else self.column_props

    def copy(self) -> "Sheet":
        """Cells are shared, all else is not."""
        twin = copy.copy(self)
        twin.rows = [dict(row) for row in self.rows]
        twin.row_props = [dict(props) for props in self.row_props]
        twin.column_props = [dict(props) for props in self.column_props]
        for name in ("props", "grid", "merges", "protected", "filter", "conditional", "bands"):
            setattr(twin, name, copy.deepcopy(getattr(self, name)))
        return twin

    def box(self, grid_range: Json) -> Box:
        """A GridRange with its open sides filled from the grid."""
        return Box(
            grid_range.get("startRowIndex") or 0,
            min(grid_range.get("endRowIndex") or self.height, self.height),
            grid_range.get("startColumnIndex") or 0,
            min(grid_range.get("endColumnIndex") or self.width, self.width),
        )

    def grid_range(self, box: Box) -> Json:
        shown: Json = {"sheetId": self.id} if self.id else {}
        shown |= {"startRowIndex": box.top, "endRowIndex": box.bottom}
        return {**shown, "startColumnIndex": box.left, "endColumnIndex": box.right}


@dataclass
class Spreadsheet:
    """A file's sheets and what belongs to all of them. Its title is the Drive file's name."""

    id: str
    sheets: list[Sheet]
    properties: Json = field(default_factory=dict)
    named: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)

    def by_id(self, sheet_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def by_title(self, title: str) -> Sheet | None:
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def copy(self) -> "Spreadsheet":
        return Spreadsheet(
            self.id,
            [sheet.copy() for sheet in self.sheets],
            copy.deepcopy(self.properties),
            copy.deepcopy(self.named),
            copy.deepcopy(self.metadata),
        )

    def become(self, other: "Spreadsheet") -> None:
        """Take another's content: how a batch that succeeded is committed."""
        self.sheets, self.properties = other.sheets, other.properties
        self.named, self.metadata = other.named, other.metadata


def elided(value: Any) -> Any:
    """Without fields at their defaults (false, 0, "", null, []), as proto3 answers leave them out; {} stays."""
    if isinstance(value, list):
        return [elided(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: elided(item) for name, item in value.items() if not _default(name, item)}


PRESENT = frozenset(  # zero and false are shown in these
    {"startRowIndex", "startColumnIndex", "startIndex", "bold", "italic", "strikethrough", "underline"}
    | {"boolValue", "numberValue"}  # one of several: present whatever it is
)


def _default(name: str, item: Any) -> bool:
    if item is None or item == []:
        return True
    return name not in PRESENT and not isinstance(item, dict) and (item is False or item in (0, ""))


def blank_sheet(sheet_id: int, title: str, rows: int = NEW_ROWS, columns: int = NEW_COLUMNS) -> Sheet:
    return Sheet(
        sheet_id,
        title,
        [{} for _ in range(rows)],
        [{} for _ in range(rows)],
        [{} for _ in range(columns)],
    )
