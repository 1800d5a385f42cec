from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.program.reading.values import (
    Unreadable,
    as_choice,
    as_days,
    as_list,
    as_number,
    as_whole,
    as_yes_no,
    blank,
)

EVERY = frozenset(range(5))


@pytest.mark.parametrize("value", [None, "", "  ", "N/A", "n/a", "-", "–", "?", "None", "TBD", "\u00a0"])
def test_words_that_stand_for_nothing_are_blank(value: Any) -> None:
    assert blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "no"])
def test_zero_and_no_say_something(value: Any) -> None:
    assert not blank(value)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (6, 6.0),
        ("6 years", 6.0),
        ("3.0", 3.0),
        (" 11", 11.0),
        ("1 yr.", 1.0),
        ("1,200", 1200.0),
        ("20+", 20.0),
        ("two", 2.0),
        (".5", 0.5),
        ("up to 2 mentees", 2.0),
        ("１２", 12.0),
    ],
)
def test_numbers_as_people_type_them(typed: Any, number: Any) -> None:
    assert as_number(typed, 0, 2000) == number


@pytest.mark.parametrize(
    "typed", ["first year", "half", "2,5", "5-6", "3 or 4", True, date(2026, 1, 2), "nan", "--5", "e5"]
)
def test_what_is_no_number_is_said(typed: Any) -> None:
    with pytest.raises(Unreadable, match="not a number"):
        as_number(typed, 0, 60)


@pytest.mark.parametrize("typed", [-3, "-3", 61, "250 years", float("nan"), float("inf"), "1e300"])
def test_numbers_out_of_range_are_said_with_the_range(typed: Any) -> None:
    with pytest.raises(Unreadable, match="out of range") as caught:
        as_number(typed, 0, 60)
    assert caught.value.remedy == "Type a number from 0 to 60."


def test_a_whole_number_has_no_fraction() -> None:
    assert as_whole("2.0", 0, 50) == 2
    with pytest.raises(Unreadable, match="not a whole number"):
        as_whole(1.5, 0, 50)


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        (True, True),
        ("Yes", True),
        ("x", True),
        ("✓", True),
        (1, True),
        ("NO.", False),
        (0, False),
        ("n", False),
    ],
)
def test_yes_and_no_in_many_forms(typed: Any, meaning: Any) -> None:
    assert as_yes_no(typed) is meaning


def test_maybe_is_neither() -> None:
    with pytest.raises(Unreadable, match="neither yes nor no"):
        as_yes_no("maybe")


def test_choices_are_read_without_case_and_punctuation_and_by_other_words() -> None:
    options, aliases = ("in person", "virtual"), {"zoom": "virtual"}
    assert [as_choice(typed, options, aliases) for typed in ("IN PERSON", "In-person ", "Zoom")] == ["in person", "in person", "virtual"]  # fmt: skip


def test_a_choice_nearly_right_is_asked_about() -> None:
    with pytest.raises(Unreadable) as caught:
        as_choice("virtul", ("in person", "virtual"), {})
    assert caught.value.remedy == "Did you mean “virtual”? Type one of: in person, virtual."


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("a; b;  c", ("a", "b", "c")),
        ("a;; b;", ("a", "b")),
        ("; ;", ()),
        ("a, b", ("a", "b")),
        ("a / b", ("a", "b")),
        ("a\nb", ("a", "b")),
        ("a | b", ("a", "b")),
        ("ESL/ELL", ("ESL/ELL",)),
        ("a, with b; c", ("a, with b", "c")),
        ("data (charts, tables), reading", ("data (charts, tables)", "reading")),
        ("English; ENGLISH", ("English",)),
        ("N/A", ()),
        (3.0, ("3",)),
    ],
)
def test_lists_with_the_separators_people_use(typed: Any, items: Any) -> None:
    assert as_list(typed) == items


@given(st.text())
def test_a_list_never_holds_blanks_or_the_same_twice(raw: Any) -> None:
    items = as_list(raw)
    assert all(item and not blank(item) for item in items)
    assert len({item.casefold() for item in items}) == len(items)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("A", (EVERY, "A")),
        ("b days", (EVERY, "B")),
        ("A/B", (EVERY, "")),
        ("Mon-Thu", (frozenset({0, 1, 2, 3}), "")),
        ("M/W/F", (frozenset({0, 2, 4}), "")),
        ("TTh", (frozenset({1, 3}), "")),
        ("Monday and Friday", (frozenset({0, 4}), "")),
    ],
)
def test_days_of_a_bell_schedule(typed: Any, days: Any) -> None:
    assert as_days(typed) == days


@pytest.mark.parametrize("typed", ["Saturday", "someday", "Fri-Mon"])
def test_days_that_are_no_school_days_are_said(typed: Any) -> None:
    with pytest.raises(Unreadable, match="school days"):
        as_days(typed)


def test_a_moment_is_never_taken_for_a_number() -> None:
    with pytest.raises(Unreadable):
        as_number(datetime(2026, 3, 5), 0, 60)
