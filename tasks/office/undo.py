"""Takes back what the last run wrote: the program's own columns stand again as they stood before it.

What people typed, before or since, stays. Mail and calendars are not taken back: the tab `Outbox` goes on saying what
was sent, and the next run plans from what stands then.
"""

from collections.abc import Iterator, Sequence

from tasks.enrollment.guards import facts as counts
from tasks.office.stock import Asked, take_stock
from tasks.ports import Ports, Refused
from tasks.program.workbook.changes import AddRow, Change, ClearRow, Rewrite, SetCells, after
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Row, Sheet, Snapshot
from tasks.program.workbook.tabs import TABS

_TOLD = ("Outbox", "Digests")
"""Tabs about mail, which is not taken back."""


def undo(ports: Ports, before: Snapshot) -> tuple[tuple[Change, ...], tuple[Refused, ...]]:
    """Restores the program's columns as they are in `before`; the changes, and those that could not be made."""
    book = take_stock(ports, Asked("check"))
    now = book.snapshot
    names = [name for name in now.sheets if name in TABS and name not in _TOLD]
    changes = tuple(change for name in names for change in _back(before.sheet(name), now.sheet(name)))
    if not changes:
        return (), ()
    # Tabs that become shorter by this are nobody's accident: the next run must not ask about them.
    ports.ledger.remember(counts(type(book)(after(now, changes), book.world, book.run)))
    return changes, ports.register.write(changes)


def _back(before: Sheet, now: Sheet) -> Iterator[Change]:
    tab = TABS[now.name]
    ours = tab.owned_by(Owner.PROGRAM)
    if not tab.key:
        if [row.cells for row in before.rows] != [row.cells for row in now.rows]:
            yield Rewrite(now.name, tuple(row.cells for row in before.rows))
        return
    held, standing = before.by_key(), now.by_key()
    twins = {row.number: held[key] for key, row in standing.items() if key in held} | _named_since(
        before, now
    )
    for row in now.rows:
        if row.number in twins:
            twin = twins[row.number]
            cells = {column: twin[column] for column in ours if twin[column] != row[column]}
            if cells:
                yield SetCells(now.name, row, cells)
        elif standing.get(now.key_of(row) or ()) is row and any(row[column] is not None for column in ours):
            yield ClearRow(now.name, row)
    if now.name != "Enrollment" and set(tab.key) <= set(ours):
        used = {twin.number for twin in twins.values()}
        for key, row in held.items():
            if key not in standing and row.number not in used:
                yield AddRow(now.name, {column: row[column] for column in ours if row[column] is not None})


def _named_since(before: Sheet, now: Sheet) -> dict[int, Row]:
    """Rows that the last run gave their id, or that lost it to an undo: no key finds them, what people typed does.

    A pair that people typed stands in the program's columns, so its row must never be taken for the run's own.
    """
    tab = TABS[now.name]
    ids = [column for column in tab.key if column in tab.owned_by(Owner.PROGRAM)]
    known_before, known_now = before.by_key(), now.by_key()
    free = [row for row in now.rows if now.key_of(row) not in known_before]
    found: dict[int, Row] = {}
    for old in before.rows if ids else ():
        if before.key_of(old) in known_now:
            continue
        same = [row for row in free if row.number not in found and _same(before, old, row, ids)]
        if same:
            best = max(same, key=lambda row: (len(_shared(old, row)), row.number == old.number))
            found[best.number] = old
    return found


def _same(sheet: Sheet, old: Row, row: Row, ids: Sequence[str]) -> bool:
    had, has = (all(one.text(column) for column in ids) for one in (old, row))
    if had == has or not sheet.staff_cells(old).items() <= row.cells.items():
        return False
    ours = [
        column for column in TABS[sheet.name].owned_by(Owner.PROGRAM) if not has and row[column] is not None
    ]
    return all(row[column] == old[column] for column in ours)


def _shared(old: Row, row: Row) -> list[str]:
    return [column for column, value in old.cells.items() if value is not None and row[column] == value]
