"""What people do by hand, and the control path that lets a test in another process do the same."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import gspread

from tests.google_service import Running, serve
from tests.google_service_test.clients import asked, client, hours, sheets

ROOT = Path(__file__).parents[2]


def people(book: gspread.Spreadsheet) -> None:
    book.sheet1.append_rows([["name", "years"], ["Cy", 3], ["Ada", 6], ["Bo", 1]])


def test_people_sort_retype_and_delete_rows(service: Running, book: gspread.Spreadsheet) -> None:
    people(book)
    human = service.control.human
    human.sort(book.id, "Sheet1", column=1)
    human.type(book.id, "Sheet1!B2", "07")
    human.delete_rows(book.id, "Sheet1", first=4)
    assert book.sheet1.get_all_values() == [["name", "years"], ["Ada", "7"], ["Bo", "1"]]


def test_people_rename_headers_and_tabs_and_delete_them(service: Running, book: gspread.Spreadsheet) -> None:
    people(book)
    human = service.control.human
    human.rename_header(book.id, "Sheet1", "years", "Years here")
    human.rename_tab(book.id, "Sheet1", "People")
    assert book.worksheet("People").row_values(1) == ["name", "Years here"]
    book.add_worksheet("Other", rows=1, cols=1)
    human.delete_tab(book.id, "People")
    assert [tab.title for tab in book.worksheets()] == ["Other"]


def test_guest_declines_and_organizer_retitles_one_meeting_of_a_series(service: Running) -> None:
    service.control.person("ada@example.org")
    calendar = client(service.base, "calendar")
    guests = [{"email": "ada@example.org"}]
    body = {**hours("10:00", "11:00"), "attendees": guests, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
    master = calendar.events().insert(calendarId="primary", body=body).execute()
    second = f"{master['id']}_20261012T140000Z"
    service.control.human.respond("owner@example.org", second, "ada@example.org", "declined")
    service.control.human.edit_event("owner@example.org", second, summary="Observation")
    found = (
        calendar.events()
        .list(calendarId="primary", singleEvents=True, orderBy="startTime")
        .execute()["items"]
    )
    assert [(item.get("summary"), item["attendees"][0]["responseStatus"]) for item in found] == [
        (None, "needsAction"),
        ("Observation", "declined"),
        (None, "needsAction"),
    ]


def control(base: str, name: str, **given: Any) -> Any:
    status, answer = asked(base, "POST", f"/control/{name}", given)
    assert status == 200, answer
    return answer


def test_everything_can_be_done_by_http(service: Running) -> None:
    base = service.base
    control(base, "person", email="ada@example.org", time_zone="America/New_York")
    times = hours("10:00", "11:00")
    event = control(base, "human", do="add_event", calendar="ada@example.org", summary="Lesson", **times)[
        "result"
    ]
    control(base, "human", do="cancel_event", calendar="ada@example.org", event=event)
    token = control(base, "token", user="ada@example.org")["access_token"]
    found = client(base, "calendar", token).events().get(calendarId="primary", eventId=event).execute()
    assert found["status"] == "cancelled"
    control(base, "faults", kind="error", method="drive.files.list")
    assert asked(base, "GET", "/drive/v3/files")[0] == 503
    control(base, "clock", advance=60)
    control(base, "settings", disabled=["drive"])
    assert asked(base, "GET", "/drive/v3/files")[0] == 403
    log = asked(base, "GET", "/control/log")[1]["entries"]
    assert [entry["status"] for entry in log] == [200, 503, 403]
    assert asked(base, "GET", "/control/departures")[1] == {"client": [], "stand_in": []}
    control(base, "reset")
    assert asked(base, "GET", "/control/log")[1] == {"entries": []}


def test_edit_by_http_can_wait_for_a_call(service: Running, book: gspread.Spreadsheet) -> None:
    people(book)
    edit = {"spreadsheet": book.id, "where": "Sheet1!A2", "text": "Cyril"}
    control(service.base, "human", do="type", before={"method": "sheets.*.get"}, **edit)
    assert book.values_get("Sheet1!A2")["values"] == [["Cyril"]]


def test_people_insert_move_and_delete_rows_and_columns_by_http(
    service: Running, book: gspread.Spreadsheet
) -> None:
    """`before` is then the row or column they are put before, as people count."""
    sheet = {"spreadsheet": book.id, "tab": "Sheet1"}
    book.sheet1.update([["Name", "Room"], ["Ana", "12"]], raw=True)
    control(service.base, "human", do="insert_rows", before=2, **sheet)
    control(service.base, "human", do="insert_columns", before=1, **sheet)
    assert service.control.human.rows(book.id, "Sheet1") == [["", "Name", "Room"], [], ["", "Ana", "12"]]
    control(service.base, "human", do="move_column", column=3, before=2, **sheet)
    control(service.base, "human", do="delete_columns", first=1, **sheet)
    assert service.control.human.rows(book.id, "Sheet1") == [["Room", "Name"], [], ["12", "Ana"]]


def test_mistaken_control_says_what_is_known(service: Running) -> None:
    assert asked(service.base, "POST", "/control/nothing", {})[0] == 404
    status, answer = asked(service.base, "POST", "/control/settings", {"colour": 1})
    assert (status, answer) == (400, {"error": "KeyError: 'colour'"})


def test_world_survives_a_restart(tmp_path: Path) -> None:
    with serve(limits=False, state=tmp_path) as first:
        book = sheets(first.base).create("Kept")
        book.sheet1.update([["still here"]], "A1")
    with serve(limits=False, state=tmp_path) as second:
        assert sheets(second.base).open_by_key(book.id).sheet1.acell("A1").value == "still here"
    assert "sheets.spreadsheets.values.update" in (tmp_path / "requests.jsonl").read_text()


def test_world_saved_by_the_control_path_is_the_world_again_once_loaded(
    service: Running, tmp_path: Path
) -> None:
    book = sheets(service.base).create("Kept")
    book.sheet1.update([["before"]], "A1")
    asked(service.base, "POST", "/control/save", {"file": str(tmp_path / "world")})
    book.sheet1.update([["after"]], "A1")
    asked(service.base, "POST", "/control/load", {"file": str(tmp_path / "world")})
    assert book.sheet1.acell("A1").value == "before"


def test_command_line_says_when_it_is_ready_and_keeps_its_state(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.google_service",
        "--port",
        "0",
        "--no-limits",
        "--state",
        str(tmp_path / "new"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        word, base = process.stdout.readline().split()
        status, _ = asked(base, "GET", "/drive/v3/files")
        process.terminate()
    assert (word, status, process.returncode) == ("ready", 200, 0)
    assert (tmp_path / "new" / "world.pickle").exists()
