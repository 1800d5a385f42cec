"""Events made, changed and deleted with the real client, and what each leaves behind."""

import base64
import uuid
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_service import Running
from tests.google_service_test.clients import asked, client, hours


def reason(error: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    details: list[Any] = error.value.error_details
    return error.value.resp.status, details[0]["reason"]


@pytest.fixture
def calendar(service: Running) -> Any:
    service.control.person("owner@example.org", time_zone="Europe/London")
    return client(service.base, "calendar")


def insert(calendar: Any, calendar_id: str = "primary", **body: Any) -> dict[str, Any]:
    given = {"summary": "Meeting", **hours("10:00", "11:00"), **body}
    found: dict[str, Any] = calendar.events().insert(calendarId=calendar_id, body=given).execute()
    return found


def test_event_comes_back_in_the_zone_of_its_calendar(calendar: Any) -> None:
    found = insert(calendar, location="", description="Weekly")
    computed = ("id", "etag", "htmlLink", "created", "updated", "iCalUID")
    assert {name: value for name, value in found.items() if name not in computed} == {
        "kind": "calendar#event",
        "status": "confirmed",
        "summary": "Meeting",
        "description": "Weekly",
        "creator": {"email": "owner@example.org", "self": True},
        "organizer": {"email": "owner@example.org", "self": True},
        "start": {"dateTime": "2026-10-05T15:00:00+01:00", "timeZone": "America/New_York"},
        "end": {"dateTime": "2026-10-05T16:00:00+01:00", "timeZone": "America/New_York"},
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
    }
    assert found["iCalUID"] == found["id"] + "@google.com"


def test_offset_of_zero_is_written_as_z(calendar: Any) -> None:
    found = insert(calendar, **hours("10:00", "11:00", zone="Europe/London", day="2026-12-01"))
    assert found["start"]["dateTime"] == "2026-12-01T10:00:00Z"


def test_all_day_event_gets_the_reminders_of_the_calendar(calendar: Any) -> None:
    found = insert(calendar, start={"date": "2026-10-05"}, end={"date": "2026-10-06"})
    assert (found["start"], found["reminders"]["useDefault"]) == ({"date": "2026-10-05"}, False)


def test_own_id_is_taken_once_and_for_ever(calendar: Any) -> None:
    own = base64.b32hexencode(uuid.uuid5(uuid.NAMESPACE_URL, "a/b").bytes).decode().lower().rstrip("=")
    insert(calendar, id=own)
    for _ in range(2):
        with pytest.raises(HttpError) as again:
            insert(calendar, id=own)
        assert reason(again) == (409, "duplicate")
        if calendar.events().get(calendarId="primary", eventId=own).execute()["status"] == "confirmed":
            calendar.events().delete(calendarId="primary", eventId=own).execute()
    with pytest.raises(HttpError) as gone:
        calendar.events().delete(calendarId="primary", eventId=own).execute()
    assert reason(gone) == (410, "deleted")


def test_id_outside_base32hex_is_refused(calendar: Any) -> None:
    with pytest.raises(HttpError, match="Invalid resource id value"):
        insert(calendar, id="wxyz-1")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (hours("11:00", "10:00"), "The specified time range is empty."),
        ({"end": None}, "Missing end time."),
        ({"end": {"date": "2026-10-06"}}, "must either both be date or both be dateTime"),
        ({"attendees": [{"email": "not an address"}]}, "Invalid attendee email."),
        ({"recurrence": ["RRULE:FREQ=SOMETIMES"]}, "Invalid recurrence rule."),
    ],
)
def test_event_that_makes_no_sense_is_refused(calendar: Any, body: dict[str, Any], message: str) -> None:
    with pytest.raises(HttpError, match=message):
        insert(calendar, **body)


def test_patch_merges_and_update_replaces(calendar: Any) -> None:
    event = insert(calendar, description="Weekly", location="Room 4")
    patch = {"location": "Room 5"}
    patched = calendar.events().patch(calendarId="primary", eventId=event["id"], body=patch).execute()
    assert (patched["description"], patched["location"], patched["sequence"]) == ("Weekly", "Room 5", 0)
    body = {"summary": "Meeting", **hours("12:00", "13:00")}
    updated = calendar.events().update(calendarId="primary", eventId=event["id"], body=body).execute()
    assert ("description" in updated, updated["sequence"]) == (False, 1)
    assert updated["etag"] != patched["etag"] != event["etag"]


