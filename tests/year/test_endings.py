"""How an ending is told: in one letter to each, which takes the meetings out of their calendars as well."""

from collections import Counter

from tests.year.build import WINDOWS, Year, a_year, person


def ended() -> Year:
    """Cy Ott's pair, told of its meetings in August, was ended by staff before the first of them."""
    year = a_year(active=True, Leadership_digest="off")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ending="transfer")
    year.live("2026-08-13")
    return year


def letter(year: Year, address: str) -> str:
    """The words of the one letter about an ending that went there."""
    [mail] = [mail for mail in year.mail(address) if "ended" in mail["Subject"]]
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def owed(year: Year) -> list[tuple[str, str]]:
    rows = [row for row in year.rows("Outbox") if row.text("Status") == "waiting"]
    return sorted((row.text("Letter"), row.text("To")) for row in rows)


def calendar_part(year: Year, address: str = "cy.ott@example.org") -> str:
    [mail] = [mail for mail in year.mail(address) if "ended" in mail["Subject"]]
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"][:1]
    return str(part.get_content())


def test_an_ending_is_one_letter_to_each_that_takes_the_meetings_out_of_calendars() -> None:
    year = ended()
    assert owed(year) == [("ending", "ana.lee@example.org"), ("ending", "cy.ott@example.org")]

    before = year.letters()
    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.every_day("2026-08-14", "2026-08-17")

    assert year.since(before, "Cy Ott") == year.since(before, "Ana Lee") == Counter({"ending": 1})
    assert "METHOD:CANCEL" in calendar_part(year)
    assert owed(year) == []


def test_meetings_are_still_called_off_where_staff_dropped_the_letter() -> None:
    year = ended()
    year.type("Outbox", {"Letter": "ending", "To": "cy.ott@example.org"}, Action="drop")
    year.every_day("2026-08-14", "2026-08-17")

    assert owed(year) == [("ending", "ana.lee@example.org"), ("meeting-change", "cy.ott@example.org")]


def test_letter_that_went_without_the_meetings_is_followed_by_one_about_them() -> None:
    year = a_year(active=True, Letters_that_wait="digest", Scheduling="off")
    year.setting("Scheduling", "series")
    year.by_hand("2026-08-13")
    year.setting("Scheduling", "off")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    before = year.letters()
    year.by_hand("2026-09-15", "pair")
    assert year.since(before)["ending"] == 2

    year.setting("Scheduling", "series")
    year.by_hand("2026-09-16")
    assert year.since(before)["meeting-change"] == 2


def test_ending_told_by_a_run_for_pairs_alone_is_one_letter_as_well() -> None:
    year = a_year(active=True, Letters_that_wait="digest")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    before = year.letters()
    year.by_hand("2026-08-13", "pair")
    year.by_hand("2026-08-14")

    assert year.since(before, "Cy Ott") == Counter({"ending": 1})
    assert "METHOD:CANCEL" in calendar_part(year)
    assert year.booked("Ana Lee") == []


def test_letter_to_one_of_the_two_thanks_one() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Status="left")
    year.live("2026-09-15")
    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.live("2026-09-16")

    assert "Thank you for the time you gave it." in letter(year, "ana.lee@example.org")


def circle() -> Year:
    """Four peers in a circle that was introduced and knows of its meetings."""
    people = [person(f"{name} Fox", "peer", Availability=WINDOWS) for name in ("Ada", "Bea", "Cem", "Dag")]
    year = Year(people, {"Pairing model": "circle", "Leadership digest": "off"})
    year.live("2026-08-12")
    year.type("Pairings", {}, Decision="approve")
    year.by_hand("2026-08-13")
    year.live("2026-08-14")
    assert [row.text("Status") for row in year.rows("Pairings")] == ["active"] * 4
    return year


def test_member_who_withdraws_from_a_circle_gets_one_letter_and_the_others_none() -> None:
    year = circle()
    before, booked = year.letters(), year.booked("Ada Fox")
    year.person("Bea Fox", Status="withdrawn")
    year.live("2026-08-17")
    assert owed(year) == [("ending", "bea.fox@example.org")]

    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.every_day("2026-08-18", "2026-08-20")
    assert year.since(before, "Bea Fox") == Counter({"ending": 1})
    shown = letter(year, "bea.fox@example.org")
    assert (
        "Your place in the mentoring circle with Ada Fox, Cem Fox and Dag Fox ended on August 17, 2026."
        in shown
    )
    assert "METHOD:CANCEL" in calendar_part(year, "bea.fox@example.org")
    assert year.booked("Ada Fox") == booked[1:], "the one of August 17 is over"
    assert [year.since(before, name) for name in ("Ada Fox", "Cem Fox", "Dag Fox")] == [Counter()] * 3


def test_end_of_a_whole_circle_is_told_to_each_member_once() -> None:
    year = circle()
    before = year.letters()
    year.type("Pairings", {}, Decision="end", Ending="completed")
    year.live("2026-08-17")
    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.every_day("2026-08-18", "2026-08-20")
    for name in ("Ada Fox", "Bea Fox", "Cem Fox", "Dag Fox"):
        assert year.since(before, name) == Counter({"ending": 1})
    assert year.booked("Ada Fox") == []


def test_letter_about_peers_calls_nobody_a_mentor() -> None:
    people = [person(f"{name} Fox", "peer", Availability=WINDOWS) for name in ("Ada", "Bea")]
    year = Year(people, {"Pairing model": "peer", "Leadership digest": "off"})
    year.live("2026-08-12")
    year.type("Pairings", {}, Decision="approve")
    year.by_hand("2026-08-13")
    year.live("2026-08-14")
    year.type("Pairings", {}, Decision="end")
    year.live("2026-08-17")
    year.type("Outbox", {"Letter": "ending"}, Action="send")
    year.live("2026-08-18")
    shown = letter(year, "ada.fox@example.org")
    assert "The mentoring pair of Ada Fox and Bea Fox ended on August 17, 2026. Thank you both" in shown


def test_end_waits_for_a_last_day_that_can_be_read() -> None:
    year = a_year(active=True)
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ends_on="Septembr 30")
    year.every_day("2026-09-01", "2026-09-03")
    assert year.pair("Cy Ott").text("Status") == "active"
    assert "is not a date we can read" in year.pair("Cy Ott").text("Check")

    year.type("Pairings", {"Mentee": "Cy Ott"}, Ends_on="2026-09-04")
    year.live("2026-09-04")
    assert "ended" in {row.text("Status") for row in year.rows("Pairings") if row.text("Mentee") == "Cy Ott"}
