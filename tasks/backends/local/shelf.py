"""Reports as files in `reports/` beside the workbook, readable by their owner alone."""

import os
import re
from pathlib import Path

from tasks.program.problems import WorkbookError


class FolderShelf:
    """Puts files into one folder; names are reduced to what every file system takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> str:
        target = self._path(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.part")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
            draft.replace(target)
        except OSError as problem:
            raise WorkbookError(
                f"The report {target.name} could not be written to {self.folder}: {problem.strerror}. "
                "Make room or give yourself the right to write there, then run again."
            ) from None
        return str(target)

    def get(self, name: str) -> bytes | None:
        target = self._path(name)
        return target.read_bytes() if target.is_file() else None

    def _path(self, name: str) -> Path:
        safe = re.sub(r"[^\w.@+-]+", "-", name).strip(".-") or "report"
        return self.folder / safe[:120]
