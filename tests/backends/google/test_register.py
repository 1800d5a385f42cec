"""The spreadsheet while people work in it, while answers are lost, and while it cannot be used."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tasks.backends import settling
from tasks.backends.google import sheet_mend
from tasks.backends.google.auth import SHEETS
from tasks.backends.google.register import GoogleRegister, SheetsApi
from tasks.program.problems import MentorshipError, OutsideError, WorkbookError
from tasks.program.workbook.changes import AddRow, Change, ClearRow, EnsureTab, SetCells
from tasks.program.workbook.snapshot import Row
from tests.backends.google.desk import access, instantly, mail_access, new_book, put_book, register
from tests.google_service import Running, serve
from tests.google_service.human import Human
from tests.ports.test_register import ANA, BO, CY, book

UPDATE = "sheets.spreadsheets.batchUpdate"
DI = ["Di Roy", "di@example.org", "mentor", "9", None, None, "p-di", None]


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False) as running:
        yield running
        assert running.log.departures() == []


@pytest.fixture
def sheet(service: Running) -> str:
    found = new_book(service)
    put_book(
        service,
        found,
        book(ANA, BO, CY, DI, Outbox=[["Key", "To", "Mine"], ["k-2", None, "b"], ["k-1", None, "a"]]),
    )
    return found


@pytest.fixture(params=["whole tabs", "keys and headers"])
def shown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a post's answer shows: of tabs too large to be shown whole, the keys and the headers only."""
    if request.param != "whole tabs":
        monkeypatch.setattr(sheet_mend, "_LARGEST", 0)


@pytest.fixture
def held(service: Running, sheet: str) -> GoogleRegister:
    return register(service, sheet)


def row_of(held: GoogleRegister, tab: str, **cells: str) -> Row:
    wanted = {name.replace("_", " "): word for name, word in cells.items()}
    return next(row for row in held.read().rows(tab) if all(row[c] == w for c, w in wanted.items()))


def people(held: GoogleRegister, column: str) -> dict[str, Any]:
    return {row.text("Name"): row[column] for row in held.read().rows("Enrollment") if row[column]}


def all_writes(held: GoogleRegister) -> list[Change]:
    return [
        SetCells(
            "Enrollment",
            row_of(held, "Enrollment", Name="Ana Lee"),
            {"Paired with": "Bo Ek", "Matched on": date(2026, 8, 11)},
        ),
        SetCells(
            "Enrollment",
            row_of(held, "Enrollment", Name="Cy Fox"),
            {"Person ID": "p-cy", "Check": "Note: new"},
        ),
        AddRow("Outbox", {"Key": "k-3", "Status": "owed"}),
        ClearRow("Outbox", row_of(held, "Outbox", Key="k-1")),
        AddRow("Pairings", {"Pairing ID": "pair-1", "Matched on": date(2026, 8, 11)}),
    ]


def check_all(held: GoogleRegister) -> None:
    assert people(held, "Paired with") == {"Ana Lee": "Bo Ek", "Bo Ek": "Ana Lee"}
    assert people(held, "Person ID") == {
        "Ana Lee": "p-ana",
        "Bo Ek": "p-bo",
        "Cy Fox": "p-cy",
        "Di Roy": "p-di",
    }
    assert [row.text("Key") for row in held.read().rows("Outbox") if row.text("Key")] in (
        ["k-2", "k-3"],
        ["k-3", "k-2"],
    )
    assert len(held.read().rows("Pairings")) == 1


def test_reading_is_one_request_and_writing_two(service: Running, held: GoogleRegister) -> None:
    changes = all_writes(held)
    service.log.clear()
    held.read()
    assert service.log.requests() == 1
    assert held.write(changes) == ()
    assert service.log.requests() == 3
    check_all(held)


DISTURBANCES: dict[str, Callable[[Running, str], None]] = {
    "sorted": lambda service, sheet: service.control.human.sort(sheet, "Enrollment", 1, descending=True),
    "sorted outbox": lambda service, sheet: service.control.human.sort(sheet, "Outbox", 1),
    "row inserted": lambda service, sheet: service.control.human.insert_rows(sheet, "Enrollment", 2),
    "row deleted": lambda service, sheet: service.control.human.delete_rows(sheet, "Enrollment", 5),
}


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("disturbance", DISTURBANCES)
def test_rows_moved_between_reading_and_writing_keep_their_own_cells(
    service: Running, sheet: str, held: GoogleRegister, disturbance: str
) -> None:
    changes = all_writes(held)
    before = people(held, "Room")
    service.control.before(UPDATE, lambda: DISTURBANCES[disturbance](service, sheet))
    assert held.write(changes) == ()
    if disturbance != "row deleted":
        check_all(held)
        assert people(held, "Room") == before
    assert people(held, "Paired with") == {"Ana Lee": "Bo Ek", "Bo Ek": "Ana Lee"}
    assert people(held, "Check")["Cy Fox"] == "Note: new"


