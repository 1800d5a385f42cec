"""What stops a run until a person says go on."""

from dataclasses import replace

from tasks.backends.memory.ledger import MemoryLedger
from tasks.program.workbook.snapshot import Sheet
from tests.office.build import a_term, column, run, type_in


def test_date_before_the_last_run_stops_and_asks() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")

    summary = run(ports, "term", "2026-08-12")

    assert [guard.name for guard in summary.guards] == ["date"]
    assert summary.exit_code == 1
    assert "open" in column(ports, "To do", "Status")


def test_date_guard_stops_every_run_until_it_is_answered() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")
    run(ports, "term", "2026-08-12")

    assert [guard.name for guard in run(ports, "term", "2026-08-12").guards] == ["date"]


def test_force_passes_the_named_guard() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")

    assert run(ports, "term", "2026-08-12", force=["date"]).guards == ()


def test_go_on_in_the_to_do_tab_passes_it_as_well_and_closes_the_line() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")
    run(ports, "term", "2026-08-12")
    type_in(ports, "To do", "Answer", "go on", Status="open")

    assert run(ports, "term", "2026-08-12").guards == ()
    assert "open" not in column(ports, "To do", "Status")


def test_emptied_enrollment_stops_instead_of_ending_every_pair() -> None:
    ports = a_term()
    run(ports, "pair", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "approve")
    run(ports, "term", "2026-08-12")
    snapshot = ports.register.read()
    empty: Sheet = replace(snapshot.sheet("Enrollment"), rows=())
    ports.register.snapshot = snapshot.with_sheet(empty)  # type: ignore[attr-defined] # somebody cleared the tab

    summary = run(ports, "term", "2026-08-13")

    assert summary.guards
    assert set(column(ports, "Pairings", "Status")) == {"active"}


def test_workbook_without_its_ledger_sends_nothing_again() -> None:
    ports = a_term()
    run(ports, "pair", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "approve")
    run(ports, "term", "2026-08-12")

    summary = run(replace(ports, ledger=MemoryLedger()), "term", "2026-08-13")

    assert [guard.name for guard in summary.guards] == ["ledger"]
    assert summary.letters == {}


def test_guard_leaves_everything_but_the_question_as_it_is() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")
    before = ports.register.read()

    run(ports, "term", "2026-08-12")

    then = ports.register.read()
    changed = [name for name in then.sheets if then.sheets[name] != before.sheets.get(name)]
    assert set(changed) <= {"To do", "Coming up"}
