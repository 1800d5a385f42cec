"""Series in Google Calendar: written in few requests, never doubled, never revived."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tasks.backends.google.diary import GoogleDiary
from tasks.program.meetings import Occurrence, Series, Standing
from tasks.program.problems import OutsideError
from tests.backends.google.desk import calendar_access, diary
from tests.google_service import Running, serve
from tests.ports.test_diary import ANA, BEN, NOW, SERIES

ME = "program@example.org"
ZONE = "America/Chicago"


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False) as running:
        yield running
        assert running.log.departures() == []


def held(service: Running) -> GoogleDiary:
    return diary(service, calendar_access(service, ME))


def weekly(key: str = "pair-1", meetings: int = 10) -> Series:
    first = datetime(2026, 8, 12, 15)
    return replace(
        SERIES,
        key=key,
        uid=f"{key.replace('-', '0')}0uid@mentorship",
        occurrences=tuple(
            Occurrence(
                f"{key}-{n:02d}", at := first + timedelta(weeks=n), at, at + timedelta(minutes=45), "Room 2"
            )
            for n in range(meetings)
        ),
    )


def moved(series: Series, number: int, days: int) -> Series:
    changed = list(series.occurrences)
    one, shift = changed[number], timedelta(days=days)
    changed[number] = replace(one, starts=one.starts + shift, ends=one.ends + shift, where="Library")
    return replace(series, occurrences=tuple(changed))


def starts(service: Running, person: str = ME) -> list[str]:
    """When the meetings stand, as a person's calendar shows them."""
    client = calendar_access(service, person).client("calendar", ())
    items = (
        client.events()
        .list(calendarId="primary", singleEvents=True, orderBy="startTime", timeZone=ZONE)
        .execute()
    )
    return [event["start"]["dateTime"][:16] for event in items["items"]]


def wanted(series: Series) -> list[str]:
    return sorted(one.starts.isoformat()[:16] for one in series.occurrences if not one.cancelled)


def test_hundred_series_of_ten_meetings_are_two_posts(service: Running) -> None:
    many = [weekly(f"pair-{n:03d}") for n in range(100)]
    calendar = held(service)
    calendar.put_all(many, NOW)
    assert [entry.method for entry in service.log.entries if not entry.inner] == [
        "calendar.events.list",
        "batch",
        "batch",
    ]
    assert {key: one.series for key, one in held(service).standing().items()} == {
        one.key: one for one in many
    }
    assert len(starts(service)) == 250, "the first page of a thousand"


def test_series_with_meetings_moved_left_out_and_alone_stands_as_planned(service: Running) -> None:
    series = moved(moved(weekly(), 0, 1), 3, -1)
    extra = Occurrence("pair-1-77", at := datetime(2026, 8, 14, 9), at, at + timedelta(minutes=45))
    cancelled = replace(series.occurrences[5], cancelled=True)
    series = replace(series, occurrences=(*series.occurrences[:5], cancelled, *series.occurrences[6:], extra))
    held(service).put(series, NOW)
    assert starts(service) == wanted(series)
    assert dict(held(service).standing()) == {"pair-1": Standing(series)}


def test_change_moves_what_changed_and_puts_back_what_no_longer_does(service: Running) -> None:
    once, again = moved(weekly(), 2, 1), moved(weekly(meetings=8), 4, 1)
    held(service).put(once, NOW)
    assert held(service).put(again, NOW) == Standing(again, 1)
    assert starts(service) == wanted(again)
    assert held(service).put(weekly(), NOW).revision == 2
    assert starts(service) == wanted(weekly())


def test_guests_see_the_meetings_and_nobody_gets_a_mail(service: Running) -> None:
    service.control.person("ana@example.org")
    held(service).put(weekly(), NOW)
    assert starts(service, "ana@example.org") == wanted(weekly())
    assert service.service.world.calendars.notices == []


def test_meeting_deleted_by_a_person_is_told_and_never_comes_back(service: Running) -> None:
    series = weekly()
    held(service).put(series, NOW)
    gone = series.occurrences[2]
    event = f"pair010uid_{gone.starts + timedelta(hours=5):%Y%m%dT%H%M%SZ}"
    service.control.human.cancel_event(ME, event)
    assert held(service).standing()["pair-1"].cancelled_by_people == {"pair-1-02"}
    held(service).put(replace(series, title="Other"), NOW)
    left = [one for one in wanted(series) if one != gone.starts.isoformat()[:16]]
    assert starts(service) == left
    assert held(service).standing()["pair-1"].cancelled_by_people == {"pair-1-02"}


def test_series_deleted_by_a_person_stays_deleted_and_new_meetings_get_a_new_event(service: Running) -> None:
    series = weekly(meetings=3)
    held(service).put(series, NOW)
    service.control.human.cancel_event(ME, "pair010uid")
    everything = frozenset(one.id for one in series.occurrences)
    assert held(service).standing()["pair-1"] == Standing(series, 0, everything)
    closed = replace(series, occurrences=tuple(replace(one, cancelled=True) for one in series.occurrences))
    held(service).put(closed, NOW)
    assert held(service).standing()["pair-1"] == Standing(closed, 1, everything)
    extra = Occurrence("pair-1-09", at := datetime(2026, 10, 7, 15), at, at + timedelta(minutes=45))
    later = replace(closed, occurrences=(*closed.occurrences, extra))
    held(service).put(later, NOW)
    assert starts(service) == ["2026-10-07T15:00"]
    assert dict(held(service).standing()) == {"pair-1": Standing(later, 2, everything)}


