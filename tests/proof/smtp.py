"""The local back end with a mail server as well: whether a letter left cannot always be known after a kill.

A copy in doubt is never sent by itself. A person who knows what the server took answers its line in `To do`; then the
server has taken every letter exactly once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tasks.program.cells import Value
from tests.proof import term
from tests.proof.doubts import TRACES, answer_truthfully
from tests.proof.local import LocalWorld, Picture
from tests.proof.term import Day


class SmtpWorld(LocalWorld):
    """`log` is the server's; messages of other trials before this one are passed over by their number."""

    # A doubt is news for the coordinator's weekly list: without one, that letter would rightly not be sent.
    settings: Mapping[str, Value] = {**term.SETTINGS, "Coordinator digest": "off"}

    def __init__(self, log: Path) -> None:
        self.log = log
        self.before = 0
        self.doubts = 0
        self.most_in_doubt = 0

    def taken(self) -> list[Mapping[str, str]]:
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]

    def copy(self, folder: Path, to: Path) -> None:
        super().copy(folder, to)
        self.before = len(self.taken())

    def picture(self, folder: Path) -> Picture:
        found = {
            place: what
            for place, what in super().picture(folder).items()
            if place not in TRACES and not place.startswith("outbox/")
        }
        taken = sorted((one["to"], one["subject"]) for one in self.taken()[self.before :])
        return {**found, "taken by the server": taken}

    def settle_doubts(self, folder: Path, day: Day) -> bool:
        """The person looks into the server's list."""
        took = "\n".join(one["id"] for one in self.taken()[self.before :])
        letters = answer_truthfully(self.hands(folder), lambda letter: letter in took)
        self.doubts += bool(letters)
        self.most_in_doubt = max(self.most_in_doubt, letters)
        return bool(letters)


@contextmanager
def smtp_world(folder: Path) -> Iterator[SmtpWorld]:
    """The world with its server, whose log stands in the folder."""
    log = folder / "taken.jsonl"
    with mail_server(log):
        yield SmtpWorld(log)


@contextmanager
def mail_server(log: Path) -> Iterator[None]:
    """Runs the server; `MENTORSHIP_SMTP_URL` leads to it meanwhile."""
    command = [sys.executable, "-m", "tests.proof.mail_server", str(log)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        os.environ["MENTORSHIP_SMTP_URL"] = f"smtp://127.0.0.1:{server.stdout.readline().strip()}"
        try:
            yield
        finally:
            del os.environ["MENTORSHIP_SMTP_URL"]
            assert server.stdin is not None
            server.stdin.close()
