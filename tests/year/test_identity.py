"""One person is one, and two are two, whatever happens to rows, names and addresses."""

from dataclasses import replace

from tests.year.build import WINDOWS, Year, a_year, mentee, mentor, person


def undisturbed(year: Year) -> list[str]:
    return [
        year.pair("Di Roy").text(column) for column in ("Pairing ID", "Status", "Matched on", "Introduced on")
    ]


def test_former_email_says_that_it_is_the_same_person() -> None:
    year = a_year(active=True)
    before = undisturbed(year)
    row = year.remove("Enrollment", Name="Cy Ott")
    year.add(
        "Enrollment",
        {**row.cells, "Email": "cy.new@example.org", "Former email": "cy.ott@example.org", "Person ID": None},
    )
    year.every_day("2026-09-01", "2026-09-04")

    assert year.asked() == []
    assert year.pair("Cy Ott").text("Mentee email") == "cy.new@example.org"
    assert year.row("Enrollment", Name="Cy Ott").text("Person ID") == "p-cy-ott"
    assert year.letters()["introduction"] == 4
    assert undisturbed(year) == before


def test_address_changed_in_its_row_needs_no_question() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Email="cy.new@example.org")
    year.every_day("2026-09-01", "2026-09-04")

    assert year.asked() == []
    assert year.pair("Cy Ott").text("Mentee email") == "cy.new@example.org"
    assert year.letters()["introduction"] == 4


def test_same_name_and_school_with_another_address_is_asked_about() -> None:
    year = a_year(active=True)
    row = year.remove("Enrollment", Name="Cy Ott")
    year.add("Enrollment", {**row.cells, "Email": "cy.new@example.org", "Person ID": None})
    year.live("2026-09-01")
    assert "same-person" in year.asked()
    assert year.pair("Cy Ott").text("Status") == "active"

    year.answer("same-person", "same person")
    year.every_day("2026-09-02", "2026-09-04")
    assert year.asked() == []
    assert year.pair("Cy Ott").text("Mentee email") == "cy.new@example.org"
    assert year.letters()["introduction"] == 4


def test_two_people_of_one_name_stay_two() -> None:
    year = a_year(active=True)
    row = year.remove("Enrollment", Name="Cy Ott")
    year.add(
        "Enrollment", {**row.cells, "Email": "cy.new@example.org", "Person ID": None, "Employee ID": "77"}
    )
    year.live("2026-09-01")
    year.answer("same-person", "two people")
    year.live("2026-09-02")
    year.answer("vanished", "left")
    year.live("2026-09-03")

    assert [row.text("Person ID") for row in year.rows("Enrollment") if row.text("Name") == "Cy Ott"] != [
        "p-cy-ott"
    ]
    assert year.letters()["introduction"] == 4


def test_married_name_with_accents_is_the_same_person() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Name="Cy Gómez-Ott")
    year.every_day("2026-09-01", "2026-09-04")

    assert year.asked() == []
    assert year.pair("Cy Gómez-Ott").text("Status") == "active"
    assert year.letters()["introduction"] == 4


def test_duplicate_that_agrees_counts_once_and_one_that_contradicts_waits() -> None:
    twin = mentee("Em Fox", Availability=WINDOWS)
    year = a_year(
        twin,
        {**twin, "Person ID": None},
        mentee("Flo Gray"),
        {**mentee("Flo Gray"), "Person ID": None, "Evaluator": "x@example.org"},
    )
    year.live("2026-08-12")

    waits = {row.text("Name"): row.text("Why not") for row in year.rows("Unmatched")}
    assert (
        list(year.column("Unmatched", "Name")).count("Em Fox")
        + year.column("Pairings", "Mentee").count("Em Fox")
        == 1
    )
    assert "Evaluator" in waits["Flo Gray"]


def test_person_in_both_roles_is_one_person_with_both() -> None:
    year = a_year(
        person("Em Fox", "both", Years_teaching=5, Mentor_training="2026-07-01", Availability=WINDOWS)
    )
    year.live("2026-08-12")

    assert year.column("Enrollment", "Name").count("Em Fox") == 1
    for row in year.rows("Pairings"):
        assert row.text("Mentor") != row.text("Mentee")


def test_vanished_row_freezes_the_pair_and_asks() -> None:
    year = a_year(active=True)
    meetings, before = year.meetings("Cy Ott", "booked"), year.letters("Ana Lee")
    year.remove("Enrollment", Name="Cy Ott")
    year.every_day("2026-08-24", "2026-08-28")

    assert year.asked() == ["vanished"]
    assert year.pair("Cy Ott").text("Status") == "active"
    assert [day for day in year.meetings("Cy Ott", "booked") if day > "2026-08-28"] == [
        day for day in meetings if day > "2026-08-28"
    ]
    assert year.letters("Ana Lee") == before


