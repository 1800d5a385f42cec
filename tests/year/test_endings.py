"""How an ending is told: in one letter to each, which takes the meetings out of their calendars as well."""

from collections import Counter

from tests.year.build import Year, a_year


def ended() -> Year:
    """Cy Ott's pair, told of its meetings in August, was ended by staff before the first of them."""
    year = a_year(active=True, Leadership_digest="off")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end", Ending="transfer")
    year.live("2026-08-13")
    return year


def owed(year: Year) -> list[tuple[str, str]]:
    rows = [row for row in year.rows("Outbox") if row.text("Status") == "waiting"]
    return sorted((row.text("Letter"), row.text("To")) for row in rows)


def calendar_part(year: Year) -> str:
    [mail] = [mail for mail in year.mail("cy.ott@example.org") if "ended" in mail["Subject"]]
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

    [mail] = [mail for mail in year.mail("ana.lee@example.org") if "ended" in mail["Subject"]]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Thank you for the time you gave it." in " ".join(body.get_content().split())
