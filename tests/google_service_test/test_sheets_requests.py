"""batchUpdate requests that gspread does not send, by the real Sheets client."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_service import Running
from tests.google_service_test.clients import client


class Book:
    """One spreadsheet and the calls made on it."""

    def __init__(self, service: Running) -> None:
        self.api = client(service.base, "sheets").spreadsheets()
        made = self.api.create(
            body={"properties": {"title": "Book"}, "sheets": [{"properties": {"title": "A"}}]}
        )
        self.id = made.execute()["spreadsheetId"]

    def do(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.api.batchUpdate(spreadsheetId=self.id, body={"requests": list(requests)}).execute()
        found: list[dict[str, Any]] = answer["replies"]
        return found

    def write(self, *rows: list[Any]) -> None:
        body = {"values": list(rows)}
        self.api.values().update(
            spreadsheetId=self.id, range="A!A1", valueInputOption="RAW", body=body
        ).execute()

    def rows(self) -> list[list[str]]:
        found: list[list[str]] = (
            self.api.values().get(spreadsheetId=self.id, range="A").execute().get("values", [])
        )
        return found

    def sheet(self, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(spreadsheetId=self.id, **query).execute()["sheets"][0]
        return found


@pytest.fixture
def book(service: Running) -> Book:
    return Book(service)


def area(rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    return {
        "sheetId": 0,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def text(value: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": value}}


def test_cells_are_updated_from_a_corner_and_appended_below(book: Book) -> None:
    rows = [{"values": [text("a"), {"userEnteredValue": {"numberValue": 2}}]}]
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    book.do({"updateCells": {"rows": rows, "fields": "userEnteredValue", "start": start}})
    book.do({"appendCells": {"sheetId": 0, "rows": [{"values": [text("z")]}], "fields": "userEnteredValue"}})
    assert book.rows() == [[], ["", "a", "2"], ["z"]]


def test_updated_range_is_cleared_where_no_data_is_given(book: Book) -> None:
    book.write(["a", "b"], ["c", "d"])
    given = [{"values": [text("A")]}]
    book.do({"updateCells": {"rows": given, "fields": "userEnteredValue", "range": area((0, 2), (0, 2))}})
    assert book.rows() == [["A"]]


@pytest.mark.parametrize(
    ("request_body", "message"),
    [
        ({"updateCells": {"rows": [{"values": [text("a")]}], "range": area((0, 1), (0, 1))}}, "At least one field must be listed"),
        ({"updateCells": {"rows": [], "fields": "effectiveValue", "range": area((0, 1), (0, 1))}}, "cannot be updated"),
        ({"updateCells": {"rows": [{}, {}], "fields": "note", "range": area((0, 1), (0, 1))}}, "beyond the last requested row"),
        ({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}, "inheritFromBefore": True}}, "inheritFromBefore cannot be true"),
        ({"deleteDimension": {"range": {"sheetId": 0, "startIndex": 0, "endIndex": 1}}}, "No dimension specified"),
        ({"deleteDimensionGroup": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}, "No dimension group found"),
        ({"deleteNamedRange": {"namedRangeId": "9"}}, "No named range with id: 9"),
        ({"deleteProtectedRange": {"protectedRangeId": 9}}, "No protected range with id: 9"),
        ({"deleteBanding": {"bandedRangeId": 9}}, "No banded range with id: 9"),
        ({"deleteConditionalFormatRule": {"sheetId": 0, "index": 3}}, "No conditional format on sheet: 0 at index: 3"),
        ({"updateSheetProperties": {"properties": {"sheetId": 0, "title": ""}, "fields": "title"}}, "Sheet name cannot be empty"),
        ({"updateSheetProperties": {"properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"}}, "You can't freeze all visible rows"),
        ({"updateSheetProperties": {"properties": {"sheetId": 0, "index": 9}, "fields": "index"}}, "greater than the number of sheets"),
        ({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 500_000}}, "above the limit of 10000000 cells"),
        ({"sortRange": {"range": area((0, 2), (0, 1)), "sortSpecs": [{"dimensionIndex": 4}]}}, "Sort column 4 is outside"),
        ({"addNamedRange": {}}, "namedRange is required"),
    ],
)  # fmt: skip
def test_request_that_cannot_be_done_says_why(book: Book, request_body: dict[str, Any], message: str) -> None:
    with pytest.raises(HttpError, match=message) as refused:
        book.do(request_body)
    assert refused.value.resp.status == 400


def test_rows_and_columns_move_hide_and_grow(book: Book) -> None:
    book.write(["a", "b", "c"], ["d", "e", "f"])
    book.do(
        {"moveDimension": {"source": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}, "destinationIndex": 0}},
        {"moveDimension": {"source": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}, "destinationIndex": 3}},
        {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 2}},
        {"updateDimensionProperties": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}, "properties": {"hiddenByUser": True, "pixelSize": 50}, "fields": "*"}},
    )  # fmt: skip
    assert book.rows() == [["e", "f", "d"], ["b", "c", "a"]]
    sheet = book.sheet(includeGridData=True, ranges="A!A1:B1")
    assert sheet["properties"]["gridProperties"]["columnCount"] == 28
    assert sheet["data"][0]["columnMetadata"] == [{"pixelSize": 50, "hiddenByUser": True}, {"pixelSize": 100}]


def test_columns_inserted_take_the_format_of_their_neighbor(book: Book) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.do(
        {"repeatCell": {"range": area((0, 1), (0, 1)), "cell": bold, "fields": "userEnteredFormat"}},
        {
            "insertDimension": {
                "range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2},
                "inheritFromBefore": True,
            }
        },
    )
    values = book.sheet(fields="sheets.data.rowData.values.userEnteredFormat")["data"][0]["rowData"][0][
        "values"
    ]
    assert values == [bold, bold]


def test_ranges_of_cells_shift_in_and_out(book: Book) -> None:
    book.write(["a", "b"], ["c", "d"])
    book.do({"insertRange": {"range": area((0, 1), (0, 1)), "shiftDimension": "ROWS"}})
    assert book.rows() == [["", "b"], ["a", "d"], ["c"]]
    book.do({"deleteRange": {"range": area((1, 2), (0, 1)), "shiftDimension": "COLUMNS"}})
    assert book.rows() == [["", "b"], ["d"], ["c"]]


def test_white_space_is_trimmed(book: Book) -> None:
    book.write(["  Ada   Lovelace ", "fine"])
    assert book.do({"trimWhitespace": {"range": area((0, 1), (0, 2))}}) == [
        {"trimWhitespace": {"cellsChangedCount": 1}}
    ]
    assert book.rows() == [["Ada Lovelace", "fine"]]


def test_rules_that_color_are_ordered_changed_and_deleted(book: Book) -> None:
    def rule(kind: str) -> dict[str, Any]:
        green = {"backgroundColor": {"green": 1}}
        return {
            "ranges": [area((0, 5), (0, 1))],
            "booleanRule": {"condition": {"type": kind}, "format": green},
        }

    book.do({"addConditionalFormatRule": {"rule": rule("BLANK"), "index": 0}})
    book.do({"addConditionalFormatRule": {"rule": rule("NOT_BLANK"), "index": 0}})
    kinds = [found["booleanRule"]["condition"]["type"] for found in book.sheet()["conditionalFormats"]]
    assert kinds == ["NOT_BLANK", "BLANK"]
    book.do({"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    (deleted,) = book.do({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert deleted["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]["type"] == "BLANK"


def test_bands_borders_and_merges_stand_on_their_ranges(book: Book) -> None:
    line = {"style": "SOLID"}
    band = {"range": area((0, 5), (0, 2)), "rowProperties": {"firstBandColor": {"red": 1}}}
    (added, *_) = book.do(
        {"addBanding": {"bandedRange": band}},
        {"updateBorders": {"range": area((0, 2), (0, 2)), "top": line, "innerVertical": line}},
    )
    with pytest.raises(HttpError, match="already has alternating background colors"):
        book.do({"addBanding": {"bandedRange": band}})
    book.do({"deleteBanding": {"bandedRangeId": added["addBanding"]["bandedRange"]["bandedRangeId"]}})
    rows = book.sheet(fields="sheets(bandedRanges,data.rowData.values.userEnteredFormat.borders)")
    assert [
        list(cell["userEnteredFormat"]["borders"]) for cell in rows["data"][0]["rowData"][0]["values"]
    ] == [
        ["top", "right"],
        ["top", "left"],
    ]
    assert "bandedRanges" not in rows


def test_named_and_protected_ranges_are_changed(book: Book) -> None:
    (named, protected) = book.do(
        {"addNamedRange": {"namedRange": {"name": "Block", "range": area((0, 2), (0, 2))}}},
        {"addProtectedRange": {"protectedRange": {"range": area((0, 1), (0, 1)), "description": "ids"}}},
    )
    named_id = named["addNamedRange"]["namedRange"]["namedRangeId"]
    protected_id = protected["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    book.do(
        {"updateNamedRange": {"namedRange": {"namedRangeId": named_id, "name": "Ids"}, "fields": "name"}},
        {"updateProtectedRange": {"protectedRange": {"protectedRangeId": protected_id, "warningOnly": True}, "fields": "warningOnly"}},
    )  # fmt: skip
    assert book.api.get(spreadsheetId=book.id, fields="namedRanges.name").execute() == {
        "namedRanges": [{"name": "Ids"}]
    }
    assert book.sheet()["protectedRanges"][0]["warningOnly"] is True


def test_metadata_is_written_searched_and_used_as_an_address(book: Book) -> None:
    book.write(["P-1", "Ada"], ["P-2", "Bo"])
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    item = {
        "metadataKey": "id",
        "metadataValue": "P-2",
        "location": {"dimensionRange": lines},
        "visibility": "DOCUMENT",
    }
    (made,) = book.do({"createDeveloperMetadata": {"developerMetadata": item}})
    made_id = made["createDeveloperMetadata"]["developerMetadata"]["metadataId"]
    wanted = {"developerMetadataLookup": {"metadataKey": "id", "metadataValue": "P-2"}}
    api = book.api
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": wanted, "values": [["P-2", "Bo Diddley"]]}]}
    api.values().batchUpdateByDataFilter(spreadsheetId=book.id, body=body).execute()
    assert book.rows() == [["P-1", "Ada"], ["P-2", "Bo Diddley"]]
    found = api.developerMetadata().search(spreadsheetId=book.id, body={"dataFilters": [wanted]}).execute()
    assert [match["developerMetadata"]["metadataId"] for match in found["matchedDeveloperMetadata"]] == [
        made_id
    ]
    assert (
        api.developerMetadata().get(spreadsheetId=book.id, metadataId=made_id).execute()["metadataValue"]
        == "P-2"
    )
    seen = api.getByDataFilter(
        spreadsheetId=book.id, body={"dataFilters": [wanted], "includeGridData": True}
    ).execute()
    assert seen["sheets"][0]["data"][0]["startRow"] == 1
    book.do(
        {"updateDeveloperMetadata": {"dataFilters": [wanted], "developerMetadata": {"metadataValue": "P-9"}, "fields": "metadataValue"}},
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataValue": "P-9"}}}},
    )  # fmt: skip
    with pytest.raises(HttpError, match="No developer metadata with ID"):
        api.developerMetadata().get(spreadsheetId=book.id, metadataId=made_id).execute()
    api.values().batchClearByDataFilter(
        spreadsheetId=book.id, body={"dataFilters": [{"a1Range": "A!1:1"}]}
    ).execute()
    assert book.rows() == [[], ["P-2", "Bo Diddley"]]


def test_changed_spreadsheet_comes_back_when_asked_for(book: Book) -> None:
    body = {
        "requests": [{"updateSpreadsheetProperties": {"properties": {"title": "New", "timeZone": "Europe/Paris"}, "fields": "title,timeZone"}}],
        "includeSpreadsheetInResponse": True,
    }  # fmt: skip
    found = book.api.batchUpdate(spreadsheetId=book.id, body=body).execute()["updatedSpreadsheet"]
    assert (found["properties"]["title"], found["properties"]["timeZone"]) == ("New", "Europe/Paris")
    with pytest.raises(HttpError, match="Invalid time zone: Moon/Base"):
        book.do(
            {"updateSpreadsheetProperties": {"properties": {"timeZone": "Moon/Base"}, "fields": "timeZone"}}
        )


def test_sheet_is_copied_into_another_spreadsheet(service: Running, book: Book) -> None:
    book.write(["a"])
    other = Book(service)
    body = {"destinationSpreadsheetId": other.id}
    copied = book.api.sheets().copyTo(spreadsheetId=book.id, sheetId=0, body=body).execute()
    assert (copied["title"], copied["index"]) == ("Copy of A", 1)
    found = other.api.values().get(spreadsheetId=other.id, range="'Copy of A'!A1").execute()
    assert found["values"] == [["a"]]
