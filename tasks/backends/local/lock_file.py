"""One run at a time for a workbook by a file that the operating system locks; it goes with its holder.

A second file beside it says who holds the lock and since when; it is only ever shown, never trusted. Little is imported here,
so that a second command can say so before it has loaded anything else.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from tasks.program.problems import BusyError, OutsideError

POLL = 0.2
"""Seconds between two tries of a run that waits."""


def me() -> tuple[str, str]:
    """Who asks, and since when. The real clock: locks are outside of the program's time."""
    return f"process {os.getpid()} on {socket.gethostname()}", datetime.now().astimezone().isoformat(
        timespec="seconds"
    )


def busy(who: str, since: str) -> BusyError:
    holder = f"{who}, since {since.replace('T', ' ')}" if who else "it has just begun"
    return BusyError(
        f"Another run is working on this workbook ({holder}). Wait for it to end, or use --wait."
    )


@contextmanager
def file_lock(beside: Path, wait: float) -> Iterator[None]:
    """Holds a lock that is named like the ledger and lies beside it."""
    path, sign = _beside(beside)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(path, timeout=max(wait, 0.0), mode=0o600, thread_local=False)
    try:
        lock.acquire(poll_interval=POLL)
    except Timeout:
        raise busy(*_read(sign)) from None
    except (OSError, NotImplementedError) as error:
        raise OutsideError(
            f"{path.parent} cannot be locked for one run at a time ({error}). Allow writing there, or move the folder to a local disk."
        ) from None
    try:
        # Who holds it is only ever shown: a full disk must not stop a run here.
        with suppress(OSError):
            _write(sign)
        yield
    finally:
        sign.unlink(missing_ok=True)
        lock.release()


def _read(sign: Path) -> tuple[str, str]:
    try:
        found = json.loads(sign.read_text(encoding="utf-8"))
        return str(found["who"]), str(found["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def _write(sign: Path) -> None:
    who, since = me()
    fresh = sign.with_name(sign.name + ".new")
    with open(fresh, "w", encoding="utf-8", opener=_private) as file:
        json.dump({"who": who, "since": since}, file)
    fresh.replace(sign)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def knock(beside: Path) -> None:
    """Raises `BusyError` where a run is at work on this ledger; holds nothing, and makes nothing.

    The lock is tried only where somebody has signed: a run that has just begun must not meet one that only asks.
    """
    path, sign = _beside(beside)
    if sign.exists():
        lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise busy(*_read(sign)) from None
        except (OSError, NotImplementedError):
            return  # said in full by the run itself
        lock.release()


def _beside(ledger: Path) -> tuple[Path, Path]:
    return ledger.with_suffix(".lock"), ledger.with_suffix(".lock.json")