def _noted_column(human: Human, sheet: str) -> None:
    human.insert_columns(sheet, "Enrollment", 1)
    human.type(sheet, "Enrollment!A1", "Notes")
    human.type(sheet, "Enrollment!A2", "brings cake")


def _moved_and_sorted(human: Human, sheet: str) -> None:
    human.move_column(sheet, "Enrollment", 4, 10)
    human.sort(sheet, "Enrollment", 1, descending=True)
    human.sort(sheet, "Outbox", 1)


COLUMNS: dict[str, Callable[[Human, str], None]] = {
    "inserted before all": lambda human, sheet: human.insert_columns(sheet, "Enrollment", 1),
    "inserted among the program's": lambda human, sheet: human.insert_columns(sheet, "Enrollment", 6, 2),
    "inserted with a header and a note": _noted_column,
    "inserted in a tab with new rows": lambda human, sheet: human.insert_columns(sheet, "Outbox", 2),
    "moved to the front": lambda human, sheet: human.move_column(sheet, "Enrollment", 7, 1),
    "moved to the end": lambda human, sheet: human.move_column(sheet, "Enrollment", 4, 10),
    "deleted": lambda human, sheet: human.delete_columns(sheet, "Enrollment", 4),
    "given another header": lambda human, sheet: human.rename_header(sheet, "Enrollment", "Room", "Desk"),
    "moved while rows were sorted": _moved_and_sorted,
}


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("disturbance", COLUMNS)
def test_columns_moved_between_reading_and_writing_keep_what_people_typed(
    service: Running, sheet: str, held: GoogleRegister, disturbance: str
) -> None:
    """`Bench` holds formulas: where one was written over, the formula comes back, not what it showed."""
    human = service.control.human
    human.insert_columns(sheet, "Enrollment", 9, 2)
    human.type(sheet, "Enrollment!I1", "Bench")
    for row in range(2, 6):
        human.type(sheet, f"Enrollment!I{row}", f"=2*{row}")
    changes = [*all_writes(held), EnsureTab("Outbox"), EnsureTab("Enrollment")]
    before = {column: people(held, column) for column in ("Email", "Role", "Room", "Bench")}
    service.control.before(UPDATE, lambda: COLUMNS[disturbance](human, sheet))
    # A row without a key is told by what people typed in it: where a whole column of that is gone, it is planned anew.
    refused = held.write(changes)
    gone = [settling.GONE] if disturbance in ("deleted", "given another header") else []
    assert [one.why for one in refused] == gone
    for one in refused:
        assert isinstance(one.change, SetCells)
        held.write([SetCells("Enrollment", row_of(held, "Enrollment", Name="Cy Fox"), one.change.cells)])
    check_all(held)
    assert people(held, "Check") == {"Bo Ek": "Note: x", "Cy Fox": "Note: new"}
    rooms = before.pop("Room")
    assert {column: people(held, column) for column in before} == before
    kept = {"deleted": [{}, {}], "given another header": [{}, rooms]}.get(disturbance, [rooms, {}])
    assert [people(held, "Room"), people(held, "Desk")] == kept
    assert {row["Mine"] for row in held.read().rows("Outbox")} == {"a", "b", None}
    assert formulas(service, sheet) == 4


def _sorted(human: Human, sheet: str) -> None:
    human.sort(sheet, "Enrollment", 1, descending=True)


def _column(human: Human, sheet: str) -> None:
    human.insert_columns(sheet, "Enrollment", 2)


def _row(human: Human, sheet: str) -> None:
    human.insert_rows(sheet, "Enrollment", 3)


def _column_and_sorted(human: Human, sheet: str) -> None:
    _column(human, sheet)
    _sorted(human, sheet)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("second", [_sorted, _column, _row, _column_and_sorted])
