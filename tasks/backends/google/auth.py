"""Whose access the program uses, by what `MENTORSHIP_GOOGLE_CREDENTIALS` names.

    a service account's key, with MENTORSHIP_GOOGLE_SUBJECT     acts as that person (domain-wide delegation)
    a service account's key alone                               only what is shared with it; no guests, no mail, no Meet
    a token file of a person who signed in                      what that person allowed
    an OAuth client for a desktop program                       signs a person in once, keeps the token for its owner alone
    nothing                                                     the machine's own credentials (ADC)

Each API has its own scopes, the narrowest that do: one that is not granted leaves the others working.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import google.oauth2.credentials
import google.oauth2.service_account
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google_auth_oauthlib.flow import (  # type: ignore[import-untyped] # no type information published
    InstalledAppFlow,
    WSGITimeoutError,
)
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped] # no type information published

from tasks.backends.google.calls import failure_of
from tasks.backends.google.transport import TIMEOUT, client, moved, session_for
from tasks.program.problems import UsageError

_AUTH = "https://www.googleapis.com/auth/"
SHEETS = (f"{_AUTH}spreadsheets",)
CALENDAR = (f"{_AUTH}calendar.events.owned", f"{_AUTH}calendar.freebusy")
HOURS = (f"{_AUTH}calendar.calendars.readonly",)
"""Not needed: where it is granted, people's working hours are respected."""
VERSION = (f"{_AUTH}drive.metadata.readonly",)
"""Not needed: where it is granted, a scheduled run on an unchanged workbook is one request."""
DRAFTS = (f"{_AUTH}gmail.compose",)
SEND = (f"{_AUTH}gmail.send",)
FORMS = (f"{_AUTH}forms.body", f"{_AUTH}forms.responses.readonly")
ALL = (*SHEETS, *CALENDAR, *DRAFTS, *FORMS)

_WIDER = {
    f"{_AUTH}calendar": CALENDAR,
    f"{_AUTH}calendar.events": CALENDAR[:1],
    f"{_AUTH}gmail.compose": SEND,
    f"{_AUTH}gmail.modify": (*DRAFTS, *SEND),
    "https://mail.google.com/": (*DRAFTS, *SEND),
    f"{_AUTH}drive": (*SHEETS, *FORMS),
}

_SIGN_IN = "Sign in at: {url}"
_CREDENTIALS = "MENTORSHIP_GOOGLE_CREDENTIALS"
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Access:
    """Gives a session for any set of scopes. `person` tells whether it acts for somebody with a mailbox and a calendar."""

    kind: str
    person: bool
    endpoint: str = ""
    subject: str = ""
    _info: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def account(self) -> str:
        """A service account's own address: whom to share the sheet with."""
        return str(self._info.get("client_email", ""))

    def credentials(self, scopes: Sequence[str]) -> Credentials:
        made = _MAKERS[self.kind](self, list(scopes))
        assert isinstance(made, Credentials), "every maker gives credentials"
        return made

    def session(self, scopes: Sequence[str]) -> AuthorizedSession:
        return session_for(self.credentials(scopes), self.endpoint)

    def grants(self, scopes: Sequence[str]) -> bool:
        """Whether a token with these scopes is to be had; raises `Failure` where that cannot be found out now."""
        session = self.session(scopes)
        credentials: Any = session.credentials
        if self.kind == "bearer":
            return True
        try:
            credentials.refresh(session._auth_request)  # noqa: SLF001 - the only way to use its own network settings
            if self.account:
                # A service account's token is given with all the scopes asked for, or refused.
                return True
            return set(scopes) <= _implied(_scopes_of(session, credentials.token))
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                raise
            if failure.status != 401 or failure.reason == "invalid_grant":
                raise failure from None
            return False

    def client(self, api: str, scopes: Sequence[str]) -> Any:
        return client(api, self.session(scopes), self.endpoint)


def from_environment(home: Path) -> Access:
    """The access that the environment describes; raises `UsageError` with the remedy where it describes none."""
    endpoint = os.environ.get("MENTORSHIP_GOOGLE_ENDPOINT", "").rstrip("/")
    subject = os.environ.get("MENTORSHIP_GOOGLE_SUBJECT", "")
    named = os.environ.get(_CREDENTIALS, "")
    if named:
        return _from_file(Path(named).expanduser(), home, endpoint, subject)
    if urlsplit(endpoint).hostname in _LOCAL and not os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        # A stand-in on this machine needs no sign-in, and gets no real one.
        return Access("bearer", True, endpoint, subject)
    try:
        found, _ = google.auth.default(scopes=list(SHEETS))
    except DefaultCredentialsError:
        raise UsageError(
            f"There are no credentials for Google. Set {_CREDENTIALS} to a service account's key or to an OAuth client's "
            "file; docs/coordinators/google.md shows each step."
        ) from None
    robot = getattr(found, "service_account_email", "")
    # A machine's own service account is nobody with a mailbox, unless it acts for a person.
    return Access("machine", bool(subject) or not robot, endpoint, subject, {"client_email": robot})


def configured() -> bool:
    """Whether anybody has set something up for Google on this machine."""
    names = (_CREDENTIALS, "MENTORSHIP_GOOGLE_ENDPOINT", "GOOGLE_APPLICATION_CREDENTIALS")
    return any(os.environ.get(name) for name in names)


