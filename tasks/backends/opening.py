"""The one page where ports meet adapters: what a person typed decides the back end."""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tasks.backends.google.address import is_google, spreadsheet_id
from tasks.backends.local.backups import Backups
from tasks.backends.local.diary import LocalDiary
from tasks.backends.local.forms import LocalForms
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.mailbox import Mailbox, account_from_url
from tasks.backends.local.postbox import MaildirPostbox, postbox_from_url
from tasks.backends.local.register import LocalRegister
from tasks.backends.local.shelf import FolderShelf
from tasks.backends.local.xlsx_save import sweep
from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.places import home, ledger_beside, shared_database
from tasks.ports import Ledger, Ports, Postbox, Register
from tasks.program.cells import Value, folded
from tasks.program.problems import UsageError, WorkbookError
from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Row, Snapshot

_PATIENCE = 30.0
"""Seconds to wait for another worker that is giving the workbook its Program ID."""


def open_ports(workbook: str, *, reading: bool = False) -> Ports:
    """Opens everything that belongs to a workbook; with `reading`, nothing is created on disk.

    Raises `WorkbookError` or `UsageError` with the remedy where the workbook cannot be used.
    """
    elsewhere = partial(other_workbook, workbook)
    if is_google(workbook):
        from tasks.backends.google.opening import open_google  # noqa: PLC0415 - Google's clients take a second to import

        ports = open_google(workbook, home(), reading=reading, smtp_password=smtp_password)
        return replace(ports, elsewhere=elsewhere)
    path = Path(workbook).expanduser()
    folder = path.parent
    _refuse_neighbors(path)
    register = LocalRegister(path, backups=Backups(_backups(path)))
    return Ports(
        workbook=str(path),
        register=register,
        diary=LocalDiary(folder, mailbox(folder, reading=reading)),
        postbox=_postbox(folder),
        forms=LocalForms(folder / "forms"),
        ledger=_ledger(path, register, reading=reading),
        shelf=FolderShelf(folder / "reports"),
        mail_from=os.environ.get("MENTORSHIP_MAIL_FROM", ""),
        elsewhere=elsewhere,
    )


def other_workbook(beside: str, named: str) -> Snapshot:
    """Another workbook as it reads now; a path that is not whole begins in the folder of the workbook that names it."""
    if is_google(named):
        if not spreadsheet_id(named):
            raise WorkbookError("This is neither the address of a Google spreadsheet nor the path of a file.")
        return hands_on(named).read()
    try:
        path = Path(named).expanduser()
    except RuntimeError as error:  # ~somebody, who is not known on this machine
        raise WorkbookError(
            f"There is no folder {named.split('/', maxsplit=1)[0]}. Give the whole path."
        ) from error
    if is_google(beside):
        if not path.is_absolute():
            raise WorkbookError(
                "Give the whole address of a Google spreadsheet, or the whole path of a file."
            )
        return LocalRegister(path).read()
    own = Path(beside).expanduser()
    path = own.parent / path
    if path.resolve() == own.resolve():
        raise WorkbookError("It names this very workbook. Give last year's.")
    return LocalRegister(path).read()


def last_backup(workbook: str) -> Snapshot:
    """The workbook as it was before the last run that wrote into it."""
    found: Snapshot | None
    if is_google(workbook):
        from tasks.backends.google.opening import last_google_backup  # noqa: PLC0415 - as above

        found = last_google_backup(workbook, home())
    else:
        kept = Backups(_backups(Path(workbook).expanduser())).all()
        found = LocalRegister(kept[-1]).read() if kept else None
    if found is None:
        raise WorkbookError(
            f"There is nothing to take back: no run of this program on this machine has written into {workbook} yet."
        )
    return found


def _backups(workbook: Path) -> Path:
    return workbook.parent / ".mentorship" / "backups"


def hands_on(workbook: str) -> Register:
    """The workbook as a person at the keyboard has it: every column may be typed in."""
    if is_google(workbook):
        from tasks.backends.google.opening import hands_on_google  # noqa: PLC0415 - as above

        return hands_on_google(workbook, home())
    return LocalRegister(Path(workbook).expanduser(), staff=True)


