"""A mail server in a process of its own that notes every message it has taken before it says so: `LOG` on the line.

Prints its port, then serves until its standard input is closed.
"""

import json
import socket
import sys
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Taking:
    """Notes (recipients, subject, id) of each message as a line of the log."""

    def __init__(self, log: Path) -> None:
        self.log = log

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        line = {"to": sorted(envelope.rcpt_tos), "subject": message["Subject"], "id": message["Message-ID"]}
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return "250 OK"


def main() -> None:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    controller = Controller(Taking(Path(sys.argv[1])), hostname="127.0.0.1", port=port)
    controller.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
