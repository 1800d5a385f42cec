"""Many runs at once on one workbook: the lock lets them in one by one, and there is one set of effects."""

import subprocess
import sys
from pathlib import Path

from tests.outbox.build import states, term
from tests.outbox.test_killed import LETTERS, ROOT, ports

RUN = "import sys; from tests.outbox.test_together import run; run(sys.argv[1])"


def run(folder: str) -> None:
    ledger, postbox = ports(Path(folder))
    with ledger.locked(wait=60):
        term(LETTERS, ledger, postbox, by_hand=True)


def test_runs_at_once_have_one_set_of_effects(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    runs = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [one.wait(120) for one in runs] == [0] * 4
    ledger, _ = ports(tmp_path)
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == len(LETTERS)
    assert set(states(ledger).values()) == {"sent"}
    assert len([line for line in ledger.audit() if line[1] == "letter sent"]) == 4
