"""What should change in a workbook, and the difference between two snapshots of it.

Rooms say what should stand (`upserts`, `Rewrite`); `after` gives the snapshot as it would then be, so that the next
room plans on it; `difference` turns the first and the last snapshot into the fewest writes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tasks.program.cells import Value, same
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Row, Sheet, Snapshot
from tasks.program.workbook.tabs import TABS

Cells = Mapping[str, Value]


@dataclass(frozen=True)
class SetCells:
    """New values for some cells of a row as it was read; what each cell held is in `row`."""

    tab: str
    row: Row
    cells: Cells


@dataclass(frozen=True)
class AddRow:
    """A new row, after the last one (a back end may use a blank row before it)."""

    tab: str
    cells: Cells


@dataclass(frozen=True)
class ClearRow:
    """A row of the program's that no longer applies: its cells are emptied; what staff typed in it stays."""

    tab: str
    row: Row


@dataclass(frozen=True)
class Rewrite:
    """All rows of a tab that belongs to the program alone, in their order."""

    tab: str
    rows: tuple[Cells, ...]


@dataclass(frozen=True)
class EnsureTab:
    """The tab exists, with all of the program's columns; nothing else changes."""

    tab: str


Change = SetCells | AddRow | ClearRow | Rewrite | EnsureTab


def upserts(
    sheet: Sheet,
    desired: Iterable[Cells],
    *,
    clear: Callable[[Row], bool] = lambda _row: False,
) -> tuple[Change, ...]:
    """The changes that make each desired row stand under its key; other rows go where `clear` says so.

    Only cells that differ are set. A desired row names its key's columns; cells it leaves out are left alone.
    """
    tab = TABS[sheet.name]
    standing = sheet.by_key()
    changes: list[Change] = []
    wanted: set[tuple[str, ...]] = set()
    for cells in desired:
        key = sheet.key_of(Row(0, cells))
        assert key is not None, f"a row of {tab.name} needs its key"
        wanted.add(key)
        row = standing.get(key)
        if row is None:
            changes.append(AddRow(tab.name, _filled(cells)))
            continue
        differing = {column: value for column, value in cells.items() if not same(row[column], value)}
        if differing:
            changes.append(SetCells(tab.name, row, differing))
    for key, row in standing.items():
        if key not in wanted and clear(row):
            changes.append(ClearRow(tab.name, row))
    return tuple(changes)


def after(snapshot: Snapshot, changes: Sequence[Change]) -> Snapshot:
    """The snapshot as it is once the changes are made; new rows are numbered behind the last one."""
    by_tab: dict[str, list[Change]] = {}
    for change in changes:
        by_tab.setdefault(change.tab, []).append(change)
    for name, own in by_tab.items():
        snapshot = snapshot.with_sheet(_changed(snapshot.sheet(name), own))
    return snapshot


def _changed(sheet: Sheet, changes: Sequence[Change]) -> Sheet:
    rows = {row.number: row for row in sheet.rows}
    # A number is never given twice, or a later change to a cleared row would mean the new one.
    last = max(rows, default=1)
    for change in changes:
        match change:
            case SetCells(_, row, cells):
                standing = rows.get(row.number, row)
                rows[row.number] = replace(standing, cells=MappingProxyType({**standing.cells, **cells}))
                last = max(last, row.number)
            case AddRow(_, cells):
                last += 1
                rows[last] = Row(last, MappingProxyType(dict(cells)))
            case ClearRow(_, row):
                left = sheet.staff_cells(rows.get(row.number, row))
                rows.pop(row.number, None)
                if left:
                    rows[row.number] = Row(row.number, MappingProxyType(left))
            case Rewrite(_, contents):
                rows = _rewritten_rows(sheet, contents)
                last = max(last, *rows, 1)
            case EnsureTab():
                pass
    used = {column: None for row in rows.values() for column in row.cells}
    columns = dict.fromkeys((*_headers(sheet), *used))
    return replace(sheet, columns=tuple(columns), rows=tuple(rows[number] for number in sorted(rows)))


def _headers(sheet: Sheet) -> tuple[str, ...]:
    """A sheet's columns once it is written to: a new tab has all of the contract's, others gain the program's."""
    tab = TABS.get(sheet.name)
    if tab is None:
        return sheet.columns
    if not sheet.columns:
        return tuple(column.name for column in tab.columns)
    return (*sheet.columns, *lacking(sheet))


def lacking(sheet: Sheet) -> tuple[str, ...]:
    """The program's columns that a sheet does not have (one that two headers claim is not lacking)."""
    tab = TABS.get(sheet.name)
    known = {*sheet.columns, *(column for column, _ in sheet.clashes)}
    return tuple(name for name in tab.owned_by(Owner.PROGRAM) if name not in known) if tab else ()


def _rewritten_rows(sheet: Sheet, contents: Sequence[Cells]) -> dict[int, Row]:
    """The rows from the top; what staff wrote in columns of their own stays at its place."""
    ours = program_columns(sheet.name)
    rows: dict[int, Row] = {}
    for row in sheet.rows:
        own = {column: value for column, value in row.cells.items() if column not in ours}
        if own:
            rows[row.number] = Row(row.number, MappingProxyType(own))
    for number, cells in enumerate(contents, 2):
        kept = rows[number].cells if number in rows else {}
        rows[number] = Row(number, MappingProxyType({**kept, **cells}))
    return rows


def difference(before: Snapshot, then: Snapshot) -> tuple[Change, ...]:
    """The fewest changes that lead from one snapshot to another that came from it by `after`."""
    changes: list[Change] = []
    for name, sheet in then.sheets.items():
        old = before.sheet(name)
        if old is sheet:
            continue
        tab = TABS.get(name)
        by_order = tab is not None and not tab.key
        own = _rewritten(old, sheet) if by_order else _row_changes(old, sheet)
        if not own and (name not in before.sheets or (lacking(old) and not lacking(sheet))):
            own = [EnsureTab(name)]
        changes.extend(own)
    return tuple(changes)


def _rewritten(old: Sheet, new: Sheet) -> list[Change]:
    if len(old.rows) == len(new.rows) and all(
        _alike(one, other) for one, other in zip(old.rows, new.rows, strict=True)
    ):
        return []
    return [Rewrite(new.name, tuple(row.cells for row in new.rows))]


def _alike(one: Row, other: Row) -> bool:
    return all(same(one[column], other[column]) for column in {*one.cells, *other.cells})


def _row_changes(old: Sheet, new: Sheet) -> list[Change]:
    changes: list[Change] = []
    standing = {row.number: row for row in old.rows}
    for row in new.rows:
        was = standing.pop(row.number, None)
        if was is None:
            changes.append(AddRow(new.name, _filled(row.cells)))
        elif was is not row:
            cells = {c: row[c] for c in {**was.cells, **row.cells} if not same(was[c], row[c])}
            if cells:
                changes.append(SetCells(new.name, was, cells))
    changes.extend(ClearRow(new.name, row) for row in standing.values())
    return changes


def _filled(cells: Cells) -> Cells:
    return {column: value for column, value in cells.items() if value is not None and value != ""}


def program_columns(name: str) -> frozenset[str]:
    """The columns of a tab that the program may write."""
    return frozenset(TABS[name].owned_by(Owner.PROGRAM))
