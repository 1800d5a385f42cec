"""Mail through an SMTP server, with an answer for each recipient; what went out is filed in the Maildir.

A server's answer can be lost after it took the message: then nobody knows, and `UnsureError` says so. Everything
before the text is handed over is certain.
"""

import asyncio
import re
import ssl
import threading
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
)

from tasks.backends.local.postbox_maildir import MaildirPostbox
from tasks.ports import Message, Receipt
from tasks.program.problems import OutsideError, UnsureError, UsageError

T = TypeVar("T")
_TIMEOUT = 60.0
# Servers close connections that idle and tire of ones that send hundreds.
_IDLE, _MOST = 20.0, 100
_CLOSING = 421
_LOCAL = ("localhost", "127.0.0.1", "::1")
_AGAIN = "Nothing was sent twice and nothing is lost: run again."
_WHOM = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")
Refusals = Mapping[str, tuple[bool, str]]


@dataclass(frozen=True)
class Server:
    """Where mail goes: `secure` means TLS from the first byte; otherwise STARTTLS is used where it is offered."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    secure: bool = False


def server_from_url(url: str, password: str) -> Server:
    """Reads `smtp[s]://user@host:port`; the port is 587, or 465 for smtps, where it is left out."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError(
            "MENTORSHIP_SMTP_URL is not a mail server. It looks like smtp://user@mail.school.org:587."
        )
    secure = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    return Server(
        parts.hostname,
        port or (465 if secure else 587),
        user,
        password or unquote(parts.password or ""),
        secure,
    )


class SmtpPostbox:
    """Sends over one connection as long as it lasts. A message in the Maildir went out; without one, nobody knows."""

    knows = keeps = False

    def __init__(self, server: Server, maildir: MaildirPostbox) -> None:
        self._server, self._maildir = server, maildir
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: SMTP | None = None
        self._used, self._count = 0.0, 0

    def send(self, message: Message) -> Receipt:
        """Hands the message to the server for every recipient it accepts, then files it."""
        before = self._maildir.look(message.key)
        if before is not None:
            return before
        refused = self._run(self._deliver(message))
        if len(refused) < len(message.recipients):
            # The letter is gone whether or not it can be filed: a full disk here must not have it sent again.
            with suppress(OutsideError):
                self._maildir.file(message, partly=bool(refused))
        return Receipt(message.key, refused)

    def look(self, key: str) -> Receipt | None:
        return self._maildir.look(key)

    def content(self, key: str) -> bytes | None:
        return self._maildir.content(key)

    def check(self) -> None:
        """Connects and signs in, and sends nothing; raises `OutsideError` with the reason."""
        self._run(self._connected())

    def close(self) -> None:
        if self._loop is not None:
            self._run(self._hang_up())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs on a loop in a thread of its own: the caller may be inside another loop, or in none."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _deliver(self, message: Message) -> Refusals:
        fresh = self._client is None
        try:
            client, refused = await self._addressed(message)
        except OutsideError:
            if fresh:
                raise
            # The server had closed the old connection; nothing was handed over, so another one is safe.
            client, refused = await self._addressed(message)
        if len(refused) == len(message.recipients):
            await self._quietly(client.rset())
            return refused
        return {**refused, **await self._handed_over(client, message, refused)}

    async def _addressed(self, message: Message) -> tuple[SMTP, dict[str, tuple[bool, str]]]:
        """Names sender and recipients: up to here nothing can have left."""
        client = await self._connected()
        refused: dict[str, tuple[bool, str]] = {}
        try:
            await client.mail(message.sender)
            for address in message.recipients:
                try:
                    await client.rcpt(address)
                except SMTPResponseException as answer:
                    if answer.code == _CLOSING:
                        raise
                    refused[address] = _refusal(answer)
        except SMTPResponseException as answer:
            await self._hang_up()
            # Never for good: it is the sender that is refused, so every letter would be, until someone changes a setting.
            raise OutsideError(
                f"The mail server takes no letters from us now ({_said(answer)}). {_AGAIN}"
            ) from None
        except (SMTPException, OSError):
            await self._hang_up()
            raise OutsideError(f"The connection to the mail server was lost. {_AGAIN}") from None
        return client, refused

    async def _handed_over(self, client: SMTP, message: Message, refused: Refusals) -> Refusals:
        self._count += 1
        try:
            await client.data(message.content)
        except SMTPResponseException as answer:
            await self._quietly(client.rset())
            return {address: _refusal(answer) for address in message.recipients if address not in refused}
        except (SMTPException, OSError):
            await self._hang_up()
            raise UnsureError(
                "The mail server's answer was lost after it had been given the letter."
            ) from None
        self._used = time.monotonic()
        return {}

    async def _connected(self) -> SMTP:
        old = self._client
        if old is not None:
            if old.is_connected and self._count < _MOST and time.monotonic() - self._used < _IDLE:
                return old
            await self._hang_up()
        server = self._server
        # An address literal as our name: looking up the machine's own can take many seconds on a school's network.
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.secure,
            timeout=_TIMEOUT,
            local_hostname="[127.0.0.1]",
        )
        try:
            await client.connect()
            await self._sign_in(client)
        except SMTPAuthenticationError:
            client.close()
            raise OutsideError(
                f"The mail server {server.host} refused the sign-in. Check MENTORSHIP_SMTP_URL and MENTORSHIP_SMTP_PASSWORD."
            ) from None
        except (SMTPException, OSError) as error:
            client.close()
            raise OutsideError(
                f"The mail server {server.host}:{server.port} cannot be reached ({_unreachable(error)}). {_AGAIN}"
            ) from None
        self._client, self._count, self._used = client, 0, time.monotonic()
        return client

    async def _sign_in(self, client: SMTP) -> None:
        server = self._server
        if not server.user or not server.password:
            return
        if client.get_transport_info("sslcontext") is None and server.host not in _LOCAL:
            raise OutsideError(
                f"The mail server {server.host} offers no encryption: the password is not sent to it."
            )
        await client.login(server.user, server.password)

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await self._quietly(client.quit())
            client.close()

    async def _quietly(self, work: Coroutine[Any, Any, object]) -> None:
        """A courtesy to the server; its answer changes nothing."""
        with suppress(SMTPException, OSError):
            await work


def _unreachable(error: BaseException) -> str:
    """The first plain cause in the chain: libraries wrap what the system said."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return "it did not answer in time" if isinstance(error, TimeoutError) else type(error).__name__


def _refusal(answer: SMTPResponseException) -> tuple[bool, str]:
    return answer.code >= 500, _said(answer)


def _said(answer: SMTPResponseException) -> str:
    """The server's words without the address in them: they end in the ledger, which holds none."""
    words = " ".join(_WHOM.sub("(address)", str(answer.message)).split())
    return f"{answer.code} {words}"[:200].strip()
