"""A full disk, a damaged record, half a workbook: a clear message, nothing lost, and the next run goes on."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasks.backends.local.ledger import SqlLedger
from tests.proof.local import LocalWorld, differences
from tests.proof.test_killed import ROOT
from tests.proof.test_together import DAY, approved, run

LIMITED = """
import resource, sys
from pathlib import Path
from tests.proof.test_together import run
from tasks.program.problems import MentorshipError
import tasks.office.rooms
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    run(Path(sys.argv[1]), 0)
except MentorshipError as problem:
    sys.exit(f"{type(problem).__name__}: {problem}")
"""


def limited(folder: Path, most: int) -> "subprocess.CompletedProcess[str]":
    """A run in which no file may grow beyond so many bytes, as on a disk that fills."""
    command = [sys.executable, "-c", LIMITED, str(folder), str(most)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("most", [0, 1_000, 3_000, 10_000, 30_000, 60_000, 200_000])
def test_full_disk_is_said_and_loses_nothing(tmp_path: Path, most: int) -> None:
    folder, undisturbed = approved(tmp_path / "full"), approved(tmp_path / "undisturbed")
    run(undisturbed, 0)

    found = limited(folder, most)

    assert "Traceback" not in found.stderr
    if found.returncode:
        assert "Error: " in found.stderr
    run(folder, 0)
    assert differences(LocalWorld().picture(undisturbed), LocalWorld().picture(folder)) == []


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of three megabytes; skips where none may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only an administrator of a Linux machine may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 90_112])
def test_disk_that_is_full_in_the_middle_of_a_run_is_named(tmp_path: Path, room: int) -> None:
    undisturbed, source = approved(tmp_path / "undisturbed"), tmp_path / "source"
    LocalWorld().copy(undisturbed, source)
    run(undisturbed, 0)
    with small_disk(tmp_path / "disk") as disk:
        folder = disk / "term"
        LocalWorld().copy(source, folder)
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(disk).free - room))

        found = limited(folder, 10**9)
        ballast.unlink()
        run(folder, 0)

        assert found.returncode == 1
        assert "is full" in found.stderr
        assert "Traceback" not in found.stderr
        assert differences(LocalWorld().picture(undisturbed), LocalWorld().picture(folder)) == []


def mentorship(*words: str) -> "subprocess.CompletedProcess[str]":
    code = "import sys; from flows.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_damaged_record_stops_before_anything_is_sent_and_names_the_remedy(tmp_path: Path) -> None:
    folder = approved(tmp_path / "term")
    file = folder / ".mentorship" / "ledger.sqlite"
    file.write_bytes(b"not a database, but long enough to be one " * 100)
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)

    found = mentorship("term", str(folder / "workbook.xlsx"), "--today", DAY.moment, "--yes")

    assert found.returncode == 1
    assert "damaged" in found.stderr
    assert "mentorship outbox rebuild" in found.stderr
    assert not (folder / "outbox").exists()


def test_half_a_workbook_is_explained_and_left_as_it_is(tmp_path: Path) -> None:
    folder = approved(tmp_path / "term")
    path = folder / "workbook.xlsx"
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(half)

    found = mentorship("term", str(path), "--today", DAY.moment, "--yes")

    assert found.returncode == 1
    assert str(path) in found.stderr
    assert path.read_bytes() == half
    assert not (folder / "outbox").exists()


ORDINARY = """
import os, sys
from pathlib import Path
from flows.reception import hold
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tests.proof.local import LocalWorld
from tests.proof.test_together import DAY
from tasks.program.problems import MentorshipError
LocalWorld().run(Path(sys.argv[1]), DAY)  # whatever is imported late is imported here
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    with hold(str(Path(sys.argv[2]) / "workbook.xlsx")) as ports:
        found = settle(Office(ports, Asked(DAY.command, DAY.moment, by_hand=True)))
except MentorshipError as problem:
    sys.exit(f"{type(problem).__name__}: {problem}")
sys.exit(str(found.trouble or ""))
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are told otherwise there")
@pytest.mark.parametrize("place", ["", "outbox", "calendars"])
def test_folder_that_an_ordinary_user_may_only_read_is_named_and_loses_nothing(place: str) -> None:
    """The run of the day by somebody who may not write in one place; then by somebody who may."""
    with tempfile.TemporaryDirectory() as name:  # others cannot look into pytest's own folders
        base = Path(name)
        base.chmod(0o755)
        folder, undisturbed, warm = approved(base / "term"), base / "undisturbed", base / "warm"
        for other in (undisturbed, warm):
            LocalWorld().copy(folder, other)
        run(undisturbed, 0)
        (folder / place).mkdir(exist_ok=True)
        for path in (folder, *folder.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, 65534, 65534)
        (folder / place).chmod(0o555)

        command = [sys.executable, "-c", ORDINARY, str(warm), str(folder)]
        found = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        (folder / place).chmod(0o755)
        run(folder, 0)

        assert found.returncode == 1
        assert "Traceback" not in found.stderr
        assert str(folder / place) in found.stderr
        told = differences(LocalWorld().picture(undisturbed), LocalWorld().picture(folder))
        # A letter that could not be filed was tried twice.
        assert [one for one in told if not (place == "outbox" and one.startswith("ledger deliveries"))] == []


LOOK = """
import contextlib, io, os, sys
from flows.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    main([word.replace("/left/", "/term/") for word in sys.argv[1:]])  # whatever is imported late is imported here
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are told otherwise there")
@pytest.mark.parametrize(
    "command", ["term --plan", "outbox list", "outbox audit", "outbox show", "doctor", "preview"]
)
def test_whoever_may_only_read_a_folder_can_look_at_it(command: str) -> None:
    """What a killed run left beside the record is seen as well, and nothing in the folder changes."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        folder = approved(base / "term")
        run(folder, 0)
        keep = SqlLedger(f"sqlite:///{folder / '.mentorship' / 'ledger.sqlite'}")
        keep.remember({"left": "beside the file"})
        left = base / "left"
        LocalWorld().copy(folder, left)  # with the side files of a record that is still open
        keep.close()
        assert (left / ".mentorship" / "ledger.sqlite-wal").stat().st_size
        for path in (left, *left.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, 65534, 65534)
            path.chmod(0o500 if path.is_dir() else 0o400)
        before = {path: path.read_bytes() for path in left.rglob("*") if path.is_file()}
        key = min(SqlLedger(f"sqlite:///{folder / '.mentorship' / 'ledger.sqlite'}").deliveries())

        verb, *more = command.split()
        words = [verb, *(more if verb == "outbox" else []), str(left / "workbook.xlsx")]
        words += [] if verb == "doctor" else ["--today", DAY.moment, *(more if verb == "term" else [])]
        elsewhere = base / "pages" / "left"
        elsewhere.mkdir(parents=True)
        elsewhere.chmod(0o777)
        words += ["--to", str(elsewhere / "preview")] if verb == "preview" else []
        words += [key] if "show" in more else []
        code = [sys.executable, "-c", LOOK, *words]
        found = subprocess.run(code, cwd=ROOT, check=False, capture_output=True, text=True)

        # `doctor` works there, and says that a run would not.
        assert (found.returncode, found.stderr) == (1 if verb == "doctor" else 0, "")
        assert found.stdout
        assert before == {path: path.read_bytes() for path in left.rglob("*") if path.is_file()}
