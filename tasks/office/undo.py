"""Takes back what the last run wrote: the program's own columns stand again as they stood before it.

What people typed, before or since, stays. Mail and calendars are not taken back: the tab `Outbox` goes on saying what
was sent, and the next run plans from what stands then.
"""

from collections.abc import Iterator

from tasks.enrollment.guards import facts as counts
from tasks.office.stock import Asked, take_stock
from tasks.ports import Ports, Refused
from tasks.program.workbook.changes import AddRow, Change, ClearRow, Rewrite, SetCells, after
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Sheet, Snapshot
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
    for key, row in standing.items():
        if key in held:
            cells = {column: held[key][column] for column in ours if held[key][column] != row[column]}
            if cells:
                yield SetCells(now.name, row, cells)
        elif any(row[column] is not None for column in ours):
            yield ClearRow(now.name, row)
    if now.name != "Enrollment" and set(tab.key) <= set(ours):
        for key, row in held.items():
            if key not in standing:
                yield AddRow(now.name, {column: row[column] for column in ours if row[column] is not None})
