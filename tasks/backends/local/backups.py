"""Copies of the workbook as it was before each run that wrote into it: `.mentorship/backups/0001.xlsx` and so on.

Numbered, not dated: the real clock stays out of files. The last twenty are kept.
"""

from contextlib import suppress
from pathlib import Path

from tasks.backends.local.xlsx_save import replace_file

KEPT = 20


class Backups:
    """One folder of copies, of files with this ending; made at the first one."""

    def __init__(self, folder: Path, ending: str = ".xlsx") -> None:
        self.folder, self.ending = folder, ending

    def all(self) -> list[Path]:
        """The copies, oldest first."""
        return sorted(path for path in self.folder.glob(f"*{self.ending}") if path.stem.isdecimal())

    def keep(self, content: bytes) -> None:
        """Adds a copy; the oldest beyond twenty go. Raises `WorkbookError` where it cannot be stored."""
        before = self.all()
        number = int(before[-1].stem) + 1 if before else 1
        with suppress(OSError):  # told by the write that follows
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self.folder / f"{number:04d}{self.ending}", content)
        for old in before[: max(0, len(before) + 1 - KEPT)]:
            old.unlink(missing_ok=True)
