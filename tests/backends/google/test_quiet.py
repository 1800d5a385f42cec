"""What a run costs that has nothing to do: few requests, and one where the file is as it was."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.main import main
from tasks.program.letters import State
from tests.backends.google.world import GoogleWorld, live
from tests.google_service import Running, serve
from tests.proof import term

NOON = datetime(2026, 8, 6, 17, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: NOON) as running:
        yield running
        assert running.log.departures() == []


@pytest.fixture
def world(service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoogleWorld:
    """A program in which everything due is done."""
    made = GoogleWorld(service, tmp_path)
    monkeypatch.setenv("MENTORSHIP_GOOGLE_ENDPOINT", service.base)
    monkeypatch.setenv("MENTORSHIP_HOME", str(made.home))
    for day in term.TERM[:3]:
        live(made, day)
    return made


def asked(world: GoogleWorld, at: str, *more: str) -> tuple[int, list[str]]:
    """A scheduled run: its exit code, and what it asked of Google."""
    world.service.log.clear()
    code = main(["term", world.book, "--today", f"2026-08-06T{at}", *more])
    return code, [entry.method for entry in world.service.log.entries if not entry.inner]


FORM = "forms.forms.responses.list"
"""Of the one form there is by then: the training's."""
FULL = ["drive.files.get", "sheets.spreadsheets.get", "calendar.events.list", FORM, "batch"]


def test_run_on_an_unchanged_workbook_is_one_request_for_some_hours(
    world: GoogleWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(world, "12:00")  # reads working hours for the first time
    code, full = asked(world, "19:00")
    assert full == FULL, "the lower bound, one for the form, and once the version"
    assert asked(world, "20:00") == (code, ["drive.files.get"])
    assert "Nothing has changed in the workbook since 2026-08-06 19:00" in capsys.readouterr().out
    assert asked(world, "20:00", "--plan")[1] == FULL[1:]
    world.service.control.human.type(world.book, "Settings!C3", "note to self")
    assert asked(world, "20:10")[1] == FULL


def test_letters_hour_some_hours_and_midnight_each_end_it(world: GoogleWorld) -> None:
    asked(world, "05:00")
    short = ["drive.files.get"]
    found = {
        at: asked(world, at)[1] == short
        for at in ("05:30", "07:29", "07:30", "13:29", "13:30", "13:40", "12:00")
    }
    assert found == {
        "05:30": True,
        "07:29": True,
        "07:30": False,
        "13:29": True,
        "13:30": False,
        "13:40": True,
        "12:00": False,
    }


def test_without_the_right_to_ask_for_the_version_every_run_looks(world: GoogleWorld) -> None:
    world.service.control.settings(disabled=["drive"])
    asked(world, "12:00")
    assert asked(world, "12:00")[1] == FULL


def test_run_looks_again_when_the_record_has_changed_since(world: GoogleWorld) -> None:
    """A person settled something at the command line, say, or a mail came back."""
    asked(world, "19:00")
    assert asked(world, "19:10")[1] == ["drive.files.get"]
    with world.ports() as ports:
        copy = next(one for one in ports.ledger.deliveries().values() if one.state is State.SENT)
        ports.ledger.move([copy.key], [State.SENT], State.BOUNCED, copy.changed_at, because="rule: came back")

    assert asked(world, "19:20")[1] != ["drive.files.get"]


def test_quiet_run_leaves_the_ledger_as_it_was(world: GoogleWorld) -> None:
    asked(world, "12:00")
    ledger = next(world.home.glob("ledgers/*.sqlite"))
    before = ledger.read_bytes()

    asked(world, "13:40")
    asked(world, "13:50")

    assert ledger.read_bytes() == before
