"""One run at a time for each workbook of a shared database: a lock of the database's, which dies with its holder.

A row says who holds the lock and since when; it is only ever shown, never trusted.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from tasks.backends.local.ledger_database import Database
from tasks.backends.local.ledger_schema import HOLDERS
from tasks.backends.local.lock_file import POLL, busy, me
from tasks.program import keys


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
                raise busy(*(row or ("", "")))
            time.sleep(POLL)
        try:
            who, since = me()
            connection.execute(delete(HOLDERS).where(mine))
            connection.execute(insert(HOLDERS).values(scope=scope, who=who, since=since))
            yield connection
        finally:
            # A connection that is gone has taken its lock along.
            with suppress(SQLAlchemyError):
                connection.execute(delete(HOLDERS).where(mine))
                connection.execute(select(func.pg_advisory_unlock(number)))
