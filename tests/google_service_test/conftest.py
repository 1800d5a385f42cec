"""A fresh stand-in for each test, without limits; tests of limits make their own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import gspread
import pytest

from tests.google_service import Running, serve
from tests.google_service_test.clients import sheets

START = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: START) as running:
        yield running
        assert running.log.own_departures() == []


@pytest.fixture
def book(service: Running) -> gspread.Spreadsheet:
    """A new spreadsheet, opened with gspread."""
    return sheets(service.base).create("Mentors")


@pytest.fixture
def tab(book: gspread.Spreadsheet) -> gspread.Worksheet:
    return book.sheet1
