from tasks.program.workbook.snapshot import Row, sheet_from_grid, snapshot_from_grids


def test_rows_keep_their_number_and_blank_rows_are_left_out() -> None:
    sheet = sheet_from_grid(
        "Enrollment", [["Name", "Email"], ["Ana", "a@x.org"], [None, " \u00a0"], ["Bo", None, "beyond"]]
    )
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [
        (2, {"Name": "Ana", "Email": "a@x.org"}),
        (4, {"Name": "Bo"}),
    ]


def test_a_sheet_without_cells_has_no_columns_and_no_rows() -> None:
    sheet = sheet_from_grid("Calendar", [])
    assert (sheet.name, sheet.columns, sheet.rows) == ("Calendar", (), ())


def test_a_missing_tab_is_an_empty_sheet() -> None:
    assert snapshot_from_grids({}).sheet("Pairings").rows == ()


def test_of_two_titles_with_one_meaning_the_first_is_taken() -> None:
    snapshot = snapshot_from_grids({"Schools": [["School"], ["Oak"]], "SCHOOLS": [["School"], ["Elm"]]})
    assert [row.text("School") for row in snapshot.rows("Schools")] == ["Oak"]


def test_keys_are_compared_without_case_and_the_first_row_of_a_key_is_kept() -> None:
    sheet = sheet_from_grid("Schools", [["School"], ["Oak"], ["OAK"], [None]])
    assert {key: row.number for key, row in sheet.by_key().items()} == {("oak",): 2}


def test_staff_cells_are_all_that_the_program_does_not_own() -> None:
    sheet = sheet_from_grid("Enrollment", [["Name", "Person ID", "Room"], ["Ana", "p-1", 206]])
    assert sheet.staff_cells(sheet.rows[0]) == {"Name": "Ana", "Room": 206}


def test_sheets_can_be_compared_and_used_as_keys() -> None:
    one, other = (sheet_from_grid("Schools", [["School"], ["Oak"]]) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert Row(2, {"School": "Oak"}) != Row(2, {"School": "Elm"})
