"""Tokens: service accounts with and without delegation, refresh, expiry, scopes, consent."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from googleapiclient.errors import HttpError

from tests.google_service import Running, serve
from tests.google_service_test.clients import (
    ROBOT,
    SCOPES,
    Redirect,
    asked,
    client,
    hours,
    plain,
    service_account,
    service_account_info,
    sheets,
)


@pytest.fixture
def strict() -> Iterator[Running]:
    """A stand-in that knows only its own tokens."""
    with serve() as running:
        yield running


def test_unknown_token_is_refused_where_limits_hold(strict: Running) -> None:
    status, answer = asked(strict.base, "GET", "/calendar/v3/calendars/primary/events")
    assert (status, answer["error"]["errors"][0]["reason"]) == (401, "authError")
    status, answer = asked(strict.base, "GET", "/v4/spreadsheets/x")
    assert (status, answer["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_service_account_gets_a_token_of_its_own(strict: Running) -> None:
    google = client(strict.base, "drive", creds=service_account(strict.base, "drive"))
    assert google.about().get(fields="user").execute()["user"]["emailAddress"] == ROBOT


def test_gspread_takes_a_service_account_file(strict: Running, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(service_account_info(strict.base)))
    gc = gspread.auth.service_account(file)
    gc.http_client.session.mount("https://", Redirect(strict.base))
    assert gc.create("Program").sheet1.title == "Sheet1"


class Refresher:
    """google-auth's transport, without proxies."""

    def __call__(self, url: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any) -> Any:
        session = requests.Session()
        session.trust_env = False
        answer = session.request(method, url, data=body, headers=headers, timeout=10)
        return type(
            "Answer", (), {"status": answer.status_code, "headers": answer.headers, "data": answer.content}
        )


def test_delegated_account_acts_for_a_person_and_may_invite(strict: Running) -> None:
    creds = service_account(strict.base, "calendar.events", subject="coordinator@example.org")
    calendar = client(strict.base, "calendar", creds=creds)
    body = {**hours("10:00", "11:00"), "attendees": [{"email": "ada@example.org"}]}
    event = calendar.events().insert(calendarId="primary", body=body).execute()
    assert event["organizer"]["email"] == "coordinator@example.org"


def test_delegation_can_be_withdrawn_or_limited(strict: Running) -> None:
    strict.control.delegation(ROBOT, scopes=[SCOPES + "calendar.events"])
    person = "coordinator@example.org"
    service_account(strict.base, "calendar.events", subject=person).refresh(Refresher())
    with pytest.raises(RefreshError, match="unauthorized_client"):
        service_account(strict.base, "gmail.send", subject=person).refresh(Refresher())
    strict.control.delegation(ROBOT, allowed=False)
    with pytest.raises(RefreshError, match="unauthorized_client"):
        service_account(strict.base, "calendar.events", subject=person).refresh(Refresher())


def test_scopes_of_a_token_bind(strict: Running) -> None:
    readonly = client(strict.base, "calendar", creds=service_account(strict.base, "calendar.readonly"))
    assert readonly.events().list(calendarId="primary").execute()["items"] == []
    with pytest.raises(HttpError, match="insufficient authentication scopes") as refused:
        readonly.events().insert(calendarId="primary", body=hours("10:00", "11:00")).execute()
    assert refused.value.error_details[0]["reason"] == "insufficientPermissions"


def test_token_expires_and_the_client_refreshes_it(strict: Running) -> None:
    google = client(strict.base, "drive", creds=service_account(strict.base, "drive"))
    google.files().list().execute()
    strict.control.advance(3_601)
    google.files().list().execute()
    assert [entry.status for entry in strict.log.calls("drive.files.list")] == [200, 401, 200]


def test_refresh_token_serves_until_it_is_revoked(strict: Running) -> None:
    lasting = strict.control.token("ada@example.org", [SCOPES + "drive"])["refresh_token"]
    form = f"grant_type=refresh_token&refresh_token={lasting}".encode()
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    status, answer = asked(strict.base, "POST", "/token", form, **kind)
    assert (status, answer["scope"]) == (200, SCOPES + "drive")
    plain(strict.base, "POST", "/revoke", f"token={lasting}".encode(), **kind)
    status, answer = asked(strict.base, "POST", "/token", form, **kind)
    assert (status, answer["error"], answer["error_description"]) == (
        400,
        "invalid_grant",
        "Token has been expired or revoked.",
    )


def test_consent_page_sends_back_a_code_that_buys_tokens(strict: Running) -> None:
    asking = (
        f"{strict.base}/o/oauth2/v2/auth?redirect_uri=http://127.0.0.1:1/&state=s1&scope={SCOPES}gmail.send"
    )
    session = requests.Session()
    session.trust_env = False
    back = session.get(asking, allow_redirects=False, timeout=10).headers["Location"]
    given = parse_qs(urlsplit(back).query)
    assert given["state"] == ["s1"]
    form = {"grant_type": "authorization_code", "code": given["code"][0]}
    answer = session.post(strict.base + "/token", data=form, timeout=10).json()
    assert (answer["scope"], "refresh_token" in answer) == (SCOPES + "gmail.send", True)
    told = session.get(f"{strict.base}/tokeninfo?access_token={answer['access_token']}", timeout=10).json()
    assert told["email"] == "owner@example.org"
    assert session.post(strict.base + "/token", data=form, timeout=10).status_code == 400


def test_api_that_is_not_switched_on_says_how(service: Running) -> None:
    service.control.settings(disabled=["gmail"])
    status, answer = asked(service.base, "GET", "/gmail/v1/users/me/profile")
    assert (status, answer["error"]["errors"][0]["reason"]) == (403, "accessNotConfigured")
    assert "Gmail API has not been used in project" in answer["error"]["message"]


def test_open_door_takes_any_token_as_the_owners() -> None:
    with serve(limits=False, clock=lambda: datetime(2026, 9, 1, tzinfo=UTC)) as service:
        gc = sheets(service.base, "whatever")
        assert isinstance(gc.create("Mine"), gspread.Spreadsheet)
        assert json.loads(plain(service.base, "GET", "/drive/v3/about?fields=user")[1])["user"]["me"] is True
