"""Addresses, names and ids that come to stand beside somebody else: meant, handed on, or by a sort."""

from tasks.program.workbook.changes import SetCells
from tasks.program.workbook.tabs import TABS
from tests.year.build import WINDOWS, Year, a_year, mentee

TO_DO = [column.name for column in TABS["To do"].columns]


def couples(year: Year) -> list[tuple[str, str]]:
    rows = year.rows("Pairings")
    return [(row.text("Mentor"), row.text("Mentee")) for row in rows if row.text("Status") == "active"]


def test_swapped_addresses_swap_no_pairs_and_are_not_asked_about_where_both_rows_say_so() -> None:
    year = a_year(active=True)
    before = couples(year)
    year.person("Cy Ott", Email="di.roy@example.org", Former_email="cy.ott@example.org")
    year.person("Di Roy", Email="cy.ott@example.org", Former_email="di.roy@example.org")
    year.every_day("2026-09-01", "2026-09-03")

    assert (couples(year), year.asked(), year.letters()["introduction"]) == (before, [], 4)
    assert year.pair("Cy Ott").text("Mentee email") == "di.roy@example.org"


def test_address_that_came_to_somebody_else_brings_no_pair_along() -> None:
    year = a_year(active=True)
    before = couples(year)
    year.person("Cy Ott", Email="cy.new@example.org")
    newcomer = mentee("Zoe Fay", Email="cy.ott@example.org", Availability=WINDOWS)
    del newcomer["Person ID"]
    year.add("Enrollment", newcomer)
    year.every_day("2026-09-01", "2026-09-03")

    assert (couples(year), year.asked(), year.letters()["introduction"]) == (before, [], 4)
    assert "Zoe Fay" in year.column("Unmatched", "Name")


def test_second_claim_to_a_former_address_takes_nobodys_place() -> None:
    year = a_year(active=True)
    before = couples(year)
    row = year.remove("Enrollment", Name="Cy Ott")
    claim = {**row.cells, "Former email": "cy.ott@example.org", "Person ID": None}
    year.add("Enrollment", {**claim, "Email": "cy.new@example.org"})
    year.add("Enrollment", {**claim, "Name": "Cyn Ott", "Email": "cyn@example.org"})
    year.every_day("2026-09-01", "2026-09-03")

    assert (couples(year), year.letters()["introduction"]) == (before, 4)


def shifted(year: Year, column: str) -> None:
    """One column of Enrollment goes down by a row, the last cell to the top."""
    rows = year.rows("Enrollment")
    moved = [row[column] for row in rows]
    for row, value in zip(rows, (moved[-1], *moved[:-1]), strict=True):
        year.register.write([SetCells("Enrollment", row, {column: value})])


def test_addresses_that_a_sort_moved_against_their_names_stop_the_run_until_they_are_back() -> None:
    year = a_year(active=True)
    before, sent = year.cells(but=[("To do", column) for column in TO_DO]), year.letters()
    for turn in range(4):
        shifted(year, "Email")
        found = [guard.name for guard in year.live("2026-08-12T13:00").guards]
        assert (found, year.letters()) == ([] if turn == 3 else ["moved-addresses"], sent)

    assert year.cells(but=[("To do", column) for column in TO_DO]) == before
    assert year.asked() == []


def test_addresses_that_moved_and_are_meant_so_go_on_with_the_pairs_as_they_were() -> None:
    year = a_year(active=True)
    before = couples(year)
    shifted(year, "Email")
    year.live("2026-09-01")
    [line] = [row.text("What") for row in year.open()]
    assert line.startswith("Enrollment, rows 2, 3, 4 and 5: addresses that were other people's")

    year.answer("guard", "go on")
    year.every_day("2026-09-02", "2026-09-04")
    assert (couples(year), year.asked(), year.letters()["introduction"]) == (before, [], 4)


def test_names_that_a_sort_moved_stop_the_run() -> None:
    year = a_year(active=True)
    sent = year.letters()
    shifted(year, "Name")
    assert [guard.name for guard in year.live("2026-09-01").guards] == ["moved-names"]
    assert year.letters() == sent


def test_rows_sorted_without_their_person_id_stop_the_run() -> None:
    year = a_year(active=True)
    before, sent = couples(year), year.letters()
    shifted(year, "Person ID")
    assert [guard.name for guard in year.live("2026-08-12T13:00").guards] == ["moved-ids"]
    assert (couples(year), year.letters()) == (before, sent)
