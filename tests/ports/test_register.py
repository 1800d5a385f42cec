"""One suite for every register: what a workbook promises, whatever keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasks.backends import settling
from tasks.backends.local.register import LocalRegister
from tasks.backends.memory.register import MemoryRegister
from tasks.ports import Refused, Register
from tasks.program.cells import Value, same
from tasks.program.workbook.changes import AddRow, Change, ClearRow, EnsureTab, Rewrite, SetCells
from tasks.program.workbook.snapshot import Row, snapshot_from_grids
from tasks.program.workbook.tabs import TABS
from tests.backends.google.desk import google_desk

Grid = list[list[Value]]


@dataclass(frozen=True)
class Desk:
    """A register, and a person beside it: `save` puts a whole workbook in its place, as a person's save does."""

    register: Register
    save: Callable[[Mapping[str, Grid]], None]

    def rows(self, tab: str) -> list[dict[str, Value]]:
        return [dict(row.cells) for row in self.register.read().rows(tab)]

    def row(self, tab: str, number: int) -> Row:
        return next(row for row in self.register.read().rows(tab) if row.number == number)

    def write(self, *changes: Change) -> list[str]:
        """Writes; gives why something was refused."""
        return [refused.why for refused in self.register.write(changes)]


def memory_desk(_folder: Path, *, staff: bool = False) -> Desk:
    register = MemoryRegister(snapshot_from_grids({}), staff=staff)

    def save(grids: Mapping[str, Grid]) -> None:
        register.snapshot = snapshot_from_grids(grids, version=repr(grids))

    return Desk(register, save)


def local_desk(folder: Path, *, staff: bool = False) -> Desk:
    path = folder / "workbook.xlsx"

    def save(grids: Mapping[str, Grid]) -> None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, grid in grids.items():
            sheet = book.create_sheet(title)
            for number, values in enumerate(grid, 1):
                for column, value in enumerate(values, 1):
                    sheet.cell(number, column, value)
        book.save(path)

    return Desk(LocalRegister(path, staff=staff), save)


def sheets_desk(_folder: Path, *, staff: bool = False) -> Desk:
    return Desk(*google_desk(staff=staff))


BACK_ENDS = {"memory": memory_desk, "local": local_desk, "google": sheets_desk}
HEADERS: list[Value] = ["Name", "Email", "Role", "Room", "Paired with", "Matched on", "Person ID", "Check"]
ANA: list[Value] = ["Ana Lee", "ana@example.org", "mentee", "12", None, None, "p-ana", None]
BO: list[Value] = ["Bo Ek", "bo@example.org", "mentor", None, "Ana Lee", date(2026, 8, 11), "p-bo", "Note: x"]
CY: list[Value] = ["Cy Fox", "cy@example.org", "mentee", "14", None, None, None, None]
SETTINGS: Grid = [["Setting", "Value"], ["Program name", "Riverside"], ["Program ID", None]]


def book(*people: list[Value], **tabs: Grid) -> dict[str, Grid]:
    more = {name.replace("_", " "): grid for name, grid in tabs.items()}
    return {"Settings": SETTINGS, "Enrollment": [HEADERS, *people], **more}


