"""The workbook in memory: for rehearsals and tests, with the same manners as a real one."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.backends.settling import settle
from tasks.ports import Refused
from tasks.program.workbook.changes import Change, after
from tasks.program.workbook.snapshot import Snapshot


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
            self.snapshot = replace(after(self.snapshot, settled.changes), version=f"write {self.writes}")
        return settled.refused
