"""What only a ledger on disk can promise: it survives a kill, says what is wrong with it, tells who holds it."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.backends.local.ledger import SqlLedger
from tasks.program.letters import Delivery, State
from tasks.program.problems import BusyError, OutsideError, UsageError, WorkbookError

NOW = datetime(2026, 9, 7, 7, 30, tzinfo=ZoneInfo("America/Chicago"))
ONE = Delivery("a", "hello-1", "p-1", "hello", "pairing", State.OWED, NOW, NOW, date(2026, 9, 30))

HOLDER = """
import sys, time
from tasks.backends.local.ledger import SqlLedger
with SqlLedger(sys.argv[1]).locked():
    print("held", flush=True)
    time.sleep(60)
"""
WRITER = """
import os, signal, sys
from datetime import date, datetime, timezone
from tasks.backends.local.ledger import SqlLedger
from tasks.program.letters import Delivery, State
ledger, now = SqlLedger(sys.argv[1]), datetime(2026, 9, 7, tzinfo=timezone.utc)
ledger.owe([Delivery("a", "l", "p", "t", "r", State.OWED, now, now, date(2026, 9, 30))])
ledger.claim(["a"], now, {"a": "m-1"})
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / '.mentorship' / 'ledger.sqlite'}"


def start(program: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_files_are_for_their_owner_only(url: str, tmp_path: Path) -> None:
    ledger = SqlLedger(url)
    with ledger.locked():
        ledger.owe([ONE])
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / ".mentorship").iterdir()
        }
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}
    assert {"ledger.sqlite", "ledger.lock", "ledger.lock.json"} <= modes.keys()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_what_was_written_survives_a_kill(url: str) -> None:
    process = start(WRITER, url)
    assert process.wait(30) == -signal.SIGKILL
    held = SqlLedger(url).deliveries()["a"]
    assert (held.state, held.proof) == (State.SENDING, "m-1")


def test_second_process_learns_who_holds_the_lock_within_a_second(url: str) -> None:
    holder = start(HOLDER, url)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with (
            pytest.raises(BusyError, match=rf"process {holder.pid} on .*, since 20\d\d-") as caught,
            SqlLedger(url).locked(),
        ):
            pytest.fail("two runs at once")
        assert time.monotonic() - began < 1
        assert caught.value.exit_code == 3
    finally:
        holder.kill()
        holder.wait()
    with SqlLedger(url).locked():
        pass  # the lock died with its holder


def test_lock_waits_for_the_other_run_to_end(url: str) -> None:
    holder = start(HOLDER.replace("60", "0.5"), url)
    assert holder.stdout is not None
    holder.stdout.readline()
    with SqlLedger(url).locked(wait=20):
        assert holder.wait(10) == 0


def test_damaged_file_is_named_with_the_remedy(url: str, tmp_path: Path) -> None:
    path = tmp_path / ".mentorship" / "ledger.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(WorkbookError, match=r"ledger\.sqlite, is damaged.*rebuild"):
        SqlLedger(url).deliveries()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError, match="cannot be opened"):
        SqlLedger(f"sqlite:///{tmp_path / 'file' / 'ledger.sqlite'}").owe([ONE])


def test_ledger_of_a_newer_program_is_left_alone(url: str, tmp_path: Path) -> None:
    SqlLedger(url).owe([ONE])
    with sqlite3.connect(tmp_path / ".mentorship" / "ledger.sqlite") as database:
        database.execute("UPDATE schema SET version = 99")
    with pytest.raises(WorkbookError, match="newer version"):
        SqlLedger(url).deliveries()


def test_ledger_of_an_earlier_version_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    SqlLedger(url).owe([ONE])
    with sqlite3.connect(tmp_path / ".mentorship" / "ledger.sqlite") as database:
        database.execute("ALTER TABLE deliveries DROP COLUMN before")
        database.execute("UPDATE schema SET version = 1")
    assert dict(SqlLedger(url).deliveries()) == {ONE.key: ONE}


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET because = 'nobody'"])
def test_audit_log_refuses_to_be_changed(url: str, tmp_path: Path, statement: str) -> None:
    SqlLedger(url).record([("letter sent", "a", "rule")], NOW)
    database = sqlite3.connect(tmp_path / ".mentorship" / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute(statement)
    database.close()


def test_moments_keep_the_programs_wall_clock(url: str) -> None:
    SqlLedger(url).owe([ONE])
    held = SqlLedger(url).deliveries()["a"]
    assert (held.owed_at, held.owed_at.hour, held.owed_at.date()) == (NOW, 7, date(2026, 9, 7))


def test_url_that_is_no_database() -> None:
    with pytest.raises(UsageError, match="MENTORSHIP_DATABASE_URL"):
        SqlLedger("no database")
    with pytest.raises(UsageError, match="MENTORSHIP_DATABASE_URL"):
        SqlLedger("nosuch://host/name")
