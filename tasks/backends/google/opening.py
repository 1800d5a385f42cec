"""Everything of one Google spreadsheet, opened together. Nothing is asked of Google before it is needed."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tasks.backends.google.address import spreadsheet_id
from tasks.backends.google.auth import CALENDAR, FORMS, HOURS, VERSION, Access, from_environment
from tasks.backends.google.calls import Waiting
from tasks.backends.google.diary import GoogleDiary
from tasks.backends.google.event_mirror import Mirror
from tasks.backends.google.forms import GoogleForms
from tasks.backends.google.lazily import Lazily
from tasks.backends.google.postbox import GmailPostbox
from tasks.backends.google.register import GoogleRegister, SheetsApi
from tasks.backends.google.sheet_grid import opened
from tasks.backends.google.working_hours import WorkingHours
from tasks.backends.local.backups import Backups
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.postbox import MaildirPostbox, postbox_from_url
from tasks.backends.local.shelf import FolderShelf
from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.places import ledger_of_sheet, shared_database
from tasks.ports import Ledger, Ports, Postbox
from tasks.program import keys
from tasks.program.problems import UsageError
from tasks.program.workbook.snapshot import Snapshot


def open_google(
    workbook: str,
    home: Path,
    *,
    reading: bool,
    smtp_password: Callable[[], str],
    waiting: Waiting | None = None,
) -> Ports:
    """All ports of a spreadsheet; with `reading`, nothing is created on disk."""
    book = spreadsheet_id(workbook)
    if not book:
        raise UsageError(
            "This is not the address of a Google spreadsheet. Open the sheet in the browser and copy its whole address: it "
            "looks like https://docs.google.com/spreadsheets/d/…/edit."
        )
    access = from_environment(home)
    waiting = waiting or Waiting()
    ledger = _ledger(book, home, reading=reading)
    tag = keys.digest("google", book)
    calendar = os.environ.get("MENTORSHIP_GOOGLE_CALENDAR", "") or "primary"
    mail_from = os.environ.get("MENTORSHIP_MAIL_FROM", "") or access.subject
    return Ports(
        workbook=book,
        register=GoogleRegister(
            SheetsApi(access, book, waiting),
            drive=Lazily(partial(access.client, "drive", VERSION)),
            notes=home / "sheets" / f"{book}.json",
            backups=None if reading else _backups(book, home),
        ),
        diary=GoogleDiary(
            Lazily(partial(access.client, "calendar", CALENDAR)),
            tag,
            waiting,
            calendar=calendar,
            guests=access.person,
            mirror=Mirror(home / "calendars" / f"{book}.json", tag, calendar, reading=reading),
            hours=WorkingHours(
                Lazily(partial(access.client, "calendar", HOURS)),
                home / "calendars" / f"{book}-hours.json",
                reading=reading,
            )
            if access.person
            else None,
            organizer=access.subject if calendar == "primary" else "",
        ),
        postbox=_postbox(access, book, home, ledger, waiting, smtp_password),
        forms=GoogleForms(
            Lazily(partial(access.client, "forms", FORMS)),
            ledger,
            waiting,
            lambda: access.person and access.grants(FORMS),
        ),
        ledger=ledger,
        shelf=FolderShelf(
            Path(os.environ.get("MENTORSHIP_REPORTS", "") or home / "reports" / book).expanduser()
        ),
        mail_from=mail_from,
    )


def hands_on_google(workbook: str, home: Path) -> GoogleRegister:
    """The spreadsheet as a person at the keyboard has it: every column may be typed in."""
    return GoogleRegister(SheetsApi(from_environment(home), spreadsheet_id(workbook), Waiting()), staff=True)


def last_google_backup(workbook: str, home: Path) -> Snapshot | None:
    """The spreadsheet as it was before the last run that wrote into it from this machine; nothing where none did."""
    kept = _backups(spreadsheet_id(workbook), home).all()
    return opened(json.loads(kept[-1].read_text(encoding="utf-8"))).snapshot if kept else None


def _backups(book: str, home: Path) -> Backups:
    return Backups(home / "backups" / book, ".json")


def _ledger(book: str, home: Path, *, reading: bool) -> Ledger:
    """The ledger: a database given by `MENTORSHIP_DATABASE_URL`, or a file in the program's own folder."""
    url, file = shared_database(), ledger_of_sheet(book, home)
    if url:
        return SqlLedger(url, f"google-{book}", looking=reading)
    if reading:
        return SqlLedger(f"sqlite:///{file}", looking=True) if file.exists() else MemoryLedger()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqlLedger(f"sqlite:///{file}")


def _postbox(
    access: Access, book: str, home: Path, ledger: Ledger, waiting: Waiting, smtp_password: Callable[[], str]
) -> Postbox:
    """An SMTP server where one is given; else Gmail; a service account alone has no mailbox and files letters only."""
    maildir = MaildirPostbox(home / "outbox" / book)
    url = os.environ.get("MENTORSHIP_SMTP_URL", "")
    if url:
        return postbox_from_url(url, smtp_password(), maildir)
    return GmailPostbox(access, ledger, waiting) if access.person else maildir
