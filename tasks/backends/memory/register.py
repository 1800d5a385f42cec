"""The workbook in memory: for rehearsals and tests, with the same manners as a real one."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from tasks.backends.settling import settle
from tasks.ports import Refused
from tasks.program.workbook.changes import Change, after
from tasks.program.workbook.snapshot import Row, Snapshot


class MemoryRegister:
    """A `Register` that holds a snapshot; `snapshot` may be replaced, as if a person had edited the workbook.

    `staff` lets it write every column, as people do.
    """

    def __init__(self, snapshot: Snapshot, *, staff: bool = False) -> None:
        self.snapshot = snapshot
        self.staff = staff
        self.writes = 0

    def read(self) -> Snapshot:
        return self.snapshot

    def write(self, changes: Sequence[Change]) -> tuple[Refused, ...]:
        settled = settle(self.snapshot, changes, staff=self.staff)
        if settled.changes:
            self.writes += 1
            changed = {change.tab for change in settled.changes}
            then = after(self.snapshot, settled.changes)
            for sheet in map(then.sheet, sorted(changed)):
                then = then.with_sheet(replace(sheet, rows=_filled(sheet.rows)))
            self.snapshot = replace(then, version=f"write {self.writes}")
        return settled.refused


def _filled(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as they would be read: without blank cells, and without the rows that are blank."""
    filled = ((row.number, {c: v for c, v in row.cells.items() if v is not None and v != ""}) for row in rows)
    return tuple(Row(number, MappingProxyType(cells)) for number, cells in filled if cells)
