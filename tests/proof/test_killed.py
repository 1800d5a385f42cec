"""A whole term, killed at every touch of the world in turn, ends as if nothing had happened.

By default every 30th touch is tried; `make prove` tries all of them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKERS = 2

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")


def start(folder: Path, every: int, first: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.proof.killing", str(folder)]
    command += ["--every", str(every), "--first", str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(runs: Sequence["subprocess.Popen[str]"]) -> tuple[int, int, list[str]]:
    """Touches of the term, touches tried, and what was not survived."""
    found = [json.loads(run.communicate()[0]) for run in runs]
    failures = [failure for one in found for failure in one["failures"]]
    return found[0]["touches"], sum(one["killed"] for one in found), failures


def test_term_killed_at_some_touches_ends_as_if_undisturbed(tmp_path: Path) -> None:
    _, killed, failures = finish([start(tmp_path / "one", 30, 7)])

    assert failures == []
    assert killed >= 20


@pytest.mark.prove
def test_term_killed_at_every_touch_ends_as_if_undisturbed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    touches, killed, failures = finish(
        [start(tmp_path / str(first), WORKERS, first) for first in range(WORKERS)]
    )

    with capsys.disabled():
        print(f"\nkilled at {killed} of {touches} touches of a term: {killed - len(failures)} survived")
    assert failures == []
    assert killed == touches >= 300
