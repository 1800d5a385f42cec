"""Requests and answers held against Google's own documents."""

from typing import Any

import pytest

from tests.google_service import Running, checking
from tests.google_service.discovery import document, documents, route
from tests.google_service.service import HANDLERS
from tests.google_service_test.clients import asked, hours


def departures(
    http: str, path: str, body: Any = None, query: dict[str, list[str]] | None = None
) -> list[str]:
    found = route(http, path)
    assert found is not None
    doc, method, _ = found
    told = [*checking.query(doc, method, query or {}), *checking.body(doc, method, body)]
    return [departure.message for departure in told]


@pytest.mark.parametrize(
    ("http", "path", "method", "params"),
    [
        ("GET", "/v4/spreadsheets/ID", "sheets.spreadsheets.get", {"spreadsheetId": "ID"}),
        (
            "POST",
            "/v4/spreadsheets/ID/values/%27A%20B%27%21A1%3AB2:append",
            "sheets.spreadsheets.values.append",
            {"spreadsheetId": "ID", "range": "'A B'!A1:B2"},
        ),
        (
            "POST",
            "/v4/spreadsheets/ID:batchUpdate",
            "sheets.spreadsheets.batchUpdate",
            {"spreadsheetId": "ID"},
        ),
        (
            "GET",
            "/v4/spreadsheets/ID/values:batchGet",
            "sheets.spreadsheets.values.batchGet",
            {"spreadsheetId": "ID"},
        ),
        (
            "GET",
            "/calendar/v3/calendars/a%40b.org/events/e1",
            "calendar.events.get",
            {"calendarId": "a@b.org", "eventId": "e1"},
        ),
        (
            "POST",
            "/calendar/v3/calendars/primary/events/import",
            "calendar.events.import",
            {"calendarId": "primary"},
        ),
        ("POST", "/upload/gmail/v1/users/me/messages/send", "gmail.users.messages.send", {"userId": "me"}),
        ("PUT", "/upload/drive/v2/files/ID", "drive.v2.files.update", {"fileId": "ID"}),
        ("POST", "/v1/forms/ID:setPublishSettings", "forms.forms.setPublishSettings", {"formId": "ID"}),
    ],
)
def test_url_means_the_most_literal_method(http: str, path: str, method: str, params: dict[str, str]) -> None:
    found = route(http, path)
    assert found is not None
    assert (found[1].id, found[2]) == (method, params)


def test_every_handler_is_a_method_google_has() -> None:
    known = {method.id for doc in documents() for method in doc.methods}
    assert set(HANDLERS) - known == set()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"requests": [{"addSheet": {"properties": {"title": 5}}}]}, "(TYPE_STRING), 5"),
        ({"requests": [{"addSheet": {"properties": {"hidden": "yes"}}}]}, '(TYPE_BOOL), "yes"'),
        ({"requests": [{"deleteSheet": {"sheetId": 1.5}}]}, "(TYPE_INT32), 1.5"),
        (
            {"requests": [{"deleteSheet": {"sheetID": 1}}]},
            "Unknown name \"sheetID\" at 'requests[0].deleteSheet': Cannot find field.",
        ),
        ({"requests": [{"addSheet": "x"}]}, 'AddSheetRequest), "x"'),
        (
            {"requests": [{"sortRange": {"sortSpecs": [{"sortOrder": "UP"}]}}]},
            "'requests[0].sortRange.sortSpecs[0].sortOrder'",
        ),
    ],
)
def test_body_that_departs_says_where(body: dict[str, Any], message: str) -> None:
    (told,) = departures("POST", "/v4/spreadsheets/ID:batchUpdate", body)
    assert message in told


@pytest.mark.parametrize(
    "body",
    [
        {"requests": [{"deleteSheet": {"sheetId": "7"}}]},
        {"requests": [{"deleteSheet": {"sheetId": 7.0}}]},
        {"requests": [{"addSheet": {"properties": None}}]},
        {"requests": {"deleteSheet": {"sheetId": 7}}},
    ],
)
def test_loose_forms_protobuf_takes_are_no_departures(body: dict[str, Any]) -> None:
    assert departures("POST", "/v4/spreadsheets/ID:batchUpdate", body) == []


@pytest.mark.parametrize(
    ("query", "fine"),
    [
        ({"includeGridData": ["True"]}, True),
        ({"includeGridData": ["maybe"]}, False),
        ({"fields": ["sheets"], "alt": ["json"], "quotaUser": ["x"]}, True),
        ({"include": ["x"]}, False),
    ],
)
def test_query_is_checked_by_name_and_type(query: dict[str, list[str]], *, fine: bool) -> None:
    assert (departures("GET", "/v4/spreadsheets/ID", query=query) == []) is fine


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"requests": []}, "Must specify at least one request."),
        ({"requests": [{}]}, "Invalid requests[0]: No request set."),
        ({"requests": [{"addSheet": {}, "deleteSheet": {}}]}, "oneof field 'kind' is already set"),
    ],
)
def test_union_holds_exactly_one_kind(service: Running, body: dict[str, Any], message: str) -> None:
    status, answer = asked(service.base, "POST", "/v4/spreadsheets/ID:batchUpdate", body)
    assert status == 400
    assert message in answer["error"]["message"]


def test_selection_of_unknown_fields_is_refused_in_each_shape(service: Running) -> None:
    status, answer = asked(service.base, "GET", "/drive/v3/files?fields=files(id,colour)")
    assert (status, answer["error"]["message"]) == (400, "Invalid field selection files.colour")
    status, answer = asked(service.base, "GET", "/v4/spreadsheets/ID?fields=sheets.colour")
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert len(service.log.departures()) == 2


def test_body_that_is_no_json_is_refused(service: Running) -> None:
    status, answer = asked(service.base, "POST", "/calendar/v3/calendars/primary/events", b"{not json")
    assert (status, answer["error"]["errors"][0]["reason"]) == (400, "parseError")


def test_own_answers_are_held_against_the_documents_too() -> None:
    doc = document("calendar", "v3")
    method = next(method for method in doc.methods if method.id == "calendar.events.get")
    event = {"kind": "calendar#event", "status": 5, **hours("10:00", "11:00")}
    assert [departure.where for departure in checking.answer(doc, method, event)] == ["status"]


@pytest.mark.parametrize(
    ("http", "path", "body"),
    [
        ("POST", "/v4/spreadsheets/ID:batchUpdate", {"requests": [None]}),
        ("POST", "/v4/spreadsheets/ID/values:batchClear", {"ranges": [None]}),
        ("POST", "/calendar/v3/calendars/primary/events", {"attendees": [None], "start": {}, "end": {}}),
    ],
)
def test_nothing_in_a_list_is_refused_but_nothing_in_a_field_is_absent(
    http: str, path: str, body: dict[str, Any]
) -> None:
    (message,) = departures(http, path, body)
    assert message.endswith("[0]', null")
    (name,) = [key for key, value in body.items() if value == [None]]
    assert departures(http, path, {**body, name: None}) == []
    assert checking.present({name: None, "values": [[None, 1]]}) == {"values": [[None, 1]]}


def test_page_token_of_nobody_is_refused(service: Running) -> None:
    status, _ = asked(service.base, "GET", "/gmail/v1/users/me/messages?pageToken=never")
    assert status == 400
    assert service.log.own_departures() == []
