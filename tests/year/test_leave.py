"""Leave, return, somebody who stands in, people who move: what is told, what waits, what nobody hears."""

from collections import Counter

from tests.year.build import WINDOWS, Year, a_year, mentor


def with_a_third_mentor(**cells: object) -> Year:
    return a_year(mentor("Gus Hill", Availability=WINDOWS, Subject="Art", Capacity=2, **cells), active=True)  # type: ignore[arg-type] # cells


def away(year: Year, first: str, until: str | None, name: str = "Ana Lee") -> None:
    year.person(name, Away_from=first, Away_until=until)


def test_nobody_hears_of_a_leave_before_staff_release_the_letter() -> None:
    year = a_year(active=True)
    before = year.letters("Cy Ott")
    away(year, "2026-09-10", "2026-10-19")
    year.every_day("2026-09-01", "2026-10-25")

    assert year.since(before, "Cy Ott") == Counter()
    changes = [row.text("Status") for row in year.rows("Outbox") if row.text("Letter") == "meeting-change"]
    assert changes
    assert set(changes) == {"dropped"}


def test_released_letter_tells_the_partner_which_meetings_are_off_and_not_why() -> None:
    year = a_year(active=True)
    away(year, "2026-09-10", "2026-10-19")
    year.person("Ana Lee", Strengths="surgery")
    year.live("2026-09-01")
    year.type("Outbox", {"Letter": "meeting-change", "To": "cy.ott@example.org"}, Action="send")
    year.live("2026-09-02")

    told = year.mail("cy.ott@example.org")[-1].as_string()
    assert year.letters("Cy Ott")["meeting-change"] == 1
    assert "leave" not in told.casefold()
    assert "away" not in told.casefold()
    assert "surgery" not in told


def release(year: Year, day: str, then: str) -> None:
    """Staff let the waiting letter about meetings go; it leaves the next morning."""
    year.live(day)
    year.type(
        "Outbox", {"Letter": "meeting-change", "Status": "waiting", "To": "cy.ott@example.org"}, Action="send"
    )
    year.live(then)


def test_leave_that_was_taken_back_and_typed_again_is_told_each_time() -> None:
    year = a_year(active=True)
    away(year, "2026-09-10", "2026-10-19")
    release(year, "2026-08-25", "2026-08-26")
    assert year.letters("Cy Ott")["meeting-change"] == 1

    year.person("Ana Lee", Away_from=None, Away_until=None)
    year.every_day("2026-08-27", "2026-08-28")
    assert year.letters("Cy Ott")["meeting-change"] == 2

    away(year, "2026-09-10", "2026-10-19")
    release(year, "2026-08-31", "2026-09-01")
    assert year.letters("Cy Ott")["meeting-change"] == 3
    assert "Cancelled" in year.mail("cy.ott@example.org")[-1].as_string()


def test_person_on_leave_receives_nothing_at_all() -> None:
    year = a_year(active=True)
    year.setting("Check-in form", "https://forms.example.org/log")
    away(year, "2026-09-10", "2026-10-19")
    year.every_day("2026-09-09", "2026-09-09")
    heard = len(year.mail("ana.lee@example.org"))
    year.every_day("2026-09-10", "2026-10-18")

    assert len(year.mail("ana.lee@example.org")) == heard
    assert year.pair("Cy Ott").text("Status") == "paused"


def test_after_the_leave_all_goes_on_without_a_new_introduction() -> None:
    year = a_year(active=True)
    away(year, "2026-09-10", "2026-10-19")
    year.every_day("2026-09-01", "2026-10-19")

    assert year.pair("Cy Ott").text("Status") == "active"
    assert year.letters()["introduction"] == 4
    assert all(not "2026-09-10" <= day < "2026-10-19" for day in year.meetings("Cy Ott", "booked", "moved"))
    assert [day for day in year.meetings("Cy Ott", "booked", "moved") if day >= "2026-10-19"]


def test_why_somebody_is_away_and_a_reason_stand_nowhere_else() -> None:
    year = a_year(active=True)
    away(year, "2026-09-10", "2026-10-19")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Reason="appendectomy")
    year.type("Pairings", {"Mentee": "Di Roy"}, Decision="end", Ending="no-fault", Reason="shouting")
    year.every_day("2026-09-01", "2026-09-20")
    year.type("Outbox", {"Status": "waiting"}, Action="send")
    year.every_day("2026-09-21", "2026-10-25")

    assert year.letters()["ending"] == 2
    for word in ("appendectomy", "shouting"):
        assert word not in year.outside()
        assert word not in year.cells(but=[("Pairings", "Reason")])


