"""What `mentorship doctor` says of Google: each permission, what it is for, whether it is granted, how to grant it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tasks.backends.google.address import spreadsheet_id
from tasks.backends.google.auth import CALENDAR, DRAFTS, FORMS, SEND, SHEETS, Access, from_environment
from tasks.backends.google.calls import Caller, Failure, Waiting, failure_of
from tasks.backends.google.register import SheetsApi
from tasks.backends.google.said import problem
from tasks.program.problems import MentorshipError

_NOWHERE = "\u2063 nothing says this \u2063"
Line = tuple[str, bool, str]
_KINDS = {
    "robot": "a service account",
    "user": "a person who signed in",
    "machine": "this machine's own credentials",
    "bearer": "a stand-in on this machine",
}


def permissions(workbook: str, home: Path) -> Iterator[Line]:
    """One line for each permission of these credentials: its name, whether it works, and what to do."""
    try:
        access = from_environment(home)
    except MentorshipError as trouble:
        yield "Google credentials", False, str(trouble)
        return
    yield "Google credentials", True, _who(access)
    api = SheetsApi(access, spreadsheet_id(workbook), Waiting())
    yield _line("Sheets: read", SHEETS[0], "reading the workbook", "sheets", lambda: api.get("spreadsheetId"))
    yield _line("Sheets: write", SHEETS[0], "writing what was decided", "sheets", lambda: _may_write(api))
    yield from _of_a_person(access) if access.person else _of_nobody()


def _of_a_person(access: Access) -> Iterator[Line]:
    caller = Caller(Waiting(), 500)
    calendar = access.client("calendar", CALENDAR)
    events = calendar.events().list(calendarId="primary", maxResults=1, fields="kind")
    range_ = {
        "timeMin": "2026-01-01T00:00:00Z",
        "timeMax": "2026-01-02T00:00:00Z",
        "items": [{"id": "primary"}],
    }
    query = calendar.freebusy().query(body=range_)
    yield _line(
        "Calendar: events", CALENDAR[0], "booking meetings", "calendar", lambda: caller.call(events.execute)
    )
    yield _line(
        "Calendar: busy times",
        CALENDAR[1],
        "finding free times",
        "calendar",
        lambda: caller.call(query.execute),
    )
    yield _line(
        "Gmail: drafts",
        DRAFTS[0],
        "knowing after any trouble which letters left",
        "gmail",
        _granted(access, DRAFTS),
    )
    yield _line(
        "Gmail: send", SEND[0], "sending, where drafts are not allowed", "gmail", _granted(access, SEND)
    )
    yield _line("Forms", FORMS[0], "making forms and reading their answers", "forms", _granted(access, FORMS))


def _of_nobody() -> Iterator[Line]:
    """A service account alone: said, not asked."""
    say = (
        "A service account alone has no mailbox and invites nobody: letters are filed on this machine (or go out by "
        "MENTORSHIP_SMTP_URL) and carry the invitations. Set MENTORSHIP_GOOGLE_SUBJECT after an administrator has granted "
        "domain-wide delegation to send by Gmail and to invite by Google."
    )
    yield "Gmail, guests, Meet", True, say


def _who(access: Access) -> str:
    acting = ", acting for the person named by MENTORSHIP_GOOGLE_SUBJECT" if access.subject else ""
    address = access.account
    shared = f" Share the sheet with {address}." if address and not access.subject else ""
    return f"Found: {_KINDS[access.kind]}{acting}.{shared}"


def _granted(access: Access, scopes: tuple[str, ...]) -> Callable[[], Any]:
    def asked() -> None:
        if not access.grants(scopes):
            raise Failure(403, "insufficientPermissions")

    return asked


def _may_write(api: SheetsApi) -> None:
    """A replacement that finds nothing changes nothing, and is refused to who may only read."""
    api.update([{"findReplace": {"find": _NOWHERE, "replacement": _NOWHERE, "allSheets": True}}])


def _line(name: str, scope: str, what_for: str, api: str, look: Callable[[], Any]) -> Line:
    try:
        look()
    except Exception as error:
        failure = failure_of(error)
        if failure is None:
            raise
        said = problem(failure, api, writing="write" in name)
        return name, False, f"Needed for {what_for} ({scope}). {said}"
    return name, True, f"Granted; needed for {what_for}."
