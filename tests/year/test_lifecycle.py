"""From application to completion: who is paired, who hears what, which clocks run."""

from collections import Counter

import pytest

from tests.year.build import WINDOWS, a_year, mentee, mentor

VACANCY = {
    "Role": "mentee",
    "Status": "expected",
    "School": "Oak School",
    "Subject": "Art",
    "Start date": "2026-08-20",
}


def test_applicant_is_thanked_once_and_is_neither_paired_nor_told_more() -> None:
    year = a_year(mentee("Em Fox", Status="applied", Availability=WINDOWS), active=True)
    year.every_day("2026-08-13", "2026-09-30")

    assert year.letters("Em Fox") == Counter({"thank-you": 1})
    assert "Em Fox" not in year.column("Pairings", "Mentee")
    assert "Em Fox" not in year.column("Unmatched", "Name")


def test_check_sends_nothing() -> None:
    year = a_year(mentee("Em Fox", Status="applied"))
    year.by_hand("2026-08-12", "check")

    assert year.letters() == Counter()


def test_vacancy_holds_a_seat_gets_no_mail_and_has_no_clock() -> None:
    year = a_year(mentor("Gus Hill", Availability=WINDOWS), VACANCY, active=True, Match_within_days=30)
    year.every_day("2026-08-13", "2026-08-21")

    seat = year.row("Pairings", Mentee="Vacancy (Art, Oak School)")
    assert (seat.text("Mentor"), seat.text("Status")) == ("Gus Hill", "approved")
    held = year.row("Enrollment", Status="expected")
    assert (held.text("Match by"), held.text("Enrolled on"), held.text("Check")) == ("", "", "")
    assert year.letters("Gus Hill") == Counter()
    assert not any("Vacancy" in row.text("What") for row in year.rows("To do"))


def test_vacancy_that_is_filled_keeps_its_mentor_and_is_introduced() -> None:
    year = a_year(mentor("Gus Hill", Availability=WINDOWS), VACANCY, active=True)
    seat = year.row("Pairings", Mentee="Vacancy (Art, Oak School)").text("Pairing ID")
    year.type(
        "Enrollment",
        {"Status": "expected"},
        Name="Io Sand",
        Email="io.sand@example.org",
        Status="active",
        Availability=WINDOWS,
    )
    year.live("2026-08-19T12:00")
    year.live("2026-08-20")

    assert year.pair("Io Sand").text("Pairing ID") == seat
    assert year.letters("Io Sand")["introduction"] == 1
    assert year.letters("Gus Hill")["introduction"] == 1


def test_end_date_takes_effect_on_its_day_and_the_ending_is_told_when_released() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", End_date="2026-09-18")
    before = year.letters()
    year.every_day("2026-09-14", "2026-09-18")
    assert year.pair("Cy Ott").text("Status") == "active"

    year.every_day("2026-09-19", "2026-09-25")
    assert year.row("Pairings", Mentee="Cy Ott").text("Status") == "ended"
    assert year.row("Pairings", Mentee="Cy Ott").text("Ended on") == "2026-09-18"
    assert year.since(before, "Ana Lee") == Counter()
    assert year.booked("Ana Lee") == []

    year.type("Outbox", {"Letter": "ending", "Status": "waiting"}, Action="send")
    year.live("2026-09-28")
    assert (year.letters("Ana Lee")["ending"], year.letters("Cy Ott")["ending"]) == (1, 0)


def test_who_left_gets_no_mail_at_all_and_who_withdrew_still_may() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Status="left")
    year.person("Di Roy", Status="withdrawn")
    before = {name: year.letters(name) for name in ("Cy Ott", "Di Roy")}
    year.live("2026-09-14")
    year.type("Outbox", {"Status": "waiting"}, Action="send")
    year.every_day("2026-09-15", "2026-10-30")

    assert year.since(before["Cy Ott"], "Cy Ott") == Counter()
    assert year.since(before["Di Roy"], "Di Roy")["ending"] == 1
    assert year.meetings("Cy Ott", "booked", "moved") == []


def test_completed_people_are_not_paired_again() -> None:
    year = a_year()
    year.person("Cy Ott", Status="completed")
    year.live("2026-08-12")

    assert "Cy Ott" not in year.column("Pairings", "Mentee")
    assert "Cy Ott" not in year.column("Unmatched", "Name")


def test_enrolled_on_is_set_once() -> None:
    year = a_year()
    year.live("2026-08-11")
    year.every_day("2026-08-12", "2026-08-14")

    assert set(year.column("Enrollment", "Enrolled on")) == {"2026-08-11"}


def test_deadline_runs_without_an_address_and_is_one_line_and_a_figure() -> None:
    newcomer = mentee("Em Fox", Email=None, Start_date="2026-08-17")
    year = a_year(
        newcomer,
        active=True,
        Policy="us-texas",
        Leadership_digest="weekly",
        Letters_that_wait="ending",
    )
    year.every_day("2026-08-13", "2026-08-31")
    assert year.row("Enrollment", Name="Em Fox").text("Match by") == "2026-09-16"
    assert not [row for row in year.rows("To do") if row.text("Item").startswith("match-by")]

    year.every_day("2026-09-01", "2026-09-14")
    lines = [row for row in year.rows("To do") if row.text("Item").startswith("match-by")]
    assert [(row.text("Status"), row.text("Due")) for row in lines] == [("open", "2026-09-16")]
    assert year.column("Digests", "Deadlines at risk")[-1] == "1"


def test_proposal_that_nobody_decides_about_is_a_deadline_at_risk_as_well() -> None:
    year = a_year(Match_within_days=20)
    year.every_day("2026-08-18", "2026-08-24")

    lines = [row.text("What") for row in year.rows("To do") if row.text("Item").startswith("match-by")]
    assert (
        lines[0]
        == "Cy Ott should have a mentor by 2026-08-30. A pair is proposed and waits for your decision."
    )


@pytest.mark.parametrize("status", ["applied", "expected"])
def test_status_of_a_beginning_stops_no_pair_that_runs(status: str) -> None:
    year = a_year(active=True)
    year.live("2026-08-18")
    later = [day for day in year.booked("Ana Lee") if day > "2026-08-21"]
    before = year.letters()
    year.person("Cy Ott", Status=status)
    year.every_day("2026-08-19", "2026-08-21")

    assert later
    assert [day for day in year.booked("Ana Lee") if day > "2026-08-21"] == later
    assert not {"meeting-change", "thank-you"} & year.since(before).keys()
    assert "This person's pair runs, so it goes on." in year.row("Enrollment", Name="Cy Ott").text("Check")
