"""Trouble on demand, and what stands afterwards."""

import http.client
import json
import time
from typing import Any

import gspread
import pytest
import requests
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError

from tests.google_service import Running
from tests.google_service_test.clients import asked, client, hours, mail, plain


def append(book: gspread.Spreadsheet) -> None:
    book.sheet1.append_row(["once"])


def rows(service: Running, book: gspread.Spreadsheet) -> list[list[str]]:
    return service.control.human.rows(book.id, "Sheet1")


def test_error_before_the_effect_leaves_nothing(service: Running, book: gspread.Spreadsheet) -> None:
    service.control.fault("error", method="sheets.spreadsheets.values.append", status=500)
    with pytest.raises(APIError, match="500"):
        append(book)
    assert rows(service, book) == []


def test_lost_answer_leaves_the_effect(service: Running, book: gspread.Spreadsheet) -> None:
    service.control.fault("lost", method="sheets.spreadsheets.values.append")
    with pytest.raises(APIError, match="503"):
        append(book)
    assert rows(service, book) == [["once"]]
    append(book)
    assert rows(service, book) == [["once"], ["once"]]


@pytest.mark.parametrize(("when", "left"), [("before", []), ("after", [["once"]])])
def test_connection_is_reset(
    service: Running, book: gspread.Spreadsheet, when: str, left: list[list[str]]
) -> None:
    service.control.fault("reset", method="*.append", when=when)
    with pytest.raises(requests.exceptions.ConnectionError):
        append(book)
    assert rows(service, book) == left


def test_page_of_html_is_no_json(service: Running, book: gspread.Spreadsheet) -> None:
    service.control.fault("html", method="*.append")
    with pytest.raises(APIError) as page:
        append(book)
    assert (page.value.code, page.value.response.status_code) == (-1, 502)


def test_truncated_answer_comes_after_the_effect(service: Running, book: gspread.Spreadsheet) -> None:
    service.control.fault("truncated", method="*.append")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        append(book)
    assert rows(service, book) == [["once"]]


def test_slow_answer_takes_its_time(service: Running, book: gspread.Spreadsheet) -> None:
    service.control.fault("slow", method="*.append", seconds=0.3)
    before = time.monotonic()
    append(book)
    assert time.monotonic() - before >= 0.3


def test_401_once_is_survived_by_a_refresh(service: Running) -> None:
    service.control.fault("unauthorized", method="drive.files.list")
    assert client(service.base, "drive").files().list().execute()["files"] == []
    assert [entry.status for entry in service.log.calls("drive.files.list")] == [401, 200]


def test_quota_exceeded_lasts_for_hours_by_the_clock(service: Running) -> None:
    service.control.fault("quota_exceeded", method="calendar.events.*", hours=6)
    calendar = client(service.base, "calendar")
    for passed in (0, 5):
        service.control.advance(passed * 3600)
        with pytest.raises(HttpError, match=r"Calendar usage limits exceeded\.") as refused:
            calendar.events().insert(calendarId="primary", body=hours("10:00", "11:00")).execute()
        assert (refused.value.resp.status, refused.value.error_details[0]["reason"]) == (403, "quotaExceeded")
    service.control.advance(2 * 3600)
    assert calendar.events().insert(calendarId="primary", body=hours("10:00", "11:00")).execute()["id"]


def test_fault_waits_for_its_turn_and_for_its_user(service: Running) -> None:
    service.control.fault("error", method="drive.files.list", skip=1, times=2, user="owner@example.org")
    statuses = [asked(service.base, "GET", "/drive/v3/files")[0] for _ in range(4)]
    other = {"Authorization": f"Bearer {service.control.token('bo@example.org')['access_token']}"}
    assert (statuses, asked(service.base, "GET", "/drive/v3/files", **other)[0]) == (
        [200, 503, 503, 200],
        200,
    )


@pytest.mark.parametrize("api", ["sheets", "drive", "calendar", "gmail", "forms"])
def test_every_api_words_a_fault_in_its_own_shape(service: Running, api: str) -> None:
    paths = {
        "sheets": "/v4/spreadsheets/x",
        "drive": "/drive/v3/files",
        "calendar": "/calendar/v3/users/me/calendarList",
        "gmail": "/gmail/v1/users/me/profile",
        "forms": "/v1/forms/x",
    }
    service.control.fault("error", status=503)
    status, answer = asked(service.base, "GET", paths[api])
    old, new = "errors" in answer["error"], "status" in answer["error"]
    assert (status, old, new) == (503, api not in {"sheets", "forms"}, api not in {"drive", "calendar"})


def test_retry_of_a_send_whose_answer_was_lost_sends_twice(service: Running) -> None:
    """Why our program never retries a send: this is what would happen."""
    service.control.person("ada@example.org")
    service.control.fault("lost", method="gmail.users.messages.send")
    gmail = client(service.base, "gmail").users().messages()
    gmail.send(userId="me", body=mail("ada@example.org")).execute(num_retries=1)
    assert gmail.list(userId="me", q="in:sent").execute()["resultSizeEstimate"] == 2


def test_faults_are_cleared_and_logged(service: Running) -> None:
    service.control.fault("error", times=0)
    asked(service.base, "GET", "/drive/v3/files")
    service.control.clear_faults()
    assert asked(service.base, "GET", "/drive/v3/files")[0] == 200
    assert [entry.fault for entry in service.log.entries] == ["error", ""]


def test_person_edits_between_two_requests(service: Running, book: gspread.Spreadsheet) -> None:
    book.sheet1.append_rows([["id", "name"], ["P-1", "Ada"], ["P-2", "Bo"]])
    human = service.control.human
    service.control.before(
        "sheets.spreadsheets.values.update", lambda: human.insert_rows(book.id, "Sheet1", before=2)
    )
    book.sheet1.update([["Ada Lovelace"]], "B2")
    assert rows(service, book) == [["id", "name"], ["", "Ada Lovelace"], ["P-1", "Ada"], ["P-2", "Bo"]]


def test_connection_is_kept_alive(service: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(service.base.rsplit(":", 1)[1]), timeout=5)
    for _ in range(3):
        connection.request("GET", "/drive/v3/files", headers={"Authorization": "Bearer x"})
        answer: Any = json.loads(connection.getresponse().read())
        assert answer["kind"] == "drive#fileList"
    connection.close()


def test_unknown_path_is_a_page_and_a_departure(service: Running) -> None:
    status, page = plain(service.base, "GET", "/v4/charts/1")
    assert (status, b"Error 404" in page) == (404, True)
    assert service.log.departures() == ["GET /v4/charts/1: no method at GET /v4/charts/1"]
