"""A whole term on Google: the same as in a folder, undisturbed or not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.backends.google.world import FolderWorld, GoogleWorld, live, run, tabs
from tests.google_service import Running, serve
from tests.proof import term

SHORT = term.TERM[:7]


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


def test_answers_lost_after_every_kind_of_write_double_nothing(service: Running, tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    (tmp_path / "rough").mkdir()
    calm = GoogleWorld(service, tmp_path / "calm")
    for day in SHORT:
        live(calm, day)
    expected = (tabs(calm.hands), calm.letters(), calm.events())
    service.control.reset()
    service.log.clear()
    rough = GoogleWorld(service, tmp_path / "rough")
    for method in WRITES:
        for skip in range(0, 40, 3):
            service.control.fault(
                ("lost", "reset", "truncated")[skip % 3], method=method, when="after", skip=skip
            )
    for day in SHORT:
        term.live(day, rough.hands)
        for _ in range(4):
            if not run(rough, day).trouble:
                break
    service.control.clear_faults()
    struck = {entry.method for entry in service.log.entries if entry.fault}
    assert struck >= {"sheets.spreadsheets.batchUpdate", "batch", "calendar.events.insert", *WRITES[-2:]}
    assert (tabs(rough.hands), rough.letters(), rough.events()) == expected
    assert rough.drafts() == 0
