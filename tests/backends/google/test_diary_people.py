"""What people do in Google Calendar itself is heard, obeyed and never undone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasks.backends.google.diary import GoogleDiary
from tasks.backends.google.event_mirror import Mirror
from tasks.program.meetings import Reply, Series, Standing
from tests.backends.google.desk import calendar_access, diary
from tests.backends.google.test_diary import ME, ZONE, moved, starts, wanted, weekly
from tests.google_service import Running, serve
from tests.ports.test_diary import ANA, BEN, NOW

MASTER = "pair010uid"
CHICAGO = ZoneInfo(ZONE)


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: NOW) as running:
        yield running
        assert running.log.departures() == []


def held(service: Running, mirror: Mirror | None = None) -> GoogleDiary:
    return diary(service, calendar_access(service, ME), mirror=mirror)


def utc(at: datetime) -> str:
    return f"{at.replace(tzinfo=CHICAGO).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def event_of(series: Series, number: int) -> str:
    return f"{MASTER}_{utc(series.occurrences[number].slot)}"


def zoned(at: datetime) -> dict[str, str]:
    return {"dateTime": at.isoformat(), "timeZone": ZONE}


def drag(service: Running, event: str, at: datetime, minutes: int = 45) -> None:
    service.control.human.move_event(ME, event, zoned(at), zoned(at + timedelta(minutes=minutes)))


def at_new_times(series: Series, standing: Standing) -> Series:
    """The series as the program plans it once it has heard of the moves."""
    changed = (
        replace(one, starts=times[0], ends=times[1])
        if (times := standing.moved_by_people.get(one.id))
        else one
        for one in series.occurrences
    )
    return replace(series, occurrences=tuple(changed))


def test_meeting_that_people_moved_is_told_and_stays_where_they_moved_it(service: Running) -> None:
    series, there = moved(weekly(), 3, 1), datetime(2026, 8, 20, 11, 30)
    held(service).put(series, NOW)
    drag(service, event_of(series, 1), there, minutes=60)
    drag(service, event_of(series, 3), there + timedelta(weeks=2))
    standing = held(service).standing()["pair-1"]
    assert standing.moved_by_people == {
        "pair-1-01": (there, there + timedelta(hours=1)),
        "pair-1-03": (at := there + timedelta(weeks=2), at + timedelta(minutes=45)),
    }
    accepted = at_new_times(series, standing)
    assert not any(standing.holds(one) for one in (series, accepted))
    held(service).put(accepted, NOW)
    assert starts(service) == wanted(accepted)
    again = held(service).standing()["pair-1"]
    assert (again.moved_by_people, again.revision) == (standing.moved_by_people, 1)
    assert again.holds(accepted)


def test_staff_may_move_it_back(service: Running) -> None:
    series = weekly()
    held(service).put(series, NOW)
    drag(service, event_of(series, 1), datetime(2026, 8, 20, 11))
    held(service).put(series, NOW)
    assert starts(service) == wanted(series)
    assert dict(held(service).standing()) == {"pair-1": Standing(series)}


def test_whole_series_moved_by_people_is_every_meeting_moved(service: Running) -> None:
    series = moved(weekly(meetings=4), 2, 1)
    held(service).put(series, NOW)
    drag(service, MASTER, series.occurrences[0].starts + timedelta(days=1, minutes=15))
    standing = held(service).standing()["pair-1"]
    assert [at.isoformat() for at, _ in standing.moved_by_people.values()] == [
        "2026-08-13T15:15:00",
        "2026-08-20T15:15:00",
        "2026-09-03T15:15:00",
    ], "the third had been moved before by the program, and stands alone in its week"
    accepted = at_new_times(series, standing)
    held(service).put(accepted, NOW)
    assert starts(service) == wanted(accepted)
    assert held(service).standing()["pair-1"].holds(accepted)


def test_series_moved_from_one_meeting_on_is_one_series_again_at_the_new_times(service: Running) -> None:
    series = weekly(meetings=6)
    held(service).put(series, NOW)
    third = series.occurrences[2].starts
    at = third + timedelta(hours=1)
    service.control.human.split_series(ME, MASTER, utc(third), zoned(at), zoned(at + timedelta(minutes=45)))
    standing = held(service).standing()["pair-1"]
    assert standing.cancelled_by_people == frozenset()
    assert sorted(standing.moved_by_people) == ["pair-1-02", "pair-1-03", "pair-1-04", "pair-1-05"]
    accepted = at_new_times(series, standing)
    held(service).put(accepted, NOW)
    assert starts(service) == wanted(accepted)
    assert held(service).standing()["pair-1"].holds(accepted)


def test_end_of_a_series_that_people_cut_off_is_cancelled(service: Running) -> None:
    series = weekly(meetings=5)
    held(service).put(series, NOW)
    until = utc(series.occurrences[2].starts)
    service.control.human.edit_event(ME, MASTER, recurrence=[f"RRULE:FREQ=WEEKLY;UNTIL={until}"])
    gone = {"pair-1-03", "pair-1-04"}
    assert held(service).standing()["pair-1"].cancelled_by_people == gone
    held(service).put(replace(series, title="Other"), NOW)
    assert starts(service) == wanted(series)[:3]
    assert held(service).standing()["pair-1"].cancelled_by_people == gone


def test_new_guest_keeps_everybodys_answers_and_whom_people_invited(service: Running) -> None:
    series = moved(weekly(), 3, 1)
    held(service).put(series, NOW)
    service.control.human.respond(ME, MASTER, "ben@example.org", "accepted")
    calendar = service.service.world.calendars.calendars[ME]
    guests = [*calendar.events[MASTER].attendees, {"email": "aide@example.org", "responseStatus": "accepted"}]
    service.control.human.edit_event(ME, MASTER, attendees=guests)
    cam = replace(ANA, person="p-3", email="cam@example.org")
    held(service).put(replace(series, guests=(BEN, cam)), NOW)
    assert {one["email"]: one["responseStatus"] for one in calendar.events[MASTER].attendees} == {
        "ben@example.org": "accepted",
        "cam@example.org": "needsAction",
        "aide@example.org": "accepted",
    }
    instance = calendar.events[event_of(series, 3)]
    assert [one["email"] for one in instance.attendees] == ["ben@example.org", "cam@example.org"]
    assert held(service).standing()["pair-1"].replies == (
        Reply("ben@example.org", "", "accepted", NOW),
        Reply("aide@example.org", "", "accepted", NOW),
    )


def lists(service: Running) -> list[dict[str, Any]]:
    return [entry.query for entry in service.log.calls("calendar.events.list")]


def test_next_run_reads_only_what_changed(service: Running, tmp_path: Path) -> None:
    mirror = lambda: Mirror(tmp_path / "calendar.json", "book", "primary", reading=False)  # noqa: E731
    service.control.human.add_event(ME, zoned(NOW), zoned(NOW + timedelta(hours=1)), summary="Dentist")
    series = weekly()
    held(service, mirror()).put(series, NOW)
    held(service, mirror()).standing()
    drag(service, event_of(series, 1), there := datetime(2026, 8, 20, 11))
    service.control.human.cancel_event(ME, event_of(series, 2))
    service.log.clear()
    standing = held(service, mirror()).standing()["pair-1"]
    assert (standing.moved_by_people, standing.cancelled_by_people) == (
        {"pair-1-01": (there, there + timedelta(minutes=45))},
        {"pair-1-02"},
    )
    assert held(service, mirror()).standing()["pair-1"] == standing
    assert all("syncToken" in query for query in lists(service))
    assert "Dentist" not in (tmp_path / "calendar.json").read_text()
    service.control.expire_sync_tokens()
    service.log.clear()
    assert held(service, mirror()).standing()["pair-1"] == standing
    assert ["syncToken" in query for query in lists(service)] == [True, False]
    (tmp_path / "calendar.json").write_text("{")
    assert held(service, mirror()).standing()["pair-1"] == standing


def test_looking_leaves_no_file_behind(service: Running, tmp_path: Path) -> None:
    held(service).put(weekly(), NOW)
    held(service, Mirror(tmp_path / "calendar.json", "book", "primary", reading=True)).standing()
    assert list(tmp_path.iterdir()) == []