def test_refused_change_changes_nothing(service: Running, calendar: Any) -> None:
    event = insert(calendar)
    body = {"summary": "New", "recurrence": ["RRULE:FREQ=NEVER"], **hours("12:00", "13:00")}
    with pytest.raises(HttpError, match=r"Invalid recurrence rule\."):
        calendar.events().patch(calendarId="primary", eventId=event["id"], body=body).execute()
    assert calendar.events().get(calendarId="primary", eventId=event["id"]).execute() == event


def test_change_against_an_old_etag_is_refused(calendar: Any) -> None:
    event = insert(calendar)
    request = calendar.events().patch(calendarId="primary", eventId=event["id"], body={"summary": "New"})
    request.headers["If-Match"] = event["etag"]
    request.execute()
    request = calendar.events().patch(calendarId="primary", eventId=event["id"], body={"summary": "Newer"})
    request.headers["If-Match"] = event["etag"]
    with pytest.raises(HttpError) as stale:
        request.execute()
    assert reason(stale) == (412, "conditionNotMet")


def test_guests_find_the_event_in_their_own_calendar(service: Running, calendar: Any) -> None:
    service.control.person("ada@example.org")
    event = insert(calendar, attendees=[{"email": "ada@example.org"}, {"email": "bo@elsewhere.org"}])
    theirs = client(service.base, "calendar", service.control.token("ada@example.org")["access_token"])
    found = theirs.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert found["organizer"] == {"email": "owner@example.org"}
    assert found["attendees"] == [
        {"email": "ada@example.org", "responseStatus": "needsAction", "self": True},
        {"email": "bo@elsewhere.org", "responseStatus": "needsAction"},
    ]
    answer = {"attendees": [{"email": "ada@example.org", "responseStatus": "accepted"}]}
    theirs.events().patch(calendarId="primary", eventId=event["id"], body=answer).execute()
    mine = calendar.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert [guest["responseStatus"] for guest in mine["attendees"]] == ["accepted", "needsAction"]


def test_guest_who_deletes_or_is_uninvited_sees_it_no_longer(service: Running, calendar: Any) -> None:
    people = ("ada@example.org", "bo@example.org")
    theirs = {}
    for person in people:
        service.control.person(person)
        theirs[person] = client(service.base, "calendar", service.control.token(person)["access_token"])
    event = insert(calendar, attendees=[{"email": person} for person in people])
    theirs["ada@example.org"].events().delete(calendarId="primary", eventId=event["id"]).execute()
    mine = calendar.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert [guest["responseStatus"] for guest in mine["attendees"]] == ["declined", "needsAction"]
    body = {"attendees": mine["attendees"][:1]}
    calendar.events().patch(calendarId="primary", eventId=event["id"], body=body).execute()
    for person in people:
        assert theirs[person].events().list(calendarId="primary").execute()["items"] == []
        assert (
            theirs[person].events().get(calendarId="primary", eventId=event["id"]).execute()["status"]
            == "cancelled"
        )


def test_mails_to_guests_follow_send_updates(service: Running, calendar: Any) -> None:
    guests = [{"email": "ada@example.org"}, {"email": "bo@elsewhere.org"}]
    for updates in ("none", "externalOnly", "all"):
        body = {"summary": updates, "attendees": guests, **hours("10:00", "11:00")}
        calendar.events().insert(calendarId="primary", body=body, sendUpdates=updates).execute()
    sent = [notice.to for notice in service.service.world.calendars.notices]
    assert sent == [("bo@elsewhere.org",), ("ada@example.org", "bo@elsewhere.org")]