@pytest.fixture(params=BACK_ENDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    made: Desk = BACK_ENDS[request.param](tmp_path)
    made.save(book(ANA, BO, CY))
    return made


@pytest.fixture(params=BACK_ENDS)
def staff_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    made: Desk = BACK_ENDS[request.param](tmp_path, staff=True)
    made.save(book(ANA, BO, CY))
    return made


# -- reading --------------------------------------------------------------------------------------------------------


def test_read_gives_every_tab_by_its_contract_name(desk: Desk) -> None:
    people: Grid = [["E-mail address", "name", "ROLE"], ["ana@example.org", "Ana", "mentee"]]
    desk.save({"settings": SETTINGS, "ENROLLMENT": people, "Mine": [["A"], ["x"]]})
    snapshot = desk.register.read()
    titles = [(sheet.name, sheet.title) for sheet in snapshot.sheets.values()]
    assert titles == [("Settings", "settings"), ("Enrollment", "ENROLLMENT"), ("Mine", "Mine")]
    assert desk.rows("Enrollment") == [{"Email": "ana@example.org", "Name": "Ana", "Role": "mentee"}]
    assert desk.rows("Mine") == [{"A": "x"}]


def test_read_keeps_kinds_and_row_numbers(desk: Desk) -> None:
    moment = datetime(2026, 8, 10, 15, 30)
    kinds: list[Value] = ["text", 3, 2.5, True, False, date(2026, 8, 10), moment, time(7, 30)]
    desk.save(book(ANA, [], Mine=[list("abcdefgh"), [], kinds]))
    (row,) = desk.register.read().rows("Mine")
    assert row.number == 3
    assert [(type(value), value) for value in row.cells.values()] == [(type(value), value) for value in kinds]


# -- finding rows ---------------------------------------------------------------------------------------------------


def test_row_that_moved_is_written_by_its_key(desk: Desk) -> None:
    bo = desk.row("Enrollment", 3)
    desk.save(book(CY, [], BO, ["Di New", "di@example.org", "mentor"], ANA))
    assert desk.write(SetCells("Enrollment", bo, {"Paired with": "Cy Fox"})) == []
    assert [row.get("Paired with") for row in desk.rows("Enrollment")] == [None, "Cy Fox", None, None]


def test_row_whose_address_changed_meanwhile_is_still_the_same_row(desk: Desk) -> None:
    bo = desk.row("Enrollment", 3)
    desk.save(book(ANA, [BO[0], "robert@example.org", *BO[2:]], CY))
    assert desk.write(SetCells("Enrollment", bo, {"Check": None})) == []
    assert desk.rows("Enrollment")[1] == {
        "Name": "Bo Ek",
        "Email": "robert@example.org",
        "Role": "mentor",
        "Paired with": "Ana Lee",
        "Matched on": date(2026, 8, 11),
        "Person ID": "p-bo",
    }


def test_row_that_is_gone_is_refused(desk: Desk) -> None:
    bo = desk.row("Enrollment", 3)
    desk.save(book(ANA, CY))
    change = SetCells("Enrollment", bo, {"Paired with": "Cy Fox"})
    assert desk.register.write([change]) == (Refused(change, settling.GONE),)


def test_row_without_key_is_found_by_its_cells_and_given_one(desk: Desk) -> None:
    cy = desk.row("Enrollment", 4)
    desk.save(book(CY, ANA, BO))
    assert desk.write(SetCells("Enrollment", cy, {"Person ID": "p-cy", "Check": "Note: new"})) == []
    assert [row.get("Person ID") for row in desk.rows("Enrollment")] == ["p-cy", "p-ana", "p-bo"]


def test_row_without_key_that_was_edited_meanwhile_is_refused(desk: Desk) -> None:
    cy = desk.row("Enrollment", 4)
    desk.save(book(ANA, BO, [*CY[:3], "15", *CY[4:]]))
    assert desk.write(SetCells("Enrollment", cy, {"Person ID": "p-cy"})) == [settling.GONE]


def test_rows_alike_without_key_get_one_key_each(desk: Desk) -> None:
    desk.save(book(CY, CY))
    one, other = desk.register.read().rows("Enrollment")
    desk.save(book(ANA, CY, CY))
    changes = (
        SetCells("Enrollment", one, {"Person ID": "p-1"}),
        SetCells("Enrollment", other, {"Person ID": "p-2"}),
    )
    assert desk.write(*changes) == []
    assert [row.get("Person ID") for row in desk.rows("Enrollment")] == ["p-ana", "p-1", "p-2"]


def test_copied_key_is_given_anew_to_the_row_that_was_meant(desk: Desk) -> None:
    copy: list[Value] = ["Al Kin", "al@example.org", *ANA[2:]]
    desk.save(book(ANA, BO, copy))
    lower = desk.row("Enrollment", 4)
    desk.save(book(copy, ANA, BO))
    assert desk.write(SetCells("Enrollment", lower, {"Person ID": "p-al"})) == []
    assert [row["Person ID"] for row in desk.rows("Enrollment")] == ["p-al", "p-ana", "p-bo"]


def test_row_of_a_doubled_key_that_was_edited_meanwhile_is_refused(desk: Desk) -> None:
    copy: list[Value] = ["Al Kin", "al@example.org", *ANA[2:]]
    desk.save(book(ANA, copy))
    lower = desk.row("Enrollment", 3)
    desk.save(book(ANA, ["Al Kinsey", *copy[1:]]))
    assert desk.write(SetCells("Enrollment", lower, {"Check": "Note: y"})) == [settling.GONE]


def test_two_changes_to_one_row_reach_the_same_row(desk: Desk) -> None:
    cy = desk.row("Enrollment", 4)
    changes = (
        SetCells("Enrollment", cy, {"Person ID": "p-cy"}),
        SetCells("Enrollment", cy, {"Check": "Note: z"}),
    )
    assert desk.write(*changes) == []
    assert desk.rows("Enrollment")[2]["Check"] == "Note: z"


# -- staff win ------------------------------------------------------------------------------------------------------


def test_cell_that_changed_meanwhile_is_left_alone_and_named(desk: Desk) -> None:
    bo = desk.row("Enrollment", 3)
    desk.save(book(ANA, [*BO[:4], "Cy Fox", *BO[5:]], CY))
    change = SetCells("Enrollment", bo, {"Paired with": "Di New", "Check": "Note: y"})
    assert desk.register.write([change]) == (
        Refused(SetCells("Enrollment", bo, {"Paired with": "Di New"}), settling.STALE),
    )
    assert (desk.row("Enrollment", 3)["Paired with"], desk.row("Enrollment", 3)["Check"]) == (
        "Cy Fox",
        "Note: y",
    )


def test_cell_that_holds_what_is_wanted_already_is_no_refusal(desk: Desk) -> None:
    bo = desk.row("Enrollment", 3)
    desk.save(book(ANA, [*BO[:4], "Di New", *BO[5:]], CY))
    before = desk.register.read().version
    assert desk.write(SetCells("Enrollment", bo, {"Paired with": "Di New"})) == []
    assert desk.register.read().version == before


@pytest.mark.parametrize("column", ["Name", "Room", "Nowhere"])
def test_column_that_is_not_the_programs_is_refused(desk: Desk, column: str) -> None:
    before = desk.register.read()
    assert desk.write(SetCells("Enrollment", desk.row("Enrollment", 3), {column: "x"})) == [settling.STAFF]
    assert desk.register.read() == before


def test_people_may_write_every_column(staff_desk: Desk) -> None:
    assert (
        staff_desk.write(
            SetCells("Enrollment", staff_desk.row("Enrollment", 3), {"Name": "Bo E.", "Room": "9"})
        )
        == []
    )
    assert (staff_desk.row("Enrollment", 3)["Name"], staff_desk.row("Enrollment", 3)["Room"]) == (
        "Bo E.",
        "9",
    )


def test_setting_left_blank_may_be_filled_and_a_filled_one_may_not(desk: Desk) -> None:
    name, program_id = desk.register.read().rows("Settings")
    changes = (
        SetCells("Settings", name, {"Value": "x"}),
        SetCells("Settings", program_id, {"Value": "prog-1"}),
    )
    assert desk.write(*changes) == [settling.STAFF]
    assert [row.get("Value") for row in desk.rows("Settings")] == ["Riverside", "prog-1"]


def test_column_that_two_headers_claim_is_refused(desk: Desk) -> None:
    desk.save(
        {
            "Settings": SETTINGS,
            "Enrollment": [["Name", "Email", "Role", "Person ID", "Check", "check "], [*ANA[:3], "p-ana"]],
        }
    )
    row = desk.row("Enrollment", 2)
    assert desk.write(SetCells("Enrollment", row, {"Check": "Note: x"})) == [settling.CLASH]


def test_tab_of_staffs_own_is_refused(desk: Desk) -> None:
    desk.save(book(ANA, Mine=[["A"], ["x"]]))
    assert desk.write(AddRow("Mine", {"A": "y"})) == [settling.FOREIGN]


# -- rows -----------------------------------------------------------------------------------------------------------


def test_new_rows_stand_behind_the_last_one(desk: Desk) -> None:
    desk.save(book(ANA, Outbox=[["Key", "To", "Mine"], ["k-1", "a@example.org", "x"], [], ["k-2"], []]))
    assert (
        desk.write(AddRow("Outbox", {"Key": "k-3", "Status": "owed"}), AddRow("Outbox", {"Key": "k-4"})) == []
    )
    assert [(row.number, row.text("Key")) for row in desk.register.read().rows("Outbox")] == [
        (2, "k-1"),
        (4, "k-2"),
        (5, "k-3"),
        (6, "k-4"),
    ]
    assert desk.row("Outbox", 5)["Status"] == "owed"


def test_row_whose_key_is_there_is_not_added_again(desk: Desk) -> None:
    row = AddRow("Outbox", {"Key": "K-1", "Status": "owed"})
    assert desk.write(row, AddRow("Outbox", {"Key": "k-1"})) == [settling.THERE]
    assert desk.write(row) == [settling.THERE]
    assert desk.rows("Outbox") == [{"Key": "K-1", "Status": "owed"}]


def test_cleared_row_keeps_what_staff_wrote(desk: Desk) -> None:
    waiting: Grid = [
        ["Person ID", "Name", "Why not", "Plan"],
        ["p-1", "Ana", "full", "ask Di"],
        ["p-2", "Cy", "full"],
    ]
    desk.save(book(ANA, Unmatched=waiting))
    changes = [ClearRow("Unmatched", row) for row in desk.register.read().rows("Unmatched")]
    assert desk.write(*changes) == []
    assert desk.rows("Unmatched") == [{"Plan": "ask Di"}]
    assert desk.register.read().rows("Unmatched")[0].number == 2


def test_row_that_changed_meanwhile_is_not_cleared(desk: Desk) -> None:
    desk.save(book(ANA, Unmatched=[["Person ID", "Why not"], ["p-1", "full"]]))
    row = desk.row("Unmatched", 2)
    desk.save(book(ANA, Unmatched=[["Person ID", "Why not"], ["p-1", "we asked her"]]))
    assert desk.write(ClearRow("Unmatched", row)) == [settling.STALE]


# -- tabs and columns -----------------------------------------------------------------------------------------------


def test_missing_tab_is_made_with_all_its_columns(desk: Desk) -> None:
    assert (
        desk.write(AddRow("Pairings", {"Pairing ID": "pair-1", "Matched on": date(2026, 8, 11), "Score": 81}))
        == []
    )
    sheet = desk.register.read().sheet("Pairings")
    assert sheet.columns == tuple(column.name for column in sheet.tab.columns) if sheet.tab else False
    assert desk.rows("Pairings") == [{"Pairing ID": "pair-1", "Matched on": date(2026, 8, 11), "Score": 81}]


def test_missing_column_is_made_behind_the_last_one(desk: Desk) -> None:
    desk.save({"Settings": SETTINGS, "Enrollment": [HEADERS[:4], ANA[:4]]})
    assert (
        desk.write(
            SetCells("Enrollment", desk.row("Enrollment", 2), {"Person ID": "p-1", "Check": "Note: x"})
        )
        == []
    )
    assert desk.register.read().sheet("Enrollment").columns[:4] == ("Name", "Email", "Role", "Room")
    assert desk.rows("Enrollment") == [
        dict(zip(HEADERS[:4], ANA[:4], strict=True)) | {"Person ID": "p-1", "Check": "Note: x"}
    ]


def test_ensured_tab_and_columns_come_without_rows(desk: Desk) -> None:
    desk.save(book(ANA, Schools=[["School", "Mine"], ["Oak", "x"]]))
    assert desk.write(EnsureTab("Schools"), EnsureTab("Hours")) == []
    snapshot = desk.register.read()
    assert snapshot.sheet("Schools").columns == ("School", "Mine", "Check")
    assert snapshot.sheet("Hours").columns == tuple(column.name for column in TABS["Hours"].columns)
    assert (desk.rows("Schools"), desk.rows("Hours")) == ([{"School": "Oak", "Mine": "x"}], [])
    assert desk.write(EnsureTab("Schools"), EnsureTab("Hours")) == []
    assert desk.register.read().version == snapshot.version


def test_columns_of_no_contract_come_with_their_rows(desk: Desk) -> None:
    assert desk.write(AddRow("Digests", {"Digest": "2026-09", "Active pairs": 12})) == []
    assert (
        desk.write(AddRow("Digests", {"Digest": "2026-10", "Active pairs": 13, "Response rate": 0.8})) == []
    )
    assert desk.rows("Digests") == [
        {"Digest": "2026-09", "Active pairs": 12},
        {"Digest": "2026-10", "Active pairs": 13, "Response rate": 0.8},
    ]
    row = desk.row("Digests", 2)
    assert desk.write(SetCells("Digests", row, {"Active pairs": 11})) == []


# -- tabs that the program rewrites ---------------------------------------------------------------------------------


def _coming(*what: str) -> Rewrite:
    return Rewrite(
        "Coming up", tuple({"What": word, "How many": number} for number, word in enumerate(what, 1))
    )


def test_rewrite_gives_the_rows_in_their_order(desk: Desk) -> None:
    assert desk.write(_coming("a", "b", "c")) == []
    assert desk.write(_coming("c", "a")) == []
    assert desk.rows("Coming up") == [{"What": "c", "How many": 1}, {"What": "a", "How many": 2}]


def test_rewrite_leaves_columns_of_staff_where_they_are(desk: Desk) -> None:
    desk.save(book(ANA, Coming_up=[["What", "How many", "Mine"], ["a", 1, "x"], ["b", 2], ["c", 3, "z"]]))
    assert desk.write(_coming("d")) == []
    assert [(row.number, dict(row.cells)) for row in desk.register.read().rows("Coming up")] == [
        (2, {"What": "d", "How many": 1, "Mine": "x"}),
        (4, {"Mine": "z"}),
    ]


def test_rewrite_of_what_stands_changes_nothing(desk: Desk) -> None:
    desk.save(book(ANA, Coming_up=[["What", "How many", "Mine"], ["a", 1, "x"], [], [None, None, "y"]]))
    before = desk.register.read().version
    assert desk.write(_coming("a")) == []
    assert desk.register.read().version == before


def test_tab_in_which_staff_write_is_not_rewritten(desk: Desk) -> None:
    assert desk.write(Rewrite("Outbox", ({"Key": "k"},))) == [settling.STAFF]


# -- values ---------------------------------------------------------------------------------------------------------

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "'quoted",
    "  spaces  ",
    "two\nlines",
    "_x0041_",
    "<b>&amp;",
    "Zoë 李 🎓",
    "1/2",
    "007",
    "TRUE",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_stays_the_text_it_is(desk: Desk, words: str) -> None:
    assert desk.write(AddRow("Outbox", {"Key": "k", "Subject": words})) == []
    assert desk.row("Outbox", 2)["Subject"] == words


@pytest.mark.parametrize(
    "value",
    [date(2026, 2, 28), datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 23, 59, 59), time(0, 0), time(7, 45), 0, -3, 2.5, 1e15, True, False],
)  # fmt: skip
def test_value_stays_what_it_is(desk: Desk, value: Value) -> None:
    assert desk.write(AddRow("Digests", {"Digest": "d", "Figure": value})) == []
    found = desk.row("Digests", 2)["Figure"]
    assert (type(found), found) == (type(value), value)


