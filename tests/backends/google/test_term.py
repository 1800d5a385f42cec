"""A whole term on Google: the same as in a folder, undisturbed or not."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.program.problems import OutsideError
from tests.backends.google.world import FolderWorld, GoogleWorld, live, run, tabs
from tests.google_service import Running, serve
from tests.proof import term


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: datetime(2026, 8, 5, 13, tzinfo=UTC)) as running:
        yield running
        assert running.log.departures() == []


def test_term_on_google_is_the_term_in_a_folder(service: Running, tmp_path: Path) -> None:
    google, folder = GoogleWorld(service, tmp_path), FolderWorld(tmp_path)
    for day in term.TERM:
        one, other = live(google, day), live(folder, day)
        assert (one.exit_code, dict(one.letters)) == (other.exit_code, dict(other.letters)), day.moment
        assert tabs(google.hands) == tabs(folder.hands), day.moment
    assert set(google.letters().values()) == {1}
    assert google.drafts() == 0


WRITES = (
    "sheets.spreadsheets.batchUpdate",
    "calendar.events.insert",
    "calendar.events.patch",
    "calendar.events.delete",
    "batch",
    "gmail.users.drafts.create",
    "gmail.users.drafts.send",
)


_calm: dict[int, tuple[object, ...]] = {}


def undisturbed(service: Running, folder: Path, days: int) -> tuple[object, ...]:
    """What a calm term ends with; lived once, in a world that is gone afterwards."""
    if days not in _calm:
        folder.mkdir()
        calm = GoogleWorld(service, folder)
        for day in term.TERM[:days]:
            live(calm, day)
        _calm[days] = (tabs(calm.hands), calm.letters(), calm.events())
        service.control.reset()
        service.log.clear()
    return _calm[days]


AFTER = tuple((kind, "after") for kind in ("lost", "reset", "truncated", "html"))
BEFORE = (
    ("error", "before"),
    ("reset", "before"),
    ("html", "before"),
    ("unauthorized", "before"),
    ("slow", "after"),
)


@pytest.mark.parametrize(("troubles", "days"), [(AFTER, 7), (BEFORE, 4)], ids=["after", "before"])
def test_trouble_around_every_kind_of_write_doubles_nothing(
    service: Running, tmp_path: Path, troubles: tuple[tuple[str, str], ...], days: int
) -> None:
    expected = undisturbed(service, tmp_path / "calm", days)
    (tmp_path / "rough").mkdir()
    rough = GoogleWorld(service, tmp_path / "rough")
    for method in WRITES:
        for number, skip in enumerate(range(0, 40, 3)):
            kind, when = troubles[number % len(troubles)]
            service.control.fault(kind, method=method, when=when, skip=skip, seconds=0.05)
    for day in term.TERM[:days]:
        term.live(day, rough.hands)
        for _ in range(4):
            if not run(rough, day).trouble:
                break
    service.control.clear_faults()
    struck = {entry.method for entry in service.log.entries if entry.fault}
    assert struck >= {"sheets.spreadsheets.batchUpdate", "batch", "calendar.events.insert", *WRITES[-2:]}
    assert (tabs(rough.hands), rough.letters(), rough.events()) == expected
    assert rough.drafts() == 0


@pytest.mark.parametrize("api", ["calendar", "gmail"])
def test_hours_without_a_service_cost_nothing_but_time(service: Running, tmp_path: Path, api: str) -> None:
    expected = undisturbed(service, tmp_path / "calm", 4)
    (tmp_path / "late").mkdir()
    late = GoogleWorld(service, tmp_path / "late")
    troubles = []
    for day in term.TERM[:4]:
        writes = "calendar.events.[ipd]*" if api == "calendar" else "gmail.users.*"
        service.control.fault("quota_exceeded", method=writes, hours=6)
        term.live(day, late.hands)
        troubles.append(trouble_of(late, day))
        service.control.clear_faults()
        run(late, day)
    assert [word for word in troubles if word], "there was something to write"
    assert all("hours" in word or "today" in word for word in troubles if word)
    assert (tabs(late.hands), late.letters(), late.events()) == expected
    assert late.drafts() == 0


def trouble_of(world: GoogleWorld, day: term.Day) -> str:
    try:
        return run(world, day).trouble
    except OutsideError as problem:
        return str(problem)


def test_letters_that_do_not_fit_into_gmails_day_leave_on_the_next(service: Running, tmp_path: Path) -> None:
    expected = undisturbed(service, tmp_path / "calm", 3)
    (tmp_path / "small").mkdir()
    small = GoogleWorld(service, tmp_path / "small")
    service.control.settings(caps=True, daily_messages=4)
    for day in term.TERM[:2]:
        live(small, day)
    stopped = live(small, term.TERM[2])
    assert stopped.exit_code == 3
    assert "daily limit" in stopped.trouble
    letters = expected[1]
    assert isinstance(letters, Counter)
    for _ in range(-(-len(letters) // 4)):
        service.control.advance(24 * 3600 + 60)
        run(small, term.TERM[2])
    assert (small.letters(), small.drafts()) == (letters, 0)
