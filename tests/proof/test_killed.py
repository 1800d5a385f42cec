"""A term, killed at every touch of the world in turn, ends as if nothing had happened.

By default a few touches of each world are tried, the same ones each time; `make prove` tries all of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")

Proof = dict[str, Any]


def start(folder: Path, world: str, every: int, first: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.proof.killing", str(folder), "--world", world]
    command += ["--every", str(every), "--first", str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(*runs: "subprocess.Popen[str]") -> Proof:
    """What the runs tried together, and what was not survived."""
    found = [json.loads(run.communicate()[0]) for run in runs]
    together: Proof = {"touches": found[0]["touches"], "failures": []}
    together["failures"] = [failure for one in found for failure in one["failures"]]
    for name in ("killed", "unanswered", "doubts"):
        together[name] = sum(one.get(name, 0) for one in found)
    together["most in doubt"] = max(one.get("most in doubt", 0) for one in found)
    return together


def test_term_in_a_folder_killed_at_some_touches_ends_as_if_undisturbed(tmp_path: Path) -> None:
    found = finish(start(tmp_path / "term", "folder", 30, 7))

    assert found["failures"] == []
    assert found["killed"] >= 20


def test_with_a_mail_server_a_kill_leaves_one_letter_in_doubt_at_most_and_none_twice(tmp_path: Path) -> None:
    found = finish(start(tmp_path / "term", "mail-server", 40, 3))

    assert found["failures"] == []
    assert found["killed"] >= 5
    assert found["most in doubt"] <= 1


def test_term_on_google_killed_at_some_touches_ends_as_if_undisturbed(tmp_path: Path) -> None:
    found = finish(start(tmp_path / "term", "google", 60, 20))

    assert found["failures"] == []
    assert found["killed"] >= 15
    assert found["unanswered"] >= 3


def test_where_gmail_may_only_be_sent_with_a_kill_leaves_one_letter_in_doubt_at_most(tmp_path: Path) -> None:
    found = finish(start(tmp_path / "term", "google-send-only", 40, 3))

    assert found["failures"] == []
    assert found["killed"] >= 5
    assert found["most in doubt"] <= 1


@pytest.mark.prove
@pytest.mark.parametrize(
    ("world", "least"), [("folder", 900), ("mail-server", 300), ("google", 900), ("google-send-only", 150)]
)
def test_term_killed_at_every_touch_ends_as_if_undisturbed(
    world: str, least: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [start(tmp_path / str(first), world, WORKERS, first) for first in range(WORKERS)]

    found = finish(*runs)

    survived = found["killed"] + found["unanswered"] - len(found["failures"])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{world}: killed at {found['killed']} of {found['touches']} touches, {found['unanswered']} answers lost, "
            f"{found['doubts']} letters in doubt: {survived} survived\n"
        )
    assert found["failures"] == []
    assert found["killed"] == found["touches"] >= least
    assert found["most in doubt"] <= 1
