"""A tab the program rewrites whole keeps what staff wrote in columns of their own."""

from tasks.program.workbook.changes import Rewrite, after, difference
from tasks.program.workbook.snapshot import Snapshot, snapshot_from_grids


def a_tab() -> Snapshot:
    rows = [["Date", "What", "How many", "Waits for", "My note"], ["2026-08-12", "Letters", 2, "", "call Ann"]]
    return snapshot_from_grids({"Coming up": rows})


def test_rewrite_keeps_cells_of_unknown_columns_at_their_place() -> None:
    then = after(a_tab(), [Rewrite("Coming up", ({"What": "Digest"},))])

    assert [dict(row.cells) for row in then.rows("Coming up")] == [{"My note": "call Ann", "What": "Digest"}]


def test_rewrite_with_what_stands_already_is_no_change() -> None:
    before = a_tab()
    same = {"Date": "2026-08-12", "What": "Letters", "How many": 2}

    assert difference(before, after(before, [Rewrite("Coming up", (same,))])) == ()
