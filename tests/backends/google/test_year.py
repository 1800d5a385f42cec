"""The demo's year on Google: late hires, leave and return, a vanished row, snow, an ending; the same as in a folder."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from flows.demo import events
from flows.demo.district import make
from flows.demo.people import Hands
from flows.demo.term import Scene, scenes
from tasks.backends.local.blank import new_workbook
from tasks.office.summary import Summary
from tasks.program.cells import Value
from tests.backends.google.world import FolderWorld, GoogleWorld, run_at, tabs
from tests.google_service import Running, serve


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: datetime(2026, 8, 3, 13, tzinfo=UTC)) as running:
        yield running
        assert running.log.departures() == []


def founded(path: Path, settings: Mapping[str, Value]) -> None:
    district = make(3, mentors=5, mentees=5)
    new_workbook(path, {**district.settings, **settings}, district.people, district.sheets)


def live(world: FolderWorld | GoogleWorld, scene: Scene) -> Summary:
    scene.deed(Hands(world.hands, scene.on.toordinal()))
    return run_at(world, scene.command, datetime.combine(scene.on, time(8)).isoformat(timespec="minutes"))


@pytest.mark.prove
def test_year_on_google_is_the_year_in_a_folder(service: Running, tmp_path: Path) -> None:
    google, folder = GoogleWorld(service, tmp_path, founded=founded), FolderWorld(tmp_path, founded)
    same_at_every_date(google, folder, scenes)


def test_turns_of_a_year_look_the_same_on_google(service: Running, tmp_path: Path) -> None:
    same_at_every_date(GoogleWorld(service, tmp_path), FolderWorld(tmp_path), turns)


def turns() -> Iterator[Scene]:
    """A typed pair, another address, a row that is lost and put back, snow: what the proof's term does not have."""
    kept: dict[str, Value] = {}
    yield Scene(date(2026, 8, 5), lambda _hands: "", "pair")
    yield Scene(date(2026, 8, 6), _approve)
    yield Scene(date(2026, 8, 12), events.moves_house)
    yield Scene(date(2026, 8, 13), lambda hands: events.loses_a_row(hands, kept))
    yield Scene(date(2026, 8, 14), lambda hands: events.puts_it_back(hands, kept))
    yield Scene(date(2026, 8, 17), _type_a_pair)


def _approve(hands: Hands) -> str:
    return str(hands.type("Pairings", "Decision", "approve", lambda row: row.text("Status") == "proposed"))


def _type_a_pair(hands: Hands) -> str:
    late = {"Name": "Gus Ito", "Email": "gus.ito@example.org", "Role": "mentee", "School": "Oak School"}
    hands.add("Enrollment", late)
    pair = {"Mentor email": "ana.lee@example.org", "Mentee email": "gus.ito@example.org"}
    hands.add("Pairings", {**pair, "Decision": "exception", "Reason": "neighbors"})
    hands.add("Calendar", {"Date": date(2026, 8, 19), "Kind": "no school", "Notes": "Snow day"})
    return ""


def same_at_every_date(google: GoogleWorld, folder: FolderWorld, told: Callable[[], Iterator[Scene]]) -> None:
    """Both worlds live through the same scenes and hold the same after each."""
    for here, there in zip(told(), told(), strict=True):
        one, other = live(google, here), live(folder, there)
        assert (one.exit_code, dict(one.letters)) == (other.exit_code, dict(other.letters)), here.on
        assert tabs(google.hands) == tabs(folder.hands), here.on
    assert set(google.letters().values()) == {1}
    assert google.drafts() == 0
