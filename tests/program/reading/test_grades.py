from datetime import date, datetime
from typing import Any

import pytest

from tasks.program.reading.grades import as_bands
from tasks.program.reading.unreadable import Unreadable

ALL = ("PK-2", "3-5", "6-8", "9-12")


@pytest.mark.parametrize(
    ("typed", "bands"),
    [
        ("PK-2", ("PK-2",)),
        ("  pk-2 ", ("PK-2",)),
        ("K-2", ("PK-2",)),
        ("PreK-2", ("PK-2",)),
        ("Pre-K-2", ("PK-2",)),
        ("Kindergarten", ("PK-2",)),
        ("3–5", ("3-5",)),
        ("grade 4", ("3-5",)),
        ("4th grade", ("3-5",)),
        ("Grades 6 to 8", ("6-8",)),
        ("K-5", ("PK-2", "3-5")),
        ("6-12", ("6-8", "9-12")),
        ("3,5", ("3-5",)),
        ("9-12; 6-8", ("6-8", "9-12")),
        ("6-8 / 9-12", ("6-8", "9-12")),
        ("5 and 6", ("3-5", "6-8")),
        ("Middle School", ("6-8",)),
        ("HS", ("9-12",)),
        ("all grades", ALL),
        (4, ("3-5",)),
        (7.0, ("6-8",)),
    ],
)
def test_bands_as_people_type_them(typed: Any, bands: Any) -> None:
    assert as_bands(typed) == bands


@pytest.mark.parametrize(
    ("typed", "bands"),
    [
        (date(2026, 3, 5), ("3-5",)),
        (datetime(2026, 6, 8), ("6-8",)),
        (date(2026, 9, 12), ("9-12",)),
        (date(2026, 5, 3), ("3-5",)),
        ("2026-03-05", ("3-5",)),
        ("3/5/2026", ("3-5",)),
        ("2026-06-08 00:00:00", ("6-8",)),
    ],
)
def test_bands_that_a_spreadsheet_took_for_dates(typed: Any, bands: Any) -> None:
    assert as_bands(typed) == bands


@pytest.mark.parametrize("typed", ["Elementary", "13", "5-3", "lots", date(2026, 8, 20), -1, "primary"])
def test_bands_that_are_not_clear_are_said(typed: Any) -> None:
    with pytest.raises(Unreadable, match="not a grade band"):
        as_bands(typed)
