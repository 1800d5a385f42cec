from typing import Any

from tasks.program.workbook.changes import (
    AddRow,
    ClearRow,
    EnsureTab,
    Rewrite,
    SetCells,
    after,
    difference,
    lacking,
    upserts,
)
from tasks.program.workbook.snapshot import snapshot_from_grids
from tests.build import grid

OAK, ELM = {"Pairing ID": "pair-1", "Mentor": "Ana"}, {"Pairing ID": "pair-2", "Mentor": "Bo"}


def pairings(*rows: Any) -> Any:
    return snapshot_from_grids({"Pairings": grid("Pairings", rows)})


def test_upserts_set_only_what_differs_and_add_what_is_new() -> None:
    sheet = pairings(OAK, ELM).sheet("Pairings")
    changes = upserts(
        sheet, [{**OAK, "Mentor": "Cy"}, ELM, {"Pairing ID": "pair-3", "Mentor": "", "Why": None}]
    )
    assert changes == (
        SetCells("Pairings", sheet.rows[0], {"Mentor": "Cy"}),
        AddRow("Pairings", {"Pairing ID": "pair-3"}),
    )


def test_upserts_clear_rows_only_where_asked() -> None:
    sheet = pairings(OAK, ELM).sheet("Pairings")
    assert upserts(sheet, [OAK]) == ()
    assert upserts(sheet, [OAK], clear=lambda row: row.text("Mentor") == "Bo") == (
        ClearRow("Pairings", sheet.rows[1]),
    )


def test_after_gives_the_rows_as_they_will_stand() -> None:
    before = pairings({**OAK, "Decision": "approve"}, ELM)
    one, two = before.rows("Pairings")
    changed = after(before, [SetCells("Pairings", two, {"Mentor": "Cy"}), ClearRow("Pairings", one), AddRow("Pairings", {"Mentor": "Di"})])  # fmt: skip
    assert [(row.number, dict(row.cells)) for row in changed.rows("Pairings")] == [
        (2, {"Decision": "approve"}),
        (3, {"Pairing ID": "pair-2", "Mentor": "Cy"}),
        (4, {"Mentor": "Di"}),
    ]


def test_the_difference_of_changes_made_one_after_another_is_one_write_per_row() -> None:
    before = pairings(OAK)
    row = before.rows("Pairings")[0]
    then = after(
        after(before, [SetCells("Pairings", row, {"Mentor": "Cy"})]),
        [SetCells("Pairings", row, {"Why": "near"})],
    )
    assert difference(before, then) == (SetCells("Pairings", row, {"Mentor": "Cy", "Why": "near"}),)


def test_a_cell_changed_there_and_back_is_no_difference() -> None:
    before = pairings(OAK)
    row = before.rows("Pairings")[0]
    then = after(
        after(before, [SetCells("Pairings", row, {"Mentor": "Cy"})]),
        [SetCells("Pairings", row, {"Mentor": "Ana"})],
    )
    assert difference(before, then) == ()


def test_a_rewritten_tab_differs_only_when_its_rows_do() -> None:
    before = after(snapshot_from_grids({}), [Rewrite("Coming up", ({"What": "Letters"},))])
    assert difference(before, after(before, [Rewrite("Coming up", ({"What": "Letters"},))])) == ()
    assert difference(before, after(before, [Rewrite("Coming up", ())])) == (Rewrite("Coming up", ()),)


def test_a_missing_tab_is_made_with_all_columns_of_the_contract() -> None:
    before = snapshot_from_grids({})
    then = after(before, [EnsureTab("Schools")])
    assert then.sheet("Schools").columns == ("School", "Also called", "Principal", "Principal email", "Evaluators", "Digest", "Time zone", "Check")  # fmt: skip
    assert difference(before, then) == (EnsureTab("Schools"),)
    assert difference(then, after(then, [EnsureTab("Schools")])) == ()


def test_a_tab_gains_the_programs_missing_columns_only() -> None:
    before = snapshot_from_grids({"Schools": [["School"], ["Oak"]]})
    assert lacking(before.sheet("Schools")) == ("Check",)
    then = after(before, [EnsureTab("Schools")])
    assert then.sheet("Schools").columns == ("School", "Check")
    assert difference(before, then) == (EnsureTab("Schools"),)


def test_a_column_that_two_headers_claim_is_not_lacking() -> None:
    sheet = snapshot_from_grids({"Schools": [["School", "Check", "check"]]}).sheet("Schools")
    assert lacking(sheet) == ()
