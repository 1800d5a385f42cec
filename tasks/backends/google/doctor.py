"""What `mentorship doctor` says of Google: each permission, what it is for, whether it is granted, how to grant it.

Also before anything is connected: then nothing is granted yet, and the list says what will be asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tasks.backends.google import auth
from tasks.backends.google.address import spreadsheet_id
from tasks.backends.google.auth import (
    CALENDAR,
    DRAFTS,
    FORMS,
    HOURS,
    SEND,
    SHEETS,
    VERSION,
    Access,
    configured,
    from_environment,
)
from tasks.backends.google.calls import Caller, Failure, Waiting, failure_of
from tasks.backends.google.register import SheetsApi
from tasks.backends.google.said import problem
from tasks.program.problems import MentorshipError

_NO_FORM = "1" * 44
_NOWHERE = "\u2063 nothing says this \u2063"
Line = tuple[str, bool | None, str]
"""What it is about, whether it works (nothing: not asked for yet, or not needed), and what to do."""
_KINDS = {
    "robot": "a service account",
    "user": "a person who signed in",
    "machine": "this machine's own credentials",
    "bearer": "a stand-in on this machine",
}
_TESTING = (
    "As long as the project's consent screen says “Testing”, Google forgets this sign-in after seven days: on the page "
    "“Audience” press “Publish app”."
)
_UNGRANTED = ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "unauthorized_client")


@dataclass(frozen=True)
class Right:
    """One permission: what it is needed for; `wished` ones only make something better."""

    name: str
    scopes: tuple[str, ...]
    what_for: str
    api: str
    wished: bool = False

    @property
    def said(self) -> str:
        lead = "Not needed; good for" if self.wished else "Needed for"
        return f"{lead} {self.what_for} ({', '.join(self.scopes)})."


READ = Right("Sheets: read", SHEETS, "reading the workbook", "sheets")
WRITE = Right("Sheets: write", SHEETS, "writing what was decided", "sheets")
EVENTS = Right("Calendar: events", CALENDAR[:1], "booking meetings", "calendar")
BUSY = Right("Calendar: busy times", CALENDAR[1:], "finding free times", "calendar")
OF_A_PERSON = (
    Right("Gmail: drafts", DRAFTS, "knowing after any trouble which letters left", "gmail"),
    Right("Gmail: send", SEND, "sending, where drafts are not allowed", "gmail"),
    Right("Forms", FORMS, "making forms and reading their answers", "forms"),
    Right("Calendar: working hours", HOURS, "keeping to people's working hours", "calendar", wished=True),
    Right("Drive: version", VERSION, "short runs where nobody changed the sheet", "drive", wished=True),
)
ALL = (READ, WRITE, EVENTS, BUSY, *OF_A_PERSON)


def permissions(workbook: str, home: Path) -> Iterator[Line]:
    """One line for each permission of these credentials: its name, whether it works, and what to do.

    Without a workbook only what can be told without one; nothing at all is granted before there are credentials.
    """
    if not workbook and not configured():
        yield "Google", None, "Not connected: docs/coordinators/google.md shows how, in ten minutes."
        yield from _unasked()
        return
    try:
        access = from_environment(home)
    except MentorshipError as trouble:
        yield "Google credentials", False, str(trouble)
        yield from _unasked()
        return
    yield "Google credentials", True, _who(access)
    look = _Look(access, home)
    if workbook:
        api = SheetsApi(access, spreadsheet_id(workbook), Waiting())
        yield look.line(READ, lambda: api.get("spreadsheetId"))
        yield look.line(WRITE, lambda: _may_write(api))
    else:
        yield look.line(READ, look.granted(READ))
    yield from _of_a_person(access, look, workbook) if access.person else _of_nobody()


def _unasked() -> Iterator[Line]:
    yield from ((right.name, None, f"Will be asked for. {right.said}") for right in ALL)


def _of_a_person(access: Access, look: "_Look", workbook: str) -> Iterator[Line]:
    caller = Caller(Waiting(), 500)
    calendar = access.client("calendar", CALENDAR)
    events = calendar.events().list(calendarId="primary", maxResults=1, fields="kind")
    range_ = {
        "timeMin": "2026-01-01T00:00:00Z",
        "timeMax": "2026-01-02T00:00:00Z",
        "items": [{"id": "primary"}],
    }
    query = calendar.freebusy().query(body=range_)
    yield look.line(EVENTS, lambda: caller.call(events.execute))
    yield look.line(BUSY, lambda: caller.call(query.execute))
    for right in OF_A_PERSON:
        yield look.line(right, look.granted(right, partial(_reads, access, right, workbook)))


def _reads(access: Access, right: Right, workbook: str) -> None:
    """The smallest reading that shows whether the API is switched on; sending alone allows none."""
    caller = Caller(Waiting(), 500)
    client = partial(access.client, right.api, right.scopes)
    match right.scopes:
        case auth.DRAFTS:
            drafts = client().users().drafts().list(userId="me", maxResults=1, fields="drafts/id")
            caller.call(drafts.execute)
        case auth.HOURS:
            caller.call(client().calendars().get(calendarId="primary", fields="id").execute)
        case auth.VERSION if workbook:
            file = {"fileId": spreadsheet_id(workbook), "fields": "version", "supportsAllDrives": True}
            caller.call(client().files().get(**file).execute)
        case auth.FORMS:
            try:
                caller.call(client().forms().get(formId=_NO_FORM).execute)
            except Exception as error:
                failure = failure_of(error)
                if failure is None or failure.status != 404:
                    raise


def _of_nobody() -> Iterator[Line]:
    """A service account alone: said, not asked."""
    say = (
        "A service account alone has no mailbox, opens no forms and invites nobody: letters are filed on this machine (or go "
        "out by MENTORSHIP_SMTP_URL) and carry the invitations and the survey. To use Gmail, Forms and Google's invitations "
        "as well, set MENTORSHIP_GOOGLE_SUBJECT once an administrator has granted domain-wide delegation."
    )
    yield "Gmail, Forms, guests, Meet", None, say


def _who(access: Access) -> str:
    acting = ", acting for the person named by MENTORSHIP_GOOGLE_SUBJECT" if access.subject else ""
    address = access.subject or access.account
    shared = f" Share the sheet with {address}, as an editor." if address else ""
    trap = f" {_TESTING}" if access.kind == "user" else ""
    return f"Found: {_KINDS[access.kind]}{acting}.{shared}{trap}"


@dataclass(frozen=True)
class _Look:
    """Tries rights of one access, and words what came of it."""

    access: Access
    home: Path

    def granted(self, right: Right, then: Callable[[], Any] = lambda: None) -> Callable[[], Any]:
        def asked() -> None:
            if not self.access.grants(right.scopes):
                raise Failure(403, "insufficientPermissions")
            then()

        return asked

    def line(self, right: Right, look: Callable[[], Any]) -> Line:
        try:
            look()
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                raise
            ungranted = failure.reason in _UNGRANTED
            what = self._how(right) if ungranted else str(problem(failure, right.api, writing=right is WRITE))
            return right.name, None if right.wished else False, f"{right.said} {what}"
        return right.name, True, f"Granted. {right.said}"

    def _how(self, right: Right) -> str:
        scopes = " ".join(right.scopes)
        match self.access.kind:
            case "robot" if self.access.subject:
                return (
                    "Not granted: an administrator adds this scope to the service account's line in the admin console, under "
                    "Security, API controls, Domain-wide delegation."
                )
            case "user" if not right.wished:
                return (
                    f"Not granted: delete {self.home / 'google-token.json'}, run `mentorship doctor SHEET` in a terminal to "
                    "sign in again, and leave every box ticked that Google shows."
                )
            case "user":
                return "Not granted: a sign-in does not ask for it."
        return f"Not granted: credentials with this scope are needed ({scopes}); see docs/coordinators/google.md."


def _may_write(api: SheetsApi) -> None:
    """A replacement that finds nothing changes nothing, and is refused to who may only read."""
    api.update([{"findReplace": {"find": _NOWHERE, "replacement": _NOWHERE, "allSheets": True}}])
