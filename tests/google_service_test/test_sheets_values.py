"""Values read and written with gspread: what is trimmed, kept, counted, refused."""

from concurrent.futures import ThreadPoolExecutor

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import InsertDataOption, ValueRenderOption

from tests.google_service import Running
from tests.google_service_test.clients import asked, client, sheets


def test_values_of_an_empty_sheet_have_no_values_key(book: gspread.Spreadsheet) -> None:
    assert book.values_get("Sheet1!A1:B2") == {"range": "Sheet1!A1:B2", "majorDimension": "ROWS"}


def test_read_drops_trailing_blanks_of_rows_and_trailing_rows(tab: gspread.Worksheet) -> None:
    tab.update([["a", "", ""], ["", "b", ""], ["", "", ""]], "A1:C3", raw=True)
    assert tab.get("A1:C9") == [["a"], ["", "b"]]


def test_read_by_columns_trims_each_column(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["", "c"]], "A1:B2", raw=True)
    found = book.values_get("Sheet1!A1:B9", {"majorDimension": "COLUMNS"})
    assert found["values"] == [["a"], ["b", "c"]]


def test_raw_keeps_text_as_it_is(tab: gspread.Worksheet) -> None:
    tab.update([["0042", "=1+1", "2026-01-01", True, 5]], "A1", raw=True)
    unformatted = tab.get("A1:E1", value_render_option=ValueRenderOption.unformatted)
    assert unformatted == [["0042", "=1+1", "2026-01-01", True, 5]]
    assert tab.get("A1:E1") == [["0042", "=1+1", "2026-01-01", "TRUE", "5"]]


@pytest.mark.parametrize(
    ("text", "shown", "value"),
    [
        ("0042", "42", 42),
        ("2,000,000.01", "2,000,000.01", 2000000.01),
        ("12.5%", "12.50%", 0.125),
        ("$1,200", "$1,200", 1200),
        ("2020-01-01", "2020-01-01", 43831),
        ("1/31/2026", "1/31/2026", 46053),
        ("9:30", "9:30", 0.3958333333333333),
        ("1e5", "1.00E+05", 100000),
        ("'0042", "0042", "0042"),
        ("true", "TRUE", True),
        ("five", "five", "five"),
    ],
)
def test_typed_text_is_understood_as_the_editor_does(
    tab: gspread.Worksheet, text: str, shown: str, value: object
) -> None:
    tab.update([[text]], "A1", raw=False)
    assert tab.acell("A1").value == shown
    assert tab.acell("A1", value_render_option=ValueRenderOption.unformatted).value == value


def test_formulas_are_computed_and_shown_as_asked(tab: gspread.Worksheet) -> None:
    tab.update([[2, 3, "=A1*B1+SUM(A1:B1)"], ["x", '=A2&"-"&C1', '=IF(C1>10,"many","few")']], "A1", raw=False)
    assert tab.get("A1:C2") == [["2", "3", "11"], ["x", "x-11", "many"]]
    assert tab.acell("C1", value_render_option=ValueRenderOption.formula).value == "=A1*B1+SUM(A1:B1)"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=1/0", "#DIV/0!"),
        ("=NOPE(1)", "#NAME?"),
        ("=A1", "#REF!"),
        ('=1+"a"', "#VALUE!"),
        ("=(1", "#ERROR!"),
        ("=SUM(", "#ERROR!"),
        ("=SUM(1 2)", "#ERROR!"),
    ],
)
def test_formula_that_fails_shows_its_error(tab: gspread.Worksheet, formula: str, shown: str) -> None:
    tab.update([[formula]], "A1", raw=False)
    assert tab.acell("A1").value == shown


