"""The database server restarts in the middle of a run: the run stops and says so, nothing is lost, the next one goes on."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.cli.main import main
from flows.reception import hold
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Message, Ports, Postbox, Receipt
from tasks.program.problems import OutsideError
from tests.ports.postgres import Server, own_server
from tests.proof.local import LocalWorld, Picture, differences
from tests.proof.test_meanwhile import Interrupted
from tests.proof.test_together import DAY, approved, run


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as server:
        yield server


@pytest.fixture
def before(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A term whose record is in a database of its own, the day's run still to come."""
    folder = approved(tmp_path / "before")
    shutil.rmtree(folder / ".mentorship")
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", server.database(tmp_path.name.replace("-", "_")))
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    folder = approved(tmp_path_factory.mktemp("undisturbed"))
    run(folder, 0)
    return seen(folder)


class Restarting:
    """A postbox beside which the server restarts once, after a message has left."""

    def __init__(self, postbox: Postbox, server: Server, after: int) -> None:
        self._postbox, self._server, self._left = postbox, server, after
        self.knows, self.keeps = postbox.knows, postbox.keeps

    def send(self, message: Message) -> Receipt:
        found = self._postbox.send(message)
        self._left -= 1
        if not self._left:
            self._server.restart()
        return found

    def look(self, key: str) -> Receipt | None:
        return self._postbox.look(key)


def disturbed(folder: Path, disturbance: Callable[[Ports], Ports]) -> None:
    """The day's run, with something between the program and the world."""
    with hold(str(folder / "workbook.xlsx")) as ports:
        settle(Office(disturbance(ports), Asked(DAY.command, DAY.moment, by_hand=True)))


def seen(folder: Path) -> Picture:
    """What people see; the record itself is in the database."""
    places = ("tab ", "outbox/", "calendars/", "reports/")
    return {place: what for place, what in LocalWorld().picture(folder).items() if place.startswith(places)}


def test_server_that_restarts_while_letters_leave_stops_the_run_and_no_letter_is_lost_or_doubled(
    before: Path, undisturbed: Picture, server: Server
) -> None:
    with pytest.raises(OutsideError, match="record of sent letters"):
        disturbed(before, lambda ports: replace(ports, postbox=Restarting(ports.postbox, server, 2)))
    run(before, 0)

    assert differences(undisturbed, seen(before)) == []


@pytest.mark.parametrize("at", [1, 2, 4])
def test_server_that_restarts_before_any_look_at_the_workbook_stops_what_would_be_done_next(
    before: Path, undisturbed: Picture, server: Server, at: int
) -> None:
    with pytest.raises(OutsideError, match="record of sent letters"):
        disturbed(
            before, lambda ports: replace(ports, register=Interrupted(ports.register, at, server.restart))
        )
    found = seen(before)
    run(before, 0)

    assert "outbox/" not in "".join(found)
    assert differences(undisturbed, seen(before)) == []


def test_server_that_is_away_is_said_in_one_paragraph_and_nothing_is_touched(
    before: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    found = seen(before)
    server.stop()
    try:
        code = main(["term", str(before / "workbook.xlsx"), "--today", DAY.moment, "--yes"])
    finally:
        server.start()

    said = capsys.readouterr().err
    assert code == 3
    assert "record of sent letters in the database server cannot be used now" in said
    assert "Nothing is lost" in said
    assert seen(before) == found
