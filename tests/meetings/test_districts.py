"""Unseen districts: random people, windows, busy times and days off; rows and files are judged from outside."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.program.meetings import Busy
from tests.build import mentee, mentor
from tests.meetings import checker
from tests.meetings.scene import Scene, pair

FIRST, LAST = date(2026, 8, 10), date(2026, 12, 11)
PERIODS = {"P1": (480, 525), "P2": (540, 585), "P3": (600, 645), "PM": (900, 975)}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
BELLS = [
    {"Period": name, "Starts": f"{one // 60:02d}:{one % 60:02d}", "Ends": f"{two // 60:02d}:{two % 60:02d}"}
    for name, (one, two) in PERIODS.items()
]


class District:
    """Twelve mentors at three schools (one of them works at two), up to five mentees each, one room at Oak School."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.windows: dict[str, list[tuple[int, int, int]]] = {}
        self.pairs: dict[str, tuple[str, ...]] = {}
        people, rows = [], []
        for number in range(12):
            school = chance.choice(["Oak School", "Elm School", "Fir School"])
            name = f"Mentor {chr(65 + number)}"
            people.append(mentor(name, School=school, Availability=self._windows(chance, name), Capacity=5))
            for turn in range(chance.choice([1, 1, 2, 3, 5])):
                other = f"{chr(65 + number)}{chr(97 + turn)} Fox"
                people.append(mentee(other, School=school, Availability=self._windows(chance, other)))
                rows.append(pair(name, other))
                self.pairs[str(rows[-1]["Pairing ID"])] = (name, other)
        self.off = {FIRST + timedelta(days=chance.randrange(124)) for _ in range(9)}
        days = [{"Date": day.isoformat(), "Kind": "no school"} for day in sorted(self.off)]
        rooms = [{"School": "Oak School", "Room": "12"}]
        settings = {
            "Term end": LAST.isoformat(),
            "Meeting cadence": chance.choice(["weekly", "biweekly", "weekly for 4 weeks, then biweekly"]),
            "Planning periods per week": chance.choice([1, 3]),
            "Meetings per day": 2,
            "Quiet days before term end": 3,
        }
        self.scene = Scene(people, rows, settings, bell_schedule=BELLS, calendar=days, rooms=rooms)
        for person in people:
            starts = [datetime(2026, 8, 10, 15) + timedelta(days=chance.randrange(120)) for _ in range(6)]
            self.scene.busy[str(person["Person ID"])] = tuple(
                Busy(at, at + timedelta(minutes=40)) for at in starts
            )

    def _windows(self, chance: random.Random, name: str) -> str:
        chosen = chance.sample([(day, period) for day in range(5) for period in PERIODS], 11)
        self.windows[name] = [(day, *PERIODS[period]) for day, period in chosen]
        return "; ".join(f"{DAYS[day]} {period}" for day, period in chosen)

    def wrong(self) -> list[str]:
        """Everything that must not be."""
        live = [m for m in self.scene.meetings if m.status.value in checker.LIVE]
        found = checker.overlaps(live, self.pairs)
        quiet = [day for day in _school_days(self.off) if day <= LAST][-3:]
        per_day = Counter((person, m.starts.date()) for m in live for person in self.pairs[m.pairing_id])
        found += [f"{who} has {count} on {day}" for (who, day), count in per_day.items() if count > 2]
        oak = sorted((m for m in live if m.where.startswith("Oak School, 12")), key=lambda m: m.starts)
        found += [f"room: {one.id} {two.id}" for one, two in pairwise(oak) if two.starts < one.ends]
        for meeting in live:
            day = meeting.starts.date()
            if day in self.off or day.weekday() > 4 or day in quiet or not FIRST <= day <= LAST:
                found.append(f"{meeting.id} on {day}")
            for person in self.pairs[meeting.pairing_id]:
                if checker.outside(meeting, self.windows[person]):
                    found.append(f"{meeting.id} outside the windows of {person}")
                busy = self.scene.busy["p-" + person.lower().replace(" ", "-")]
                if any(one.starts < meeting.ends and meeting.starts < one.ends for one in busy):
                    found.append(f"{meeting.id} while {person} is busy")
        return found


def _school_days(off: set[date]) -> list[date]:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in off]


@pytest.mark.parametrize("seed", range(4))
def test_rows_and_files_of_a_district_are_right(seed: int, tmp_path: Path) -> None:
    district = District(seed)
    district.scene.run()
    assert district.wrong() == []
    assert len(district.scene.meetings) > 100
    _judge_files(district, tmp_path)
    _live_on(district)


def _judge_files(district: District, folder: Path) -> None:
    diary = LocalDiary(folder)
    for standing in district.scene.diary.standing().values():
        diary.put(standing.series, datetime(2026, 8, 5, tzinfo=UTC))
    rows: dict[str, list[tuple[datetime, datetime]]] = {}
    for meeting in district.scene.meetings:
        rows.setdefault(meeting.pairing_id, []).append((meeting.starts, meeting.ends))
    found = checker.files(folder)
    home = ZoneInfo("America/Chicago")
    for pair_id, times in rows.items():
        assert checker.expanded(found[pair_id], FIRST, LAST) == sorted(times), pair_id
        assert checker.offsets(found[pair_id], FIRST, LAST, home) == sorted(one for one, _ in times), pair_id


def _live_on(district: District) -> None:
    """A day off is added, one meeting is cancelled in a calendar, somebody's time changes: only what must move moves."""
    scene = district.scene
    before: dict[str, Any] = {m.id: m for m in scene.meetings}
    day = next(m.starts.date() for m in scene.meetings if m.starts.date() > date(2026, 10, 1))
    district.off.add(day)
    scene.add("Calendar", {"Date": day.isoformat(), "Kind": "no school"})
    gone = next(m for m in scene.meetings if m.starts.date() > day)
    scene.diary.cancel(gone.pairing_id, gone.id)
    scene.run("2026-09-10 12:00")
    after = {m.id: m for m in scene.meetings}
    moved = {one for one, was in before.items() if after[one].starts != was.starts}
    assert moved <= {one for one, was in before.items() if was.starts.date() == day}
    assert after[gone.id].status.value == "cancelled"
    assert district.wrong() == []
    plan, sent = scene.run("2026-09-11 12:00")
    assert ([c for c in plan.changes if "not confirmed" not in str(c)], sent) == ([], [])
