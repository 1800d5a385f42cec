"""Many calls in one post: answered, charged, logged and struck one by one."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_service import Running, serve
from tests.google_service_test.clients import client, hours, mail, plain

IDS = [f"event{n:03d}" for n in range(50)]


def send(service: Any, requests: dict[str, Any]) -> dict[str, Any]:
    """Answers by request id: the answer, or the status of its refusal."""
    answers: dict[str, Any] = {}

    def keep(request_id: str, answer: Any, error: HttpError | None) -> None:
        answers[request_id] = error.resp.status if error else answer

    batch = service.new_batch_http_request(callback=keep)
    for request_id, request in requests.items():
        batch.add(request, request_id=request_id)
    batch.execute()
    return answers


def inserts(calendar: Any, ids: list[str]) -> dict[str, Any]:
    body = hours("10:00", "11:00")
    return {one: calendar.events().insert(calendarId="primary", body={"id": one, **body}) for one in ids}


def test_fifty_events_are_one_request(service: Running) -> None:
    calendar = client(service.base, "calendar")
    answers = send(calendar, inserts(calendar, IDS))
    assert [answers[one]["id"] for one in IDS] == IDS
    assert (service.log.requests(), len(service.log.calls("calendar.events.insert"))) == (1, 50)
    assert service.log.departures() == []


def test_each_part_has_its_own_status(service: Running) -> None:
    calendar = client(service.base, "calendar")
    send(calendar, inserts(calendar, IDS[:1]))
    requests = inserts(calendar, IDS[:2])
    requests["read"] = calendar.events().get(calendarId="primary", eventId="missing")
    requests["gone"] = calendar.events().delete(calendarId="primary", eventId=IDS[0])
    answers = send(calendar, requests)
    assert (answers[IDS[0]], answers[IDS[1]]["id"], answers["read"], answers["gone"]) == (
        409,
        IDS[1],
        404,
        "",
    )


@pytest.mark.parametrize("api", ["gmail", "sheets", "forms", "drive"])
def test_other_apis_share_one_path_and_are_told_apart_by_their_parts(service: Running, api: str) -> None:
    google = client(service.base, api)
    request = {
        "gmail": lambda: google.users().messages().send(userId="me", body=mail("ada@example.org")),
        "sheets": lambda: google.spreadsheets().create(body={"properties": {"title": "x"}}),
        "forms": lambda: google.forms().create(body={"info": {"title": "x"}}),
        "drive": lambda: google.files().list(),
    }[api]()
    assert isinstance(send(google, {"one": request})["one"], dict)


def test_fault_in_one_part_leaves_the_others(service: Running) -> None:
    service.control.fault("lost", method="calendar.events.insert", skip=1)
    calendar = client(service.base, "calendar")
    answers = send(calendar, inserts(calendar, IDS[:3]))
    assert [answers[one] if isinstance(answers[one], int) else "ok" for one in IDS[:3]] == ["ok", 503, "ok"]
    assert calendar.events().get(calendarId="primary", eventId=IDS[1]).execute()["status"] == "confirmed"


def test_post_itself_can_be_lost_after_its_effect(service: Running) -> None:
    service.control.fault("lost", method="batch")
    calendar = client(service.base, "calendar")
    with pytest.raises(HttpError):
        send(calendar, inserts(calendar, IDS[:2]))
    assert len(calendar.events().list(calendarId="primary").execute()["items"]) == 2


def test_parts_count_against_the_quota_one_by_one() -> None:
    with serve() as service:
        calendar = client(service.base, "calendar", service.control.token()["access_token"])
        for start in range(0, 600, 50):
            reads = {
                str(n): calendar.events().get(calendarId="primary", eventId=f"missing{n}")
                for n in range(start, start + 50)
            }
            assert set(send(calendar, reads).values()) == {404}
        with pytest.raises(HttpError) as full:
            calendar.events().list(calendarId="primary").execute()
        assert (full.value.resp.status, full.value.error_details[0]["reason"]) == (
            403,
            "userRateLimitExceeded",
        )


def test_part_refused_for_its_token_is_sent_again_after_a_refresh(service: Running) -> None:
    service.control.fault("unauthorized", method="calendar.events.insert")
    calendar = client(service.base, "calendar")
    answers = send(calendar, inserts(calendar, IDS[:3]))
    assert [answers[one]["id"] for one in IDS[:3]] == IDS[:3]
    assert [entry.status for entry in service.log.calls("calendar.events.insert")] == [401, 200, 200, 200]


def test_body_that_is_no_batch_is_refused(service: Running) -> None:
    status, _ = plain(service.base, "POST", "/batch/calendar/v3", b"nonsense", Content_Type="text/plain")
    assert status == 400
    assert service.log.departures() == [
        "POST batch: Failed to parse batch request, error: Not a multipart body."
    ]
