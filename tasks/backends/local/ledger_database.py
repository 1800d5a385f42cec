"""Opens the ledger's database so that a committed write survives a power cut, and says plainly what is wrong with it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from tasks.backends.local.ledger_schema import migrate
from tasks.program.problems import MentorshipError, OutsideError, UsageError, WorkbookError

_SMALLEST = 64 * 1024
_READING = "ledger_reads_only"
_REBUILD = "Bring it back from a backup, or run `mentorship outbox rebuild`: nothing is sent again."


class Database:
    """One database with short transactions: `reading` and `writing`. Made, and brought up to date, at the first use.

    Whoever only looks (`looking`) at a file in a place that may not be written looks at a copy of it: SQLite writes even to read.
    """

    def __init__(self, url: str, *, looking: bool = False) -> None:
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
                parsed = parsed.set(drivername="postgresql+psycopg")
            self.file = (
                Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
            )
            if looking and self.file is not None and not _may_write(self.file):
                parsed = parsed.set(database=str(self._copied(self.file)))
            self._engine = _engine(parsed, in_file=self.file is not None)
        except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
            raise UsageError(
                "MENTORSHIP_DATABASE_URL is not a database this program can open. It looks like "
                "postgresql://user:password@host/name (needs `pip install mentorship[postgres]`)."
            ) from None
        self._ready = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._plainly():
            self._prepare()
            with self._engine.connect().execution_options(**{_READING: True}) as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the only pen from its first statement; durable once it ends."""
        with self._plainly():
            self._prepare()
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection outside of transactions, for locks that live as long as it does; what is done meanwhile may fail
        for reasons of its own, which are not the database's.
        """
        with self._plainly():
            self._prepare()
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            yield connection

    def close(self) -> None:
        """Lets every connection go; SQLite then folds its side files back into the one file."""
        self._engine.dispose()
        if self._copy is not None:
            self._copy.cleanup()

    def _copied(self, file: Path) -> Path:
        """A copy with what a killed run left beside the file; `close` removes it."""
        self._copy = tempfile.TemporaryDirectory(prefix="mentorship-")
        copy = Path(self._copy.name) / file.name
        for end in ("", "-wal"):
            with self._plainly(), suppress(FileNotFoundError):
                shutil.copyfile(f"{file}{end}", f"{copy}{end}")
        return copy

    def still_there(self, connection: Connection) -> None:
        """Raises `OutsideError` if a connection that `alone` gave is gone, and with it the lock it held."""
        try:
            connection.scalar(select(1))
        except SQLAlchemyError:
            # Trying again would not bring the lock back.
            raise OutsideError(
                "The database server that holds the record of sent letters was restarted, or the way to it was cut, while this "
                "run was working. Another run may have begun since, so this one stopped. Nothing is lost: run again.",
                permanent=True,
            ) from None

    def _prepare(self) -> None:
        if self._ready:
            return
        if self.file is not None and self._copy is None:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made by us and not by SQLite, so that nobody else can read it for a moment; its side files follow its mode.
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        with self._engine.begin() as connection:
            migrate(connection)
        self._ready = True

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except MentorshipError:
            raise
        except SQLAlchemyError as error:
            raise self._named(error) from None
        except OSError as error:
            raise OutsideError(
                f"The record of sent letters in {self.file} cannot be opened: {error.strerror}. "
                "Make room or allow reading and writing there, then run again; nothing is lost."
            ) from None

    def _named(self, error: SQLAlchemyError) -> MentorshipError:
        # The error's own text would quote statements and values; what the database said is enough.
        cause = error.orig if isinstance(error, DBAPIError) else None
        said = str(cause).partition("\n")[0] if cause else type(error).__name__
        broken = ("malformed", "not a database", "no such table", "no such column", "disk image")
        if self.file is not None and any(word in said for word in broken):
            return WorkbookError(f"The record of sent letters, {self.file}, is damaged. {_REBUILD}")
        if self.file is not None and ("is full" in said or _is_full(self.file.parent)):
            return OutsideError(
                f"The disk that holds the record of sent letters, {self.file}, is full. Nothing is lost: make room, then run "
                "again."
            )
        place = self.file or "the database server"
        return OutsideError(
            f"The record of sent letters in {place} cannot be used now ({said}). Nothing is lost: run again when it can."
        )


def _may_write(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _is_full(folder: Path) -> bool:
    """SQLite calls a disk that has no room for its smallest file an input-output error."""
    try:
        return shutil.disk_usage(folder).free < _SMALLEST
    except OSError:
        return False


def _engine(url: Any, *, in_file: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})
    event.listen(engine, "connect", _durable if in_file else _by_hand)
    event.listen(engine, "begin", _begin)
    return engine


def _by_hand(connection: Any, _record: object) -> None:
    # Python's sqlite3 would begin transactions late and by itself; ours begin with the pen in hand.
    connection.isolation_level = None


def _durable(connection: Any, record: object) -> None:
    _by_hand(connection, record)
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
