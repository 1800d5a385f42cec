"""Comments lose what the roster knows; themes are suggested from the codebook."""

import pytest

from tasks.surveys.comments import Scrubber, distressed, themes_of
from tests.build import book, mentor


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Dana O'Neil was great", "[name] was great"),
        ("O'Neil's lessons helped", "[name] lessons helped"),
        ("write to dana@example.org or 555 123 4567", "write to [address] or [number]"),
        ("At Oak School we met", "At [school] we met"),
        ("I hope we will go on", "I hope we will go on"),
        ("Hope listened", "[name] listened"),
    ],
)
def test_scrubber_takes_out_what_the_roster_knows(said: str, kept: str) -> None:
    a_book = book([mentor("Dana O'Neil"), mentor("Hope Will")])

    assert Scrubber(a_book).clean(said) == kept


@pytest.mark.parametrize(
    ("said", "themes"),
    [
        ("We never had time to observe", ("time", "observation")),
        ("Same subject made the match", ("match",)),
        ("Fine.", ()),
    ],
)
def test_themes_are_those_whose_stems_begin_a_word(said: str, themes: tuple[str, ...]) -> None:
    assert themes_of(said) == themes


def test_distress_is_heard_in_any_inflection() -> None:
    assert distressed("I am completely Overwhelmed")
    assert not distressed("We quietly finished")
