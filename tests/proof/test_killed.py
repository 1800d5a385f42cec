"""A term, killed at every touch of the world in turn, ends as if nothing had happened.

By default every 30th or 40th touch is tried; `make prove` tries all of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKERS = 2

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")


def start(folder: Path, every: int, first: int, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.proof.killing", str(folder)]
    command += ["--every", str(every), "--first", str(first), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(*runs: "subprocess.Popen[str]") -> tuple[int, int, list[str]]:
    """Touches of the term, touches tried, and what was not survived."""
    found = [json.loads(run.communicate()[0]) for run in runs]
    failures = [failure for one in found for failure in one["failures"]]
    assert max(one.get("most in doubt", 0) for one in found) <= 1
    return found[0]["touches"], sum(one["killed"] for one in found), failures


def test_term_killed_at_some_touches_ends_as_if_undisturbed(tmp_path: Path) -> None:
    _, killed, failures = finish(start(tmp_path / "term", 30, 7))

    assert failures == []
    assert killed >= 20


def test_with_a_mail_server_a_kill_leaves_one_letter_in_doubt_at_most_and_none_twice(tmp_path: Path) -> None:
    _, killed, failures = finish(start(tmp_path / "term", 40, 3, "--smtp"))

    assert failures == []
    assert killed >= 5


@pytest.mark.prove
@pytest.mark.parametrize("how", [(), ("--smtp",)], ids=["folder", "mail server"])
def test_term_killed_at_every_touch_ends_as_if_undisturbed(
    how: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [start(tmp_path / str(first), WORKERS, first, *how) for first in range(WORKERS)]

    touches, killed, failures = finish(*runs)

    with capsys.disabled():
        sys.stdout.write(f"\nkilled at {killed} of {touches} touches: {killed - len(failures)} survived\n")
    assert failures == []
    assert killed == touches >= 300