def google_permissions(workbook: str) -> Iterator[tuple[str, bool | None, str]]:
    """What is granted for a Google spreadsheet (or would be asked for): name, whether it works, what to do."""
    from tasks.backends.google.doctor import permissions  # noqa: PLC0415 - as above

    return permissions(workbook, home())


def set_up_google(
    workbook: str,
    settings: Mapping[str, Value],
    people: Sequence[Mapping[str, Value]],
    sheets: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
) -> int:
    """Makes what a Google spreadsheet lacks of a workbook; gives how many tabs were made.

    With `sheets` it becomes next year's workbook: that takes one without people, and settings that are blank are filled.
    """
    from tasks.backends.google.setup import set_up  # noqa: PLC0415 - as above

    return set_up(workbook, home(), settings, people, sheets)


def _ledger(workbook: Path, register: LocalRegister, *, reading: bool) -> Ledger:
    """The ledger: a database given by `MENTORSHIP_DATABASE_URL`, or a file beside the workbook."""
    url, file = shared_database(), ledger_beside(workbook)
    if reading and not (_program_of(register) if url else file.exists()):
        return MemoryLedger()
    if not url:
        return SqlLedger(f"sqlite:///{file}", looking=reading)
    if not _program_of(register):
        _begin_program(url, register)
    return SqlLedger(url, _program_of(register), looking=reading)


def _program_of(register: LocalRegister) -> str:
    """The workbook's Program ID, which tells programs apart in a database they share; empty where there is none yet."""
    row = _program_row(register.read().rows("Settings"))
    return row.text("Value") if row else ""


def _program_row(settings: Sequence[Row]) -> Row | None:
    return next((row for row in settings if folded(row["Setting"]) == "program id"), None)


def _begin_program(url: str, register: LocalRegister) -> None:
    """Gives the workbook its Program ID; of workers that do this at once, one does."""
    ledger = SqlLedger(url)
    with ledger.locked(_PATIENCE):
        settings = register.read().rows("Settings")
        row, made = _program_row(settings), "prog-" + secrets.token_hex(5)
        if row is None:
            register.write([AddRow("Settings", {"Setting": "Program ID", "Value": made})])
        elif not row.text("Value"):
            register.write([SetCells("Settings", row, {"Value": made})])
    ledger.close()


def _postbox(folder: Path) -> Postbox:
    maildir = MaildirPostbox(folder / "outbox")
    url = os.environ.get("MENTORSHIP_SMTP_URL", "")
    return postbox_from_url(url, smtp_password(), maildir) if url else maildir


def mailbox(folder: Path, *, reading: bool = False) -> Mailbox | None:
    """The mailbox where answers to invitations arrive, where one is named."""
    url = os.environ.get("MENTORSHIP_IMAP_URL", "")
    if not url:
        return None
    account = account_from_url(url, _secret("MENTORSHIP_IMAP_PASSWORD"))
    return Mailbox(account, folder / ".mentorship" / "answers.json", reading=reading)


def smtp_password() -> str:
    return _secret("MENTORSHIP_SMTP_PASSWORD")


def _secret(name: str) -> str:
    """A password from the environment, or from the file that `<name>_FILE` names."""
    file = os.environ.get(f"{name}_FILE", "")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise UsageError(f"The file named by {name}_FILE cannot be read: {problem.strerror}.") from None
    return os.environ.get(name, "")


def _refuse_neighbors(path: Path) -> None:
    """One folder is one program's office: a second workbook there would share its mail and its ledger."""
    marker = path.parent / ".mentorship" / "workbook"
    if not path.is_file() or not marker.is_file():
        return
    known = marker.read_text(encoding="utf-8").strip()
    if known and known != path.name and (path.parent / known).exists():
        raise WorkbookError(
            f"This folder already belongs to {known}: its letters and calendars are here. "
            f"Move {path.name} to a folder of its own, then run again."
        )


def settle_in(workbook: str) -> None:
    """Notes which workbook this folder belongs to; a renamed one takes its place. Removes what a killed run left.

    A Google spreadsheet has no folder.
    """
    if is_google(workbook):
        return
    path = Path(workbook).expanduser()
    sweep(path)
    marker = path.parent / ".mentorship" / "workbook"
    marker.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not marker.exists() or marker.read_text(encoding="utf-8").strip() != path.name:
        marker.write_text(path.name + "\n", encoding="utf-8")
