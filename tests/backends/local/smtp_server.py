"""A real mail server on loopback that refuses, hangs up and forgets to answer as told."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class MailServer:
    """What the server took, and how it should behave: answers by address, and what it does with the next messages."""

    taken: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    hang_up_at: str = ""
    """`rcpt`, `data` (before the message counts) or `taken` (after it): the connection is cut there, once."""
    certificate: Path | None = None
    connections: int = 0
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _cut(self, server: SMTP, place: str) -> bool:
        if self.hang_up_at != place:
            return False
        self.hang_up_at = ""
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return True

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._cut(server, "rcpt")
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        if self._cut(server, "data"):
            return "451 gone"
        if self.data_answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.encrypted.append(session.ssl is not None)
            self.taken.append((envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content))
        self._cut(server, "taken")
        return self.data_answer


def _sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    known = data.login == b"program" and data.password == b"right"
    return AuthResult(success=known, handled=known)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def serve(**behavior: Any) -> Iterator[MailServer]:
    """Runs a server until the block ends."""
    server = MailServer(port=_free_port(), **behavior)
    context = None
    if server.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(server.certificate)
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        authenticator=_sign_in,
        tls_context=context,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
