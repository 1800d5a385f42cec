"""What every diary promises, run on each back end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.backends.memory.diary import MemoryDiary
from tasks.ports import Diary
from tasks.program.meetings import Busy, Guest, Occurrence, Series, Standing
from tests.backends.google.desk import robots_diary

NOW = datetime(2026, 8, 5, 17, tzinfo=UTC)
ANA, BEN = Guest("p-1", "Ana Lee", "ana@example.org"), Guest("p-2", "Ben Fox", "ben@example.org")
MINE = (Busy(datetime(2026, 8, 12, 15), datetime(2026, 8, 12, 16)),)
_FILE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART:20260812T150000\r
DTEND:20260812T160000\r
END:VEVENT\r
END:VCALENDAR\r
"""


def memory(_: Path) -> Diary:
    return MemoryDiary({"ana@example.org": MINE})


def double(path: Path) -> Diary:
    return MemoryDiary(under=local(path))


def local(path: Path) -> Diary:
    (path / "calendars/in").mkdir(parents=True, exist_ok=True)
    (path / "calendars/in/ana@example.org.ics").write_text(_FILE)
    return LocalDiary(path)


def occurrence(number: int, day: int, hour: int = 15) -> Occurrence:
    starts = datetime(2026, 8, day, hour)
    return Occurrence(f"pair-1-{number:02d}", starts, starts, starts.replace(minute=45))


SERIES = Series(
    key="pair-1",
    uid="abc@mentorship",
    owner="meetings",
    title="Mentoring",
    zone="America/Chicago",
    organizer=Guest("coordinator", "Jordan Reyes", "jordan@example.org"),
    guests=(ANA, BEN),
    occurrences=(occurrence(1, 12), occurrence(2, 19)),
)


def google(_: Path) -> Diary:
    return robots_diary(MINE)


@pytest.fixture(params=[memory, double, local, google])
def diary(request: pytest.FixtureRequest, tmp_path: Path) -> Diary:
    make: Callable[[Path], Diary] = request.param
    return make(tmp_path)


def test_a_new_diary_holds_nothing(diary: Diary) -> None:
    assert dict(diary.standing()) == {}


def test_a_series_stands_as_it_was_put(diary: Diary) -> None:
    standing = diary.put(SERIES, NOW)
    assert (standing.series, standing.revision) == (SERIES, 0)
    assert dict(diary.standing()) == {"pair-1": standing}


def test_putting_the_same_again_does_nothing(diary: Diary) -> None:
    first = diary.put(SERIES, NOW)
    assert diary.put(SERIES, NOW.replace(hour=20)) == first


def test_putting_another_raises_the_revision_by_one(diary: Diary) -> None:
    diary.put(SERIES, NOW)
    moved = replace(SERIES, occurrences=(occurrence(1, 13), SERIES.occurrences[1]))
    assert (diary.put(moved, NOW).revision, diary.put(SERIES, NOW).revision) == (1, 2)


def test_guests_who_come_later_are_no_new_revision(diary: Diary) -> None:
    diary.put(SERIES, NOW)
    fewer = replace(SERIES, guests=SERIES.guests[:1])
    assert (diary.put(fewer, NOW), diary.standing()["pair-1"]) == (Standing(fewer), Standing(fewer))


def test_a_dropped_series_is_gone_and_dropping_again_is_no_fault(diary: Diary) -> None:
    diary.put(SERIES, NOW)
    diary.drop("pair-1", NOW)
    diary.drop("pair-1", NOW)
    assert dict(diary.standing()) == {}


def test_busy_times_are_those_of_people_with_a_calendar(diary: Diary) -> None:
    diary.put(SERIES, NOW)
    assert dict(diary.busy([ANA, BEN], date(2026, 8, 10), date(2026, 12, 11), "America/Chicago")) == {
        "p-1": MINE
    }
    assert dict(diary.busy([ANA], date(2026, 9, 1), date(2026, 12, 11), "America/Chicago")) == {"p-1": ()}