def test_left_ends_the_pair() -> None:
    year = a_year(active=True)
    year.remove("Enrollment", Name="Cy Ott")
    year.live("2026-08-24")
    year.answer("vanished", "left")
    year.live("2026-08-25")

    assert year.row("Pairings", Mentee="Cy Ott").text("Status") == "ended"
    assert year.row("Enrollment", Name="Cy Ott").text("Status") == "left"
    assert year.asked() == []


def test_put_back_goes_on_as_if_nothing_had_happened() -> None:
    year = a_year(active=True)
    row = year.remove("Enrollment", Name="Cy Ott")
    year.live("2026-08-24")
    year.answer("vanished", "put back")
    year.live("2026-08-25")
    assert year.asked() == ["vanished"]

    year.put_back("Enrollment", row)
    year.live("2026-08-26")
    assert year.asked() == []
    assert year.pair("Cy Ott").text("Status") == "active"
    assert year.letters()["introduction"] == 4


def test_other_address_gives_the_pair_to_the_row_that_has_it() -> None:
    year = a_year(active=True)
    row = year.remove("Enrollment", Name="Cy Ott")
    year.add(
        "Enrollment", {**row.cells, "Name": "Cyrus Otterman", "Email": "cyrus@example.org", "Person ID": None}
    )
    year.live("2026-08-24")
    year.answer("vanished", "other address", Note="cyrus@example.org")
    year.live("2026-08-25")

    assert year.asked() == []
    assert year.pair("Cyrus Otterman").text("Status") == "active"


def test_half_a_sheet_is_no_mass_withdrawal_and_an_answer_counts_once() -> None:
    crowd = [mentee(f"P{n} Q") for n in range(6)]
    year = a_year(*crowd, active=True)
    gone = [year.remove("Enrollment", Name=f"P{n} Q") for n in range(5)]
    before = year.register.read().sheet("Pairings")
    assert [guard.name for guard in year.live("2026-08-24").guards] == ["shrunk-enrollment"]
    assert year.register.read().sheet("Pairings") == before

    for row in gone:
        year.put_back("Enrollment", row)
    assert year.live("2026-08-25").guards == ()
    for n in range(5):
        year.remove("Enrollment", Name=f"P{n} Q")
    year.live("2026-08-26")
    year.answer("guard", "go on")
    assert year.live("2026-08-27").guards == ()

    for row in gone:
        year.put_back("Enrollment", row)
    year.live("2026-08-28")
    for n in range(5):
        year.remove("Enrollment", Name=f"P{n} Q")
    assert [guard.name for guard in year.live("2026-08-31").guards] == ["shrunk-enrollment"]


def test_sorted_sheet_changes_nothing() -> None:
    year = a_year(active=True)
    sheet = year.register.read().sheet("Enrollment")
    turned = tuple(
        replace(row, number=number) for row, number in zip(reversed(sheet.rows), range(2, 9), strict=False)
    )
    year.register.snapshot = year.register.read().with_sheet(replace(sheet, rows=turned))
    before, sent = year.register.read().sheet("Pairings"), year.letters()
    year.live("2026-08-12T13:00")

    assert year.register.read().sheet("Pairings") == before
    assert year.letters() == sent
    assert year.asked() == []


def test_row_that_vanished_between_approval_and_introduction_is_asked_about() -> None:
    year = a_year()
    year.live("2026-08-12T12:00")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.live("2026-08-12T12:30")
    row = year.remove("Enrollment", Name="Cy Ott")
    year.live("2026-08-13")
    assert (year.asked(), year.letters("Di Roy")["introduction"]) == (["vanished"], 1)
    assert not [mail for mail in year.mail("cy.ott@example.org") if "mentor" in str(mail["Subject"]).lower()]

    year.put_back("Enrollment", row)
    year.live("2026-08-14")
    assert (year.asked(), year.letters("Cy Ott")["introduction"]) == ([], 1)


def newcomer(name: str, email: str, **cells: object) -> dict[str, object]:
    return {**mentee(name, Availability=WINDOWS, **cells), "Email": email, "Person ID": None}


TRAINING = {
    "Training ID": "T1",
    "Title": "Basics",
    "Starts": "2026-09-21 15:00",
    "Ends": "2026-09-21 16:00",
    "Audience": "all",
}