def test_null_leaves_a_cell_and_is_not_counted(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1:B2", raw=True)
    done = book.values_update(
        "Sheet1!A1:B2", {"valueInputOption": "RAW"}, {"values": [["A", None], [None, "D"]]}
    )
    assert tab.get("A1:B2") == [["A", "b"], ["c", "D"]]
    assert (done["updatedRows"], done["updatedColumns"], done["updatedCells"]) == (2, 2, 2)


def test_one_named_cell_may_be_outgrown_but_a_range_may_not(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    assert tab.update([["a", "b"], ["c", "d"]], "B2")["updatedRange"] == "Sheet1!B2:C3"
    with pytest.raises(
        APIError, match=r"Requested writing within range \[Sheet1!A1:B1\], but tried writing to row \[2\]"
    ):
        book.values_update("Sheet1!A1:B1", {"valueInputOption": "RAW"}, {"values": [["a"], ["b"]]})


def test_range_off_the_grid_is_refused(tab: gspread.Worksheet) -> None:
    with pytest.raises(
        APIError, match=r"Range \(Sheet1!A1001\) exceeds grid limits. Max rows: 1000, max columns: 26"
    ):
        tab.update([["x"]], "A1001")


def test_unknown_range_is_refused(book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError, match="Unable to parse range: Nowhere!A1"):
        book.values_get("Nowhere!A1")


def test_append_continues_the_table_below(tab: gspread.Worksheet) -> None:
    tab.append_row(["a", "b"])
    done = tab.append_rows([["c", "d"], ["e", "f"]])
    assert (done["tableRange"], done["updates"]["updatedRange"]) == ("Sheet1!A1:B1", "Sheet1!A2:B3")


def test_append_over_a_row_with_a_blank_middle_lands_shifted(tab: gspread.Worksheet) -> None:
    tab.append_row(["a", "", "c"])
    assert tab.append_row(["d", "", "f"])["updates"]["updatedRange"] == "Sheet1!C2:E2"


def test_append_at_a_place_outside_every_table_writes_there(tab: gspread.Worksheet) -> None:
    tab.update([["x", "y", "z"], ["x", "y", "z"]], "A1")
    tab.update([["1", "2", "3"]] * 3, "B4")
    where = {
        text: tab.append_row(["new"], table_range=text)["updates"]["updatedRange"] for text in ("B4", "E9")
    }
    assert where == {"B4": "Sheet1!B7", "E9": "Sheet1!E9"}
    assert tab.append_row(["new"], table_range="A1")["updates"]["updatedRange"] == "Sheet1!A3"


def test_append_overwrites_below_unless_rows_are_inserted(tab: gspread.Worksheet) -> None:
    tab.update([["head"], [""], ["note below"]], "A1")
    tab.append_row(["one"], table_range="A1", insert_data_option=InsertDataOption.insert_rows)
    assert tab.get_all_values() == [["head"], ["one"], [""], ["note below"]]


def test_append_extends_the_grid(book: gspread.Spreadsheet) -> None:
    small = book.add_worksheet("Small", rows=1, cols=2)
    small.append_rows([["a", "b", "c"], ["d", "e", "f"]])
    assert book.worksheet("Small").row_count == 2
    assert small.get_all_values() == [["a", "b", "c"], ["d", "e", "f"]]


def test_batch_update_writes_every_range_or_none(book: gspread.Spreadsheet, tab: gspread.Worksheet) -> None:
    with pytest.raises(APIError):
        tab.batch_update([{"range": "A1", "values": [["kept out"]]}, {"range": "ZZ1", "values": [["off"]]}])
    assert tab.acell("A1").value is None
    done = tab.batch_update([{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "A4", "values": [["c"]]}])
    assert {name: done[name] for name in done if name.startswith("total")} == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }


def test_append_that_is_refused_changes_nothing(service: Running, book: gspread.Spreadsheet) -> None:
    small = book.add_worksheet("Small", rows=1, cols=1)
    path = f"/v4/spreadsheets/{book.id}/values/Small:append?valueInputOption=RAW"
    status, answer = asked(service.base, "POST", path, {"values": [["fine"], [{"not": "a cell"}]]})
    assert (status, answer["error"]["message"].splitlines()[0]) == (
        400,
        "Invalid values[1][0]: struct_value {",
    )
    assert (book.worksheet("Small").row_count, small.get_all_values()) == (1, [[]])


def test_clear_takes_values_and_leaves_formats(tab: gspread.Worksheet) -> None:
    tab.update([["x"]], "A1")
    tab.format("A1", {"textFormat": {"bold": True}})
    assert tab.batch_clear(["A1:B2"])["clearedRanges"] == ["Sheet1!A1:B2"]
    found = tab.spreadsheet.fetch_sheet_metadata(
        {"ranges": "Sheet1!A1", "fields": "sheets.data.rowData.values"}
    )
    assert found["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "textFormat": {"bold": True}
    }


def test_values_written_come_back_when_asked_for(book: gspread.Spreadsheet) -> None:
    done = book.values_update(
        "Sheet1!A1",
        {"valueInputOption": "USER_ENTERED", "includeValuesInResponse": "true"},
        {"values": [["0042"]]},
    )
    assert done["updatedData"] == {"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [["42"]]}


def test_value_that_is_no_list_is_refused_as_recorded(service: Running, book: gspread.Spreadsheet) -> None:
    path = f"/v4/spreadsheets/{book.id}/values/Sheet1!A1?valueInputOption=RAW"
    status, answer = asked(service.base, "PUT", path, {"values": "X"})
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert answer["error"]["message"] == (
        "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    )


def test_input_option_is_required(service: Running, book: gspread.Spreadsheet) -> None:
    status, answer = asked(service.base, "PUT", f"/v4/spreadsheets/{book.id}/values/A1", {"values": [["x"]]})
    assert (status, answer["error"]["message"]) == (400, "'valueInputOption' is required but not specified")


def test_ten_thousand_rows_are_read_and_appended_within_seconds(book: gspread.Spreadsheet) -> None:
    big = book.add_worksheet("Big", rows=1, cols=10)
    big.append_rows([[f"{row}-{column}" for column in range(10)] for row in range(10_000)])
    assert big.append_row(["last"])["updates"]["updatedRange"] == "Big!A10001"
    assert len(big.get_all_values()) == 10_001


def test_long_query_comes_as_an_overridden_post(service: Running, book: gspread.Spreadsheet) -> None:
    ranges = "&".join(f"ranges=Sheet1!A{row}" for row in range(1, 200)).encode()
    status, answer = asked(
        service.base,
        "POST",
        f"/v4/spreadsheets/{book.id}/values:batchGet",
        ranges,
        Content_Type="application/x-www-form-urlencoded",
        X_HTTP_Method_Override="GET",
    )
    assert (status, len(answer["valueRanges"])) == (200, 199)
    assert service.log.entries[-1].method == "sheets.spreadsheets.values.batchGet"


def test_long_read_of_the_real_client_arrives_too(service: Running, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["here"]], "A150")
    ranges = [f"Sheet1!A{row}" for row in range(1, 200)]
    values = client(service.base, "sheets").spreadsheets().values()
    found = values.batchGet(spreadsheetId=book.id, ranges=ranges).execute()["valueRanges"]
    assert (len(found), found[149]["values"]) == (199, [["here"]])
    assert service.log.entries[-1].http == "GET"


def test_appends_of_many_at_once_lose_nothing(service: Running, book: gspread.Spreadsheet) -> None:
    """Google itself may overwrite here (reported by users of OVERWRITE); the stand-in does one call after the other."""

    def append(row: int) -> str:
        mine = sheets(service.base).open_by_key(book.id).sheet1
        return str(mine.append_row([row])["updates"]["updatedRange"])

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(append, range(20)))) == 20
    assert sorted(int(str(value)) for value in book.sheet1.col_values(1)) == list(range(20))