@pytest.mark.parametrize("first", [_column, _sorted, _column_and_sorted])
def test_what_is_put_back_goes_to_its_place_though_people_are_at_it_still(
    service: Running,
    sheet: str,
    held: GoogleRegister,
    first: Callable[[Human, str], None],
    second: Callable[[Human, str], None],
) -> None:
    """Before the post that puts back, and before the one that mends that, the tab is changed once more."""
    human = service.control.human
    before = {column: people(held, column) for column in ("Email", "Role", "Room")}
    service.control.before(UPDATE, lambda: first(human, sheet))
    service.control.before(UPDATE, lambda: second(human, sheet), skip=1)
    service.control.before(UPDATE, lambda: _row(human, sheet), skip=2)
    assert held.write(all_writes(held)) == ()
    check_all(held)
    assert {column: people(held, column) for column in before} == before
    assert people(held, "Check") == {"Bo Ek": "Note: x", "Cy Fox": "Note: new"}


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("formula", ["", "=1+1"])
def test_many_rows_whose_columns_moved_at_that_moment_stand_once(
    service: Running, sheet: str, held: GoogleRegister, formula: str
) -> None:
    """Whether Google finds the end of the rows, or, with a formula that staff filled down below them, the program."""
    if formula:
        service.control.human.type(sheet, "Outbox!D4", formula)
    service.control.before(UPDATE, lambda: service.control.human.insert_columns(sheet, "Outbox", 1))
    wanted = [f"k-{number}" for number in range(3, 103)]
    assert held.write([AddRow("Outbox", {"Key": key, "Status": "owed"}) for key in wanted]) == ()
    filled = [line for line in service.control.human.rows(sheet, "Outbox") if any(line)]
    assert [line[1] for line in filled] == ["Key", "k-2", "k-1", *wanted]
    assert {row.text("Status") for row in held.read().rows("Outbox") if row.text("Key") in wanted} == {"owed"}


def formulas(service: Running, sheet: str) -> int:
    tab = service.service.world.sheets[sheet].by_title("Enrollment")
    assert tab is not None
    return sum(bool(cell.formula) for row in tab.rows for cell in row.values())


def test_row_a_person_adds_at_that_moment_is_not_written_over(
    service: Running, sheet: str, held: GoogleRegister
) -> None:
    service.control.before(UPDATE, lambda: service.control.human.type(sheet, "Outbox!C4", "mine"))
    assert held.write([AddRow("Outbox", {"Key": "k-3"})]) == ()
    assert [(row.text("Key"), row.text("Mine")) for row in held.read().rows("Outbox")] == [
        ("k-2", "b"),
        ("k-1", "a"),
        ("", "mine"),
        ("k-3", ""),
    ]


@pytest.mark.parametrize("kind", ["lost", "reset", "truncated", "html"])
def test_lost_answer_after_the_effect_doubles_nothing(
    service: Running, held: GoogleRegister, kind: str
) -> None:
    changes = all_writes(held)
    service.control.fault(kind, method=UPDATE, when="after", times=2)
    assert held.write(changes) == ()
    check_all(held)


@pytest.mark.parametrize("kind", ["error", "reset", "html"])
def test_failure_before_the_effect_is_tried_again(service: Running, held: GoogleRegister, kind: str) -> None:
    changes = all_writes(held)
    service.control.fault(kind, method="sheets.*", times=1, skip=1)
    assert held.write(changes) == ()
    check_all(held)


def test_formulas_that_staff_filled_down_do_not_push_new_rows_away(service: Running, sheet: str) -> None:
    held = register(service, sheet)
    for row in range(2, 20):
        service.control.human.type(sheet, f"Outbox!C{row}", f'=IF(A{row}="","",A{row})')
    assert held.write([AddRow("Outbox", {"Key": "k-3"})]) == ()
    assert row_of(held, "Outbox", Key="k-3").number == 4


def test_made_tab_has_frozen_header_drop_downs_formats_and_warnings(
    service: Running, sheet: str, held: GoogleRegister
) -> None:
    assert held.write([EnsureTab("Pairings")]) == ()
    made = service.service.world.sheets[sheet].by_title("Pairings")
    assert made is not None
    assert made.grid["frozenRowCount"] == 1
    assert all(one["warningOnly"] for one in made.protected)
    places = {cell.value: place for place, cell in made.rows[0].items()}
    assert made.cell(5, places["Decision"]).validation is not None
    assert made.cell(5, places["Matched on"]).format["numberFormat"]["type"] == "DATE"  # type: ignore[index] # it has one


