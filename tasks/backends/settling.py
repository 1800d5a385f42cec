"""Which row of a freshly read workbook a change means, and what of the change still stands.

Shared by every register: rows are found by key, a row without its key by all its cells as read, never by number alone.
Staff win: a cell that no longer holds what the change was made on is left alone and named. Knows nothing of files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.ports import Refused
from tasks.program.cells import Value, same, text
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import (
    AddRow,
    Cells,
    Change,
    ClearRow,
    EnsureTab,
    Rewrite,
    SetCells,
    lacking,
)
from tasks.program.workbook.columns import Owner, Tab
from tasks.program.workbook.snapshot import Row, Sheet, Snapshot
from tasks.program.workbook.tabs import ALL, TABS

GONE = "its row is gone, or was changed meanwhile"
STALE = "the cell was changed meanwhile"
STAFF = "the column belongs to staff"
CLASH = "two columns could be this one; one of them must be renamed"
THERE = "a row with this key is already there"
FOREIGN = "the tab is not part of the program"


@dataclass(frozen=True)
class Settled:
    """The changes as they can be made, on rows as they stand now; cells that already hold are left out."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]


def settle(now: Snapshot, changes: Sequence[Change], *, staff: bool = False) -> Settled:
    """Sorts changes into those that can be made on what stands now, and those that cannot.

    `staff` lets every column be written, as people do (the demo types as they would).
    """
    possible: list[Change] = []
    refused: list[Refused] = []
    finders: dict[str, _Finder] = {}
    for change in changes:
        tab = TABS.get(change.tab)
        if tab is None:
            refused.append(Refused(change, FOREIGN))
            continue
        if tab.name not in finders:
            finders[tab.name] = _Finder(now.sheet(tab.name), tab, staff)
        finder = finders[tab.name]
        match change:
            case SetCells():
                done, not_done = _set(finder, change)
            case AddRow():
                done, not_done = _add(finder, change)
            case ClearRow():
                done, not_done = _clear(finder, change)
            case Rewrite():
                done, not_done = _rewrite(finder, change)
            case EnsureTab():
                there = tab.name in now.sheets and not lacking(finder.sheet)
                done, not_done = (() if there else (change,)), ()
        possible.extend(done)
        refused.extend(not_done)
    return Settled(tuple(possible), tuple(refused))


_Outcome = tuple[Sequence[Change], Sequence[Refused]]


@dataclass
class _Finder:
    """Finds rows in one sheet; each is given to one earlier row only, however alike they are."""

    sheet: Sheet
    tab: Tab
    staff: bool
    found: dict[int, Row | None] = field(default_factory=dict)
    added: set[tuple[str, ...]] = field(default_factory=set)
    cleared: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_key: dict[tuple[str, ...], list[Row]] = {}
        self.keyless: dict[frozenset[tuple[str, str]], list[Row]] = {}
        for row in self.sheet.rows:
            key = self.sheet.key_of(row)
            if key is not None:
                self.by_key.setdefault(key, []).append(row)
            else:
                self.keyless.setdefault(_seen(row.cells), []).append(row)
        self.taken: set[int] = set()
        self.clashing = {column for column, _ in self.sheet.clashes}
        self.ours = set(self.tab.owned_by(Owner.PROGRAM))
        self.all_ours = len(self.ours) == len(self.tab.columns)

    def find(self, row: Row, *, exactly: bool) -> Row | None:
        """The row now; `exactly` asks for the same staff cells even where only one row has the key."""
        if row.number not in self.found:
            chosen = self._chosen(row, exactly)
            self.found[row.number] = chosen
            if chosen is not None:
                self.taken.add(chosen.number)
        return self.found[row.number]

    def _chosen(self, row: Row, exactly: bool) -> Row | None:
        key = self.sheet.key_of(row)
        if key is None:
            candidates = self.keyless.get(_seen(row.cells), [])
        else:
            candidates = self.by_key.get(key, [])
            if exactly or len(candidates) > 1:
                mine = _seen(self.sheet.staff_cells(row))
                candidates = [one for one in candidates if _seen(self.sheet.staff_cells(one)) == mine]
        free = [one for one in candidates if one.number not in self.taken]
        return next((one for one in free if one.number == row.number), free[0] if free else None)

    def may_write(self, column: str, row: Row) -> bool:
        """Whether the program may set this column: its own, all of a tab of its own, or a setting left blank."""
        if self.staff or column in self.ours or self.all_ours:
            return True
        return self.tab.name == "Settings" and column == "Value" and not row.text(column)


