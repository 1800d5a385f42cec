"""How letters word dates, times, lists and counts."""

from datetime import date, datetime, time

import pytest

from tasks.outbox.words import WordingError, clock, count, day, full_date, hello, link
from tasks.program.wording import listed


def test_dates() -> None:
    assert (day(date(2026, 9, 8)), full_date(date(2026, 9, 8))) == (
        "Tuesday, September 8",
        "September 8, 2026",
    )
    assert day(datetime(2026, 12, 31, 23, 59)) == "Thursday, December 31"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (time(15, 30), "3:30 pm"),
        (time(0, 5), "12:05 am"),
        (time(12, 0), "12:00 pm"),
        (datetime(2026, 9, 8, 7, 30), "7:30 am"),
        (915, "3:15 pm"),
        (1440, "12:00 am"),
    ],
)
def test_clock(value: time | datetime | int, said: str) -> None:
    assert clock(value) == said


def test_listed() -> None:
    found = [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])]
    assert found == ["", "A", "A and B", "A, B and C"]
    assert listed(["Mon", "Tue"], "or") == "Mon or Tue"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 meetings"),
        (1, "1 meeting"),
        (1.0, "1 meeting"),
        (2.5, "2.5 meetings"),
        (1200, "1,200 meetings"),
    ],
)
def test_count(number: float, said: str) -> None:
    assert count(number, "meeting") == said


def test_count_of_an_irregular_word() -> None:
    assert count(3, "person", "people") == "3 people"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ana Lee"], "Hello Ana,"),
        (["Ana Lee", "Ben Ortiz"], "Hello Ana and Ben,"),
        (["Lee, Ana"], "Hello Ana,"),
        (["Ana Lee", ""], "Hello,"),
        ([], "Hello,"),
        (["A A", "B B", "C C", "D D"], "Hello,"),
    ],
)
def test_hello(names: list[str], said: str) -> None:
    assert hello(names) == said


@pytest.mark.parametrize("url", ["https://example.org/a?b=1", "mailto:ana@example.org", "http://127.0.0.1/x"])
def test_link_that_is_one(url: str) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "example.org", "https://a b", "https://a\nb", ""]
)
def test_link_that_is_none(url: str) -> None:
    with pytest.raises(WordingError):
        link(url)
