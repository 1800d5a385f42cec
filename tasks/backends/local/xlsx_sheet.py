"""One worksheet part: its cells read as a grid, single cells set, rows added where there were none.

Only touched cells change; styles, formulas and everything around the cells stay. Knows nothing of headers or keys.
"""

import math
from bisect import bisect_right, insort
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import cast

from lxml import etree

from tasks.backends.local import xlsx_cells as cells
from tasks.backends.local.xlsx_formulas import Formulas
from tasks.backends.local.xlsx_styles import Styles
from tasks.program.cells import Value

LINE = 15
"""The height of one line of text in the sheets' usual font, in points."""


@dataclass(frozen=True)
class Context:
    """What a cell needs to be understood: the shared strings, the styles, day 0 of serial numbers."""

    shared: tuple[str, ...]
    styles: Styles
    day0: datetime


class SheetPart:
    """The cells of one worksheet. Rows and columns count from 1."""

    def __init__(self, root: etree._Element, context: Context) -> None:
        self.root = root
        self.ns = f"{{{etree.QName(root).namespace}}}"
        self._context = context
        data = root.find(f"{self.ns}sheetData")
        self.data = data if data is not None else etree.SubElement(root, f"{self.ns}sheetData")
        self._rows: dict[int, etree._Element] | None = None
        self._numbers: list[int] = []
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._column_styles: dict[int, int] = {}

    # -- reading ------------------------------------------------------------------------------------------------

    def filled(self) -> dict[int, dict[int, Value]]:
        """What every row holds, by column; rows and cells that are blank are left out."""
        self._number_cells()
        rows: dict[int, dict[int, Value]] = {}
        for cell in self._select("m:row/m:c[m:v or m:is]"):
            value = self.value(cell)
            if value is not None and value != "":
                column, row = cells.split_name(cell.get("r", ""))
                rows.setdefault(row, {})[column] = value
        return rows

    def grid(self) -> list[list[Value]]:
        """All rows from the first to the last that is not blank, each as far as it is filled."""
        rows = self.filled()
        grid: list[list[Value]] = [[] for _ in range(max(rows, default=0))]
        for number, found in rows.items():
            grid[number - 1] = [found.get(column) for column in range(1, max(found) + 1)]
        return grid

    def _select(self, path: str) -> list[etree._Element]:
        found = self.data.xpath(path, namespaces={"m": self.ns[1:-1]})
        return cast("list[etree._Element]", found)  # noqa: SLF001 - lxml's name of its element type

    def _number_cells(self) -> None:
        """Names rows and cells that have no name: they follow the one before."""
        if not self._select("m:row[not(@r)] | m:row/m:c[not(@r)]"):
            return
        number = 0
        for row in self.data.iterchildren(f"{self.ns}row"):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            column = 0
            for cell in row.iterchildren(f"{self.ns}c"):
                name = cell.get("r")
                column = cells.split_name(name)[0] if name else column + 1
                cell.set("r", cells.cell_name(column, number))

    def value(self, cell: etree._Element) -> Value:
        """What a cell holds; a formula's cell holds its last result."""
        kind = cell.get("t")
        raw: str | None = None
        for child in cell:
            if child.tag == f"{self.ns}v":
                raw = child.text
            elif child.tag == f"{self.ns}is" and kind == "inlineStr":
                return cells.rich_text(child, self.ns)
        if not raw:
            return None
        if kind == "s":
            return self._shared(raw)
        if kind in ("str", "inlineStr"):
            return cells.unescaped(raw)
        if kind == "b":
            return raw.strip() not in ("0", "false")
        if kind == "e":
            return raw
        return self._number(raw.strip(), kind, int(cell.get("s") or 0))

    def _shared(self, raw: str) -> Value:
        index = int(raw) if raw.strip().isdigit() else -1
        return self._context.shared[index] if 0 <= index < len(self._context.shared) else None

    def _number(self, raw: str, kind: str | None, style: int) -> Value:
        meaning = self._context.styles.kind(style)
        try:
            if kind == "d":
                return _iso(raw)
            value = cells.number(raw)
        except ValueError:
            return raw
        return cells.from_serial(value, meaning, self._context.day0) if meaning else value

    # -- finding ------------------------------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> etree._Element | None:
        return self._row_cells(row).get(column)

    def formula(self, row: int, column: int) -> bool:
        cell = self.cell(row, column)
        return cell is not None and cell.find(f"{self.ns}f") is not None

    def style(self, row: int, column: int) -> int:
        """The style of a cell, or of its row or column where there is no cell."""
        cell = self.cell(row, column)
        if cell is not None:
            return int(cell.get("s") or 0)
        element = self._row_map().get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s") or 0)
        return self.column_style(column)

    def column_style(self, column: int) -> int:
        """The style of a column's cells that have none of their own."""
        if column not in self._column_styles:
            spans = self.root.iterfind(f"{self.ns}cols/{self.ns}col")
            over = (s for s in spans if int(s.get("min", "0")) <= column <= int(s.get("max", "0")))
            self._column_styles[column] = next((int(span.get("style") or 0) for span in over), 0)
        return self._column_styles[column]

    # -- writing ------------------------------------------------------------------------------------------------

    def put(self, row: int, column: int, value: Value, style: int | None = None) -> None:
        """Sets one cell; its style stays, or becomes like the given one, unless it would hide what is written."""
        standing = self.cell(row, column)
        if standing is not None:
            self._formulas.release(standing)
            cells.emptied(standing, self.ns)
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            return
        base = self.style(row, column) if style is None else style
        self._fill(self._made(row, column), value, base)

    @cached_property
    def _formulas(self) -> Formulas:
        return Formulas(self.data, self.ns)

    @property
    def formula_removed(self) -> bool:
        """Whether a cell that was set had held a formula."""
        return self._formulas.released

    def _fill(self, cell: etree._Element, value: Value, base: int) -> None:
        wanted = _shown_as(value)
        serial = cells.to_serial(value, self._context.day0) if isinstance(value, date | time) else None
        if isinstance(value, bool):
            cells.put_bool(cell, value, self.ns)
        elif isinstance(value, int | float):
            base = self._context.styles.showing(base, wanted)
            cells.put_number(cell, value, self.ns)
        elif serial is not None:
            base = self._context.styles.showing(base, wanted)
            cells.put_number(cell, serial, self.ns)
        elif value is not None:
            cells.put_text(cell, value if isinstance(value, str) else value.isoformat(), self.ns)
        if base:
            cell.set("s", str(base))

    def restyle(self, row: int, column: int, style: int) -> None:
        """Gives a cell that holds nothing a style, as if a person had formatted it."""
        if style != self.column_style(column) and self.cell(row, column) is None:
            self._made(row, column).set("s", str(style))

    def set_height(self, row: int, points: int) -> None:
        """Makes a row as high as its wrapped text needs, for programs that do not find out themselves."""
        element = self._made_row(row)
        element.set("ht", str(points))
        element.set("customHeight", "1")

    def fit_height(self, row: int, lines: int) -> None:
        """Makes a row as high as so many lines need, unless a person gave it a height.

        Excel would find out itself when the row is typed in, LibreOffice and the pages printed by it never do.
        """
        element = self._made_row(row)
        if element.get("customHeight") in ("1", "true"):
            return
        if lines > 1:
            element.set("ht", str(LINE * lines))
        else:
            element.attrib.pop("ht", "")

    def _row_map(self) -> dict[int, etree._Element]:
        if self._rows is None:
            self._number_cells()
            self._rows = {int(row.get("r", "0")): row for row in self.data.iterchildren(f"{self.ns}row")}
            self._numbers = sorted(self._rows)
        return self._rows

    def _row_cells(self, number: int) -> dict[int, etree._Element]:
        if number not in self._cells:
            row = self._row_map().get(number)
            own = row.iterchildren(f"{self.ns}c") if row is not None else ()
            self._cells[number] = {cells.split_name(cell.get("r", ""))[0]: cell for cell in own}
        return self._cells[number]

    def _made(self, number: int, column: int) -> etree._Element:
        standing = self._row_cells(number)
        if column in standing:
            return standing[column]
        row = self._made_row(number)
        row.attrib.pop("spans", "")  # a hint that would now be wrong
        cell = etree.Element(f"{self.ns}c", r=cells.cell_name(column, number))
        earlier = [other for other in standing if other < column]
        if earlier:
            standing[max(earlier)].addnext(cell)
        else:
            row.insert(0, cell)
        standing[column] = cell
        return cell

    def _made_row(self, number: int) -> etree._Element:
        rows = self._row_map()
        if number not in rows:
            row = etree.Element(f"{self.ns}row", r=str(number))
            if not self._numbers or number > self._numbers[-1]:
                self.data.append(row)
            else:
                rows[self._numbers[bisect_right(self._numbers, number)]].addprevious(row)
            insort(self._numbers, number)
            rows[number] = row
        return rows[number]


def _iso(raw: str) -> Value:
    """A date as strict workbooks write it."""
    if "T" not in raw:
        return time.fromisoformat(raw) if ":" in raw else date.fromisoformat(raw)
    return datetime.fromisoformat(raw.rstrip("Z")).replace(tzinfo=None, microsecond=0)


def _shown_as(value: Value) -> str:
    if isinstance(value, datetime):
        return "moment" if (value.hour, value.minute, value.second) != (0, 0, 0) else "date"
    if isinstance(value, time):
        return "time"
    return "date" if isinstance(value, date) else ""
