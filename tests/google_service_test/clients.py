"""The real clients, unmodified, pointed at a stand-in: gspread by a redirecting adapter, the others by a document."""

import base64
import functools
import json
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import googleapiclient
import gspread
import httplib2
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceAccount
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient import discovery
from requests.adapters import HTTPAdapter

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
ROBOT = "bot@program.iam.gserviceaccount.com"
SCOPES = "https://www.googleapis.com/auth/"
VERSIONS = {"sheets": "v4", "drive": "v3", "calendar": "v3", "gmail": "v1", "forms": "v1"}


class Redirect(HTTPAdapter):
    """Sends what is meant for Google to the stand-in."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        assert request.url is not None
        request.url = self._base + "/" + request.url.split("/", 3)[3]
        more["proxies"] = {}
        return super().send(request, *args, **more)


def credentials(base: str, token: str = "anything") -> Credentials:
    """An access token that refreshes at the stand-in."""
    return Credentials(  # type: ignore[no-untyped-call]  # google-auth is typed in part
        token, refresh_token="lasting", token_uri=base + "/token", client_id="client", client_secret="secret"
    )


@functools.cache
def _private_key() -> str:
    """One RSA key for the whole run: making one takes a while, and the stand-in does not check signatures."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def service_account_info(base: str, email: str = ROBOT) -> dict[str, str]:
    """What stands in a service account's key file whose tokens come from the stand-in."""
    return {
        "type": "service_account",
        "project_id": "program",
        "client_email": email,
        "client_id": "1",
        "private_key": _private_key(),
        "private_key_id": "1",
        "token_uri": base + "/token",
    }


def service_account(base: str, *scopes: str, subject: str | None = None) -> Any:
    """Credentials of a service account with scopes by their last word, acting for `subject` if given."""
    return ServiceAccount.from_service_account_info(  # type: ignore[no-untyped-call]  # google-auth is typed in part
        service_account_info(base), scopes=[SCOPES + scope for scope in scopes], subject=subject
    )


def sheets(base: str, token: str = "anything") -> gspread.Client:
    session = AuthorizedSession(credentials(base, token))  # type: ignore[no-untyped-call]  # google-auth is typed in part
    for host in ("https://sheets.googleapis.com/", "https://www.googleapis.com/"):
        session.mount(host, Redirect(base))
    client = gspread.authorize(session.credentials, session=session)
    client.set_timeout((5, 20))
    return client


def document(base: str, api: str) -> dict[str, Any]:
    """The shipped discovery document with its root moved, so that batches and uploads move too."""
    found: dict[str, Any] = json.loads((DOCUMENTS / f"{api}.{VERSIONS[api]}.json").read_text())
    found["rootUrl"], found["baseUrl"] = base + "/", base + "/" + found["servicePath"]
    found.pop("mtlsRootUrl", None)
    return found


def client(base: str, api: str, token: str = "anything", *, creds: Any = None) -> Any:
    http = AuthorizedHttp(creds or credentials(base, token), http=httplib2.Http(proxy_info=None, timeout=20))
    return discovery.build_from_document(document(base, api), http=http)


def mail(to: str, subject: str = "Hello", text: str = "A word.", **headers: str) -> dict[str, str]:
    """A Gmail message body."""
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return {"raw": base64.urlsafe_b64encode(bytes(message)).decode()}


def plain(base: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    """One HTTP request without any client; a JSON body unless it is bytes already."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Authorization": "Bearer anything", "Content-Type": "application/json"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(base + path, data=data, method=method, headers=given)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        return refusal.code, refusal.read()


def asked(base: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """The same, with the answer read as JSON."""
    status, raw = plain(base, method, path, body, **headers)
    return status, json.loads(raw) if raw.strip() else None


def hours(first: str, last: str, zone: str = "America/New_York", day: str = "2026-10-05") -> dict[str, Any]:
    """Start and end of an event on one day."""
    return {
        "start": {"dateTime": f"{day}T{first}:00", "timeZone": zone},
        "end": {"dateTime": f"{day}T{last}:00", "timeZone": zone},
    }
