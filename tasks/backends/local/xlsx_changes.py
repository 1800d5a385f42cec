"""Settled changes patched into the sheets of an opened workbook: the cells named, and what must grow with them."""

from collections.abc import Sequence
from textwrap import wrap

from tasks.backends.local import xlsx_looks as looks
from tasks.backends.local.xlsx_ranges import LAST_ROW, absolute, cover, grow_filter, grow_table, set_width
from tasks.backends.local.xlsx_sheet import SheetPart
from tasks.backends.local.xlsx_workbook import Entry, Workbook
from tasks.program.cells import same, text
from tasks.program.workbook.changes import AddRow, Cells, Change, ClearRow, EnsureTab, Rewrite, SetCells
from tasks.program.workbook.columns import Owner, Tab
from tasks.program.workbook.headers import locate
from tasks.program.workbook.tabs import TABS


def patch(workbook: Workbook, changes: Sequence[Change]) -> None:
    """Makes the changes; tabs that are missing are added in the contract's order."""
    by_tab: dict[str, list[Change]] = {}
    for change in changes:
        by_tab.setdefault(change.tab, []).append(change)
    for name, tab in TABS.items():
        if name in by_tab:
            entry = workbook.entry(name) or workbook.add_tab(tab)
            _Patch(workbook, entry, tab).make(by_tab[name])


