"""The ledger in a database: a SQLite file beside the workbook, or PostgreSQL when several machines run the flows.

Ids and states only, never a name, an address or a text. Every method is one transaction, on disk when it returns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, case, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite

from tasks.backends.local.ledger_database import Database
from tasks.backends.local.ledger_lock import database_lock
from tasks.backends.local.ledger_schema import AUDIT, DELIVERIES, FACTS, PROGRAMS
from tasks.backends.local.lock_file import file_lock
from tasks.program.letters import Delivery, State
from tasks.program.problems import WorkbookError

_CLAIMABLE = ("owed", "waiting", "failed")
_ENDS = (State.SENT, State.FAILED, State.UNSURE)
_COLUMNS = tuple(spec.name for spec in fields(Delivery))
# Databases take a limited number of values in one statement.
_CHUNK = 500


class SqlLedger:
    """A ledger at a SQLAlchemy URL. `program` tells the workbooks of one shared database apart; a file holds one.

    With `looking` it is only looked at, which may be done where nothing may be written.
    """

    def __init__(self, url: str, program: str = "", *, looking: bool = False) -> None:
        self._database = Database(url, looking=looking)
        self._scope = program
        self._lock: Connection | None = None

    def close(self) -> None:
        """Ends with the run: a ledger nobody uses is one file, byte for byte as it was where nothing was written."""
        self._database.close()

    def program(self) -> str:
        with self._database.reading() as connection:
            query = select(PROGRAMS.c.program_id).where(PROGRAMS.c.scope == self._scope)
            return connection.scalar(query) or ""

    def bind(self, program_id: str) -> None:
        """Ties the ledger to a program for good; another program's workbook must not use it."""
        with self._database.writing() as connection:
            _put(connection, PROGRAMS, [{"scope": self._scope, "program_id": program_id}])
            query = select(PROGRAMS.c.program_id).where(PROGRAMS.c.scope == self._scope)
            if connection.scalar(query) != program_id:
                raise WorkbookError(
                    "This record of sent letters belongs to another program. Move the workbook to a folder of its own."
                )

    def deliveries(self) -> Mapping[str, Delivery]:
        with self._database.reading() as connection:
            query = select(DELIVERIES).where(DELIVERIES.c.scope == self._scope).order_by(DELIVERIES.c.key)
            return {row["key"]: _delivery(row) for row in connection.execute(query).mappings()}

    def owe(self, deliveries: Iterable[Delivery]) -> None:
        rows = [self._row(delivery) for delivery in deliveries]
        if rows:
            with self._database.writing() as connection:
                _put(connection, DELIVERIES, rows)

    def claim(
        self, keys: Sequence[str], now: datetime, proofs: Mapping[str, str] | None = None
    ) -> frozenset[str]:
        given = proofs or {}
        self.still_locked()
        with self._database.writing() as connection:
            free = DELIVERIES.c.state.in_(_CLAIMABLE) & ~DELIVERIES.c.final
            held = [row for part in _parts(keys) for row in self._rows(connection, part, free)]
            changed = [
                {"k": row["key"], "new_proof": given.get(row["key"], row["proof"]), "old_proof": row["proof"]}
                for row in held
            ]
            if changed:
                values: dict[str, Any] = {
                    "state": State.SENDING.value,
                    "changed_at": now.isoformat(),
                    "error": "",
                }
                mine = (DELIVERIES.c.scope == self._scope) & (DELIVERIES.c.key == bindparam("k"))
                values |= {"proof": bindparam("new_proof"), "before": bindparam("old_proof")}
                connection.execute(update(DELIVERIES).where(mine).values(**values), changed)
            return frozenset(row["key"] for row in held)

    def move(
        self, keys: Sequence[str], states: Iterable[State], to: State, now: datetime, **notes: str
    ) -> frozenset[str]:
        because = notes.pop("because", "")
        moved: list[str] = []
        with self._database.writing() as connection:
            standing = DELIVERIES.c.state.in_([state.value for state in states])
            for part in _parts(keys):
                found = [row["key"] for row in self._rows(connection, part, standing)]
                mine = (DELIVERIES.c.scope == self._scope) & DELIVERIES.c.key.in_(found)
                connection.execute(update(DELIVERIES).where(mine).values(_step(to, now, notes)))
                moved += found
            if because:
                self._log(connection, [(f"letter {to}", key, because) for key in moved], now)
        return frozenset(moved)

    def _rows(self, connection: Connection, keys: Sequence[str], such: Any) -> Sequence[RowMapping]:
        """The copies with these keys that are such, held for this transaction (a file is held as a whole already)."""
        query = select(DELIVERIES.c.key, DELIVERIES.c.proof)
        query = query.where(DELIVERIES.c.scope == self._scope, DELIVERIES.c.key.in_(keys), such)
        return connection.execute(query.order_by(DELIVERIES.c.key).with_for_update()).mappings().all()

    def facts(self) -> Mapping[str, str]:
        with self._database.reading() as connection:
            query = (
                select(FACTS.c.name, FACTS.c.value).where(FACTS.c.scope == self._scope).order_by(FACTS.c.name)
            )
            return {row.name: row.value for row in connection.execute(query)}

    def remember(self, facts: Mapping[str, str]) -> None:
        rows = [{"scope": self._scope, "name": name, "value": facts[name]} for name in sorted(facts)]
        if rows:
            with self._database.writing() as connection:
                _put(connection, FACTS, rows, over="value")

    def record(self, entries: Iterable[tuple[str, str, str]], now: datetime) -> None:
        lines = list(dict.fromkeys(entries))
        if lines:
            with self._database.writing() as connection:
                query = select(AUDIT.c.what, AUDIT.c.about, AUDIT.c.because)
                query = query.where(AUDIT.c.scope == self._scope, AUDIT.c.at == now.isoformat())
                known = {tuple(row) for row in connection.execute(query)}
                self._log(connection, [line for line in lines if line not in known], now)

    def _log(self, connection: Connection, lines: Sequence[tuple[str, str, str]], now: datetime) -> None:
        shared = {"scope": self._scope, "at": now.isoformat()}
        rows = [
            {**shared, "what": what, "about": about, "because": because} for what, about, because in lines
        ]
        if rows:
            connection.execute(plain_insert(AUDIT), rows)

    def audit(self) -> tuple[tuple[str, str, str, str], ...]:
        with self._database.reading() as connection:
            query = select(AUDIT.c.at, AUDIT.c.what, AUDIT.c.about, AUDIT.c.because)
            rows = connection.execute(query.where(AUDIT.c.scope == self._scope).order_by(AUDIT.c.id))
            return tuple((at, what, about, because) for at, what, about, because in rows)

    def still_locked(self) -> None:
        if self._lock is not None:
            self._database.still_there(self._lock)

    @contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[None]:
        """Held until the block ends or the process does; waits at most `wait` seconds for another run."""
        if self._database.file is not None:
            with file_lock(self._database.file, wait):
                yield
            return
        with database_lock(self._database, self._scope, wait) as lock:
            self._lock = lock
            try:
                yield
            finally:
                self._lock = None

    def _row(self, delivery: Delivery) -> dict[str, Any]:
        row = {name: getattr(delivery, name) for name in _COLUMNS}
        moments = {"owed_at": delivery.owed_at.isoformat(), "changed_at": delivery.changed_at.isoformat()}
        return row | moments | {"scope": self._scope, "state": delivery.state.value}


def _step(to: State, now: datetime, notes: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: notes[name] for name in ("proof", "action") if name in notes}
    if notes.get("unsent"):
        values["proof"] = DELIVERIES.c.before
    ended = case((DELIVERIES.c.state == State.SENDING.value, 1), else_=0) if to in _ENDS else 0
    return values | {
        "state": to.value,
        "changed_at": now.isoformat(),
        "error": notes.get("error", ""),
        "final": bool(notes.get("final", "")),
        "attempts": DELIVERIES.c.attempts + ended,
    }


def _delivery(row: RowMapping) -> Delivery:
    values = {name: row[name] for name in _COLUMNS}
    values["state"] = State(row["state"])
    values["owed_at"] = datetime.fromisoformat(row["owed_at"])
    values["changed_at"] = datetime.fromisoformat(row["changed_at"])
    return Delivery(**values)


def _put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], over: str = "") -> None:
    """Inserts what is not there; what is there stays, or takes the new value of the column `over`."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    if over:
        keys = [column.name for column in table.primary_key]
        fresh = {over: statement.excluded[over]}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=fresh), rows)
    else:
        connection.execute(statement.on_conflict_do_nothing(), rows)


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
