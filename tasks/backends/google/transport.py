"""One HTTP session under all clients.

googleapiclient's own transport (httplib2) repeats a POST by itself when a connection breaks; a repeated send would be a
second letter. So the same `requests` session as gspread's carries everything: time-outs always, repetitions never.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import googleapiclient
import httplib2
import requests
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession, Request
from googleapiclient import discovery
from requests.adapters import HTTPAdapter

TIMEOUT = (10.0, 180.0)
"""Seconds to connect and to answer: Google ends a request to Sheets after 180."""
_VERSIONS = {"sheets": "v4", "drive": "v3", "calendar": "v3", "gmail": "v1", "forms": "v1"}
logging.getLogger("googleapiclient.http").setLevel(logging.ERROR)  # a refusal is said once, in our own words
_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"


class _Elsewhere(HTTPAdapter):
    """Sends what is meant for Google to another host (`MENTORSHIP_GOOGLE_ENDPOINT`)."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._endpoint = endpoint

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.url = self._endpoint + parts.path + (f"?{parts.query}" if parts.query else "")
        more["proxies"] = {}
        return super().send(request, *args, **more)


def session_for(credentials: Credentials, endpoint: str) -> AuthorizedSession:
    """A session that signs each request and asks for a new token when one has expired."""
    plain = requests.Session()
    moved(plain, endpoint)
    session = AuthorizedSession(credentials, auth_request=Request(plain))  # type: ignore[no-untyped-call] # typed in part
    moved(session, endpoint)
    return session


def moved(session: requests.Session, endpoint: str) -> None:
    """Sends all that this session asks of Google to the endpoint, tokens included; nothing changes without one."""
    if endpoint:
        session.trust_env = False
        session.mount("https://", _Elsewhere(endpoint))


class Transport:
    """The session as googleapiclient expects a transport to look."""

    def __init__(self, session: AuthorizedSession) -> None:
        self._session = session

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Any = None,
        redirections: int = 5,  # noqa: ARG002 - part of the interface
        connection_type: Any = None,  # noqa: ARG002 - part of the interface
    ) -> tuple[httplib2.Response, bytes]:
        answer: requests.Response = self._session.request(  # type: ignore[no-untyped-call] # typed in part
            method, uri, data=body, headers=headers, timeout=TIMEOUT
        )
        known = {name.lower(): value for name, value in answer.headers.items()}
        # The body is unpacked already.
        known.pop("content-encoding", None)
        found = httplib2.Response({**known, "status": str(answer.status_code)})
        found.reason = answer.reason
        return found, answer.content

    def renew(self) -> None:
        """Gets a new token: what is refused inside a batch is no reason for the session to do so by itself."""
        self._session.credentials.refresh(self._session._auth_request)  # noqa: SLF001 - its own network settings

    def close(self) -> None:
        self._session.close()  # type: ignore[no-untyped-call] # typed in part


@lru_cache(maxsize=16)
def _document(api: str, endpoint: str) -> str:
    """The shipped discovery document; with an endpoint its root is moved, so that batches and uploads move too."""
    text = (_DOCUMENTS / f"{api}.{_VERSIONS[api]}.json").read_text(encoding="utf-8")
    if not endpoint:
        return text
    found = json.loads(text)
    found["rootUrl"], found["baseUrl"] = f"{endpoint}/", f"{endpoint}/{found['servicePath']}"
    found.pop("mtlsRootUrl", None)
    return json.dumps(found)


def client(api: str, session: AuthorizedSession, endpoint: str) -> Any:
    """The client of one API, as googleapiclient makes it."""
    return discovery.build_from_document(_document(api, endpoint), http=Transport(session))