class _Patch:
    """The changes to one tab."""

    def __init__(self, workbook: Workbook, entry: Entry, tab: Tab) -> None:
        self.workbook, self.entry, self.tab = workbook, entry, tab
        self.sheet: SheetPart = workbook.sheet(entry)
        filled = self.sheet.filled()
        headers = filled.get(1, {})
        located = locate(tab, [headers.get(place) for place in range(1, max(headers, default=0) + 1)])
        self.places = {column: position + 1 for column, position in located.positions.items()}
        self.clashing = {column for column, _ in located.clashes}
        self.rows: dict[int, Cells] = {
            number: {column: values.get(place) for column, place in self.places.items()}
            for number, values in filled.items()
            if number > 1
        }
        self.last_header = max(headers, default=0)
        self.used = {place for values in filled.values() for place in values}
        self.new_columns: dict[int, str] = {}
        self.new_rows: set[int] = set()
        self.written: dict[int, None] = {}

    def make(self, changes: Sequence[Change]) -> None:
        self._add_columns(changes)
        for change in changes:
            match change:
                case SetCells(_, row, cells):
                    self._put(row.number, cells)
                case ClearRow(_, row):
                    self._put(row.number, dict.fromkeys(self.tab.owned_by(Owner.PROGRAM)))
                case Rewrite(_, rows):
                    self._rewrite(rows)
                case AddRow() | EnsureTab():
                    pass
        self._add_rows([change for change in changes if isinstance(change, AddRow)])
        for number in self.written:
            self._fit(number)
        self._grow()
        self.workbook.package.touch(self.entry.part)

    def _put(self, number: int, cells: Cells, styles: dict[int, int] | None = None) -> None:
        for column, value in cells.items():
            place = self.places.get(column)
            if place is not None:
                self.sheet.put(number, place, value, styles.get(place) if styles else None)
        self.rows[number] = {**self.rows.get(number, {}), **cells}
        self.written[number] = None

    def _fit(self, number: int) -> None:
        """Long texts are read whole: the row is as high as the longest of the cells that wrap."""
        wraps = self.workbook.context.styles.wraps
        lines = 0
        for column in self.tab.columns:
            place = self.places.get(column.name)
            if place is not None and wraps(self.sheet.style(number, place)):
                value = self.rows[number].get(column.name)
                found = wrap(value, column.width) if isinstance(value, str) else ()
                lines = max(lines, len(found), 1)
        if lines:
            self.sheet.fit_height(number, lines)

    def _rewrite(self, rows: Sequence[Cells]) -> None:
        last = max((1 + len(rows), *self.rows))
        ours = {*self.tab.owned_by(Owner.PROGRAM), *(column for cells in rows for column in cells)}
        for number in range(2, last + 1):
            given = rows[number - 2] if number - 2 < len(rows) else {}
            standing = self.rows.get(number, {})
            differing = {c: given.get(c) for c in ours if not same(standing.get(c), given.get(c))}
            if differing:
                self.new_rows.add(number)
                self._put(number, dict(sorted(differing.items())))

    def _add_rows(self, changes: Sequence[AddRow]) -> None:
        above = self._last_filled(len(changes))
        model = {place: self.sheet.style(max(above, 2), place) for place in self.places.values()}
        for number, change in enumerate(changes, above + 1):
            self.new_rows.add(number)
            styles = {
                place: style
                for place, style in model.items()
                if not ((cell := self.sheet.cell(number, place)) is not None and cell.get("s"))
            }
            self._put(number, change.cells, styles)
            for place, style in styles.items():
                self.sheet.restyle(number, place, style)

    def _last_filled(self, room: int) -> int:
        """The last row that holds anything; where a stray cell leaves no room below, the last one above a gap."""
        filled = [1, *sorted(number for number, cells in self.rows.items() if self._filled(number, cells))]
        below = [*filled[1:], LAST_ROW + 1]
        gaps = [one for one, other in zip(filled, below, strict=True) if other - one > room]
        return filled[-1] if filled[-1] in gaps or not gaps else gaps[0]

    def _filled(self, number: int, cells: Cells) -> bool:
        """Whether a row holds anything; formulas that staff filled down in columns of their own are no content."""
        known = {column.name for column in self.tab.columns}
        return any(
            value is not None
            and text(value) != ""
            and (column in known or not self.sheet.formula(number, self.places[column]))
            for column, value in cells.items()
        )

    def _add_columns(self, changes: Sequence[Change]) -> None:
        """Appends the program's missing columns, and those that a row names, behind the last header; all to an empty tab."""
        named = [column for change in changes for cells in _cells_of(change) for column in cells]
        owners = (Owner.PROGRAM,) if self.places else tuple(Owner)
        wanted = [*self.tab.owned_by(*owners), *named]
        missing = [c for c in dict.fromkeys(wanted) if c not in self.places and c not in self.clashing]
        if not missing:
            return
        place = self.last_header
        styles = self.workbook.context.styles
        header_style = self.sheet.style(1, place) if place else looks.header_style(styles, Owner.STAFF)
        known = {column.name: column for column in self.tab.columns}
        for name in missing:
            place += 1
            while place in self.used:
                place += 1
            column = known.get(name)
            self.sheet.put(1, place, name, header_style)
            width = column.width if column else 16
            set_width(self.sheet.root, place, width, hidden=column.hidden if column else False)
            self.places[name] = place
            self.new_columns[place] = name

    def _grow(self) -> None:
        root = self.sheet.root
        cover(root, max(self.rows, default=1), max(self.places.values(), default=1))
        for relation in self.workbook.package.relations(self.entry.part):
            if relation.kind == "table" and self.workbook.package.name(relation.target):
                table = self.workbook.package.tree(relation.target)
                if grow_table(table, self.new_rows, self.new_columns):
                    self.workbook.package.touch(relation.target)
        grown = grow_filter(root, self.new_rows, set(self.new_columns))
        if grown:
            self._grow_filter_name(*grown)

    def _grow_filter_name(self, old: str, new: str) -> None:
        """The hidden defined name by which Excel knows a sheet's filter follows it."""
        ns = self.workbook.ns
        for name in self.workbook.root.iterfind(f"{ns}definedNames/{ns}definedName"):
            mine = name.get("localSheetId") == str(self.entry.index)
            if mine and name.get("name") == "_xlnm._FilterDatabase" and name.text:
                name.text = name.text.replace(absolute(old), absolute(new))
                self.workbook.package.touch(self.workbook.part)


def _cells_of(change: Change) -> Sequence[Cells]:
    if isinstance(change, Rewrite):
        return change.rows
    return () if isinstance(change, ClearRow | EnsureTab) else (change.cells,)
