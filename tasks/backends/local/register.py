"""The workbook as an `.xlsx` file in a folder.

Reading gives all tabs at once; writing patches only the touched cells into the file and replaces it in one step. A
file that somebody saved between reading and writing is read again, and the changes are tried on what stands then.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tasks.backends.local.backups import Backups
from tasks.backends.local.xlsx_changes import patch
from tasks.backends.local.xlsx_package import damaged
from tasks.backends.local.xlsx_save import load, refuse_if_open, replace_file, stamp
from tasks.backends.local.xlsx_workbook import Workbook
from tasks.backends.settling import ensure_usable, settle
from tasks.ports import Refused
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import Change
from tasks.program.workbook.snapshot import Snapshot

_TURNS = 5


class LocalRegister:
    """A `Register` on one file. Every failure is a `WorkbookError`, and the file is then as it was.

    `staff` lets it write every column, as people do (the demo's people type through it). With `backups`, the file as it
    was before the first write is kept.
    """

    def __init__(self, path: Path, *, staff: bool = False, backups: Backups | None = None) -> None:
        self.path = path
        self.staff = staff
        self.backups = backups
        self._last: Snapshot | None = None

    def read(self) -> Snapshot:
        return self._snapshot(load(self.path))[1]

    def write(self, changes: Sequence[Change]) -> tuple[Refused, ...]:
        for _ in range(_TURNS):
            seen = stamp(self.path)
            workbook, now = self._snapshot(load(self.path))
            settled = settle(now, changes, staff=self.staff)
            if not settled.changes:
                return settled.refused
            workbook = workbook or Workbook(load(self.path), str(self.path))
            patch(workbook, settled.changes)
            content = workbook.content()
            refuse_if_open(self.path)
            if self.backups is not None:
                self.backups.keep(load(self.path))
            if stamp(self.path) == seen:
                self.backups = None
                replace_file(self.path, content)
                return settled.refused
        raise WorkbookError(
            f"{self.path} is being saved again and again by another program, so nothing was written. Close it there "
            f"(a synchronizing folder may need a minute), then run again."
        )

    def _snapshot(self, content: bytes) -> tuple[Workbook | None, Snapshot]:
        """All tabs; a file that did not change since it was last read is not parsed again."""
        version = hashlib.sha256(content).hexdigest()[:32]
        if self._last is not None and self._last.version == version:
            return None, self._last
        try:
            workbook = Workbook(content, str(self.path))
            snapshot = workbook.snapshot(version)
        except (ValueError, LookupError) as error:  # cells and rows whose names or numbers are none
            raise WorkbookError(damaged(str(self.path))) from error
        ensure_usable(snapshot, str(self.path))
        self._last = snapshot
        return workbook, snapshot
