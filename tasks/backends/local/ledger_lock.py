"""One run at a time for each workbook: a lock of the operating system or the database, which dies with its holder.

A file beside it (or a row) says who holds the lock and since when; it is only ever shown, never trusted.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from tasks.backends.local.ledger_database import Database
from tasks.backends.local.ledger_schema import HOLDERS
from tasks.program import keys
from tasks.program.problems import BusyError, OutsideError

_POLL = 0.2


def _me() -> tuple[str, str]:
    """Who asks, and since when. The real clock: locks are outside of the program's time."""
    return f"process {os.getpid()} on {socket.gethostname()}", datetime.now().astimezone().isoformat(
        timespec="seconds"
    )


def _busy(who: str, since: str) -> BusyError:
    holder = f"{who}, since {since.replace('T', ' ')}" if who else "it has just begun"
    return BusyError(
        f"Another run is working on this workbook ({holder}). Wait for it to end, or use --wait."
    )


@contextmanager
def file_lock(beside: Path, wait: float) -> Iterator[None]:
    """Holds `ledger.lock` beside the ledger."""
    path, sign = beside.with_name("ledger.lock"), beside.with_name("ledger.lock.json")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(path, timeout=max(wait, 0.0), mode=0o600, thread_local=False)
    try:
        lock.acquire(poll_interval=_POLL)
    except Timeout:
        raise _busy(*_read(sign)) from None
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
    who, since = _me()
    fresh = sign.with_name(sign.name + ".new")
    with open(fresh, "w", encoding="utf-8", opener=_private) as file:
        json.dump({"who": who, "since": since}, file)
    fresh.replace(sign)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def database_lock(database: Database, scope: str, wait: float) -> Iterator[Connection]:
    """Holds a PostgreSQL advisory lock on a connection of its own, which it gives: the lock lasts as long as that does."""
    number = int.from_bytes(keys.digest("mentorship", scope, length=12).encode()[-7:], "big")
    deadline = time.monotonic() + wait
    mine = HOLDERS.c.scope == scope
    with database.alone() as connection:
        while not connection.scalar(select(func.pg_try_advisory_lock(number))):
            if time.monotonic() >= deadline:
                row = connection.execute(select(HOLDERS.c.who, HOLDERS.c.since).where(mine)).first()
                raise _busy(*(row or ("", "")))
            time.sleep(_POLL)
        try:
            who, since = _me()
            connection.execute(delete(HOLDERS).where(mine))
            connection.execute(insert(HOLDERS).values(scope=scope, who=who, since=since))
            yield connection
        finally:
            # A connection that is gone has taken its lock along.
            with suppress(SQLAlchemyError):
                connection.execute(delete(HOLDERS).where(mine))
                connection.execute(select(func.pg_advisory_unlock(number)))
