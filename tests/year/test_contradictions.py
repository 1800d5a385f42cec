"""Two people of the staff who say different things about one pair: both are told, and nothing is done."""

import pytest

from tests.year.build import Year, a_year


def in_question(**settings: str) -> Year:
    """Cy Ott's mentor has come to evaluate him; To do asks `end`, `replace` or `keep`."""
    year = a_year(active=True, **settings)
    year.person("Cy Ott", Evaluator="ana.lee@example.org")
    year.live("2026-09-14")
    return year


def row(year: Year) -> tuple[str, str]:
    found = year.row("Pairings", Mentee="Cy Ott", Mentor="Ana Lee")
    return found.text("Status"), found.text("Check")


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        ("keep", {"Decision": "end"}),
        ("keep", {"Decision": "replace"}),
        ("keep", {"Change_mentor_to": "bo.kim@example.org"}),
        ("replace", {"Decision": "end"}),
        ("end", {"Decision": "replace"}),
        ("keep", {"Ends_on": "2026-09-15"}),
    ],
)
def test_answer_and_row_that_differ_count_as_neither(answer: str, cells: dict[str, str]) -> None:
    year = in_question()
    year.answer("conflict", answer)
    year.type("Pairings", {"Mentee": "Cy Ott"}, **cells)
    year.live("2026-09-15")

    assert row(year) == (
        "active",
        f"Please fix: To do answers “{answer}” for this pair, so neither counts. Clear one of the two.",
    )
    [line] = year.open()
    assert "neither counts" in line.text("Check")
    assert [r.text("Mentee") for r in year.rows("Pairings")] == ["Cy Ott", "Di Roy"]


def test_the_one_that_stays_is_carried_out() -> None:
    year = in_question()
    year.answer("conflict", "keep")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.live("2026-09-15")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision=None)
    year.live("2026-09-16")

    assert (row(year), year.open()) == (("active", ""), [])


def test_what_is_decided_after_an_answer_was_carried_out_counts() -> None:
    year = in_question()
    year.answer("conflict", "keep")
    year.live("2026-09-15")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.live("2026-09-16")

    assert row(year) == ("ended", "")


def test_both_may_say_the_same() -> None:
    year = in_question()
    year.answer("conflict", "end")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.live("2026-09-15")

    assert row(year) == ("ended", "")


def test_lock_keeps_no_pair_of_somebody_who_left_and_says_so() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="lock")
    year.person("Cy Ott", Status="left")
    year.live("2026-09-14")

    status, check = row(year)
    assert (status, check.startswith("Note: Cy Ott no longer takes part")) == ("ended", True)


def test_changing_to_the_mentor_who_is_there_changes_nothing_and_says_so() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Change_mentor_to="Ana Lee")
    year.live("2026-09-14")

    assert row(year) == (
        "active",
        "Note: Ana Lee is the mentor already. Type another mentor, or clear it.",
    )


@pytest.mark.parametrize(("first", "second"), [("reject", "approve"), ("approve", "reject")])
def test_two_rows_of_one_couple_that_differ_count_as_neither(first: str, second: str) -> None:
    year = a_year()
    year.live("2026-08-11")
    proposed = year.pair("Cy Ott")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision=first)
    both = {side: proposed.text(side) for side in ("Mentor email", "Mentee email")}
    year.add("Pairings", {**both, "Decision": second})
    year.live("2026-08-12")

    rows = [row for row in year.rows("Pairings") if row.text("Mentee email") == "cy.ott@example.org"]
    assert rows[0].text("Status") == "proposed"
    assert all("to the same two people, so neither counts" in row.text("Check") for row in rows)
    assert year.letters()["introduction"] == 0


def test_word_in_a_second_row_of_a_pair_that_stands_is_answered_there() -> None:
    year = a_year(active=True)
    both = {side: year.pair("Cy Ott").text(side) for side in ("Mentor email", "Mentee email")}
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="approve")
    year.add("Pairings", {**both, "Decision": "reject"})
    year.live("2026-09-14")

    rows = [row for row in year.rows("Pairings") if row.text("Mentee email") == "cy.ott@example.org"]
    assert rows[0].text("Status") == "active"
    assert "The pair stands in row 2" in rows[1].text("Check")
