from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.program.reading.near import Near, distance

ENROLLED = ("ana.lee@example.org", "bo.kim@example.org", "hye-jin.ramirez@example.org")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ana.le@example.org", ENROLLED[0]),
        ("anna.lee@example.org", ENROLLED[0]),
        ("ana.lea@example.org", ENROLLED[0]),
        ("naa.lee@example.org", ENROLLED[0]),
        ("ana.lee@exmaple.org", ENROLLED[0]),
        ("hyejin.ramires@example.org", ENROLLED[2]),
        ("ana.lee@example.org", ""),
        ("principal@example.org", ""),
        ("ana.lee@other.com", ""),
        ("", ""),
    ],
)
def test_an_address_one_or_two_letters_off_is_found(typed: Any, meant: Any) -> None:
    assert Near(ENROLLED).find(typed) == meant


@given(st.text("abc.", min_size=3, max_size=12), st.text("abc.", min_size=3, max_size=12))
def test_whatever_is_near_by_distance_is_found_by_pieces(one: Any, other: Any) -> None:
    far = distance(one, other)
    found = Near([f"{other}@x.org"]).find(f"{one}@x.org")
    swaps = sorted(one) == sorted(other)
    if far in (1, 2) and not swaps:
        assert found == f"{other}@x.org"
    elif far == 0 or far > 2:
        assert found == ""


@pytest.mark.parametrize(("one", "other", "steps"), [("kim", "kim", 0), ("kim", "kmi", 1), ("kim", "im", 1), ("kim", "tom", 2), ("kim", "lopez", 3)])  # fmt: skip
def test_distance_counts_letters(one: Any, other: Any, steps: Any) -> None:
    assert distance(one, other) == steps