def test_value_of_another_kind_replaces_the_old_one(desk: Desk) -> None:
    desk.write(AddRow("Digests", {"Digest": "d", "Figure": date(2026, 8, 11)}))
    for value in (12.5, time(9, 30), "words", True, datetime(2026, 8, 11, 9, 0), None, date(2026, 8, 12)):
        assert desk.write(SetCells("Digests", desk.row("Digests", 2), {"Figure": value})) == []
        assert same(desk.row("Digests", 2)["Figure"], value)


def test_nothing_to_write_leaves_the_workbook_as_it_is(desk: Desk) -> None:
    before = desk.register.read()
    assert desk.write() == []
    assert desk.write(SetCells("Enrollment", desk.row("Enrollment", 3), {"Check": "Note: x"})) == []
    assert desk.register.read() == before


_TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
)
_VALUES = st.one_of(
    _TEXTS.filter(str.strip),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
)


@pytest.mark.parametrize("back_end", BACK_ENDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["One", "Two", "Three"]), _VALUES), min_size=1, max_size=4)
)
def test_whatever_is_written_is_read_again(
    tmp_path: Path, back_end: str, rows: list[dict[str, Value]]
) -> None:
    desk = BACK_ENDS[back_end](tmp_path)
    desk.save(book(ANA))
    wanted = [{"Digest": f"d-{number}", **cells} for number, cells in enumerate(rows)]
    assert desk.write(*(AddRow("Digests", cells) for cells in wanted)) == []
    found = desk.register.read().rows("Digests")
    read = [{column: row[column] for column in cells} for row, cells in zip(found, wanted, strict=True)]
    assert all(
        same(read[n][column], value) for n, cells in enumerate(wanted) for column, value in cells.items()
    )


