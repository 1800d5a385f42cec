"""Every ledger keeps the same promises: in memory, in a SQLite file, in PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from tasks.backends.local.ledger import SqlLedger
from tasks.backends.memory.ledger import MemoryLedger
from tasks.ports import Ledger
from tasks.program.letters import Delivery, State
from tasks.program.problems import BusyError, OutsideError, WorkbookError
from tests.ports.postgres import own_server

NOW = datetime(2026, 9, 7, 7, 30, tzinfo=ZoneInfo("America/Chicago"))
LATER = NOW + timedelta(hours=1)


def copy(key: str, **changes: object) -> Delivery:
    plain = Delivery(key, "hello-1", "p-1", "hello", "pairing", State.OWED, NOW, NOW, date(2026, 9, 30))
    return replace(plain, **changes)  # type: ignore[arg-type] # fields of a delivery


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A database server's URL: the one given, or a throw-away server where the programs are installed."""
    pytest.importorskip("psycopg")
    given = os.environ.get("MENTORSHIP_TEST_POSTGRES", "")
    if given:
        yield given
        return
    with own_server() as server:
        yield server.url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Ledger]:
    """Opens the same ledger again and again, as another process would."""
    if request.param == "memory":
        one = MemoryLedger()
        return lambda: one
    if request.param == "sqlite":
        return lambda: SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    url = request.getfixturevalue("postgres")
    return lambda: SqlLedger(url, f"scope-{tmp_path}")


@pytest.fixture
def ledger(opened: Callable[[], Ledger]) -> Ledger:
    return opened()


def test_new_ledger_is_empty(ledger: Ledger) -> None:
    assert (ledger.program(), dict(ledger.deliveries()), dict(ledger.facts()), ledger.audit()) == (
        "",
        {},
        {},
        (),
    )


def test_bound_ledger_knows_its_program_and_refuses_another(opened: Callable[[], Ledger]) -> None:
    opened().bind("prog-1")
    opened().bind("prog-1")
    with pytest.raises(WorkbookError, match="another program"):
        opened().bind("prog-2")
    assert opened().program() == "prog-1"


def test_owed_copies_come_back_whole(opened: Callable[[], Ledger]) -> None:
    full = copy("a", action="send", error="451 try later", proof="m-1", attempts=2, final=True, routine=True)
    opened().owe([full, copy("b")])
    assert dict(opened().deliveries()) == {"a": full, "b": copy("b")}


def test_owing_again_leaves_what_is_there(ledger: Ledger) -> None:
    ledger.owe([copy("a")])
    ledger.claim(["a"], NOW)
    ledger.owe([copy("a"), copy("b")])
    assert {key: one.state for key, one in ledger.deliveries().items()} == {
        "a": State.SENDING,
        "b": State.OWED,
    }


def test_claim_takes_open_copies_only_and_notes_the_message(ledger: Ledger) -> None:
    states = (State.OWED, State.WAITING, State.FAILED, State.SENT, State.UNSURE, State.DROPPED, State.BOUNCED)
    ledger.owe(
        [*(copy(str(state), state=state) for state in states), copy("final", state=State.FAILED, final=True)]
    )
    held = ledger.claim([*map(str, states), "final", "unknown"], LATER, {"owed": "m-1"})
    assert held == {"owed", "waiting", "failed"}
    assert ledger.deliveries()["owed"] == copy("owed", state=State.SENDING, changed_at=LATER, proof="m-1")


def test_claim_succeeds_for_one_of_many_callers(opened: Callable[[], Ledger]) -> None:
    every = [f"copy-{number:03d}" for number in range(40)]
    opened().owe([copy(key) for key in every])
    ledgers = [opened() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda one: one.claim(every, NOW), ledgers))
    assert sorted(key for keys in held for key in keys) == every


def test_move_changes_only_copies_in_the_given_states(ledger: Ledger) -> None:
    ledger.owe([copy("a"), copy("b", state=State.SENT)])
    assert ledger.move(["a", "b", "c"], [State.OWED, State.WAITING], State.DROPPED, LATER, action="drop") == {
        "a"
    }
    assert ledger.deliveries()["a"] == copy("a", state=State.DROPPED, changed_at=LATER, action="drop")
    assert ledger.deliveries()["b"] == copy("b", state=State.SENT)


def test_a_try_that_ends_is_counted_and_its_notes_kept(ledger: Ledger) -> None:
    ledger.owe([copy("a")])
    ledger.claim(["a"], NOW, {"a": "m-1"})
    ledger.move(["a"], [State.SENDING], State.FAILED, NOW, error="550 no such user", final="yes", proof="")
    failed = copy("a", state=State.FAILED, error="550 no such user", final=True, attempts=1)
    assert ledger.deliveries()["a"] == failed
    ledger.move(["a"], [State.FAILED], State.OWED, LATER)
    assert ledger.deliveries()["a"] == copy("a", changed_at=LATER, attempts=1)


