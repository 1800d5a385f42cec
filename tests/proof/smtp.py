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
from tasks.program.workbook.changes import SetCells
from tests.proof import term
from tests.proof.local import LocalWorld, Picture
from tests.proof.term import Day

# What a doubt and its answer rightly leave behind: the question, the number of tries, the key of a second message.
_TOLD_OF_DOUBT = ("tab To do", "tab Coming up", "ledger deliveries", "ledger facts", "audit of letters sent")


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
            if place not in _TOLD_OF_DOUBT and not place.startswith("outbox/")
        }
        taken = sorted((one["to"], one["subject"]) for one in self.taken()[self.before :])
        return {**found, "taken by the server": taken}

    def settle_doubts(self, folder: Path, day: Day) -> None:
        """The person looks into the server's list and answers truthfully."""
        hands = self.hands(folder)
        rows = [row for row in hands.read().rows("To do") if row.text("Item").startswith("unsure-")]
        open_rows = [row for row in rows if row.text("Status") == "open" and not row.text("Answer")]
        letters = {self._letter(row.text("Look in")) for row in open_rows}
        self.doubts += bool(letters)
        self.most_in_doubt = max(self.most_in_doubt, len(letters))
        took = "\n".join(one["id"] for one in self.taken()[self.before :])
        for row in open_rows:
            answer = "was sent" if self._letter(row.text("Look in")) in took else "send again"
            hands.write([SetCells("To do", row, {"Answer": answer})])

    def _letter(self, look_in: str) -> str:
        return look_in.removeprefix("Outbox: ").rpartition("-")[0]


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
