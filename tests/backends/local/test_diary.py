"""Files of the local diary: who gets which, what a kill leaves, and names that stay inside the folder."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from tasks.backends.local import diary_journal
from tasks.backends.local.diary import LocalDiary
from tasks.backends.local.diary_files import safe_name
from tasks.program.meetings import Guest
from tests.ports.test_diary import ANA, BEN, NOW, SERIES, occurrence


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "calendars").glob("*") if path.is_file())


def starts(folder: Path, name: str) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical((folder / "calendars" / name).read_bytes())
    found = recurring_ical_events.of(calendar).between(date(2026, 8, 1), date(2027, 1, 1))
    return sorted(event.start.replace(tzinfo=None) for event in found)


def test_each_person_and_the_pair_have_a_file(tmp_path: Path) -> None:
    LocalDiary(tmp_path).put(SERIES, NOW)
    assert files(tmp_path) == ["ana@example.org.ics", "ben@example.org.ics", "pair-1.ics"]
    assert starts(tmp_path, "ben@example.org.ics") == [datetime(2026, 8, 12, 15), datetime(2026, 8, 19, 15)]


def test_a_person_with_two_pairs_has_both_in_one_file(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path)
    diary.put(SERIES, NOW)
    cara = Guest("p-3", "Cara Diaz", "cara@example.org")
    diary.put(
        replace(
            SERIES, key="pair-2", uid="def@mentorship", guests=(ANA, cara), occurrences=(occurrence(1, 14),)
        ),
        NOW,
    )
    assert len(starts(tmp_path, "ana@example.org.ics")) == 3
    assert len(starts(tmp_path, "cara@example.org.ics")) == 1


def test_a_changed_address_takes_its_file_along(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path)
    diary.put(SERIES, NOW)
    diary.put(replace(SERIES, guests=(ANA, replace(BEN, email="ben.fox@example.org"))), NOW)
    assert files(tmp_path) == ["ana@example.org.ics", "ben.fox@example.org.ics", "pair-1.ics"]


def test_nothing_is_left_of_a_dropped_series(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path)
    diary.put(SERIES, NOW)
    diary.drop("pair-1", NOW)
    assert (files(tmp_path), dict(LocalDiary(tmp_path).standing())) == ([], {})


def test_what_stands_is_known_after_a_restart(tmp_path: Path) -> None:
    first = LocalDiary(tmp_path)
    first.put(SERIES, NOW)
    standing = first.put(replace(SERIES, title="Other"), NOW)
    assert dict(LocalDiary(tmp_path).standing()) == {"pair-1": standing}


def test_asking_creates_nothing(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path / "new")
    assert dict(diary.standing()) == {}
    assert dict(diary.busy([ANA], date(2026, 8, 1), date(2026, 12, 1), "UTC")) == {}
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("call", range(5))
def test_a_kill_at_any_write_is_made_good_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    LocalDiary(tmp_path).put(SERIES, NOW)
    moved = replace(SERIES, occurrences=(occurrence(1, 13), occurrence(2, 20)))
    left = [call]

    def dies(path: Path, target: Path) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(path, target)

    real = Path.replace
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dies)
        try:
            LocalDiary(tmp_path).put(moved, NOW)
        except KeyboardInterrupt:
            assert dict(LocalDiary(tmp_path).standing())["pair-1"].series == SERIES
    again = LocalDiary(tmp_path)
    assert again.put(moved, NOW).revision == 1
    for name in ("ana@example.org.ics", "ben@example.org.ics", "pair-1.ics"):
        assert starts(tmp_path, name) == [datetime(2026, 8, 13, 15), datetime(2026, 8, 20, 15)]


def test_a_half_written_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    LocalDiary(tmp_path).put(SERIES, NOW)
    journal = tmp_path / ".mentorship/diary.jsonl"
    journal.write_bytes(journal.read_bytes() + b'\n{"key": "pair-1", "ser')
    diary = LocalDiary(tmp_path)
    assert diary.standing()["pair-1"].series == SERIES
    diary.put(replace(SERIES, key="pair-2"), NOW)
    assert sorted(LocalDiary(tmp_path).standing()) == ["pair-1", "pair-2"]


def test_the_journal_is_tidied_when_most_of_it_is_old(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path)
    for number in range(120):
        diary.put(replace(SERIES, title=str(number)), NOW)
    LocalDiary(tmp_path).put(replace(SERIES, title="last"), NOW)
    assert len((tmp_path / ".mentorship/diary.jsonl").read_bytes().split(b"\n")) == 1
    assert LocalDiary(tmp_path).standing()["pair-1"].revision == 120


def test_the_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    diary_journal.Journal(tmp_path / "diary.jsonl").add("pair-1", None)
    assert (tmp_path / "diary.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("ana@example.org", "ana@example.org"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        (".hidden@example.org", "%2Ehidden@example.org"),
        ("o'brien é@example.org", "o%27brien%20%C3%A9@example.org"),
    ],
)
def test_file_names_stay_inside_the_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_calendar_that_cannot_be_read_is_complained_about_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "calendars/in").mkdir(parents=True)
    (tmp_path / "calendars/in/ana@example.org.ics").write_bytes(b"PK\x03\x04 not a calendar")
    with (tmp_path / "calendars/in/ben@example.org.ics").open("wb") as huge:
        huge.truncate(50_000_000)
    diary = LocalDiary(tmp_path)
    assert dict(diary.busy([ANA, BEN], date(2026, 8, 1), date(2026, 12, 1), "UTC")) == {}
    assert diary.complaints == {
        "p-1": ("The file is not a calendar. Export it again as .ics.",),
        "p-2": ("The file is larger than 20 MB. Export this term only.",),
    }


def test_the_programs_own_events_are_not_busy_times(tmp_path: Path) -> None:
    diary = LocalDiary(tmp_path)
    diary.put(SERIES, datetime(2026, 8, 5, tzinfo=UTC))
    (tmp_path / "calendars/in").mkdir()
    own = (tmp_path / "calendars/ana@example.org.ics").read_bytes()
    (tmp_path / "calendars/in/ana@example.org.ics").write_bytes(own)
    assert dict(diary.busy([ANA], date(2026, 8, 1), date(2026, 12, 1), "America/Chicago")) == {"p-1": ()}
