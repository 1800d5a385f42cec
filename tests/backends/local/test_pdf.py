import sys

import pytest

from tasks.backends.local.pdf import html_to_pdf

PAGE = b'<!DOCTYPE html><html lang="en"><head><title>Hours</title></head><body><h1>Hours</h1>%s</body></html>'


@pytest.fixture(autouse=True)
def _fresh() -> None:
    html_to_pdf.cache_clear()


def test_without_the_extra_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert html_to_pdf(PAGE % b"") is None


def test_the_same_page_gives_the_same_file() -> None:
    pytest.importorskip("weasyprint")
    first = html_to_pdf(PAGE % b"<p>3.5</p>")
    html_to_pdf.cache_clear()
    assert first is not None
    assert first.startswith(b"%PDF-")
    assert html_to_pdf(PAGE % b"<p>3.5</p>") == first
    assert html_to_pdf(PAGE % b"<p>4.5</p>") != first
