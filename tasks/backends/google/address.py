"""The addresses of Google spreadsheets; nothing of Google's is imported for a look at one."""

import re
from pathlib import Path

_ADDRESS = re.compile(r"^https?://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,})")
_ID = re.compile(r"[A-Za-z0-9_-]{30,}")


def spreadsheet_id(workbook: str) -> str:
    """The id in a spreadsheet's address, or the id itself; empty for anything else."""
    found = _ADDRESS.match(workbook)
    if found:
        return found[1]
    return workbook if _ID.fullmatch(workbook) else ""


def is_google(workbook: str) -> bool:
    """Whether this names a Google spreadsheet rather than a file."""
    if workbook.startswith(("https://", "http://")):
        return True
    return bool(_ID.fullmatch(workbook)) and not Path(workbook).exists()