def test_private_properties_are_found_again_and_kept_apart(service: Running, calendar: Any) -> None:
    service.control.person("ada@example.org")
    own = {"private": {"key": "P-1"}, "shared": {"term": "fall"}}
    event = insert(calendar, extendedProperties=own, attendees=[{"email": "ada@example.org"}])
    insert(calendar)
    found = calendar.events().list(calendarId="primary", privateExtendedProperty="key=P-1").execute()
    assert [item["id"] for item in found["items"]] == [event["id"]]
    theirs = client(service.base, "calendar", service.control.token("ada@example.org")["access_token"])
    seen = theirs.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert seen["extendedProperties"] == {"shared": {"term": "fall"}}


def test_meet_link_is_pending_first_and_ready_later(service: Running, calendar: Any) -> None:
    service.control.settings(meet_polls_until_ready=2)
    wanted = {"createRequest": {"requestId": "r1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    body = {"summary": "Online", "conferenceData": wanted, **hours("10:00", "11:00")}
    event = calendar.events().insert(calendarId="primary", body=body, conferenceDataVersion=1).execute()
    status = [event["conferenceData"]["createRequest"]["status"]["statusCode"]]
    for _ in range(2):
        event = calendar.events().get(calendarId="primary", eventId=event["id"]).execute()
        status.append(event["conferenceData"]["createRequest"]["status"]["statusCode"])
    assert status == ["pending", "pending", "success"]
    assert event["hangoutLink"] == event["conferenceData"]["entryPoints"][0]["uri"]
    again = calendar.events().patch(
        calendarId="primary", eventId=event["id"], body={"conferenceData": wanted}, conferenceDataVersion=1
    )
    assert again.execute()["hangoutLink"] == event["hangoutLink"]


def test_meet_is_ignored_without_the_version_parameter(calendar: Any) -> None:
    assert "conferenceData" not in insert(calendar, conferenceData={"createRequest": {"requestId": "r"}})


def test_service_account_alone_may_neither_invite_nor_meet(service: Running) -> None:
    robot = service.control.token("bot@project.iam.gserviceaccount.com", robot=True)["access_token"]
    calendar = client(service.base, "calendar", robot)
    insert(calendar)
    with pytest.raises(HttpError) as refused:
        insert(calendar, attendees=[{"email": "ada@example.org"}])
    assert reason(refused) == (403, "forbiddenForServiceAccounts")
    body = {"conferenceData": {"createRequest": {"requestId": "r"}}, **hours("10:00", "11:00")}
    with pytest.raises(HttpError, match=r"Invalid conference type value\."):
        calendar.events().insert(calendarId="primary", body=body, conferenceDataVersion=1).execute()


def test_event_moved_to_another_calendar_leaves_a_bare_tombstone(calendar: Any) -> None:
    other = calendar.calendars().insert(body={"summary": "Program"}).execute()["id"]
    event = insert(calendar)
    moved = calendar.events().move(calendarId="primary", eventId=event["id"], destination=other).execute()
    assert (moved["status"], moved["organizer"]) == ("cancelled", {"email": other, "displayName": "Program"})
    left = calendar.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert (left["status"], left["start"]["dateTime"]) == ("cancelled", "2000-01-01T00:00:00Z")
    assert calendar.events().get(calendarId=other, eventId=event["id"]).execute()["status"] == "confirmed"


def test_imported_event_is_a_copy_found_by_its_uid(service: Running, calendar: Any) -> None:
    body = {"iCalUID": "x@school", "summary": "Exam", **hours("10:00", "11:00")}
    first = calendar.events().import_(calendarId="primary", body=body).execute()
    second = calendar.events().import_(calendarId="primary", body={**body, "summary": "Exams"}).execute()
    assert (first["id"], second["summary"]) == (second["id"], "Exams")
    assert [
        e["id"] for e in calendar.events().list(calendarId="primary", iCalUID="x@school").execute()["items"]
    ] == [first["id"]]


def test_calendar_of_somebody_else_does_not_exist_until_shared(service: Running, calendar: Any) -> None:
    service.control.person("ada@example.org")
    with pytest.raises(HttpError) as unseen:
        calendar.events().list(calendarId="ada@example.org").execute()
    assert reason(unseen) == (404, "notFound")
    ada = client(service.base, "calendar", service.control.token("ada@example.org")["access_token"])
    rule = {"role": "reader", "scope": {"type": "user", "value": "owner@example.org"}}
    ada.acl().insert(calendarId="primary", body=rule).execute()
    assert calendar.events().list(calendarId="ada@example.org").execute()["accessRole"] == "reader"
    with pytest.raises(HttpError) as read_only:
        insert(calendar, calendar_id="ada@example.org")
    assert reason(read_only) == (403, "requiredAccessLevel")


def test_calendar_list_settings_and_rules_are_readable(service: Running, calendar: Any) -> None:
    program = (
        calendar.calendars().insert(body={"summary": "Program", "timeZone": "America/New_York"}).execute()
    )
    entries = calendar.calendarList().list().execute()["items"]
    assert [(entry["summary"], entry.get("primary", False), entry["accessRole"]) for entry in entries] == [
        ("owner@example.org", True, "owner"),
        ("Program", False, "owner"),
    ]
    assert calendar.settings().get(setting="timezone").execute()["value"] == "Europe/London"
    rule = {"role": "writer", "scope": {"type": "user", "value": "ada@example.org"}}
    made = calendar.acl().insert(calendarId=program["id"], body=rule).execute()
    calendar.acl().delete(calendarId=program["id"], ruleId=made["id"]).execute()
    assert made["id"] not in [
        item["id"] for item in calendar.acl().list(calendarId=program["id"]).execute()["items"]
    ]
    patched = calendar.calendars().patch(calendarId=program["id"], body={"timeZone": "UTC"}).execute()
    assert patched["timeZone"] == "UTC"
    with pytest.raises(HttpError, match="Invalid time zone definition"):
        calendar.calendars().patch(calendarId=program["id"], body={"timeZone": "Moon/Base"}).execute()
    calendar.calendars().delete(calendarId=program["id"]).execute()
    with pytest.raises(HttpError, match="Not Found"):
        calendar.calendars().get(calendarId=program["id"]).execute()


def test_quick_event_lasts_an_hour(calendar: Any) -> None:
    found = calendar.events().quickAdd(calendarId="primary", text="Coffee").execute()
    assert (found["summary"], found["start"]["dateTime"], found["end"]["dateTime"]) == (
        "Coffee",
        "2026-09-01T13:00:00+01:00",
        "2026-09-01T14:00:00+01:00",
    )


def test_out_of_office_is_an_event_that_blocks(service: Running, calendar: Any) -> None:
    away = {"autoDeclineMode": "declineAllConflictingInvitations"}
    found = insert(calendar, eventType="outOfOffice", outOfOfficeProperties=away)
    assert found["eventType"] == "outOfOffice"
    body = {
        "timeMin": "2026-10-05T00:00:00Z",
        "timeMax": "2026-10-06T00:00:00Z",
        "items": [{"id": "primary"}],
    }
    assert len(calendar.freebusy().query(body=body).execute()["calendars"]["primary"]["busy"]) == 1
    only = calendar.events().list(calendarId="primary", eventTypes="outOfOffice").execute()["items"]
    assert [item["id"] for item in only] == [found["id"]]


def test_working_hours_stand_on_the_primary_calendar_of_workspace_people(
    service: Running, calendar: Any
) -> None:
    times = [{"dayOfWeek": "monday", "periodStart": 480, "periodEnd": 900}]
    service.control.person(
        "owner@example.org", working_hours={"workingHoursEnabled": True, "availableTimes": times}
    )
    assert calendar.calendars().get(calendarId="primary").execute()["workingHours"]["availableTimes"] == times
    service.control.person("owner@example.org", workspace=False)
    assert "workingHours" not in calendar.calendars().get(calendarId="primary").execute()


def test_unknown_body_field_is_ignored_but_logged(service: Running) -> None:
    status, _ = asked(
        service.base,
        "POST",
        "/calendar/v3/calendars/primary/events",
        {"colour": 1, **hours("10:00", "11:00")},
    )
    assert status == 200
    assert service.log.departures() == [
        'POST calendar.events.insert: Invalid JSON payload received. Unknown name "colour": Cannot find field.'
    ]
