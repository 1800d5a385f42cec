"""Counts every touch of the world by this process, and kills it at the one that was asked for.

What is wrapped is Python's and the libraries' own doors to the outside: opening a file to write, each write (before it
and halfway through), rename, removal, folder, sync; each writing statement and commit of the ledger; each packet to a
mail server. Nothing of the program is touched. Between two touches nothing outside changes, so that killing before
each of them covers every instant.
"""

import asyncio.selector_events
import builtins
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, event

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_QUIET = ("SELECT", "PRAGMA", "BEGIN")


class Touches:
    """`fatal` is the number of the touch before which the process dies (0: none); `seen` describes those so far.

    With `losing` a process whose fatal touch is an answer does not die: the answer is lost, and it must live with that.
    """

    def __init__(self, fatal: int = 0, *, losing: bool = False) -> None:
        self.fatal, self.losing = fatal, losing
        self.seen: list[str] = []

    def touch(self, what: str, halfway: Callable[[], object] | None = None) -> None:
        self.seen.append(what)
        if len(self.seen) == self.fatal:
            if halfway is not None:
                halfway()
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Wraps the doors for the rest of this process's life."""
        for name in ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "fsync", "truncate", "link"):
            self._wrap(os, name)
        self._open()
        self._statements()
        self._packets()
        self._requests()

    def _wrap(self, module: Any, name: str) -> None:
        real = getattr(module, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            if name != "mkdir" or not Path(given[0]).exists():
                self.touch(f"{name} {_shown(given[0])}")
            return real(*given, **named)

        setattr(module, name, wrapped)

    def _open(self) -> None:
        real_open, real_os_open = io.open, os.open

        def os_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & _WRITES:
                self.touch(f"open {_shown(path)}")
            return real_os_open(path, flags, *more, **named)

        def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            writes = any(letter in mode for letter in "wax+")
            if not writes:
                return real_open(file, mode, *more, **named)
            if not isinstance(file, int):
                self.touch(f"open {_shown(file)}")
            found = real_open(file, mode, *more, **named)
            return _Torn(found, self) if "b" in mode else found

        os.open = os_open
        io.open = opened  # type: ignore[assignment] # the same signature, for what is used here
        builtins.open = opened

    def _statements(self) -> None:
        def statement(_connection: Any, _cursor: Any, text: str, *_more: Any) -> None:
            if not text.lstrip().upper().startswith(_QUIET):
                self.touch("ledger: " + " ".join(text.split()[:3]))

        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Engine, "commit", lambda _connection: self.touch("ledger: COMMIT"))

    def _packets(self) -> None:
        transport = asyncio.selector_events._SelectorSocketTransport
        real = transport.write

        def write(socket: Any, data: Any) -> None:
            self.touch("mail server: packet")
            real(socket, data)

        transport.write = write

    def _requests(self) -> None:
        """Each writing request: before it is sent, and once its effect is there but its answer has not arrived."""
        real = HTTPAdapter.send

        def send(adapter: Any, request: Any, *given: Any, **named: Any) -> Any:
            path = urlsplit(request.url).path
            if request.method == "GET" or path == "/token":
                return real(adapter, request, *given, **named)
            what = f"{request.method} /{path.rpartition('/')[2]}"
            self.touch(f"request: {what}")
            answer = real(adapter, request, *given, **named)
            self.touch(f"answer: {what}", self._lose)
            return answer

        HTTPAdapter.send = send  # type: ignore[method-assign] # as with the other doors

    def _lose(self) -> None:
        if self.losing:
            raise requests.ConnectionError


class _Torn:
    """A file opened to write bytes, in which a kill may leave half of what was to be written."""

    def __init__(self, file: Any, touches: Touches) -> None:
        self._file, self._touches = file, touches

    def write(self, content: Any) -> int:
        name = _shown(getattr(self._file, "name", ""))
        self._touches.touch(f"write {name}")

        def half() -> None:
            self._file.write(content[: len(content) // 2])
            self._file.flush()

        if len(content) > 1:
            self._touches.touch(f"write half of {name}", half)
        return int(self._file.write(content))

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(self, *raised: object) -> Any:
        return self._file.__exit__(*raised)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Any:
        return iter(self._file)


def _shown(path: Any) -> str:
    """The last two parts of a path, for reports."""
    if isinstance(path, int):
        try:
            path = Path(f"/proc/self/fd/{path}").readlink()
        except OSError:
            return "a file"
    return "/".join(os.fspath(path).split("/")[-2:])
