"""The ledger's tables and the steps that lead to them from every earlier version; only ever forward.

Every row carries a scope, so that one PostgreSQL database holds the ledgers of many workbooks; in a file it is empty.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    inspect,
    select,
    update,
)

from tasks.program.problems import WorkbookError

META = MetaData()
SCHEMA = Table("schema", META, Column("version", Integer, nullable=False))
PROGRAMS = Table(
    "programs",
    META,
    Column("scope", String, primary_key=True),
    Column("program_id", String, nullable=False),
)
# Moments are ISO texts with their offset: a file knows no zones, and a delivery's date is the program's own.
DELIVERIES = Table(
    "deliveries",
    META,
    Column("scope", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("letter", String, nullable=False),
    Column("person", String, nullable=False),
    Column("template", String, nullable=False),
    Column("room", String, nullable=False),
    Column("state", String, nullable=False),
    Column("owed_at", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("drop_after", Date, nullable=False),
    Column("action", String, nullable=False),
    Column("error", String, nullable=False),
    Column("proof", String, nullable=False),
    Column("before", String, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("routine", Boolean, nullable=False),
)
FACTS = Table(
    "facts",
    META,
    Column("scope", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
AUDIT = Table(
    "audit",
    META,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String, nullable=False),
    Column("at", String, nullable=False),
    Column("what", String, nullable=False),
    Column("about", String, nullable=False),
    Column("because", String, nullable=False),
)
HOLDERS = Table(
    "holders",
    META,
    Column("scope", String, primary_key=True),
    Column("who", String, nullable=False),
    Column("since", String, nullable=False),
)
Index("audit_scope", AUDIT.c.scope, AUDIT.c.id)

# The audit log can only grow: the database itself refuses to change or remove a line.
_FROZEN = {
    "sqlite": (
        "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
        "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$""",
        """CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_only_grows()""",
    ),
}


def _first(connection: Connection) -> None:
    META.create_all(connection)
    for statement in _FROZEN[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def _proof_before(connection: Connection) -> None:
    """What an unsent claim goes back to; the first step makes it in a new database."""
    if not any(column["name"] == "before" for column in inspect(connection).get_columns(DELIVERIES.name)):
        connection.exec_driver_sql("ALTER TABLE deliveries ADD COLUMN before VARCHAR NOT NULL DEFAULT ''")


_MIGRATING = 0x6D656E746F72
MIGRATIONS: Sequence[Callable[[Connection], None]] = (_first, _proof_before)
"""One function for each version, in order; a released one is never edited."""


def migrate(connection: Connection) -> None:
    """Brings the database to the newest version, in the caller's transaction."""
    if connection.dialect.name == "postgresql":
        # Workers that start together find an empty database together; SQLite's transactions begin one by one anyway.
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
    known = 0
    if inspect(connection).has_table(SCHEMA.name):
        known = connection.scalar(select(SCHEMA.c.version)) or 0
    if known > len(MIGRATIONS):
        raise WorkbookError(
            "The record of sent letters was written by a newer version of this program. Update the program, then run again."
        )
    for step in MIGRATIONS[known:]:
        step(connection)
    if known == 0:
        connection.execute(insert(SCHEMA).values(version=len(MIGRATIONS)))
    elif known < len(MIGRATIONS):
        connection.execute(update(SCHEMA).values(version=len(MIGRATIONS)))
