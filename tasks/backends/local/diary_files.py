"""Files of the diary: names that every system takes, and writes that leave the old file or the new one, never half."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.program.problems import OutsideError

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._+-")
_LONGEST = 200


def safe_name(name: str) -> str:
    """The name with everything but letters, digits and `@._+-` as `%` and two digits, never a path or a hidden file."""
    safe = "".join(
        char if char in _PLAIN else "".join(f"%{byte:02X}" for byte in char.encode()) for char in name
    )
    safe = f"%2E{safe[1:]}" if safe.startswith(".") else safe
    return safe[:_LONGEST]


def write(path: Path, content: bytes) -> None:
    """Puts the content in place in one step; a file that already holds it is left alone."""
    try:
        if path.read_bytes() == content:
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.tmp")
    half.write_bytes(content)
    half.replace(path)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


@contextmanager
def plainly(folder: Path) -> Iterator[None]:
    """Says in one sentence why calendars could not be written."""
    try:
        yield
    except OSError as error:
        raise OutsideError(
            f"The calendars in {folder} cannot be written: {error.strerror}. Make room or allow writing there, then run "
            "again; nothing is lost."
        ) from None
