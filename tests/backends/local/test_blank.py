"""A new workbook: everything in its place, nothing for the program to complain about, easy on a coordinator's eyes."""

import re
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.program.problems import WorkbookError
from tasks.program.reading.setting_specs import SPECS
from tasks.program.reading.settings import read_settings
from tasks.program.settings import Settings
from tasks.program.workbook.changes import AddRow
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.setting_notes import NOTES
from tasks.program.workbook.tabs import ALL, TABS
from tests.build import SETTINGS, mentor

PERSON = {
    "Name": "=Ana",
    "Email": "ana@example.org",
    "Years teaching": "3",
    "Start date": "8/30/2026",
    "Room": "12",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "workbook.xlsx"


def test_every_tab_of_the_contract_stands_behind_the_page_to_read_first(path: Path) -> None:
    new_workbook(path, {})
    snapshot = LocalRegister(path).read()
    assert list(snapshot.sheets) == ["Read me", *(tab.name for tab in ALL)]
    for tab in ALL:
        assert snapshot.sheet(tab.name).columns == tuple(column.name for column in tab.columns)
        assert snapshot.sheet(tab.name).clashes == ()


def test_every_setting_is_listed_and_explained(path: Path) -> None:
    assert set(NOTES) == {spec.name for spec in SPECS}
    new_workbook(path, {"Term start": "2026-08-10", "Meeting minutes": 40, "Letters leave at": "7:15"})
    rows = {row.text("Setting"): row for row in LocalRegister(path).read().rows("Settings")}
    assert set(rows) == set(NOTES)
    assert (rows["Term start"]["Value"], rows["Meeting minutes"]["Value"]) == (date(2026, 8, 10), 40)
    assert rows["Letters leave at"]["Value"] == time(7, 15)
    assert rows["Meetings per week"]["Notes"].endswith("in a week. Blank means no limit.")
    assert rows["Time zone"].text("Notes").endswith("Please fill in.")


def test_what_a_blank_means_is_what_the_program_does(path: Path) -> None:
    words = {name: note.blank for name, note in NOTES.items() if name in _PLAIN_DEFAULTS}
    new_workbook(path, SETTINGS | words)
    stated, problems = read_settings(LocalRegister(path).read().sheet("Settings"))
    new_workbook(path.with_name("other.xlsx"), SETTINGS)
    silent, others = read_settings(LocalRegister(path.with_name("other.xlsx")).read().sheet("Settings"))
    assert (problems, others) == ((), ())
    assert stated == silent
    assert silent.meeting_hours == Settings().meeting_hours


_PLAIN_DEFAULTS = {
    *(
        "Policy",
        "Pairing model",
        "Approve pairings",
        "Minimum mentor years",
        "Waited first",
        "Lift worst pair",
        "Equal chances",
        "Second mentor",
        "Minimum shared windows",
        "Mentor training required",
        "Same school",
    ),
    *("Days counted as", "Warn days before", "Meeting minutes", "Meeting cadence", "Meeting hours"),
    *("Planning periods per week", "Observations per term", "Scheduling", "Video link", "Hours per"),
    *("Meetings per day", "Quiet days before term end", "Travel minutes"),
    *("Leadership digest", "Coordinator digest", "Digest day", "Digest preview days", "Minimum group size"),
    *("Pause all sending", "Letters that wait", "Letters leave at", "Ask above", "Maximum mails per run"),
    *("Routine mails per person per week", *(name for name in NOTES if name.startswith("Weight: "))),
}


def test_choices_of_settings_are_understood(path: Path) -> None:
    for spec in SPECS:
        for choice in NOTES[spec.name].choices:
            assert spec.read(choice) is not None
    new_workbook(path, {})
    sheet = openpyxl.load_workbook(path)["Settings"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    row = next(cell.row for cell in sheet["A"] if cell.value == "Meeting cadence")
    assert lists[f"B{row}"] == '"weekly,biweekly,monthly"'


def test_people_and_rows_come_with_real_dates_and_numbers(path: Path) -> None:
    bells = [{"Period": "P1", "Starts": "8:10", "Ends": "8:55 am"}]
    new_workbook(path, SETTINGS, [PERSON, mentor("Bo Ek")], {"Bell schedule": bells})
    snapshot = LocalRegister(path).read()
    assert dict(snapshot.rows("Enrollment")[0].cells) == {
        "Name": "=Ana",
        "Email": "ana@example.org",
        "Years teaching": 3,
        "Start date": date(2026, 8, 30),
        "Room": "12",
    }
    assert snapshot.rows("Enrollment")[1]["Mentor training"] == date(2026, 7, 15)
    assert dict(snapshot.rows("Bell schedule")[0].cells) == {
        "Period": "P1",
        "Starts": time(8, 10),
        "Ends": time(8, 55),
    }


def test_date_that_can_be_read_in_two_ways_stays_as_it_was_typed(path: Path) -> None:
    new_workbook(path, SETTINGS, [PERSON | {"Start date": "8/9/26", "Years teaching": "a few"}])
    row = LocalRegister(path).read().rows("Enrollment")[0]
    assert (row["Start date"], row["Years teaching"]) == ("8/9/26", "a few")


def test_header_says_who_types_where(path: Path) -> None:
    new_workbook(path, {})
    book = openpyxl.load_workbook(path)
    fills: dict[Owner, set[str]] = {owner: set() for owner in Owner}
    for tab in ALL:
        sheet = book[tab.name]
        assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("A2", "A1")
        for cell, column in zip(sheet[1], tab.columns, strict=True):
            fills[column.owner].add(cell.fill.fgColor.rgb)
            letters = get_column_letter(cell.column or 0)
            assert sheet.column_dimensions[letters].hidden == column.hidden
            assert sheet.column_dimensions[letters].width == column.width
    assert all(len(colors) == 1 for colors in fills.values())
    assert len(set.union(*fills.values())) == 3


def test_choices_are_offered_where_people_type(path: Path) -> None:
    new_workbook(path, {})
    book = openpyxl.load_workbook(path)
    offered = {rule.formula1 for rule in book["Pairings"].data_validations.dataValidation}
    wanted = {
        f'"{",".join(c.choices)}"' for c in TABS["Pairings"].columns if c.choices and c.owner is Owner.STAFF
    }
    assert offered == wanted
    assert all(len(words) <= 257 for words in offered)


def test_check_cells_are_colored(path: Path) -> None:
    new_workbook(path, {})
    rules = openpyxl.load_workbook(path)["Enrollment"].conditional_formatting
    formulas = [rule.formula for area in rules for rule in area.rules]
    assert formulas == [['LEFT(AJ2,10)="Please fix"'], ['LEFT(AJ2,4)="Note"']]


def test_first_line_of_to_do_turns_red_when_a_school_day_is_over_without_a_run(path: Path) -> None:
    new_workbook(path, {})
    rules = openpyxl.load_workbook(path)["To do"].conditional_formatting
    overdue = [
        str(area.sqref) for area in rules if 'AND($A2="last-run",TODAY()>$F2)' in area.rules[0].formula
    ]
    assert [area.split(":")[0] for area in overdue] == ["A2", "B2", "E2"]


def test_page_to_read_first_names_every_tab_and_leads_to_it(path: Path) -> None:
    new_workbook(path, {})
    sheet = openpyxl.load_workbook(path)["Read me"]
    words = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert {tab.name for tab in ALL} <= set(words)
    links = {cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert links == {f"'{tab.name}'!A1" for tab in ALL}
    everything = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Nobody gets a letter about a pair" in everything
    assert not re.search(r"`|python|ledger|xlsx", everything, re.IGNORECASE)


def test_rows_the_program_adds_look_like_the_tab(path: Path) -> None:
    new_workbook(path, SETTINGS)
    rows = [AddRow("Pairings", {"Pairing ID": f"pair-{n}", "Matched on": date(2026, 8, 11)}) for n in (1, 2)]
    assert LocalRegister(path).write(rows) == ()
    sheet = openpyxl.load_workbook(path)["Pairings"]
    looks = {
        (cell.number_format, cell.fill.fgColor.rgb, cell.font.color.rgb)
        for cell in (sheet["O2"], sheet["O3"])
    }
    assert looks == {("yyyy-mm-dd", "FFF3F4F6", "FF4B5563")}


def test_same_workbook_has_the_same_bytes(path: Path) -> None:
    new_workbook(path, SETTINGS, [PERSON])
    new_workbook(path.with_name("again.xlsx"), SETTINGS, [PERSON])
    assert path.read_bytes() == path.with_name("again.xlsx").read_bytes()


def test_file_that_is_there_is_not_replaced(path: Path) -> None:
    new_workbook(path, {})
    with pytest.raises(WorkbookError, match="exists already; nothing was changed"):
        new_workbook(path, {})


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkbookError, match=r"The folder .*file cannot be made"):
        new_workbook(tmp_path / "file" / "workbook.xlsx", {})
