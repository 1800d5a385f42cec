"""When people are busy by Google: their calendars, their working hours, times out of office."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tasks.backends.google.auth import ALL, CALENDAR, HOURS, Access
from tasks.backends.google.diary import GoogleDiary
from tasks.backends.google.working_hours import WorkingHours
from tasks.program.meetings import Busy, Guest
from tests.backends.google.desk import instantly
from tests.backends.google.test_diary import ME, ZONE, held, weekly
from tests.google_service import Running, serve
from tests.ports.test_diary import ANA, BEN, NOW


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False) as running:
        yield running
        assert running.log.departures() == []


def test_busy_is_one_post_without_our_own_meetings(service: Running) -> None:
    service.control.person("ana@example.org", time_zone=ZONE)
    service.control.person("ben@example.org", time_zone=ZONE)
    zone = {"timeZone": ZONE}
    service.control.human.add_event(
        "ana@example.org",
        {"dateTime": "2026-08-12T15:45:00", **zone},
        {"dateTime": "2026-08-12T16:30:00", **zone},
    )
    calendar = held(service)
    calendar.put(weekly(), NOW)
    service.log.clear()
    found = calendar.busy(
        [ANA, BEN, replace(ANA, person="p-9", email="nobody@other.org")],
        date(2026, 8, 10),
        date(2026, 12, 1),
        ZONE,
    )
    assert dict(found) == {
        "p-1": (Busy(datetime(2026, 8, 12, 15, 45), datetime(2026, 8, 12, 16, 30)),),
        "p-2": (),
    }
    assert service.log.requests() == 1


SCHOOL_DAY = {
    "workingHoursEnabled": True,
    "availableTimes": [{"dayOfWeek": "wednesday", "periodStart": 450, "periodEnd": 930}],
}


def with_hours(service: Running, file: Path, scopes: tuple[str, ...] = (*ALL, *HOURS)) -> GoogleDiary:
    token = service.control.token(ME, list(scopes))
    info = {"refresh_token": token["refresh_token"], "client_id": "client", "client_secret": "secret"}
    who = Access("user", True, service.base, "", info)
    hours = WorkingHours(who.client("calendar", HOURS), file)
    return GoogleDiary(who.client("calendar", CALENDAR), "book", instantly(), hours=hours)


def wednesday(calendar: GoogleDiary, *people: Guest) -> dict[str, list[Busy]]:
    """Busy times of one Wednesday, cut to it; from eleven in the evening it is Thursday in New York."""
    day = date(2026, 8, 12)
    found = calendar.busy(people, day, day, ZONE)
    cut = {
        who: [Busy(max(one.starts, at(0)), min(one.ends, at(23))) for one in busy]
        for who, busy in found.items()
    }
    return {
        who: sorted((one for one in busy if one.starts < one.ends), key=lambda one: one.starts)
        for who, busy in cut.items()
    }


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, 12, hour, minute)


def test_people_are_busy_outside_their_working_hours_and_while_out_of_office(
    service: Running, tmp_path: Path
) -> None:
    service.control.person("ana@example.org", time_zone="America/New_York", working_hours=SCHOOL_DAY)
    service.control.person("ben@example.org", time_zone=ZONE)
    service.service.world.calendars.calendars["ana@example.org"].acl[f"user:{ME}"] = "reader"
    noon = (
        {"dateTime": "2026-08-12T12:00:00", "timeZone": ZONE},
        {"dateTime": "2026-08-12T13:00:00", "timeZone": ZONE},
    )
    service.control.human.add_event("ana@example.org", *noon, summary="Away", eventType="outOfOffice")
    file = tmp_path / "hours.json"
    found = wednesday(with_hours(service, file), ANA, BEN)
    assert found == {
        "p-1": [Busy(at(0), at(6, 30)), Busy(at(12), at(13)), Busy(at(14, 30), at(23))],
        "p-2": [],
    }
    service.log.clear()
    assert wednesday(with_hours(service, file), ANA, BEN) == found
    assert service.log.calls("calendar.calendars.get") == [], "asked for again after a week"


def test_working_hours_that_may_not_be_read_are_asked_for_once(service: Running, tmp_path: Path) -> None:
    service.control.person("ana@example.org", time_zone=ZONE, working_hours=SCHOOL_DAY)
    file = tmp_path / "hours.json"
    for _ in range(2):
        assert wednesday(with_hours(service, file, ALL), ANA) == {"p-1": []}
    assert len(service.log.calls("calendar.calendars.get")) == 1
