"""What around the cells must grow with them: tables, the filter, the used range, the columns' widths."""

import copy
from dataclasses import dataclass

from lxml import etree

from tasks.backends.local.xlsx_cells import cell_name, split_name

LAST_ROW = 1_048_576


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, first and last column and row."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, name: str) -> "Area":
        first, _, last = name.partition(":")
        (left, top), (right, bottom) = split_name(first), split_name(last or first)
        return cls(left, top, right, bottom)

    def __str__(self) -> str:
        return f"{cell_name(self.left, self.top)}:{cell_name(self.right, self.bottom)}"

    def grown(self, rows: set[int], columns: set[int]) -> "Area":
        """With the rows directly below and the columns directly to the right, as far as they follow each other."""
        right, bottom = self.right, self.bottom
        while right + 1 in columns:
            right += 1
        while bottom + 1 in rows:
            bottom += 1
        return Area(self.left, self.top, right, bottom)


def grow_table(root: etree._Element, rows: set[int], headers: dict[int, str]) -> bool:
    """Lets a table whose headers are in row 1 reach over new rows and columns (by number); says whether it grew."""
    ns = f"{{{etree.QName(root).namespace}}}"
    area = Area.of(root.get("ref", "A1"))
    if area.top != 1 or root.get("headerRowCount") == "0":
        return False
    has_totals = root.get("totalsRowCount", "0") != "0"
    grown = area.grown(set() if has_totals else rows, set(headers))
    if grown == area:
        return False
    root.set("ref", str(grown))
    filtered = root.find(f"{ns}autoFilter")
    if filtered is not None:
        filtered.set("ref", str(Area.of(filtered.get("ref", str(area))).grown(rows, set(headers))))
    columns = root.find(f"{ns}tableColumns")
    if columns is not None:
        for number in range(area.right + 1, grown.right + 1):
            last = max((int(column.get("id", "0")) for column in columns), default=0)
            etree.SubElement(columns, f"{ns}tableColumn", id=str(last + 1), name=headers[number])
        columns.set("count", str(len(columns)))
    return True


def grow_filter(root: etree._Element, rows: set[int], columns: set[int]) -> tuple[str, str] | None:
    """Lets the sheet's own filter reach over new rows and columns; gives its old and new range if it grew."""
    found = root.find(f"{{{etree.QName(root).namespace}}}autoFilter")
    if found is None or not found.get("ref"):
        return None
    area = Area.of(found.get("ref", ""))
    grown = area.grown(rows, columns) if area.top == 1 else area
    if grown == area:
        return None
    found.set("ref", str(grown))
    return str(area), str(grown)


def absolute(area: str) -> str:
    """`A1:C9` as defined names write it: `$A$1:$C$9`."""
    shape = Area.of(area)
    corners = ((shape.left, shape.top), (shape.right, shape.bottom))
    return ":".join("$" + cell_name(column, row).rstrip("0123456789") + f"${row}" for column, row in corners)


def cover(root: etree._Element, row: int, column: int) -> None:
    """Lets the sheet's used range reach to a cell."""
    found = root.find(f"{{{etree.QName(root).namespace}}}dimension")
    if found is not None:
        area = Area.of(found.get("ref", "A1"))
        wider = Area(area.left, area.top, max(area.right, column), max(area.bottom, row))
        if wider != area:
            found.set("ref", str(wider))


def set_width(root: etree._Element, column: int, width: int, *, hidden: bool) -> None:
    """Gives one column a width; a range of columns it lies in is split, its other columns stay as they are."""
    ns = f"{{{etree.QName(root).namespace}}}"
    holder = root.find(f"{ns}cols")
    if holder is None:
        holder = etree.Element(f"{ns}cols")
        data = root.find(f"{ns}sheetData")
        assert data is not None, "a sheet that was read has its data"
        data.addprevious(holder)
    for span in list(holder):
        first, last = int(span.get("min", "1")), int(span.get("max", "1"))
        if first <= column <= last:
            for low, high in ((first, column - 1), (column + 1, last)):
                if low <= high:
                    part = copy.copy(span)
                    part.set("min", str(low))
                    part.set("max", str(high))
                    span.addprevious(part)
            holder.remove(span)
    made = etree.Element(f"{ns}col", min=str(column), max=str(column), width=str(width), customWidth="1")
    if hidden:
        made.set("hidden", "1")
    later = [span for span in holder if int(span.get("min", "1")) > column]
    if later:
        later[0].addprevious(made)
    else:
        holder.append(made)
