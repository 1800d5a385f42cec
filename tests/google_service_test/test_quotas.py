"""Minute windows by an injected clock, in each API's own words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError

from tests.google_service import Running, serve
from tests.google_service_test.clients import asked, client, mail, sheets


@pytest.fixture
def strict() -> Iterator[Running]:
    with serve() as running:
        yield running


def token(service: Running, user: str = "owner@example.org") -> str:
    return service.control.token(user)["access_token"]


def test_sheets_gives_sixty_reads_a_minute_and_counts_writes_apart(strict: Running) -> None:
    book = sheets(strict.base, token(strict)).create("Book")
    left = 60 - len([e for e in strict.log.calls("sheets.") if e.http == "GET"])
    for _ in range(left):
        book.values_get("A1")
    with pytest.raises(APIError) as over:
        book.values_get("A1")
    error = over.value.response.json()["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service"
        " 'sheets.googleapis.com' for consumer 'project_number:123456789012'."
    )
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    book.values_update("A1", {"valueInputOption": "RAW"}, {"values": [["a write still goes"]]})
    strict.control.advance(61)
    assert book.values_get("A1")["values"] == [["a write still goes"]]


def test_project_has_a_limit_over_all_users(strict: Running) -> None:
    statuses = []
    for n in range(6):
        bearer = f"Bearer {token(strict, f'p{n}@example.org')}"
        statuses += [
            asked(strict.base, "GET", "/v4/spreadsheets/none", Authorization=bearer)[0] for _ in range(60)
        ]
    assert (statuses.count(404), statuses.count(429)) == (300, 60)


def test_gmail_counts_units_so_sixty_sends_fill_a_minute(strict: Running) -> None:
    gmail = client(strict.base, "gmail", token(strict)).users().messages()
    for _ in range(60):
        gmail.send(userId="me", body=mail("ada@example.org")).execute()
    with pytest.raises(HttpError) as over:
        gmail.send(userId="me", body=mail("ada@example.org")).execute()
    error = json.loads(over.value.content)["error"]
    assert (over.value.resp.status, error["errors"][0]["reason"]) == (403, "rateLimitExceeded")


def test_batch_update_of_any_size_is_one_write(strict: Running) -> None:
    book = sheets(strict.base, token(strict)).create("Book")
    strict.log.clear()
    book.batch_update({"requests": [{"addSheet": {"properties": {"title": f"T{n}"}}} for n in range(80)]})
    assert len(strict.log.calls("sheets.")) == 1


def test_limits_can_be_lifted(service: Running) -> None:
    statuses = {asked(service.base, "GET", "/v4/spreadsheets/none")[0] for _ in range(80)}
    assert statuses == {404}


def test_forms_counts_responses_apart(strict: Running) -> None:
    bearer = f"Bearer {token(strict)}"

    def read(path: str, times: int) -> set[int]:
        return {asked(strict.base, "GET", path, Authorization=bearer)[0] for _ in range(times)}

    assert read("/v1/forms/none/responses", 180) == {404}
    assert read("/v1/forms/none/responses", 1) == {429}
    assert read("/v1/forms/none", 1) == {404}


def test_window_slides(strict: Running) -> None:
    bearer: dict[str, Any] = {"Authorization": f"Bearer {token(strict)}"}
    for _ in range(2):
        for _ in range(30):
            asked(strict.base, "GET", "/v4/spreadsheets/none", **bearer)
        strict.control.advance(31)
    statuses = [asked(strict.base, "GET", "/v4/spreadsheets/none", **bearer)[0] for _ in range(31)]
    assert (statuses.count(404), statuses.count(429)) == (30, 1)


def test_latency_moves_the_clock_without_waiting(strict: Running) -> None:
    strict.control.settings(latency=1.0)
    bearer: dict[str, Any] = {"Authorization": f"Bearer {token(strict)}"}
    before = strict.service.clock.now()
    statuses = {asked(strict.base, "GET", "/v4/spreadsheets/none", **bearer)[0] for _ in range(90)}
    assert statuses == {404}
    assert (strict.service.clock.now() - before).total_seconds() >= 90