def test_claim_that_sent_nothing_leaves_the_proof_as_it_was(ledger: Ledger) -> None:
    ledger.owe([copy("new"), copy("again", proof="m-1")])
    for _ in range(2):
        ledger.claim(["new", "again"], NOW, {"new": "m-2", "again": "m-2"})
        ledger.move(["new", "again"], [State.SENDING], State.OWED, NOW, unsent="yes")
    held = ledger.deliveries()
    assert (held["new"].proof, held["again"].proof) == ("", "m-1")


def test_going_back_to_owed_is_no_try(ledger: Ledger) -> None:
    ledger.owe([copy("a")])
    ledger.claim(["a"], NOW)
    ledger.move(["a"], [State.SENDING], State.OWED, NOW)
    assert ledger.deliveries()["a"].attempts == 0


def test_a_move_with_a_reason_is_in_the_audit_log(ledger: Ledger) -> None:
    ledger.owe([copy("a"), copy("b")])
    ledger.move(["a", "b"], [State.OWED], State.DROPPED, NOW, because="staff: Action")
    ledger.record([("run", "term", "schedule")], LATER)
    assert ledger.audit() == (
        (NOW.isoformat(), "letter dropped", "a", "staff: Action"),
        (NOW.isoformat(), "letter dropped", "b", "staff: Action"),
        (LATER.isoformat(), "run", "term", "schedule"),
    )


def test_thousands_of_copies_move_at_once(ledger: Ledger) -> None:
    every = [f"copy-{number:05d}" for number in range(2500)]
    ledger.owe([copy(key) for key in every])
    assert len(ledger.claim(every, NOW, {key: f"m-{key}" for key in every})) == 2500
    assert len(ledger.move(every, [State.SENDING], State.SENT, NOW)) == 2500
    assert ledger.deliveries()["copy-02499"].proof == "m-copy-02499"


def test_facts_are_remembered_and_replaced(opened: Callable[[], Ledger]) -> None:
    opened().remember({"digest:last": "2026-09-07", "rows": "40"})
    opened().remember({"rows": "41"})
    assert dict(opened().facts()) == {"digest:last": "2026-09-07", "rows": "41"}


def test_lock_is_held_by_one_and_free_again_after(opened: Callable[[], Ledger]) -> None:
    first, second = opened(), opened()
    with first.locked(), pytest.raises(BusyError), second.locked():
        pytest.fail("two runs at once")
    with second.locked(wait=1.0):
        pass


def test_failure_while_locked_frees_the_lock_and_passes_through(ledger: Ledger) -> None:
    with pytest.raises(FileNotFoundError), ledger.locked():
        raise FileNotFoundError
    with ledger.locked():
        pass


def test_run_whose_lock_was_lost_claims_nothing_more(postgres: str, tmp_path: Path) -> None:
    first, second = SqlLedger(postgres, f"lost-{tmp_path}"), SqlLedger(postgres, f"lost-{tmp_path}")
    first.owe([copy("a")])
    with first.locked():
        with create_engine(postgres.replace("postgresql:", "postgresql+psycopg:")).begin() as server:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            server.execute(text(f"{others} AND backend_type = 'client backend'"))
        with second.locked(), pytest.raises(OutsideError, match="database server"):
            first.claim(["a"], NOW)
    assert second.deliveries()["a"].state is State.OWED


def test_busy_database_ledger_says_who_holds_it(postgres: str, tmp_path: Path) -> None:
    first, second = SqlLedger(postgres, f"busy-{tmp_path}"), SqlLedger(postgres, f"busy-{tmp_path}")
    with (
        first.locked(),
        pytest.raises(BusyError, match=rf"process {os.getpid()} on .*, since 20"),
        second.locked(),
    ):
        pytest.fail("two runs at once")


def test_ledgers_of_two_workbooks_in_one_database_are_apart(postgres: str, tmp_path: Path) -> None:
    first, second = SqlLedger(postgres, f"one-{tmp_path}"), SqlLedger(postgres, f"two-{tmp_path}")
    first.owe([copy("a")])
    first.bind("prog-1")
    assert (dict(second.deliveries()), second.program()) == ({}, "")
    with first.locked(), second.locked():
        pass


def test_first_openings_of_an_empty_database_at_once_make_one_record() -> None:
    pytest.importorskip("psycopg")
    with own_server() as server, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: SqlLedger(server.url, f"book-{number}").program(), range(8)))

    assert found == [""] * 8
