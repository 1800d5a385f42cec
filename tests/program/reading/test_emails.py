from typing import Any

import pytest

from tasks.program.reading.emails import as_email, as_emails
from tasks.program.reading.unreadable import Unreadable

ANA = "ana.lee@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "ana.lee@example.org",
        " ANA.LEE@Example.org\u00a0",
        "mailto:ana.lee@example.org",
        "<ana.lee@example.org>;",
        "Ana Lee <ana.lee@example.org>",
        '"Lee, Ana" <ana.lee@example.org>',
        "ana.lee@example.org (work)",
        "\ufeffana.lee@example.org.",
        "ａｎａ.lee＠example.org",
        "“ana.lee@example.org”",
    ],
)
def test_one_address_in_many_spellings(typed: Any) -> None:
    assert as_email(typed) == ANA


@pytest.mark.parametrize(
    "typed", ["o'brien@example.org", "a+b@example.org", "x@mail.k12.ca.us", "a_b-c@sub.example.org"]
)
def test_unusual_addresses_are_addresses(typed: Any) -> None:
    assert as_email(typed) == typed


@pytest.mark.parametrize("typed", ["ana.lee", "ana.lee@", "@example.org", "ana.lee@example", "call me", "a b@example.org", "ana..lee@example.org"])  # fmt: skip
def test_half_an_address_is_none(typed: Any) -> None:
    with pytest.raises(Unreadable, match="not a complete e-mail address"):
        as_email(typed)


@pytest.mark.parametrize("typed", ["ana.lee@example,org", "ana.lee at example.org", "ana.lee@@example.org", "ana.lee @example.org"])  # fmt: skip
def test_a_slip_of_the_finger_is_asked_about(typed: Any) -> None:
    with pytest.raises(Unreadable) as caught:
        as_email(typed)
    assert caught.value.remedy == f"Did you mean {ANA}?"


def test_two_addresses_in_one_cell_are_not_one() -> None:
    with pytest.raises(Unreadable, match="more than one address"):
        as_email("ana@example.org, bo@example.org")


def test_several_addresses_with_any_separator() -> None:
    assert as_emails("a@x.org; B@x.org,c@x.org / a@x.org\nd@x.org;") == (
        "a@x.org",
        "b@x.org",
        "c@x.org",
        "d@x.org",
    )
