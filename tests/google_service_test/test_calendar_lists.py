"""Series, windows, pages, sync tokens and free-busy."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_service import Running
from tests.google_service_test.clients import client, hours
from tests.google_service_test.test_calendar_events import insert, reason

WEEKLY = ["RRULE:FREQ=WEEKLY;COUNT=6"]


@pytest.fixture
def calendar(service: Running) -> Any:
    service.control.person("owner@example.org", time_zone="America/New_York")
    return client(service.base, "calendar")


def starts(calendar: Any, **query: Any) -> list[str]:
    found = (
        calendar.events()
        .list(calendarId="primary", singleEvents=True, orderBy="startTime", **query)
        .execute()
    )
    return [item["start"]["dateTime"] for item in found["items"]]


def test_series_keeps_its_hour_over_the_change_of_clocks(calendar: Any) -> None:
    insert(calendar, recurrence=WEEKLY)
    assert starts(calendar) == [
        "2026-10-05T10:00:00-04:00",
        "2026-10-12T10:00:00-04:00",
        "2026-10-19T10:00:00-04:00",
        "2026-10-26T10:00:00-04:00",
        "2026-11-02T10:00:00-05:00",
        "2026-11-09T10:00:00-05:00",
    ]


def test_series_without_end_is_shown_within_a_window_only(calendar: Any) -> None:
    insert(calendar, recurrence=["RRULE:FREQ=WEEKLY"])
    window = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-11-15T00:00:00Z"}
    assert starts(calendar, **window) == ["2026-11-02T10:00:00-05:00", "2026-11-09T10:00:00-05:00"]


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        (["RRULE:FREQ=WEEKLY;UNTIL=20261019T140000Z"], ["05", "12", "19"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261018"], ["05", "12"]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=America/New_York:20261012T100000"], ["05", "19"]),
        (["RRULE:FREQ=WEEKLY;COUNT=2", "RDATE:20261007T140000Z"], ["05", "07", "12"]),
        (["RRULE:FREQ=DAILY;COUNT=5;BYDAY=MO,WE,FR"], ["05", "07", "09", "12", "14"]),
    ],
)
def test_rules_end_skip_and_add_dates(calendar: Any, rules: list[str], days: list[str]) -> None:
    insert(calendar, recurrence=rules)
    assert [text[8:10] for text in starts(calendar)] == days


def test_one_meeting_of_a_series_is_moved_and_another_cancelled(calendar: Any) -> None:
    master = insert(calendar, recurrence=WEEKLY)
    items = calendar.events().instances(calendarId="primary", eventId=master["id"]).execute()["items"]
    assert items[1]["id"] == f"{master['id']}_20261012T140000Z"
    calendar.events().patch(
        calendarId="primary", eventId=items[1]["id"], body=hours("13:00", "14:00", day="2026-10-13")
    ).execute()
    calendar.events().delete(calendarId="primary", eventId=items[2]["id"]).execute()
    found = (
        calendar.events()
        .list(calendarId="primary", singleEvents=True, orderBy="startTime")
        .execute()["items"]
    )
    assert [item["start"]["dateTime"][5:13] for item in found] == [
        "10-05T10",
        "10-13T13",
        "10-26T10",
        "11-02T10",
        "11-09T10",
    ]
    assert found[1]["recurringEventId"] == master["id"]
    assert found[1]["originalStartTime"]["dateTime"] == "2026-10-12T10:00:00-04:00"
    whole = calendar.events().list(calendarId="primary").execute()["items"]
    assert sorted((item["status"], "recurrence" in item) for item in whole) == [
        ("cancelled", False),
        ("confirmed", False),
        ("confirmed", True),
    ]


def test_deleted_series_takes_its_overrides_along(calendar: Any) -> None:
    master = insert(calendar, recurrence=WEEKLY)
    first = calendar.events().instances(calendarId="primary", eventId=master["id"]).execute()["items"][0]
    calendar.events().patch(calendarId="primary", eventId=first["id"], body={"summary": "Kick-off"}).execute()
    calendar.events().delete(calendarId="primary", eventId=master["id"]).execute()
    assert calendar.events().list(calendarId="primary").execute()["items"] == []


def test_timed_series_needs_a_zone(calendar: Any) -> None:
    times: dict[str, Any] = {
        "start": {"dateTime": "2026-10-05T10:00:00-04:00"},
        "end": {"dateTime": "2026-10-05T11:00:00-04:00"},
    }
    with pytest.raises(HttpError, match=r"Missing time zone definition for start time\."):
        insert(calendar, recurrence=WEEKLY, **times)


def test_search_looks_into_texts_and_guests(calendar: Any) -> None:
    event = insert(calendar, description="Bring the gradebook", attendees=[{"email": "ada@example.org"}])
    insert(calendar, summary="Other")
    for query in ("GRADEBOOK", "ada@example.org meeting"):
        found = calendar.events().list(calendarId="primary", q=query).execute()["items"]
        assert [item["id"] for item in found] == [event["id"]]


def test_ordering_by_start_needs_single_events(calendar: Any) -> None:
    with pytest.raises(HttpError, match="The requested ordering is not available"):
        calendar.events().list(calendarId="primary", orderBy="startTime").execute()


def test_pages_end_with_a_sync_token(calendar: Any) -> None:
    for n in range(5):
        insert(calendar, summary=str(n))
    request, names, tokens = calendar.events().list(calendarId="primary", maxResults=2), [], []
    while request is not None:
        page = request.execute()
        names += [item["summary"] for item in page["items"]]
        tokens.append("nextSyncToken" in page)
        request = calendar.events().list_next(request, page)
    assert (names, tokens) == (["0", "1", "2", "3", "4"], [False, False, True])


def test_sync_token_tells_changes_tombstones_included(service: Running, calendar: Any) -> None:
    kept, moved, gone = (insert(calendar, summary=name) for name in ("kept", "moved", "gone"))
    token = calendar.events().list(calendarId="primary").execute()["nextSyncToken"]
    service.control.human.move_event("owner@example.org", moved["id"], **hours("14:00", "15:00"))
    service.control.human.cancel_event("owner@example.org", gone["id"])
    found = calendar.events().list(calendarId="primary", syncToken=token).execute()
    assert {item["id"]: item["status"] for item in found["items"]} == {
        moved["id"]: "confirmed",
        gone["id"]: "cancelled",
    }
    again = calendar.events().list(calendarId="primary", syncToken=found["nextSyncToken"]).execute()
    assert (again["items"], kept["id"] in again) == ([], False)


def test_sync_token_excludes_filters_and_expires(service: Running, calendar: Any) -> None:
    token = calendar.events().list(calendarId="primary").execute()["nextSyncToken"]
    with pytest.raises(HttpError, match="Sync token cannot be used"):
        calendar.events().list(
            calendarId="primary", syncToken=token, timeMin="2026-01-01T00:00:00Z"
        ).execute()
    service.control.advance(29 * 86_400)
    with pytest.raises(HttpError) as expired:
        calendar.events().list(calendarId="primary", syncToken=token).execute()
    assert reason(expired) == (410, "fullSyncRequired")


def test_sync_tokens_can_be_expired_at_once(service: Running, calendar: Any) -> None:
    insert(calendar)
    token = calendar.events().list(calendarId="primary").execute()["nextSyncToken"]
    service.control.expire_sync_tokens()
    with pytest.raises(HttpError) as expired:
        calendar.events().list(calendarId="primary", syncToken=token).execute()
    assert reason(expired) == (410, "fullSyncRequired")
    fresh = calendar.events().list(calendarId="primary").execute()["nextSyncToken"]
    insert(calendar)
    assert len(calendar.events().list(calendarId="primary", syncToken=fresh).execute()["items"]) == 1


def busy(calendar: Any, *people: str, **more: Any) -> dict[str, Any]:
    body = {"timeMin": "2026-10-05T00:00:00-04:00", "timeMax": "2026-10-06T00:00:00-04:00", **more}
    body["items"] = [{"id": person} for person in people]
    found: dict[str, Any] = calendar.freebusy().query(body=body).execute()
    return found


def test_busy_times_are_merged_and_leave_out_what_does_not_block(service: Running, calendar: Any) -> None:
    human = service.control.human
    service.control.person("ada@example.org")
    human.add_event("ada@example.org", **hours("10:00", "11:00"), summary="Lesson")
    human.add_event("ada@example.org", **hours("10:30", "12:00"), summary="Overlap")
    human.add_event("ada@example.org", **hours("13:00", "14:00"), transparency="transparent")
    declined = insert(calendar, attendees=[{"email": "ada@example.org"}], **hours("15:00", "16:00"))
    human.respond("owner@example.org", declined["id"], "ada@example.org", "declined")
    insert(calendar, attendees=[{"email": "ada@example.org"}], recurrence=WEEKLY, **hours("17:00", "18:00"))
    found = busy(calendar, "ada@example.org")
    assert found["timeMin"] == "2026-10-05T04:00:00.000Z"
    assert found["calendars"]["ada@example.org"]["busy"] == [
        {"start": "2026-10-05T14:00:00Z", "end": "2026-10-05T16:00:00Z"},
        {"start": "2026-10-05T21:00:00Z", "end": "2026-10-05T22:00:00Z"},
    ]


def test_each_calendar_has_its_own_error(service: Running, calendar: Any) -> None:
    service.control.person("ada@example.org")
    service.control.person("head@elsewhere.org")
    found = busy(
        calendar, "ada@example.org", "nobody@example.org", "head@elsewhere.org", calendarExpansionMax=3
    )
    assert found["calendars"] == {
        "ada@example.org": {"busy": []},
        "nobody@example.org": {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []},
        "head@elsewhere.org": {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []},
    }
    many = busy(calendar, *(f"p{n}@example.org" for n in range(51)))
    assert many["calendars"]["p50@example.org"]["errors"][0]["reason"] == "tooManyCalendarsRequested"


def test_empty_range_of_busy_times_is_refused(calendar: Any) -> None:
    with pytest.raises(HttpError) as empty:
        busy(calendar, "primary", timeMax="2026-10-05T00:00:00-04:00")
    assert reason(empty) == (400, "timeRangeEmpty")


def test_calendar_list_is_each_persons_own(service: Running) -> None:
    calendar = client(service.base, "calendar")
    made = calendar.calendars().insert(body={"summary": "Program"}).execute()["id"]
    listed = calendar.calendarList()
    changed = listed.patch(calendarId=made, body={"colorId": "9", "summaryOverride": "Ours"}).execute()
    assert (changed["colorId"], changed["summaryOverride"], changed["summary"]) == ("9", "Ours", "Program")
    listed.delete(calendarId=made).execute()
    assert made not in [one["id"] for one in listed.list().execute()["items"]]
    listed.insert(body={"id": made}).execute()
    assert made in [one["id"] for one in listed.list().execute()["items"]]
    assert {one["id"] for one in calendar.settings().list().execute()["items"]} >= {"timezone", "locale"}
    colors = calendar.colors().get().execute()
    assert (len(colors["calendar"]), len(colors["event"])) == (24, 11)
    assert service.log.departures() == service.log.own_departures() == []