def _scopes_of(session: AuthorizedSession, token: str) -> frozenset[str]:
    """What a signed-in person allowed: only Google itself can tell."""
    answer = session.get(
        "https://oauth2.googleapis.com/tokeninfo", params={"access_token": token}, timeout=TIMEOUT
    )
    answer.raise_for_status()
    return frozenset(str(answer.json().get("scope", "")).split())


def _implied(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes, and the narrower ones that wider ones contain."""
    more = {narrow for wide, narrows in _WIDER.items() if wide in scopes for narrow in narrows}
    return scopes | more


def _from_file(path: Path, home: Path, endpoint: str, subject: str) -> Access:
    info = _read(path)
    if info.get("type") == "service_account":
        return Access("robot", bool(subject), endpoint, subject, info)
    if info.get("type") == "authorized_user" or "refresh_token" in info:
        return Access("user", True, endpoint, subject, info)
    if "installed" in info:
        return Access("user", True, endpoint, subject, _signed_in(info, home / "google-token.json", endpoint))
    raise UsageError(
        f"The file named by {_CREDENTIALS} is neither a service account's key, nor a token, nor an OAuth client of the kind "
        "“Desktop app”. docs/coordinators/google.md shows where to get each."
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UsageError(
            f"The file named by {_CREDENTIALS} cannot be read: {problem.strerror}. Check its path and your right to read it."
        ) from None
    except ValueError:
        raise UsageError(
            f"The file named by {_CREDENTIALS} is damaged: it holds no JSON. Download it from Google's console again."
        ) from None
    return found if isinstance(found, dict) else {}


def _signed_in(info: Mapping[str, Any], token: Path, endpoint: str) -> dict[str, Any]:
    """The token of the person who signed in; asks for it in a browser the first time, on this machine."""
    if token.is_file():
        return _kept(token)
    if not os.isatty(0):
        raise UsageError(
            "Nobody has signed in to Google on this machine yet. Run `mentorship doctor SHEET` once in a terminal."
        )
    flow = InstalledAppFlow.from_client_config(dict(info), list(ALL))
    moved(flow.oauth2session, endpoint)
    # Somebody may untick a box; `doctor` then names what is missing.
    with _while_set("OAUTHLIB_RELAX_TOKEN_SCOPE", "1"), redirect_stdout(sys.stderr):
        try:
            made = flow.run_local_server(port=0, authorization_prompt_message=_SIGN_IN, timeout_seconds=600)
        except (OAuth2Error, WSGITimeoutError):
            raise UsageError(
                "Google did not sign you in: you said no, or ten minutes passed. Run `mentorship doctor SHEET` again and choose "
                "the account that the program is to act for. (“Access blocked” means that this account is not among the test "
                "users of the consent screen.)"
            ) from None
    kept: dict[str, Any] = json.loads(made.to_json())
    _keep(token, kept)
    return kept


def _kept(token: Path) -> dict[str, Any]:
    """The token of an earlier sign-in."""
    try:
        found = json.loads(token.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not found.get("refresh_token"):
        raise UsageError(
            f"The file that keeps your sign-in to Google ({token}) is damaged. Delete it, then run `mentorship doctor SHEET` "
            "in a terminal to sign in again."
        )
    return found


@contextmanager
def _while_set(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _keep(path: Path, info: Mapping[str, Any]) -> None:
    """Writes a token so that nobody else on this machine can read it, not even for a moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(dict(info), file)
    draft.replace(path)


def _robot(access: Access, scopes: list[str]) -> object:
    info = dict(access._info)  # noqa: SLF001 - its own module
    if access.endpoint:
        info["token_uri"] = f"{access.endpoint}/token"
    try:
        return google.oauth2.service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call] # typed in part
            info, scopes=scopes, subject=access.subject or None
        )
    except (ValueError, GoogleAuthError):
        raise UsageError(
            f"The service account's key named by {_CREDENTIALS} is damaged. Download a new key from Google's console."
        ) from None


def _user(access: Access, _scopes: list[str]) -> object:
    """What the person allowed is in the token: asking for less or more at a refresh would be refused."""
    info = access._info  # noqa: SLF001 - its own module
    uri = f"{access.endpoint}/token" if access.endpoint else info.get("token_uri")
    return google.oauth2.credentials.Credentials(  # type: ignore[no-untyped-call] # typed in part
        None,
        refresh_token=info.get("refresh_token"),
        token_uri=uri or "https://oauth2.googleapis.com/token",
        client_id=info.get("client_id"),
        client_secret=info.get("client_secret"),
    )


class _Local(google.oauth2.credentials.Credentials):
    """What a stand-in takes for anybody's token: there is no newer one to be had."""

    def refresh(self, request: object) -> None:
        """Nothing to do: a refused call is made once more with the same token."""


def _bearer(_access: Access, _scopes: list[str]) -> object:
    return _Local("local")  # type: ignore[no-untyped-call] # typed in part


def _machine(access: Access, scopes: list[str]) -> object:
    found, _ = google.auth.default(scopes=scopes)
    return found.with_subject(access.subject) if access.subject and hasattr(found, "with_subject") else found


_MAKERS = {"robot": _robot, "user": _user, "bearer": _bearer, "machine": _machine}
