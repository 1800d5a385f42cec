"""Where the program keeps what is its own, and whether a run is at work there; quick to import, as a look costs no more."""

import os
from pathlib import Path

from platformdirs import user_data_path

from tasks.backends.google.address import is_google, spreadsheet_id
from tasks.backends.local.lock_file import knock


def home() -> Path:
    """The program's own folder: `MENTORSHIP_HOME`, or the user's data folder."""
    given = os.environ.get("MENTORSHIP_HOME", "")
    return Path(given) if given else user_data_path("mentorship", appauthor=False)


def shared_database() -> str:
    """The database that holds the ledgers of several machines; empty where each workbook has a file of its own."""
    return os.environ.get("MENTORSHIP_DATABASE_URL", "")


def ledger_beside(workbook: Path) -> Path:
    """The ledger of a workbook in a folder."""
    return workbook.parent / ".mentorship" / "ledger.sqlite"


def ledger_of_sheet(spreadsheet: str, own: Path) -> Path:
    """The ledger of a Google spreadsheet, in the program's own folder."""
    return own / "ledgers" / f"{spreadsheet}.sqlite"


def refuse_if_busy(workbook: str) -> None:
    """Raises `BusyError` where another run holds the workbook on this machine; a shared database is asked later."""
    if shared_database():
        return
    if is_google(workbook):
        knock(ledger_of_sheet(spreadsheet_id(workbook), home()))
    else:
        knock(ledger_beside(Path(workbook).expanduser()))
