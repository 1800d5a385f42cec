from tasks.enrollment.checks import changes, texts
from tasks.program.problems import fix
from tasks.program.workbook.changes import SetCells
from tests.build import book, mentee


def test_problems_that_rooms_found_later_are_said_as_well() -> None:
    made = book([mentee("Ana Lee", Capacity="x")], pairings=[{"Pairing ID": "pair-1", "Check": "old"}])
    late = fix("Pairings", 2, "Decision", "approve", "Ana has left.", "Clear the cell.")
    assert [
        (c.tab, c.cells) for c in changes(made, [late], except_tab="Enrollment") if isinstance(c, SetCells)
    ] == [("Pairings", {"Check": "Please fix: Ana has left. Clear the cell."})]
    assert [c.cells for c in changes(made, except_tab="Enrollment") if isinstance(c, SetCells)] == [
        {"Check": ""}
    ]


def test_a_problem_said_twice_is_told_once() -> None:
    made = book([mentee("Ana Lee", Capacity="x"), mentee("Ana Lee", Capacity="x")])
    assert texts(made, "Enrollment")[2].count("Please fix") == 1
