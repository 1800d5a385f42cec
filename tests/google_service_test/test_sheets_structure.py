"""Tabs, rows, formats and ranges, changed with gspread as its users do."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import MergeType, ValueRenderOption

from tests.google_service import Running
from tests.google_service_test.clients import asked


def titles(book: gspread.Spreadsheet) -> list[str]:
    return [sheet.title for sheet in book.worksheets()]


def batch(book: gspread.Spreadsheet, *requests: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = book.batch_update({"requests": list(requests)})
    return found


def test_new_spreadsheet_has_one_sheet_of_a_thousand_rows(book: gspread.Spreadsheet) -> None:
    found = book.fetch_sheet_metadata()
    assert found["properties"]["title"] == "Mentors"
    assert found["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]


def test_tabs_are_added_renamed_duplicated_and_deleted(book: gspread.Spreadsheet) -> None:
    people = book.add_worksheet("People", rows=3, cols=4)
    people.update([["name"]], "A1")
    twin = people.duplicate(new_sheet_name="People 2027")
    people.update_title("Staff")
    assert (titles(book), twin.acell("A1").value) == (["People 2027", "Sheet1", "Staff"], "name")
    book.del_worksheet(twin)
    assert titles(book) == ["Sheet1", "Staff"]


def test_second_tab_of_a_name_is_refused(book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError, match='addSheet: A sheet with the name "Sheet1" already exists'):
        book.add_worksheet("Sheet1", rows=1, cols=1)


def test_last_visible_tab_can_neither_be_hidden_nor_deleted(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    with pytest.raises(APIError, match=r"You can't hide all the sheets in a document\."):
        tab.hide()
    with pytest.raises(APIError, match=r"You can't remove all the visible sheets in a document\."):
        book.del_worksheet(tab)


def test_batch_with_one_bad_request_changes_nothing(book: gspread.Spreadsheet) -> None:
    add = {"addSheet": {"properties": {"title": "New"}}}
    with pytest.raises(APIError, match=r"Invalid requests\[1\].deleteSheet: No grid with id: 77"):
        batch(book, add, {"deleteSheet": {"sheetId": 77}})
    assert titles(book) == ["Sheet1"]


def test_tabs_are_reordered_counting_before_the_move(book: gspread.Spreadsheet) -> None:
    for name in ("Two", "Three"):
        book.add_worksheet(name, rows=1, cols=1)
    book.reorder_worksheets(book.worksheets()[::-1])
    assert titles(book) == ["Three", "Two", "Sheet1"]


def test_rows_and_columns_are_inserted_deleted_and_resized(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], "A1")
    tab.insert_row(["new"], 2)
    tab.delete_rows(3)
    tab.delete_columns(2)
    assert tab.get_all_values() == [["a", "c"], ["new", ""], ["g", "i"]]
    tab.resize(rows=2, cols=1)
    assert tab.get_all_values() == [["a"], ["new"]]


def test_whole_grid_cannot_be_deleted(tab: gspread.Worksheet) -> None:
    with pytest.raises(APIError, match=r"You can't delete all the rows on the sheet\."):
        tab.delete_rows(1, 1000)


def test_inserted_rows_carry_ranges_along(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.define_named_range("A2:B3", "Block")
    tab.merge_cells("A5:B5")
    tab.add_protected_range("A3:A4")
    tab.insert_rows([["x"]], 3)
    found = book.fetch_sheet_metadata()
    assert found["namedRanges"][0]["range"] | {} == {
        "startRowIndex": 1,
        "endRowIndex": 4,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    sheet = found["sheets"][0]
    assert (sheet["merges"][0]["startRowIndex"], sheet["protectedRanges"][0]["range"]["startRowIndex"]) == (
        5,
        3,
    )


def test_range_whose_rows_are_all_deleted_is_gone(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.define_named_range("A2:B3", "Block")
    tab.delete_rows(2, 3)
    assert book.list_named_ranges() == []


def test_sort_puts_numbers_first_blanks_last_and_ignores_case(tab: gspread.Worksheet) -> None:
    tab.update([["b", 1], ["", 2], ["A", 3], [10, 4], ["c", 5], [2, 6]], "A1")
    tab.sort((1, "asc"), range="A1:B6")
    assert tab.get("B1:B6") == [["6"], ["4"], ["3"], ["1"], ["5"], ["2"]]
    tab.sort((1, "des"), range="A1:B6")
    assert tab.get("B1:B6") == [["5"], ["1"], ["3"], ["4"], ["6"], ["2"]]


def test_merging_keeps_the_first_value_only(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")
    tab.merge_cells("A1:B2", merge_type=MergeType.merge_rows)
    assert tab.get_all_values() == [["a"], ["c"]]
    with pytest.raises(APIError, match="You must select all cells in a merged range"):
        tab.merge_cells("B1:C1")
    tab.unmerge_cells("A1:B2")
    assert "merges" not in book.fetch_sheet_metadata()["sheets"][0]


def test_format_shows_each_color_in_both_fields(tab: gspread.Worksheet) -> None:
    tab.format(
        "A1", {"backgroundColor": {"red": 0.4980392156862745, "green": 0.0}, "horizontalAlignment": "CENTER"}
    )
    found = tab.spreadsheet.fetch_sheet_metadata(
        {"ranges": "Sheet1!A1", "fields": "sheets.data.rowData.values.userEnteredFormat"}
    )
    assert found["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "backgroundColor": {"red": 0.49803922},
        "backgroundColorStyle": {"rgbColor": {"red": 0.49803922}},
        "horizontalAlignment": "CENTER",
    }


def test_number_format_changes_what_is_shown_only(tab: gspread.Worksheet) -> None:
    tab.update([[46053]], "A1")
    tab.format("A1", {"numberFormat": {"type": "DATE", "pattern": "ddd d mmmm yyyy"}})
    assert tab.acell("A1").value == "Sat 31 January 2026"
    assert tab.get("A1", value_render_option=ValueRenderOption.unformatted) == [[46053]]


def test_frozen_rows_filter_colors_and_gridlines_stand_in_the_metadata(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    tab.freeze(rows=1)
    tab.set_basic_filter("A1:C9")
    tab.update_tab_color("#FF0000")
    tab.hide_gridlines()
    sheet = book.fetch_sheet_metadata()["sheets"][0]
    assert sheet["properties"]["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 1,
        "hideGridlines": True,
    }
    assert sheet["properties"]["tabColor"] == {"red": 1}
    assert sheet["basicFilter"]["range"]["endRowIndex"] == 9
    tab.clear_basic_filter()
    tab.clear_tab_color()
    assert set(book.fetch_sheet_metadata()["sheets"][0]) == {"properties"}


def test_groups_nest_and_split_as_documented(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.add_dimension_group_columns(1, 4)
    tab.add_dimension_group_columns(2, 5)
    found = book.fetch_sheet_metadata()["sheets"][0]["columnGroups"]
    assert [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in found] == [
        (1, 5, 1),
        (2, 4, 2),
    ]
    tab.delete_dimension_group_columns(1, 5)
    found = book.fetch_sheet_metadata()["sheets"][0]["columnGroups"]
    assert [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in found] == [(2, 4, 1)]


def test_notes_and_validation_are_kept(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.insert_note("B2", "ask Ada")
    assert (tab.get_note("B2"), tab.get_notes()) == ("ask Ada", [[], ["", "ask Ada"]])
    tab.clear_note("B2")
    assert tab.get_note("B2") == ""
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}]}, "strict": True}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    batch(book, {"setDataValidation": {"range": area, "rule": rule}})
    found = book.fetch_sheet_metadata({"ranges": "A1", "includeGridData": "true"})
    assert found["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"] == rule


def test_cells_are_copied_cut_found_and_replaced(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.update([["Ada", "mentor"], ["Bo", "mentee"]], "A1")
    tab.copy_range("A1:B1", "D1:E1")
    tab.cut_range("A2:B2", "A5")
    assert tab.get_all_values() == [
        ["Ada", "mentor", "", "Ada", "mentor"],
        [""] * 5,
        [""] * 5,
        [""] * 5,
        ["Bo", "mentee", "", "", ""],
    ]
    found = batch(book, {"findReplace": {"find": "men", "replacement": "MEN", "sheetId": 0}})
    assert found["replies"] == [
        {"findReplace": {"occurrencesChanged": 3, "valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1}}
    ]


def test_metadata_follows_its_row_and_dies_with_it(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.update([["a"], ["b"], ["c"]], "A1")
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    item = {
        "metadataKey": "id",
        "metadataValue": "P-2",
        "location": {"dimensionRange": lines},
        "visibility": "DOCUMENT",
    }
    batch(book, {"createDeveloperMetadata": {"developerMetadata": item}})
    tab.insert_rows([["new"]], 1)
    wanted = {"dataFilters": [{"developerMetadataLookup": {"metadataValue": "P-2"}}]}
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values:batchGetByDataFilter"
    found = book.client.request("post", url, json=wanted).json()
    assert found["valueRanges"][0]["valueRange"]["values"] == [["b"]]
    tab.delete_rows(3)
    assert "valueRanges" not in book.client.request("post", url, json=wanted).json()


def test_only_editors_of_a_protected_range_may_write_there(
    service: Running, book: gspread.Spreadsheet
) -> None:
    service.control.person("helper@example.org")
    book.share("helper@example.org", perm_type="user", role="writer", notify=False)
    service.control.human.protect(book.id, "Sheet1!A1:A5", editors=["trusted@example.org"])
    token = service.control.token("helper@example.org")["access_token"]
    path = f"/v4/spreadsheets/{book.id}/values/{{}}?valueInputOption=RAW"
    bearer = f"Bearer {token}"
    status, answer = asked(service.base, "PUT", path.format("A1"), {"values": [["x"]]}, Authorization=bearer)
    assert status == 400
    assert answer["error"]["message"].startswith("You are trying to edit a protected cell or object.")
    status, _ = asked(service.base, "PUT", path.format("B1"), {"values": [["x"]]}, Authorization=bearer)
    assert status == 200


def test_empty_selection_keeps_its_empty_objects(book: gspread.Spreadsheet) -> None:
    assert book.fetch_sheet_metadata({"fields": "sheets.properties.hidden"}) == {
        "sheets": [{"properties": {}}]
    }
    assert book.fetch_sheet_metadata({"fields": "namedRanges"}) == {}


def test_request_that_is_not_modelled_says_so(service: Running, book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError, match=r"requests\[0\].addChart is not modelled by this stand-in"):
        batch(book, {"addChart": {"chart": {}}})


def test_every_record_helper_of_gspread_works(tab: gspread.Worksheet) -> None:
    tab.append_rows([["name", "years"], ["Ada", 6], ["Bo", 1]])
    assert tab.get_all_records() == [{"name": "Ada", "years": 6}, {"name": "Bo", "years": 1}]
    found = tab.find("Bo")
    assert found is not None
    assert (found.address, tab.col_values(2), tab.row_values(2)) == ("A3", ["years", "6", "1"], ["Ada", "6"])
    cells = tab.range("A2:B3")
    for cell in cells:
        cell.value = "-"
    tab.update_cells(cells)
    assert tab.get_all_values() == [["name", "years"], ["-", "-"], ["-", "-"]]
