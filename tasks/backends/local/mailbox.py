"""Answers in a mailbox on an IMAP server: read, never marked, moved or deleted.

The folder is opened for reading only, and a message is fetched only where its structure names a calendar. Answers to
our own series are kept beside the workbook with the place read up to (UIDVALIDITY and UID): an emptied mailbox
forgets nothing, and the next run begins where this one ended. Nobody else's mail is kept.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from tasks.backends.ics.reply import MAX_BYTES, Said, read_replies
from tasks.backends.local.diary_files import write
from tasks.program.keys import digest
from tasks.program.problems import OutsideError, UsageError

_LOCAL = ("localhost", "127.0.0.1", "::1")
_TIMEOUT, _BATCH = 30.0, 500
Ours = Callable[[str], bool]


@dataclass(frozen=True)
class Account:
    """Where answers arrive: `secure` means TLS from the first byte; otherwise STARTTLS before the password goes."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    secure: bool = True


def account_from_url(url: str, password: str) -> Account:
    """Reads `imap[s]://user@host:port/folder`; the port is 993, or 143 for imap, the folder INBOX where left out."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise UsageError(
            "MENTORSHIP_IMAP_URL is not a mailbox. It looks like imaps://user@mail.school.org/INBOX."
        )
    secure = parts.scheme == "imaps"
    return Account(
        parts.hostname,
        port or (993 if secure else 143),
        unquote(parts.username),
        password or unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        secure,
    )


@dataclass(frozen=True)
class _Read:
    """What was read of one mailbox: up to which UID, and the answers found."""

    mailbox: str
    validity: int = 0
    last: int = 0
    said: tuple[Said, ...] = ()


class Mailbox:
    """Asked once in a run; `kept` is the file that remembers (nothing is written with `reading`)."""

    def __init__(self, account: Account, kept: Path, *, reading: bool = False) -> None:
        self.account, self._kept, self._reading = account, kept, reading
        self._found: tuple[Said, ...] | None = None
        self.complaint = ""

    def replies(self, ours: Ours, since: date) -> tuple[Said, ...]:
        """All answers to our series; what the mailbox had before where it cannot be reached (`complaint` says why)."""
        if self._found is None:
            before = self._remembered()
            try:
                found = self._fetched(before, ours, since)
            except OutsideError as problem:
                self.complaint, found = str(problem), before
            if found != before and not self._reading:
                write(self._kept, _packed(found))
            self._found = found.said
        return self._found

    def check(self) -> None:
        """Signs in and opens the folder; raises `OutsideError` with the reason."""
        with _Session(self.account):
            pass

    def _name(self) -> str:
        one = self.account
        return digest(one.host, one.user, one.folder, length=12)

    def _remembered(self) -> _Read:
        try:
            data = json.loads(self._kept.read_bytes())
            found = _Read(
                data["mailbox"], data["validity"], data["last"], tuple(_said(one) for one in data["said"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return _Read(self._name())
        # Another mailbox counts its messages anew; what the old one brought stays heard.
        return found if found.mailbox == self._name() else _Read(self._name(), said=found.said)

    def _fetched(self, before: _Read, ours: Ours, since: date) -> _Read:
        with _Session(self.account) as session:
            last = before.last if session.validity == before.validity else 0
            seen, found = last, dict.fromkeys(before.said)
            for uid, content in session.calendars(last, since):
                seen = max(seen, uid)
                found.update((one, None) for one in read_replies(content) if ours(one.uid))
        return _Read(before.mailbox, session.validity, seen, tuple(found))


class _Session:
    """One visit to the folder; every failure is an `OutsideError` in words for the person who set it up."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.validity = 0

    def __enter__(self) -> Self:
        account = self._account
        where = f"{account.host}:{account.port}"
        try:
            self._client = IMAPClient(account.host, account.port, ssl=account.secure, timeout=_TIMEOUT)
            self._sign_in()
            self.validity = int(self._client.select_folder(account.folder, readonly=True)[b"UIDVALIDITY"])
        except LoginError:
            raise OutsideError(
                f"The mailbox on {account.host} refused the sign-in. Check MENTORSHIP_IMAP_URL and MENTORSHIP_IMAP_PASSWORD."
            ) from None
        except (IMAPClientError, OSError, KeyError) as error:
            said = str(error) if isinstance(error, IMAPClientError) else type(error).__name__
            raise OutsideError(
                f"The folder {account.folder} on {where} cannot be read ({said[:120]})."
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._client.logout()
        except (IMAPClientError, OSError):
            self._client.shutdown()

    def _sign_in(self) -> None:
        account = self._account
        if not account.secure and self._client.has_capability("STARTTLS"):
            self._client.starttls()
        elif not account.secure and account.host not in _LOCAL:
            raise OutsideError(
                f"The mailbox on {account.host} offers no encryption: the password is not sent to it."
            )
        self._client.login(account.user, account.password)

    def calendars(self, after: int, since: date) -> Iterator[tuple[int, bytes]]:
        """Every later message with its UID: its bytes where it carries a calendar, else none."""
        try:
            found = self._client.search(["UID", f"{after + 1}:*", "SINCE", since])
            # `n:*` names the last message even where all are older.
            uids = sorted(uid for uid in found if uid > after)
            for low in range(0, len(uids), _BATCH):
                batch = uids[low : low + _BATCH]
                looks = self._client.fetch(batch, ["BODYSTRUCTURE", "RFC822.SIZE"])
                for uid in batch:
                    yield uid, self._content(uid) if _may_answer(looks.get(uid, {})) else b""
        except (IMAPClientError, OSError) as error:
            raise OutsideError(
                f"The connection to the mailbox on {self._account.host} was lost ({type(error).__name__})."
            ) from None

    def _content(self, uid: int) -> bytes:
        # PEEK: the message stays unread for the person whose mailbox this is.
        content: bytes = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]", b"")
        return content


def _may_answer(look: Mapping[bytes, Any]) -> bool:
    structure = repr(look.get(b"BODYSTRUCTURE", "")).casefold()
    size = int(look.get(b"RFC822.SIZE", 0))
    return size <= MAX_BYTES and any(mark in structure for mark in ("calendar", "ics"))


def _packed(read: _Read) -> bytes:
    data = asdict(read)
    for one, said in zip(data["said"], read.said, strict=True):
        one["at"] = said.at.isoformat()
        one["slot"] = said.slot.isoformat() if said.slot else ""
    return json.dumps(data, indent=1).encode()


def _said(data: Mapping[str, Any]) -> Said:
    at, slot = datetime.fromisoformat(data["at"]), data["slot"]
    return Said(
        data["uid"], data["address"], data["answer"], at,
        datetime.fromisoformat(slot) if slot else None, bool(data["whole_day"]),
    )  # fmt: skip


def by_uid(parts: Iterable[Sequence[Said]]) -> dict[str, tuple[Said, ...]]:
    """Answers of several sources by UID, each once."""
    found: dict[str, dict[Said, None]] = {}
    for part in parts:
        for said in part:
            found.setdefault(said.uid, {})[said] = None
    return {uid: tuple(said) for uid, said in found.items()}
