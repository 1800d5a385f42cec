"""A run with nothing to do adds nothing anywhere: not to the workbook, the log, the ledger or the backups."""

from pathlib import Path

from tests.proof.google import google_world
from tests.proof.local import LocalWorld
from tests.proof.term import TERM, live


def files(folder: Path) -> dict[str, bytes]:
    """Everything on disk, byte for byte; a lock's empty file says nothing."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.endswith(".lock")}


def test_second_run_of_a_day_changes_no_byte_of_the_folder(tmp_path: Path) -> None:
    world = LocalWorld()
    world.found(tmp_path)
    for day in TERM[:6]:
        live(day, world.hands(tmp_path))
        world.run(tmp_path, day)
        before = files(tmp_path)

        world.run(tmp_path, day)

        assert files(tmp_path) == before, day.moment


def test_second_run_of_a_day_writes_nothing_to_google_and_no_byte_of_the_ledger(tmp_path: Path) -> None:
    with google_world() as world:
        world.found(tmp_path)
        for day in TERM[:4]:
            live(day, world.hands(tmp_path))
            world.run(tmp_path, day)
            before, stood = files(tmp_path / "home" / "ledgers"), world.picture(tmp_path)
            world.clear_log()

            world.run(tmp_path, day)

            assert world.writes() == [], day.moment
            assert files(tmp_path / "home" / "ledgers") == before, day.moment
            assert world.picture(tmp_path) == stood, day.moment