def test_stand_in_is_asked_about_and_proposed_when_staff_say_so() -> None:
    year = with_a_third_mentor()
    away(year, "2026-09-10", "2026-10-19")
    year.live("2026-09-10")
    assert year.asked() == ["stand-in"]
    assert year.row("Pairings", Mentee="Cy Ott").text("Mentor") == "Ana Lee"

    year.answer("stand-in", "stand in")
    year.live("2026-09-11")
    proposed = year.row("Pairings", Mentee="Cy Ott", Status="proposed")
    assert proposed.text("Mentor") == "Gus Hill"
    year.type("Pairings", {"Pairing ID": proposed.text("Pairing ID")}, Decision="approve")
    year.live("2026-09-14T12:00")
    year.live("2026-09-15")

    stood = {
        row.text("Mentor"): row.text("Status")
        for row in year.rows("Pairings")
        if row.text("Mentee") == "Cy Ott"
    }
    assert stood == {"Ana Lee": "paused", "Gus Hill": "active"}
    assert max(day for day in year.booked("Gus Hill")) < "2026-10-19"
    assert year.asked() == []


def test_stand_in_typed_by_staff_makes_way_when_the_mentor_is_back() -> None:
    year = with_a_third_mentor()
    away(year, "2026-09-10", "2026-10-19")
    year.live("2026-09-10")
    year.add(
        "Pairings", Mentor_email="gus.hill@example.org", Mentee_email="cy.ott@example.org", Decision="approve"
    )
    year.every_day("2026-09-11", "2026-10-18")
    assert year.row("Pairings", Mentor="Gus Hill").text("Status") == "active"
    before = year.letters()

    year.every_day("2026-10-19", "2026-10-23")

    assert year.row("Pairings", Mentor="Gus Hill").text("Status") == "ended"
    assert year.row("Pairings", Mentor="Gus Hill").text("Ended on") == "2026-10-19"
    assert year.pair("Cy Ott").text("Mentor") == "Ana Lee"
    assert year.since(before)["introduction"] == 0
    assert year.since(before)["ending"] == 0


def test_hours_belong_to_whoever_was_the_mentor_on_the_day() -> None:
    year = with_a_third_mentor(Role="mentor")
    year.setting("Hours required", 20)
    year.live("2026-09-01")
    away(year, "2026-09-10", "2026-10-19")
    year.live("2026-09-10")
    year.add(
        "Pairings", Mentor_email="gus.hill@example.org", Mentee_email="cy.ott@example.org", Decision="approve"
    )
    year.every_day("2026-09-11", "2026-10-20")
    for day, stamp in (("2026-09-02", "09"), ("2026-09-23", "23"), ("2026-10-20", "20")):
        year.add(
            "Check-ins",
            Timestamp=f"{day} 17:{stamp}",
            Email="cy.ott@example.org",
            Met_on=day,
            Minutes=60,
            Mode="in person",
        )
    year.live("2026-10-21")

    assert year.column("Check-ins", "Counted") == ["yes", "yes", "yes"]
    hours = {
        row.text("With"): row.text("Hours logged")
        for row in year.rows("Hours")
        if row.text("Name") == "Cy Ott"
    }
    assert hours == {"Ana Lee": "2", "Gus Hill": "1", "all": "3"}


def test_transfer_keeps_the_pair_and_asks() -> None:
    year = a_year(active=True)
    before = year.letters()
    year.person("Cy Ott", School="Elm School")
    year.live("2026-09-15")

    assert year.asked() == ["transfer"]
    assert "School of Cy Ott" in year.open()[0].text("What")
    assert year.pair("Cy Ott").text("Status") == "active"
    assert year.since(before)["introduction"] == 0

    year.answer("transfer", "keep")
    year.live("2026-09-16")
    year.live("2026-09-17")
    assert year.asked() == []
    assert year.pair("Cy Ott").text("Status") == "active"


def test_transfer_against_a_rule_names_the_rule() -> None:
    year = a_year(active=True, Same_school="require")
    year.person("Cy Ott", School="Elm School")
    year.live("2026-09-15")

    assert year.asked() == ["conflict"]
    assert "they teach at different schools" in year.open()[0].text("What")


def test_another_subject_and_no_common_time_are_asked_about_as_well() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Subject="Physics")
    year.person("Di Roy", Availability="Fri 8:00-9:00")
    year.live("2026-09-15")

    assert year.asked() == ["conflict", "transfer"]


def test_transfer_answered_by_replace_keeps_the_old_pair_until_the_new_one_is_approved() -> None:
    year = with_a_third_mentor(School="Elm School")
    year.person("Cy Ott", School="Elm School")
    year.live("2026-09-15")
    year.answer("transfer", "replace")
    year.live("2026-09-16")
    status = {
        row.text("Mentor"): row.text("Status")
        for row in year.rows("Pairings")
        if row.text("Mentee") == "Cy Ott"
    }
    assert status == {"Ana Lee": "active", "Gus Hill": "proposed"}

    year.type("Pairings", {"Mentor": "Gus Hill"}, Decision="approve")
    year.live("2026-09-17T12:00")
    year.live("2026-09-18")
    status = {
        row.text("Mentor"): row.text("Status")
        for row in year.rows("Pairings")
        if row.text("Mentee") == "Cy Ott"
    }
    assert status == {"Ana Lee": "replaced", "Gus Hill": "active"}
    assert year.letters()["ending"] == 0
