"""Files: found, shared, copied, exported, imported, deleted; changes seen without a webhook."""

import io

import gspread
import openpyxl
import pytest
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import ExportFormat

from tests.google_service import Running
from tests.google_service_test.clients import asked, client, sheets


def test_files_are_found_by_name_and_kind(service: Running) -> None:
    gc = sheets(service.base)
    for name in ("Mentors", "Mentors", 'It\'s "new"'):
        gc.create(name)
    assert len(gc.openall("Mentors")) == 2
    assert gc.open("Mentors").title == "Mentors"
    drive = client(service.base, "drive")
    found = drive.files().list(q="name contains 'new' and trashed = false and 'me' in owners").execute()
    assert [file["name"] for file in found["files"]] == ['It\'s "new"']
    with pytest.raises(HttpError, match="Invalid Value"):
        drive.files().list(q="nonsense").execute()


def test_pages_of_files_follow_one_another(service: Running) -> None:
    gc = sheets(service.base)
    for n in range(5):
        gc.create(f"Book {n}")
    drive = client(service.base, "drive")
    request, names = drive.files().list(pageSize=2), []
    while request is not None:
        page = request.execute()
        names += [file["name"] for file in page["files"]]
        request = drive.files().list_next(request, page)
    assert names == ["Book 4", "Book 3", "Book 2", "Book 1", "Book 0"]


def test_deleted_file_is_gone_everywhere(service: Running, book: gspread.Spreadsheet) -> None:
    gc = sheets(service.base)
    gc.del_spreadsheet(book.id)
    with pytest.raises(SpreadsheetNotFound):
        gc.open_by_key(book.id)
    status, answer = asked(service.base, "GET", f"/drive/v3/files/{book.id}")
    assert (status, answer["error"]["message"]) == (404, f"File not found: {book.id}.")
    assert answer["error"]["errors"][0]["reason"] == "notFound"
    assert "status" not in answer["error"]


def test_stranger_sees_nothing_until_it_is_shared(service: Running, book: gspread.Spreadsheet) -> None:
    token = service.control.token("bo@example.org")["access_token"]
    with pytest.raises(PermissionError):
        sheets(service.base, token).open_by_key(book.id)
    book.share("bo@example.org", perm_type="user", role="reader", notify=False)
    theirs = sheets(service.base, token).open_by_key(book.id)
    assert theirs.sheet1.get_all_values() == [[]]
    with pytest.raises(APIError, match="The caller does not have permission"):
        theirs.sheet1.update([["x"]], "A1")
    book.remove_permissions("bo@example.org")
    with pytest.raises(PermissionError):
        sheets(service.base, token).open_by_key(book.id)


def test_permissions_are_listed_with_their_addresses(book: gspread.Spreadsheet) -> None:
    book.share("bo@example.org", perm_type="user", role="writer", notify=False)
    book.share("", perm_type="anyone", role="reader")
    found = [(item["type"], item["role"], item.get("emailAddress")) for item in book.list_permissions()]
    assert found == [
        ("user", "owner", "owner@example.org"),
        ("user", "writer", "bo@example.org"),
        ("anyone", "reader", None),
    ]