# -- every back end does the same -----------------------------------------------------------------------------------

_KEYS = st.sampled_from(["k-1", "k-2", "k-3", ""])
_CELLS = st.fixed_dictionaries(
    {"Key": _KEYS}, optional={"To": _KEYS, "Status": _KEYS, "Action": st.sampled_from(["send", "hold", ""])}
)
_GRIDS = st.lists(st.one_of(_CELLS, st.just({})), max_size=5)
_DEEDS = st.lists(
    st.tuples(st.sampled_from(["set", "add", "clear"]), st.integers(0, 4), _CELLS), min_size=1, max_size=6
)


def _outbox(rows: list[dict[str, str]]) -> Grid:
    headers: list[Value] = ["Action", "Key", "Status", "To"]
    body: Grid = [[row.get(str(header)) or None for header in headers] for row in rows]
    return [headers, *body]


def _change(rows: tuple[Row, ...], deed: str, at: int, cells: dict[str, Value]) -> Change:
    if deed == "add" or not rows:
        return AddRow("Outbox", cells)
    row = rows[at % len(rows)]
    return ClearRow("Outbox", row) if deed == "clear" else SetCells("Outbox", row, cells)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(read=_GRIDS, edited=_GRIDS, deeds=_DEEDS)
@example(
    read=[{"Key": "k-1"}],
    edited=[{"Key": "k-1"}],
    deeds=[("clear", 0, {"Key": "k-1"}), ("add", 0, {"Key": "k-2"}), ("clear", 0, {"Key": "k-1"})],
)
def test_file_and_memory_do_the_same(
    tmp_path: Path,
    read: list[dict[str, str]],
    edited: list[dict[str, str]],
    deeds: list[tuple[str, int, dict[str, Value]]],
) -> None:
    """Whatever was read, whatever a person made of it, and whatever is then written."""
    results = []
    for make in BACK_ENDS.values():
        desk = make(tmp_path)
        desk.save(book(ANA, Outbox=_outbox(read)))
        rows = desk.register.read().rows("Outbox")
        changes = [_change(rows, *deed) for deed in deeds]
        desk.save(book(ANA, Outbox=_outbox(edited)))
        refused = desk.write(*changes)
        results.append((refused, desk.rows("Outbox"), desk.rows("Enrollment")))
    assert all(result == results[0] for result in results)
