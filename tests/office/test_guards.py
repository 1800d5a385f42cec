"""What stops a run until a person says go on."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.backends.memory.ledger import MemoryLedger
from tasks.enrollment.guards import EMPTY
from tasks.office import guards
from tasks.ports import Ports
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
    lines = ports.register.read().rows("To do")
    assert [row.text("Status") for row in lines if row.text("Item").startswith("guard")] == ["done"]


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


def retype(ports: Ports, setting: str, value: str) -> None:
    type_in(ports, "Settings", "Value", value, Setting=setting)


@pytest.mark.parametrize(
    ("setting", "value", "guard"),
    [("Program name", "Other Program", "program-name"), ("Term name", "Spring 2027", "term-name")],
)
def test_another_name_in_the_middle_of_a_term_asks_once(setting: str, value: str, guard: str) -> None:
    ports = a_term()
    run(ports, "term", "2026-08-12")
    retype(ports, setting, value)

    assert [one.name for one in run(ports, "term", "2026-08-13").guards] == [guard]
    assert run(ports, "term", "2026-08-13", force=[guard]).guards == ()
    assert run(ports, "term", "2026-08-14").guards == ()


def test_new_term_after_the_old_one_ended_has_a_new_name_without_a_question() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-12")
    for setting, value in (
        ("Term name", "Spring 2027"),
        ("Term start", "2027-01-11"),
        ("Term end", "2027-05-28"),
    ):
        retype(ports, setting, value)

    assert run(ports, "term", "2027-01-04").guards == ()


def test_record_of_another_program_stops_before_anything_is_sent() -> None:
    ports = a_term()
    run(ports, "pair", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "approve")
    retype(ports, "Program ID", "prog-other")

    summary = run(ports, "term", "2026-08-12")

    assert [one.name for one in summary.guards] == ["ledger"]
    assert summary.letters == {}


def test_every_guard_that_can_be_forced_stands_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs/developers/once.md").read_text(encoding="utf-8")
    table = page[page.index("| guard |") :].partition("\n\n")[0]

    assert set(re.findall(r"`([a-z]+(?:-[a-zA-Z]+)*)`", table)) - {"empty-TAB"} == set(guards.NAMES)


@pytest.mark.parametrize(
    ("guard", "place"),
    [
        ("empty-check-ins", "Check-ins"),
        ("shrunk-enrollment", "Enrollment"),
        ("term-name", "Settings: Term name"),
    ],
)
def test_line_of_a_guard_says_where_to_look(guard: str, place: str) -> None:
    assert guards.Guard(guard, "Something is odd.").todo.look_in == place


def test_every_guard_says_where_to_look() -> None:
    own_line = {"many-letters", "rehearsal-over"}
    assert [
        name
        for name in (*guards.NAMES, *EMPTY)
        if name not in own_line and not guards.Guard(name, "").todo.look_in
    ] == []
