"""The same promise by real means: a process with a ledger and a mailbox on disk, killed by the system at its steps."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.postbox import MaildirPostbox
from tests.outbox.build import letter, states, term

LETTERS = [letter("hello-0", "Ana Lee", "Ben Ortiz"), letter("hello-1"), letter("nudge-1", "Ben Ortiz")]
ROOT = Path(__file__).parents[2]
RUN = (
    "import sys; from tests.outbox.test_killed import run_and_die; run_and_die(sys.argv[1], int(sys.argv[2]))"
)
# Each step costs a process of its own: by default every fourth is tried.
EVERY = int(os.environ.get("MENTORSHIP_TEST_KILL_EVERY", "4"))


def ports(folder: Path) -> tuple[SqlLedger, MaildirPostbox]:
    return SqlLedger(f"sqlite:///{folder / 'ledger.sqlite'}"), MaildirPostbox(folder / "outbox")


def run_and_die(folder: str, last: int) -> None:
    """Runs until the given step (a statement, a commit, a file opened or renamed) and is killed there; says how far it came."""
    steps = 0

    def step(*_anything: object) -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def touched(what: str, about: tuple[object, ...]) -> None:
        if what in ("open", "os.rename") and str(about[0]).endswith(".eml"):
            step()

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    sys.addaudithook(touched)
    term(LETTERS, *ports(Path(folder)), by_hand=True)
    sys.stdout.write(str(steps))


def start(folder: Path, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, str(folder), str(last)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_process_is_finished_by_the_next(tmp_path: Path) -> None:
    undisturbed = start(tmp_path / "undisturbed", 0)
    expected = mailbox(tmp_path / "undisturbed")
    assert sorted(expected) == ["hello-0.eml", "hello-1.eml", "nudge-1.eml"]
    for point in range(1, int(undisturbed.stdout) + 1, EVERY):
        folder = tmp_path / str(point)
        assert start(folder, point).returncode == -signal.SIGKILL
        ledger, postbox = ports(folder)
        term(LETTERS, ledger, postbox, by_hand=True)
        assert mailbox(folder) == expected, point
        assert set(states(ledger).values()) == {"sent"}, point


def mailbox(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "outbox").rglob("*.eml")}
