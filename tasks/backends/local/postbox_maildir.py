"""A mailbox in a folder: a Maildir that any mail program opens, every message named by its key.

The name is what makes once mean once: whether a message went out is whether its file is there. With an SMTP server the
same letters travel as well (`postbox_smtp`), and are filed here once they are gone.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

from tasks.ports import Message, Receipt
from tasks.program.problems import OutsideError, UsageError

_KEY = re.compile(r"[A-Za-z0-9_-]{1,200}")
# Double-click opens it; mail programs that move it to cur/ add `:2,` and their flags.
_SUFFIX = ".eml"
_PARTIAL = ".partial.eml"


class MaildirPostbox:
    """The folder `outbox/`: made at the first message, for its owner only."""

    knows = keeps = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._moved: dict[str, str] = {}
        self._moved_as_of = -1

    def send(self, message: Message) -> Receipt:
        """Files the message; durable when it returns. One that is there already stays as it is."""
        if not self._path(message.key):
            self.file(message)
        return Receipt(message.key)

    def look(self, key: str) -> Receipt | None:
        return Receipt(key) if self._path(key) else None

    def content(self, key: str) -> bytes | None:
        """A message as it went out."""
        path = self._path(key)
        return path.read_bytes() if path else None

    def file(self, message: Message, *, partly: bool = False) -> None:
        """Writes to tmp/ and renames, so that a reader, or a crash, never sees half a message.

        One that reached only some of its recipients (`partly`) is kept under another name: it proves nothing.
        """
        name = _name(message.key) + (_PARTIAL if partly else _SUFFIX)
        try:
            for part in ("", "tmp", "new", "cur"):
                (self._folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            # One run at a time writes here: what lies in tmp/ was begun by one that died, perhaps under another name.
            for stale in (self._folder / "tmp").glob("*" + _SUFFIX):
                stale.unlink(missing_ok=True)
            fresh = self._folder / "tmp" / name
            with open(fresh, "wb", opener=_private) as file:
                file.write(message.content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._folder / "new" / name)
            _sync(self._folder / "new")
        except OSError as error:
            raise OutsideError(
                f"The letter cannot be filed in {self._folder}: {error.strerror}. Make room or allow writing there, "
                "then run again; nothing is lost."
            ) from None

    def _path(self, key: str) -> Path | None:
        name = _name(key) + _SUFFIX
        fresh = self._folder / "new" / name
        if fresh.exists():
            return fresh
        moved = self._moved_by_readers().get(name)
        return self._folder / "cur" / moved if moved else None

    def _moved_by_readers(self) -> dict[str, str]:
        """What mail programs moved to cur/, by its first name; listed again only when the folder changed."""
        folder = self._folder / "cur"
        try:
            as_of = folder.stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return {}
        if as_of != self._moved_as_of:
            self._moved = {path.name.partition(":")[0]: path.name for path in sorted(folder.iterdir())}
            self._moved_as_of = as_of
        return self._moved


def _name(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise UsageError("A letter's key holds letters, digits and hyphens only.")
    return key


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """Makes a rename durable; Windows has no such thing and needs none."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
