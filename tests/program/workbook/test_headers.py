from tasks.program.workbook.headers import locate, tab_named
from tasks.program.workbook.tabs import TABS

ENROLLMENT = TABS["Enrollment"]


def test_headers_are_found_in_any_order_case_and_spelling() -> None:
    located = locate(ENROLLMENT, ["GRADE_BAND", "mentor  training", None, "E-mail Address ", "Room"])
    assert located.positions == {"Grade band": 0, "Mentor training": 1, "Email": 3, "Room": 4}
    assert located.clashes == ()


def test_an_exact_header_wins_over_an_alias() -> None:
    assert locate(ENROLLMENT, ["E-mail address", "Email"]).positions == {"Email": 1}


def test_two_columns_that_could_be_one_are_taken_as_neither() -> None:
    located = locate(ENROLLMENT, ["Name", "Email", "E mail"])
    assert located.positions == {"Name": 0}
    assert located.clashes == (("Email", ("Email", "E mail")),)


def test_a_tab_of_the_staffs_own_keeps_its_headers() -> None:
    assert locate(None, ["Budget", "Budget", "2026"]).positions == {"Budget": 0, "2026": 2}


def test_titles_are_read_without_case_and_punctuation() -> None:
    assert [tab_named(title) for title in ("bell_schedule", "To-Do", "Our notes")] == [
        "Bell schedule",
        "To do",
        "Our notes",
    ]