def test_copy_has_the_content_and_its_own_life(service: Running, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a"]], "A1")
    twin = sheets(service.base).copy(book.id, title="Twin", copy_comments=True)
    book.sheet1.update([["b"]], "A1")
    assert (twin.title, twin.sheet1.acell("A1").value) == ("Twin", "a")


def test_csv_goes_out_and_comes_in(service: Running, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a", "", "c"], ["d, e"]], "A1")
    assert book.export(ExportFormat.CSV) == b'a,,c\r\n"d, e",,'
    sheets(service.base).import_csv(book.id, b"x,0042\ny,")
    assert sheets(service.base).open_by_key(book.id).sheet1.get_all_values() == [["x", "42"], ["y", ""]]


def test_version_and_changes_tell_that_somebody_edited(service: Running, book: gspread.Spreadsheet) -> None:
    drive = client(service.base, "drive")
    before = drive.files().get(fileId=book.id, fields="version,modifiedTime").execute()
    token = drive.changes().getStartPageToken().execute()["startPageToken"]
    service.control.human.type(book.id, "Sheet1!A1", "hello")
    after = drive.files().get(fileId=book.id, fields="version,modifiedTime").execute()
    assert int(after["version"]) == int(before["version"]) + 1
    found = drive.changes().list(pageToken=token).execute()
    assert [change["fileId"] for change in found["changes"]] == [book.id]
    assert drive.changes().list(pageToken=found["newStartPageToken"]).execute()["changes"] == []


def test_folders_hold_files_and_take_them_along(service: Running) -> None:
    drive = client(service.base, "drive")
    kind = "application/vnd.google-apps.folder"
    folder = drive.files().create(body={"name": "Term", "mimeType": kind}).execute()["id"]
    book = sheets(service.base).create("Inside", folder_id=folder)
    listed = drive.files().list(
        q=f"'{folder}' in parents and not name = 'x' and (trashed = false or starred = true)"
    )
    assert [file["id"] for file in listed.execute()["files"]] == [book.id]
    drive.files().update(
        fileId=book.id, body={"trashed": True, "appProperties": {"k": "v"}}, removeParents=folder
    ).execute()
    found = (
        drive.files()
        .get(fileId=book.id, fields="trashed,parents,appProperties,capabilities(canEdit)")
        .execute()
    )
    assert found == {
        "trashed": True,
        "parents": [],
        "appProperties": {"k": "v"},
        "capabilities": {"canEdit": True},
    }
    with pytest.raises(HttpError, match="File not found: nowhere"):
        drive.files().create(body={"name": "x", "parents": ["nowhere"]}).execute()
    drive.files().delete(fileId=folder).execute()


@pytest.mark.parametrize(
    ("permission", "status", "message"),
    [
        (
            {"type": "user", "role": "boss", "emailAddress": "a@b.org"},
            400,
            "The specified permission is invalid",
        ),
        ({"type": "user", "role": "reader"}, 400, "The specified emailAddress is invalid"),
        (
            {"type": "user", "role": "owner", "emailAddress": "a@b.org"},
            403,
            "transferOwnership parameter must be enabled",
        ),
    ],
)
def test_permission_that_makes_no_sense_is_refused(
    service: Running, book: gspread.Spreadsheet, permission: dict[str, str], status: int, message: str
) -> None:
    drive = client(service.base, "drive")
    with pytest.raises(HttpError, match=message) as refused:
        drive.permissions().create(fileId=book.id, body=permission).execute()
    assert refused.value.resp.status == status


def test_ownership_moves_and_the_owner_cannot_be_removed(service: Running, book: gspread.Spreadsheet) -> None:
    permissions = client(service.base, "drive").permissions()
    body = {"type": "user", "role": "writer", "emailAddress": "ada@example.org"}
    ada = permissions.create(fileId=book.id, body=body).execute()["id"]
    me = next(
        p["id"] for p in permissions.list(fileId=book.id).execute()["permissions"] if p["role"] == "owner"
    )
    with pytest.raises(HttpError, match="The owner of a file cannot be removed"):
        permissions.delete(fileId=book.id, permissionId=me).execute()
    permissions.update(
        fileId=book.id, permissionId=ada, body={"role": "owner"}, transferOwnership=True
    ).execute()
    assert permissions.get(fileId=book.id, permissionId=me).execute()["role"] == "writer"
    permissions.delete(fileId=book.id, permissionId=me).execute()
    with pytest.raises(HttpError, match="File not found"):
        permissions.list(fileId=book.id).execute()


def test_files_are_found_by_the_time_of_their_last_change(
    service: Running, book: gspread.Spreadsheet
) -> None:
    drive = client(service.base, "drive")
    service.control.advance(3600)
    later = sheets(service.base).create("Later")
    found = drive.files().list(q="modifiedTime > '2026-09-01T12:30:00'", orderBy="name").execute()["files"]
    assert [file["id"] for file in found] == [later.id]


def test_workbook_and_page_are_exported(service: Running, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["Ada", 6]], "A1")
    workbook = openpyxl.load_workbook(io.BytesIO(book.export(ExportFormat.EXCEL)))
    assert [cell.value for cell in workbook["Sheet1"][1]] == ["Ada", "6"]
    assert book.export(ExportFormat.PDF).startswith(b"%PDF")
    assert book.export(ExportFormat.TSV) == b"Ada\t6"
    assert book.export(ExportFormat.OPEN_OFFICE_SHEET).startswith(b"PK")
    status, answer = asked(service.base, "GET", f"/drive/v3/files/{book.id}/export?mimeType=image/png")
    assert (status, answer["error"]["message"]) == (400, "The requested conversion is not supported.")


def test_copy_without_a_name_is_called_a_copy(service: Running, book: gspread.Spreadsheet) -> None:
    """gspread sends `name: null`, which means that none was given (recorded)."""
    assert sheets(service.base).copy(book.id).title == f"Copy of {book.title}"


def test_unknown_parameter_is_ignored_but_logged(service: Running, book: gspread.Spreadsheet) -> None:
    service.log.clear()
    status, _ = asked(service.base, "GET", f"/drive/v3/files/{book.id}?colour=red")
    assert status == 200
    (departure,) = service.log.departures()
    assert departure.startswith("GET drive.files.get: ")
    assert 'Unknown name "colour": Cannot bind query parameter.' in departure
