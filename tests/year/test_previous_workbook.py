"""A workbook made by hand that names last year's: who waited, whose pair failed, who was together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import main
from flows.reception import looking
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import open_ports
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked, take_stock
from tasks.program.cells import Value
from tests.build import SETTINGS
from tests.year.build import WINDOWS, mentee, mentor

ANA, BO = mentor("Ana Lee", Availability=WINDOWS), mentor("Bo Kim", Availability=WINDOWS)
CY, DI, EM = (mentee(name, Availability=WINDOWS) for name in ("Cy Ott", "Di Roy", "Em Fox"))
THIS_YEAR = {"Term name": "Fall 2027", "Term start": "2027-08-09", "Term end": "2027-12-10"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Last year: Ana and Di failed, Bo and Cy went on to the end, Em waited from September."""
    path = tmp_path / "old" / "workbook.xlsx"
    failed = {"Status": "ended", "Ending": "no-fault", "Ended on": "2026-10-01"}
    pairs: list[Mapping[str, Value]] = [
        {"Mentor email": ANA["Email"], "Mentee email": DI["Email"], "Pairing ID": "pair-1", **failed},
        {
            "Mentor email": BO["Email"],
            "Mentee email": CY["Email"],
            "Pairing ID": "pair-2",
            "Status": "active",
        },
    ]
    waits = {"Name": "Em Fox", "Email": EM["Email"], "Since": "2026-09-01", "Person ID": EM["Person ID"]}
    new_workbook(path, SETTINGS, [ANA, BO, CY, DI, EM], {"Pairings": pairs, "Unmatched": [waits]})
    return path


def by_hand(folder: Path, *people: Mapping[str, Value], previous: str, **settings: Any) -> Path:
    """This year's workbook, typed: nobody has a Person ID yet."""
    path = folder / "new" / "workbook.xlsx"
    more = {name.replace("_", " "): value for name, value in settings.items()}
    told = {**SETTINGS, **THIS_YEAR, "Program ID": "prog-new", "Previous workbook": previous, **more}
    new_workbook(path, told, [{**person, "Person ID": None} for person in people])
    return path


def paired(path: Path) -> list[tuple[str, str]]:
    """What a run of the pairing proposes, mentors first."""
    ports = open_ports(str(path))
    settle(Office(ports, Asked("pair", "2027-08-09T07:40")))
    ports.ledger.close()
    rows = LocalRegister(path).read().rows("Pairings")
    return [(row.text("Mentor"), row.text("Mentee")) for row in rows if row.text("Status") == "proposed"]


def check_of(path: Path) -> str:
    rows = LocalRegister(path).read().rows("Settings")
    return next(row.text("Check") for row in rows if row.text("Setting") == "Previous workbook")


@pytest.mark.usefixtures("old")
def test_whoever_waited_last_year_comes_first_and_keeps_the_day(tmp_path: Path) -> None:
    abe = mentee("Abe Aa", Availability=WINDOWS, Subject="Art")
    ana = {**ANA, "Capacity": 1, "Subject": "Art"}
    new = by_hand(tmp_path, ana, abe, EM, previous="../old/workbook.xlsx", Waited_first="yes")
    assert paired(new) == [("Ana Lee", "Em Fox")]
    assert check_of(new) == ""


@pytest.mark.usefixtures("old")
def test_whoever_waits_again_has_waited_since_last_year(tmp_path: Path) -> None:
    ana, cy = {**ANA, "Capacity": 1, "Subject": "Art"}, {**CY, "Subject": "Art"}
    new = by_hand(tmp_path, ana, cy, EM, previous="../old/workbook.xlsx")
    assert paired(new) == [("Ana Lee", "Cy Ott")]
    assert [row.text("Since") for row in LocalRegister(new).read().rows("Unmatched")] == ["2026-09-01"]


@pytest.mark.parametrize(
    ("previous", "expected"), [("../old/workbook.xlsx", []), ("", [("Ana Lee", "Di Roy")])]
)
@pytest.mark.usefixtures("old")
def test_pair_that_failed_last_year_is_not_made_again(
    tmp_path: Path, previous: str, expected: list[tuple[str, str]]
) -> None:
    assert paired(by_hand(tmp_path, ANA, DI, previous=previous)) == expected


def test_pair_that_was_together_stays_where_continuity_counts(tmp_path: Path, old: Path) -> None:
    ana, cy = {**ANA, "Capacity": 1, "Subject": "Art"}, {**CY, "Subject": "Art"}
    people = (ana, {**BO, "Capacity": 1, "Subject": "Music"}, cy, EM)
    for weight in (200, "off"):
        new = by_hand(tmp_path / str(weight), *people, previous=str(old), **{"Weight:_continuity": weight})
        assert (("Bo Kim", "Cy Ott") in paired(new)) is (weight == 200)


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        ("../gone/workbook.xlsx", "There is no workbook at"),
        ("workbook.xlsx", "It names this very workbook."),
        ("../old", "is a folder"),
        ("../old/notes.xlsx", "Note: Last year's workbook could not be read:"),
        ("~nobody-here/workbook.xlsx", "There is no folder ~nobody-here."),
        ("https://example.org/sheet", "neither the address of a Google spreadsheet nor the path of a file"),
    ],
)
def test_workbook_that_cannot_be_read_is_a_note_and_stops_nothing(
    tmp_path: Path, old: Path, previous: str, said: str
) -> None:
    (old.parent / "notes.xlsx").write_text("no workbook", encoding="utf-8")
    new = by_hand(tmp_path, ANA, DI, previous=previous)
    assert paired(new) == [("Ana Lee", "Di Roy")]
    assert said in check_of(new)
    assert "Clear the value if there is none." in check_of(new)


def test_last_year_is_read_once_in_a_run_and_left_as_it_was(tmp_path: Path, old: Path) -> None:
    new = by_hand(tmp_path, ANA, DI, previous="../old/workbook.xlsx")
    before = old.read_bytes()
    with looking(str(new)) as ports:
        first, second = (take_stock(ports, Asked("check")).world.last_year() for _ in range(2))
    assert first is second
    assert first.failed == {(ANA["Email"], DI["Email"])}
    assert (old.read_bytes(), [path.name for path in old.parent.iterdir()]) == (before, ["workbook.xlsx"])


def test_init_names_last_years_workbook_from_its_own_folder(
    tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "new/workbook.xlsx", "--from", "old/workbook.xlsx"]) == 0
    rows = LocalRegister(tmp_path / "new" / "workbook.xlsx").read().rows("Settings")
    named = next(row.text("Value") for row in rows if row.text("Setting") == "Previous workbook")
    assert (tmp_path / "new" / named).resolve() == old.resolve()
    assert not Path(named).is_absolute()
