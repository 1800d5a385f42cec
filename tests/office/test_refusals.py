"""What a run cannot begin with: one paragraph, exit code 1, and a workbook that stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tasks.program.cells import Value
from tests.build import mentee, mentor
from tests.office.build import a_program, a_term, column, run, type_in

GOTHAM: dict[str, Any] = {"Time zone": "America/Gotham"}
NOBODY = "so nobody can be paired. Type {} or both in the column Role."


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"Term end": "2026-08-01"}, "“Term end” (2026-08-01) is not after “Term start” (2026-08-10)."),
        (GOTHAM, "“America/Gotham” is not a time zone we know."),
    ],
)
def test_settings_that_cannot_be_stop_a_new_program_and_touch_nothing(
    settings: dict[str, Any], says: str
) -> None:
    ports = a_term(**settings)
    before = ports.register.read()

    summary = run(ports, "term", "2026-08-20")

    assert says in summary.refusal
    assert (summary.exit_code, ports.register.read(), ports.ledger.program()) == (1, before, "")


def test_check_explains_such_a_setting_beside_it() -> None:
    ports = a_term(**GOTHAM)

    run(ports, "check", "2026-08-20")

    assert any(cell.startswith("Please fix") for cell in column(ports, "Settings", "Check"))


def test_setting_mistyped_in_a_running_program_is_explained_beside_it() -> None:
    ports = a_term()
    run(ports, "term", "2026-08-20")
    type_in(ports, "Settings", "Value", "America/Gotham", Setting="Time zone")

    summary = run(ports, "term", "2026-08-21")

    assert (summary.refusal, summary.exit_code) == ("", 1)
    assert any(cell.startswith("Please fix") for cell in column(ports, "Settings", "Check"))


def test_empty_enrollment_says_what_to_type() -> None:
    summary = run(a_program([]), "term", "2026-08-20")

    assert summary.refusal == (
        "The tab Enrollment has no rows yet. Type or paste one row for each person: at least Name, Email and Role. "
        "Nothing was written; put that right and run `mentorship term` again."
    )


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ([mentee("Cy Ott")], "Nobody in the tab Enrollment is a mentor, " + NOBODY.format("mentor")),
        ([mentor("Ana Lee")], "Nobody in the tab Enrollment is a mentee, " + NOBODY.format("mentee")),
    ],
)
def test_pairing_needs_two_sides(people: Sequence[Mapping[str, Value]], says: str) -> None:
    ports = a_program(people)

    assert run(ports, "pair", "2026-08-20").refusal.startswith(says)
    assert run(ports, "term", "2026-08-20").refusal == ""


def test_proposals_wait_for_a_word_and_the_exit_code_says_so() -> None:
    ports = a_term()

    summary = run(ports, "pair", "2026-08-20")

    assert (summary.undecided, summary.exit_code) == (2, 1)
    assert summary.to_json()["waiting"] == [
        {"item": "Pairings", "what": "pairs that wait for a word in Decision", "pairs": 2}
    ]