def test_nothing_begins_for_a_row_that_may_be_somebody_else() -> None:
    year = a_year(mentor("Gus Hill", Availability=WINDOWS), active=True, trainings=[TRAINING])
    row = year.remove("Enrollment", Name="Cy Ott")
    year.add("Enrollment", {**row.cells, "Email": "cy.new@example.org", "Person ID": None})
    year.every_day("2026-09-01", "2026-09-04")

    assert year.row("Enrollment", Name="Cy Ott").text("Mail") == "in question"
    assert year.mail("cy.new@example.org") == []
    assert year.pair("Cy Ott").text("Mentor") == "Ana Lee"

    year.answer("same-person", "same person")
    year.every_day("2026-09-07", "2026-09-09")
    assert year.row("Enrollment", Name="Cy Ott").text("Mail") == "ok"
    assert year.pair("Cy Ott").text("Mentor") == "Ana Lee"


def test_two_new_rows_that_give_one_former_address_wait_until_one_of_them_does() -> None:
    year = a_year(mentor("Gus Hill", Availability=WINDOWS, Capacity=2), active=True, trainings=[TRAINING])
    before = undisturbed(year)
    year.remove("Enrollment", Name="Cy Ott")
    year.add(
        "Enrollment",
        newcomer("Cy Marsh", "cy.marsh@example.org", Former_email="cy.ott@example.org"),
        newcomer("Em Fox", "em.fox@example.org", Former_email="cy.ott@example.org"),
    )
    year.every_day("2026-09-01", "2026-09-04")

    for name in ("Cy Marsh", "Em Fox"):
        row = year.row("Enrollment", Name=name)
        assert (row.text("Mail"), "Please fix" in row.text("Check")) == ("in question", True)
        assert year.mail(row.text("Email")) == []
    assert year.pair("Cy Ott").text("Status") == "active"
    assert [row.text("Mentee") for row in year.rows("Pairings")] == ["Cy Ott", "Di Roy"]

    year.person("Em Fox", Former_email=None)
    year.every_day("2026-09-07", "2026-09-09")
    assert year.row("Enrollment", Name="Cy Marsh").text("Person ID") == "p-cy-ott"
    assert year.pair("Cy Marsh").text("Mentor") == "Ana Lee"
    assert year.pair("Em Fox").text("Status") == "proposed"
    assert "vanished" not in year.asked()
    assert undisturbed(year) == before


def test_former_address_typed_into_a_standing_row_by_mistake_disturbs_nobody() -> None:
    year = a_year(active=True)
    year.person("Cy Ott", Email="cy.new@example.org", Former_email="cy.ott@example.org")
    year.live("2026-09-01")
    before = undisturbed(year)
    year.person("Di Roy", Former_email="cy.ott@example.org")
    year.live("2026-09-02")

    assert "Please fix" in year.row("Enrollment", Name="Di Roy").text("Check")
    assert undisturbed(year) == before
    assert (year.pair("Cy Ott").text("Status"), year.asked()) == ("active", [])


def test_second_row_of_one_name_and_school_waits_until_it_is_said_who_that_is() -> None:
    year = a_year(active=True)
    before = undisturbed(year)
    row = year.row("Enrollment", Name="Cy Ott")
    year.add("Enrollment", {**row.cells, "Name": "Cy  Ótt", "Email": "cyott@example.org", "Person ID": None})
    year.every_day("2026-09-01", "2026-09-03")
    assert year.asked() == ["same-person"]
    assert year.row("Enrollment", Email="cyott@example.org").text("Mail") == "in question"
    assert [row.text("Mentee email") for row in year.rows("Pairings")] == [
        "cy.ott@example.org",
        "di.roy@example.org",
    ]

    year.answer("same-person", "same person")
    year.every_day("2026-09-04", "2026-09-07")
    (line,) = [one for one in year.rows("To do") if one.text("Status") == "open" and one.text("Choices")]
    assert "type the address that is right in the older row, and remove the other one" in line.text("What")
    year.remove("Enrollment", Email="cyott@example.org")
    year.person("Cy Ott", Email="cyott@example.org")
    year.every_day("2026-09-08", "2026-09-10")
    assert year.asked() == []
    assert year.pair("Cy Ott").text("Mentee email") == "cyott@example.org"
    assert undisturbed(year) == before
    assert year.letters()["introduction"] == 4


def test_second_row_of_one_name_and_school_may_be_another_person() -> None:
    year = a_year(active=True)
    row = year.row("Enrollment", Name="Cy Ott")
    year.add("Enrollment", {**row.cells, "Email": "cyott@example.org", "Person ID": None})
    year.live("2026-09-01")
    year.answer("same-person", "two people")
    year.every_day("2026-09-02", "2026-09-03")
    assert year.asked() == []
    assert year.row("Enrollment", Email="cyott@example.org").text("Mail") == "ok"
