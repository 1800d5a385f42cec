"""Answers in a folder of mail: `inbox/*.eml`, or a Maildir (`inbox/new`, `inbox/cur`); nothing is moved or marked."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tasks.backends.ics.reply import MAX_BYTES, Said, read_replies

_Seen = tuple[Path, int, int]


class Inbox:
    """The folder; a message is read again only when its file has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[_Seen, tuple[Said, ...]] = {}

    def replies(self) -> tuple[Said, ...]:
        """All answers."""
        kept: dict[_Seen, tuple[Said, ...]] = {}
        for path in self._files():
            with suppress(OSError):  # a mail program may move a file at any moment; the next run finds it
                stat = path.stat()
                key = (path, stat.st_mtime_ns, stat.st_size)
                kept[key] = self._read[key] if key in self._read else _replies(path, stat.st_size)
        self._read = kept
        return tuple(said for own in kept.values() for said in own)

    def _files(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from sorted(path for path in self._folder.glob("*.eml") if path.is_file())
            for part in ("new", "cur"):
                yield from sorted(path for path in (self._folder / part).glob("[!.]*") if path.is_file())


def _replies(path: Path, size: int) -> tuple[Said, ...]:
    return read_replies(path.read_bytes()) if size <= MAX_BYTES else ()
