"""A pair that was completed: nobody is proposed for its mentee again before staff say so."""

from tests.year.build import Year, a_year


def completed() -> Year:
    """Cy Ott's pair ends as completed on September 15; the run of the next morning has seen it."""
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Ends_on="2026-09-15", Ending="completed")
    year.live("2026-09-14")
    year.live("2026-09-16")
    return year


def statuses(year: Year) -> list[str]:
    return [row.text("Status") for row in year.rows("Pairings") if row.text("Mentee") == "Cy Ott"]


def test_completed_pair_is_not_proposed_again_but_asked_about() -> None:
    year = completed()

    assert statuses(year) == ["ended"]
    assert "Cy Ott" not in year.column("Unmatched", "Name")
    [line] = year.open()
    assert (line.text("Choices"), "and Cy Ott" in line.text("What")) == ("done / pair again", True)


def test_done_closes_the_question_for_good() -> None:
    year = completed()
    year.answer("completed", "done")
    year.every_day("2026-09-17", "2026-09-21")

    assert year.open() == []
    assert statuses(year) == ["ended"]


def test_pair_again_lets_the_matching_propose_somebody() -> None:
    year = completed()
    year.answer("completed", "pair again")
    year.live("2026-09-17")

    assert statuses(year) == ["ended", "proposed"]
    assert year.open() == []


def test_pair_that_staff_type_after_it_answers_the_question() -> None:
    year = completed()
    year.add("Pairings", Mentor="Ana Lee", Mentee="Cy Ott", Decision="approve")
    year.live("2026-09-17")

    assert statuses(year) == ["ended", "approved"]
    assert year.open() == []


def test_mentee_who_completed_the_program_is_not_asked_about() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ending="completed")
    year.person("Cy Ott", Status="completed")
    year.live("2026-09-16")

    assert year.open() == []


def test_many_that_were_completed_on_one_day_share_a_line() -> None:
    year = a_year()
    year.add(
        "Enrollment",
        *(
            {"Name": f"{role} {name}", "Email": f"{role}.{name}@example.org", "Role": role, **times}
            for name in "abcdef"
            for role, times in (
                ("mentor", {"Availability": "any", "Years teaching": 9}),
                ("mentee", {"Availability": "any"}),
            )
        ),
    )
    year.by_hand("2026-08-12", "pair")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.by_hand("2026-08-12")
    year.type("Pairings", {"Status": "active"}, Decision="end", Ending="completed")
    year.live("2026-09-16")

    [line] = year.open()
    assert "and 3 more" in line.text("What")
    year.answer("completed", "done")
    year.live("2026-09-17")
    assert year.open() == []
