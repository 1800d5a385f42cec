"""`mentorship doctor`: what works, what does not, and what to do about it."""

import argparse
import json
import os
import platform
import socket
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape as plain
from rich.table import Table

from flows.cli.arguments import release
from flows.cli.show import console
from flows.reception import looking
from tasks.backends.google.address import is_google
from tasks.backends.opening import google_permissions, mailbox
from tasks.backends.places import home
from tasks.office.differences import differences
from tasks.office.stock import Asked, take_stock
from tasks.program.problems import Level, MentorshipError

Finding = tuple[str, bool | None, str]


def main(options: argparse.Namespace) -> int:
    findings = list(_findings(options.workbook))
    if options.json:
        print(
            json.dumps(
                [{"what": what, "works": works, "say": say} for what, works, say in findings], indent=1
            )
        )
    table = Table(title=f"mentorship {release()} on {platform.system()}, Python {platform.python_version()}")
    for heading in ("", "What", "How it stands, and what to do"):
        table.add_column(heading, overflow="fold")
    for what, works, say in findings:
        table.add_row(_MARKS[works], what, plain(say))
    console.print(table)
    return 1 if any(works is False for _, works, _ in findings) else 0


_MARKS = {True: "[green]ok[/green]", False: "[red]no[/red]", None: "[dim]–[/dim]"}
"""Nothing: not used here, or not asked for yet."""


def _findings(workbook: str) -> Iterator[Finding]:
    if workbook:
        if is_google(workbook):
            yield from google_permissions(workbook)
        yield _try("Workbook", lambda: _workbook(workbook))
        if not is_google(workbook):
            yield _try("Folder", lambda: _folder(Path(workbook).expanduser().parent))
        yield _try("Ledger", lambda: _ledger(workbook))
        yield from _differences(workbook)
    else:
        yield from google_permissions("")
    yield _try("Own folder", lambda: _folder(_made(home())))
    if not is_google(workbook) or os.environ.get("MENTORSHIP_SMTP_URL", ""):
        yield _try("Mail", _mail)
    if os.environ.get("MENTORSHIP_IMAP_URL", ""):
        yield _try("Answers", _answers)
    yield _try("Prefect", _prefect)


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return what, True, look()
    except MentorshipError as problem:
        return what, False, str(problem)
    except OSError as problem:
        return what, False, f"{problem.strerror or problem}."


def _workbook(workbook: str) -> str:
    with looking(workbook) as ports:
        book = take_stock(ports, Asked("check"))
    to_fix = sum(problem.level is Level.FIX for problem in book.problems)
    return f"{len(book.people)} people, {len(book.pairs)} pairs; {to_fix} cells to fix (mentorship check lists them)."


def _differences(workbook: str) -> Iterator[Finding]:
    """Each place where ledger, mailbox, calendars and sheet disagree; nothing where the workbook cannot be read."""
    what = "Ledger against mailbox, calendars and sheet"
    try:
        with looking(workbook) as ports:
            found = differences(ports, take_stock(ports, Asked("check")))
            unseen = "" if ports.postbox.keeps else _UNSEEN
    except (MentorshipError, OSError):
        return
    if not found:
        yield what, True, f"They agree.{unseen}"
    for one in found[:MOST]:
        yield what, False, one
    if len(found) > MOST:
        yield what, False, f"And {len(found) - MOST} more."


MOST = 50
_UNSEEN = " (What lies in the mailbox is not looked at: this program may not read mail there.)"


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _folder(folder: Path) -> str:
    if not os.access(folder, os.W_OK):
        raise PermissionError(0, f"{folder} cannot be written to. Ask for the right to, or move the workbook")
    return f"{folder} can be written to."


def _ledger(workbook: str) -> str:
    with looking(workbook) as ports:
        count, known = len(ports.ledger.deliveries()), bool(ports.ledger.program())
    return f"{count} letters on record." if known else "New: nothing was sent from this workbook yet."


def _mail() -> str:
    url = os.environ.get("MENTORSHIP_SMTP_URL", "")
    if not url:
        return "Letters are filed in the outbox folder only. Set MENTORSHIP_SMTP_URL to send them as well."
    parts = urlsplit(url)
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    with socket.create_connection((parts.hostname or "", port), timeout=10):
        return f"The mail server answers on port {port}."


def _answers() -> str:
    found = mailbox(Path())
    assert found is not None, "asked only where a mailbox is named"
    found.check()
    return f"Answers to invitations are read in {found.account.folder}; nothing there is marked or moved."


def _prefect() -> str:
    server = os.environ.get("PREFECT_API_URL", "")
    where = "the configured server keeps the history" if server else "a temporary server starts for each run"
    return f"Prefect {version('prefect')}; {where}."
