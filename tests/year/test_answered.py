"""An answer is carried out by the next run and its line is closed; what nothing can come of says why."""

from tests.year.build import WINDOWS, Year, a_year, mentor


def away(year: Year, first: str, until: str) -> None:
    year.person("Ana Lee", Away_from=first, Away_until=until)


def with_a_third_mentor() -> Year:
    return a_year(mentor("Gus Hill", Availability=WINDOWS, Subject="Art", Capacity=2), active=True)


def test_wait_closes_the_question_and_the_next_leave_asks_anew() -> None:
    year = with_a_third_mentor()
    away(year, "2026-09-10", "2026-09-21")
    year.live("2026-09-10")
    year.answer("stand-in", " Wait")
    year.live("2026-09-11")
    assert year.asked() == []
    year.every_day("2026-09-12", "2026-09-20")
    assert year.asked() == []
    assert year.column("Pairings", "Mentor") == ["Ana Lee", "Bo Kim"]

    year.every_day("2026-09-21", "2026-09-22")
    away(year, "2026-10-01", "2026-10-12")
    year.live("2026-10-01")
    assert year.asked() == ["stand-in"]


def test_stand_in_closes_the_question_once_somebody_is_proposed_and_a_rejection_opens_it() -> None:
    year = with_a_third_mentor()
    year.person("Bo Kim", Capacity=1)
    away(year, "2026-09-10", "2026-10-19")
    year.live("2026-09-10")
    year.answer("stand-in", "stand in")
    year.live("2026-09-11")
    assert year.asked() == []

    year.type("Pairings", {"Status": "proposed"}, Decision="reject")
    year.live("2026-09-14")
    (line,) = year.open()
    assert "Nobody can be proposed: " in line.text("What")


def test_replace_closes_the_question_once_somebody_is_proposed() -> None:
    year = with_a_third_mentor()
    year.person("Cy Ott", Evaluator="ana.lee@example.org")
    year.live("2026-09-10")
    year.answer("conflict", "replace")
    year.every_day("2026-09-11", "2026-09-13")
    assert year.asked() == []
    assert year.row("Pairings", Mentee="Cy Ott", Status="proposed").text("Mentor") == "Gus Hill"


def test_replace_that_nothing_can_come_of_says_why_where_it_was_typed() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Evaluator="ana.lee@example.org")
    year.type("Pairings", {"Mentee": "Di Roy"}, Decision="replace")
    year.live("2026-09-10")
    year.answer("conflict", "replace")
    year.live("2026-09-11")
    (line,) = year.open()
    assert "Nobody can be proposed: " in line.text("What")
    assert "Note: Nobody can be proposed: " in year.row("Pairings", Mentee="Di Roy").text("Check")


def test_school_that_counts_as_blank_because_two_rows_differ_is_no_transfer() -> None:
    year = a_year(active=True)
    row = year.row("Enrollment", Name="Cy Ott")
    year.add("Enrollment", {**row.cells, "School": "Elm School", "Person ID": None})
    year.every_day("2026-09-15", "2026-09-16")
    assert year.asked() == []

    year.remove("Enrollment", School="Elm School")
    year.every_day("2026-09-17", "2026-09-18")
    assert year.asked() == []


def test_role_that_no_longer_fits_the_pair_is_asked_about_and_one_that_cannot_be_read_is_not() -> None:
    year = a_year(active=True)
    year.person("Ana Lee", Role="mentee")
    year.person("Bo Kim", Role="coach")
    year.every_day("2026-09-10", "2026-09-11")
    (line,) = year.open()
    assert line.text("What").startswith("Role of Ana Lee changed since you agreed to Ana Lee and Cy Ott.")
    assert {row.text("Status") for row in year.rows("Pairings") if row.text("Introduced on")} == {"active"}


def test_pair_that_is_allowed_after_all_no_longer_says_that_it_is_not() -> None:
    year = a_year()
    year.add(
        "Pairings", Mentor_email="ana.lee@example.org", Mentee_email="cy.ott@example.org", Decision="approve"
    )
    year.person("Ana Lee", Capacity=0)
    year.live("2026-08-12")
    assert (
        year.row("Pairings", Mentor="Ana Lee", Mentee="Cy Ott").text("What changed").startswith("Not allowed")
    )
    year.person("Ana Lee", Capacity=1)
    year.live("2026-08-13")
    assert year.pair("Cy Ott").text("What changed") == "Allowed now."


def test_wish_for_a_mentor_who_is_not_allowed_says_so_in_its_own_row() -> None:
    year = a_year(mentor("Eva Low", Availability=WINDOWS, Years_teaching=1), active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Change_mentor_to="eva.low@example.org")
    year.live("2026-08-17")
    row = year.row("Pairings", Mentee="Cy Ott", Status="active")
    assert row.text("Check") == (
        "Note: Eva Low cannot be taken. Not allowed: the mentor has too few years of teaching. The pair goes on meanwhile."
    )