def test_made_to_do_turns_red_when_a_school_day_is_over_without_a_run(
    service: Running, sheet: str, held: GoogleRegister
) -> None:
    assert held.write([EnsureTab("To do")]) == ()
    made = service.service.world.sheets[sheet].by_title("To do")
    assert made is not None
    rules = [one["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for one in made.conditional]
    assert rules.count('=AND($A2="last-run",TODAY()>$F2)') == 3
    assert '=J2="open"' in rules


# -- what cannot be used --------------------------------------------------------------------------------------------


def said(held: GoogleRegister, changes: list[Change] | None = None) -> MentorshipError:
    with pytest.raises(MentorshipError) as caught:
        held.write(changes) if changes is not None else held.read()
    assert "@" not in str(caught.value)
    return caught.value


def test_wrong_address_says_where_to_copy_it(service: Running) -> None:
    error = said(register(service, "1" + "x" * 43))
    assert isinstance(error, WorkbookError)
    assert "Copy the address" in str(error)


def test_sheet_of_somebody_else_asks_to_be_shared(service: Running, sheet: str) -> None:
    stranger = SheetsApi(mail_access(service, SHEETS, "stranger@example.org"), sheet, instantly())
    error = said(GoogleRegister(stranger))
    assert (error.exit_code, "Share it" in str(error)) == (1, True)


def test_sheet_that_may_only_be_viewed_says_so_and_loses_nothing(service: Running, sheet: str) -> None:
    service.service.world.drive.files[sheet].permissions["9"] = {
        "id": "9",
        "type": "user",
        "role": "reader",
        "emailAddress": "viewer@example.org",
    }
    viewer = GoogleRegister(SheetsApi(mail_access(service, SHEETS, "viewer@example.org"), sheet, instantly()))
    error = said(viewer, [AddRow("Outbox", {"Key": "k-9"})])
    assert (error.exit_code, "may only be viewed" in str(error)) == (1, True)


def test_protected_range_is_named_as_the_reason(service: Running, sheet: str) -> None:
    service.service.world.drive.files[sheet].permissions["9"] = {
        "id": "9",
        "type": "user",
        "role": "writer",
        "emailAddress": "editor@example.org",
    }
    service.control.human.protect(sheet, "Enrollment!A1:H9", [])
    editor = GoogleRegister(SheetsApi(mail_access(service, SHEETS, "editor@example.org"), sheet, instantly()))
    row = row_of(editor, "Enrollment", Name="Ana Lee")
    error = said(editor, [SetCells("Enrollment", row, {"Check": "Note: x"})])
    assert (error.exit_code, "protected" in str(error)) == (1, True)


def test_revoked_token_says_to_sign_in_again(service: Running, sheet: str) -> None:
    signed_in = mail_access(service, SHEETS)
    service.control.revoke(signed_in._info["refresh_token"])
    error = said(GoogleRegister(SheetsApi(signed_in, sheet, instantly())))
    assert isinstance(error, OutsideError)
    assert (error.permanent, error.exit_code, "Sign in again" in str(error)) == (True, 3, True)


def test_deleted_tab_and_renamed_header_are_named(service: Running, sheet: str, held: GoogleRegister) -> None:
    service.control.human.rename_header(sheet, "Enrollment", "Role", "Job")
    assert "“Role”" in str(said(held))
    service.control.human.delete_tab(sheet, "Enrollment")
    assert "“Enrollment”" in str(said(held))


def test_api_that_is_switched_off_says_where_to_switch_it_on(service: Running, held: GoogleRegister) -> None:
    service.control.settings(disabled=["sheets"])
    error = said(held)
    assert (error.exit_code, "Enable its API" in str(error)) == (3, True)


def test_quota_that_is_gone_for_hours_is_said_and_nothing_is_lost(
    service: Running, held: GoogleRegister
) -> None:
    service.control.fault("quota_exceeded", method="sheets.spreadsheets.batchUpdate", hours=6)
    before = held.read()
    change = AddRow("Pairings", {"Pairing ID": "pair-9"})
    with pytest.raises(OutsideError, match="for some hours"):
        held.write([change])
    service.control.clear_faults()
    assert held.read().sheets == before.sheets
    assert held.write([change]) == ()


def test_google_that_stays_away_is_an_outside_error_and_the_next_run_goes_on(
    service: Running, held: GoogleRegister
) -> None:
    changes = all_writes(held)
    service.control.fault("error", method="sheets.*", times=0)
    error = said(held, changes)
    assert (error.exit_code, isinstance(error, OutsideError)) == (3, True)
    service.control.clear_faults()
    assert held.write(changes) == ()
    check_all(held)


def test_minute_quota_is_waited_for() -> None:
    waiting = instantly()
    began = datetime(2026, 8, 5, 17, tzinfo=UTC)
    with serve(clock=lambda: began + timedelta(seconds=waiting.now())) as service:
        service.service.world.auth.open_door = True
        found = new_book(service)
        put_book(service, found, book(ANA))
        held = GoogleRegister(SheetsApi(access(service), found, waiting))
        for _ in range(150):
            held.read()
        assert {entry.status for entry in service.log.entries} == {200}
        assert waiting.now() > 90