def _seen(cells: Mapping[str, Value]) -> frozenset[tuple[str, str]]:
    return frozenset((column, text(value)) for column, value in cells.items() if text(value))


def _set(finder: _Finder, change: SetCells) -> _Outcome:
    keyed_anew = any(column in change.cells for column in finder.tab.key)
    row = finder.find(change.row, exactly=keyed_anew)
    if row is None:
        return (), (Refused(change, GONE),)
    good: dict[str, Value] = {}
    bad: dict[str, dict[str, Value]] = {}
    for column, value in change.cells.items():
        why = _objection(finder, change.row, row, column)
        if same(row[column], value):
            continue
        if why:
            bad.setdefault(why, {})[column] = value
        else:
            good[column] = value
    refused = [Refused(SetCells(change.tab, change.row, cells), why) for why, cells in bad.items()]
    return ((SetCells(change.tab, row, good),) if good else ()), refused


def _objection(finder: _Finder, was: Row, row: Row, column: str) -> str:
    if column in finder.clashing:
        return CLASH
    if not finder.may_write(column, row):
        return STAFF
    return "" if same(row[column], was[column]) else STALE


def _add(finder: _Finder, change: AddRow) -> _Outcome:
    cells = {column: value for column, value in change.cells.items() if value is not None and value != ""}
    if finder.clashing & set(cells):
        return (), (Refused(change, CLASH),)
    key = finder.sheet.key_of(Row(0, cells))
    if key is not None and (key in finder.by_key or key in finder.added):
        return (), (Refused(change, THERE),)
    if key is not None:
        finder.added.add(key)
    return ((AddRow(change.tab, cells),) if cells else ()), ()


def _clear(finder: _Finder, change: ClearRow) -> _Outcome:
    row = finder.find(change.row, exactly=False)
    if row is None:
        return (), (Refused(change, GONE),)
    if any(not same(row[column], change.row[column]) for column in finder.ours):
        return (), (Refused(change, STALE),)
    standing = row.number not in finder.cleared and any(not same(row[column], None) for column in finder.ours)
    finder.cleared.add(row.number)
    return ((ClearRow(change.tab, row),) if standing else ()), ()


def _rewrite(finder: _Finder, change: Rewrite) -> _Outcome:
    """The rows as they will stand: what staff wrote in columns of their own stays in its place."""
    if not finder.all_ours:
        return (), (Refused(change, STAFF),)
    if finder.clashing:
        return (), (Refused(change, CLASH),)
    ours = finder.ours.union(*change.rows)
    standing = {row.number: row for row in finder.sheet.rows}
    last = max((1 + len(change.rows), *standing))
    rows: list[Cells] = []
    for number in range(2, last + 1):
        old = standing.get(number, Row(number))
        own = {column: value for column, value in old.cells.items() if column not in ours}
        given = change.rows[number - 2] if number - 2 < len(change.rows) else {}
        rows.append(own | {column: value for column, value in given.items() if value is not None})
    while rows and not rows[-1]:
        rows.pop()
    pairs = ((standing.get(n, Row(n)).cells, cells) for n, cells in enumerate(rows, 2))
    if last == 1 + len(rows) and all(_alike(one, other) for one, other in pairs):
        return (), ()
    return (Rewrite(change.tab, tuple(rows)),), ()


def _alike(one: Cells, other: Cells) -> bool:
    return all(same(one.get(column), other.get(column)) for column in {*one, *other})


def ensure_usable(snapshot: Snapshot, place: str) -> None:
    """Raises `WorkbookError` where a tab or a column is missing that the program cannot do without."""
    missing = [tab.name for tab in ALL if tab.required and tab.name not in snapshot.sheets]
    if missing:
        found = ", ".join(f"“{sheet.title}”" for sheet in snapshot.sheets.values()) or "none"
        raise WorkbookError(
            f"{place} has no tab named {_listed(missing)} (its tabs: {found}). Rename the tab that holds it, or make "
            f"a workbook with every tab by `mentorship init`."
        )
    for tab in ALL:
        sheet = snapshot.sheet(tab.name)
        known = {*sheet.columns, *(column for column, _ in sheet.clashes)}
        lacking = [column.name for column in tab.columns if column.required and column.name not in known]
        if tab.required and lacking:
            raise WorkbookError(
                f"{place}: the tab “{sheet.title}” has no column {_listed(lacking)}. Row 1 must hold the headers; "
                f"type the missing one there."
            )


def _listed(names: Iterable[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)
