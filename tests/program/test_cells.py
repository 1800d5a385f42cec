from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.program.cells import folded, lines, same, shown, text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("  Ana   Lee ", "Ana Lee"),
        ("Ana\u00a0Lee", "Ana Lee"),
        ("\ufeffAna\u200b Lee\u202e", "Ana Lee"),
        ("Ana\r\nLee\tJr", "Ana Lee Jr"),
        ("Jose\u0301", "José"),
        (3.0, "3"),
        (3.5, "3.5"),
        (True, "yes"),
        (date(2026, 8, 10), "2026-08-10"),
        (datetime(2026, 8, 10, 9, 5), "2026-08-10 09:05"),
        (time(9, 5), "09:05"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_text_is_what_a_reader_sees(value: Any, expected: Any) -> None:
    assert text(value) == expected


def test_lines_keep_line_breaks_and_nothing_else() -> None:
    assert lines(" one  two \r\n\r three\u2028") == "one two\n\nthree"


@given(st.text())
def test_text_is_clean_once_and_for_all(raw: Any) -> None:
    clean = text(raw)
    assert text(clean) == clean
    assert "\n" not in clean
    assert clean == clean.strip()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (None, "", True),
        (3, 3.0, True),
        (3, "3", False),
        (True, 1, False),
        (date(2026, 8, 10), datetime(2026, 8, 10), True),
        (date(2026, 8, 10), datetime(2026, 8, 10, 9), False),
        (time(9, 0, 0, 5), time(9), True),
        ("a", "A", False),
    ],
)
def test_same_compares_what_cells_mean(one: Any, other: Any, alike: Any) -> None:
    assert same(one, other) is alike


def test_folded_words_have_no_case_and_no_punctuation() -> None:
    assert folded("  Weight:  Grade_Band ") == "weight grade band"


def test_shown_leaves_large_numbers_readable() -> None:
    assert shown(1234567.0) == "1234567"