def test_dropped_series_may_come_again(service: Running) -> None:
    held(service).put(moved(weekly(), 1, 1), NOW)
    service.log.clear()
    held(service).drop("pair-1", NOW)
    assert [entry.status for entry in service.log.entries if entry.http == "DELETE"] == [204]
    assert (starts(service), dict(held(service).standing())) == ([], {})
    held(service).put(weekly(), NOW)
    assert dict(held(service).standing()) == {"pair-1": Standing(weekly())}
    assert starts(service) == wanted(weekly())


@pytest.mark.parametrize("method", ["calendar.events.insert", "calendar.events.patch", "batch"])
@pytest.mark.parametrize("kind", ["lost", "reset", "truncated"])
def test_lost_answers_double_no_event(service: Running, method: str, kind: str) -> None:
    for skip in range(3):
        service.control.fault(kind, method=method, when="after", skip=skip * 2)
    series = [moved(weekly(f"pair-{n}"), 2, 1) for n in range(4)]
    held(service).put_all(series, NOW)
    assert starts(service) == sorted(at for one in series for at in wanted(one))
    assert dict(held(service).standing()) == {one.key: Standing(one) for one in series}


@pytest.mark.parametrize("step", [0, 1, 2])
def test_put_killed_between_its_steps_is_done_again(service: Running, step: int) -> None:
    series = moved(weekly(), 2, 1)
    service.control.fault("error", method="batch", status=400, skip=step, times=1)
    with pytest.raises(OutsideError):
        held(service).put(series, NOW)
    again = held(service).put(series, NOW)
    assert (again.series, again.revision) == (series, 0)
    assert starts(service) == wanted(series)
    assert held(service).standing()["pair-1"].series == series


@pytest.mark.parametrize("step", [1, 2])
def test_put_killed_half_way_keeps_what_was_cancelled_before(service: Running, step: int) -> None:
    """What is planned anew is planned from what stands: a cancelled meeting must not be forgotten by a kill."""
    usual = weekly()
    off = usual.occurrences[3]
    first = replace(usual, occurrences=tuple(replace(o, cancelled=o is off) for o in usual.occurrences))
    held(service).put(first, NOW)
    service.control.fault("error", method="batch", status=400, skip=step, times=1)
    with pytest.raises(OutsideError):
        held(service).put(moved(first, 5, 1), NOW)
    standing = held(service).standing()["pair-1"].series
    assert [one.id for one in standing.occurrences if one.cancelled] == [off.id]
    assert held(service).put(moved(first, 5, 1), NOW).series == moved(first, 5, 1)
    assert len(starts(service)) == 9


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_meet_link_is_told_once_it_is_ready(service: Running, looks: int) -> None:
    service.control.settings(meet_polls_until_ready=looks)
    calendar = held(service)
    calendar.put(replace(weekly(), video_link="meet"), NOW)
    link = calendar.standing()["pair-1"].link
    assert link.startswith("https://meet.google.com/")
    assert held(service).standing()["pair-1"].link == link
    assert len(service.log.calls("calendar.events.get")) == looks
    event = service.service.world.calendars.calendars[ME].events["pair010uid"]
    assert event.body["hangoutLink"] == link


def test_meet_link_that_is_never_made_keeps_nobody_waiting(service: Running) -> None:
    service.control.settings(meet_polls_until_ready=99)
    calendar = held(service)
    calendar.put(replace(weekly(), video_link="meet"), NOW)
    assert calendar.standing()["pair-1"].link == ""
    service.log.clear()
    assert calendar.standing()["pair-1"].link == ""
    assert service.log.requests() == 0


@pytest.mark.parametrize(
    ("mails", "told"),
    [("none", []), ("external", ["pat@other.org"]), ("all", ["ana@example.org", "pat@other.org"])],
)
def test_calendar_writes_to_those_whom_the_setting_names(
    service: Running, mails: str, told: list[str]
) -> None:
    calendar = held(service)
    calendar.mails = mails
    pat = replace(BEN, email="pat@other.org")
    calendar.put(replace(weekly(), guests=(ANA, pat)), NOW)
    notices = service.service.world.calendars.notices
    assert [(notice.kind, list(notice.to)) for notice in notices] == [("invitation", told)] * bool(told)
    calendar.drop("pair-1", NOW)
    assert {notice.kind for notice in notices[1:]} <= {"update", "cancellation"}


def test_usage_limit_of_hours_is_said(service: Running) -> None:
    service.control.fault("quota_exceeded", method="calendar.*", hours=6)
    with pytest.raises(OutsideError, match="daily limit") as caught:
        held(service).standing()
    assert not caught.value.permanent
