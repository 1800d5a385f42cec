"""A tab the program rewrites whole keeps what staff wrote in columns of their own."""

from tasks.program.workbook.changes import AddRow, ClearRow, Rewrite, after, difference
from tasks.program.workbook.snapshot import Snapshot, snapshot_from_grids


def a_tab() -> Snapshot:
    rows = [
        ["Date", "What", "How many", "Waits for", "My note"],
        ["2026-08-12", "Letters", 2, "", "call Ann"],
    ]
    return snapshot_from_grids({"Coming up": rows})


def test_rewrite_keeps_cells_of_unknown_columns_at_their_place() -> None:
    then = after(a_tab(), [Rewrite("Coming up", ({"What": "Digest"},))])

    assert [dict(row.cells) for row in then.rows("Coming up")] == [{"My note": "call Ann", "What": "Digest"}]


def test_rewrite_with_what_stands_already_is_no_change() -> None:
    before = a_tab()
    same = {"Date": "2026-08-12", "What": "Letters", "How many": 2}

    assert difference(before, after(before, [Rewrite("Coming up", (same,))])) == ()


def test_new_row_never_takes_the_number_of_one_cleared_in_the_same_write() -> None:
    grid = [["Training ID", "Email"], ["T1", "ana@example.org"]]
    before = snapshot_from_grids({"Invitations": grid})
    row = before.rows("Invitations")[0]
    added = {"Training ID": "T2", "Email": "bo@example.org"}

    then = after(
        before, [ClearRow("Invitations", row), AddRow("Invitations", added), ClearRow("Invitations", row)]
    )

    assert [dict(one.cells) for one in then.rows("Invitations")] == [added]
