"""What every back end of forms promises."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.backends.google.auth import FORMS
from tasks.backends.google.forms import GoogleForms
from tasks.backends.local.forms import LocalForms
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.memory.forms import MemoryForms
from tasks.ports import Forms
from tasks.program.forms import FormSpec, Question
from tests.backends.google.desk import access, instantly, shared

SPEC = FormSpec(
    "survey-mentee",
    "Mentoring this term",
    "A few questions.\nIt takes three minutes.",
    (
        Question("often", "How often did you meet?", ("weekly", "monthly"), "Count all meetings."),
        Question("helped", "What helped?"),
    ),
)


@pytest.fixture(params=["memory", "local", "google"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Forms]:
    """Opens the same forms again and again, as another process would."""
    if request.param == "memory":
        one = MemoryForms(on_pages=True)
        return lambda: one
    if request.param == "local":
        return lambda: LocalForms(tmp_path / "forms")
    client = access(shared()).client("forms", FORMS)
    ledger = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return lambda: GoogleForms(client, SqlLedger(ledger), instantly())


def test_nothing_was_answered_before_anything_was_asked(opened: Callable[[], Forms]) -> None:
    assert opened().answers() == ()


def test_published_form_can_be_reached(opened: Callable[[], Forms]) -> None:
    published = opened().publish(SPEC)
    assert bool(published.link) != (published.file is not None)


def test_publishing_again_gives_the_same(opened: Callable[[], Forms]) -> None:
    assert opened().publish(SPEC) == opened().publish(SPEC)


def test_published_form_has_no_answers_yet(opened: Callable[[], Forms]) -> None:
    opened().publish(SPEC)
    assert opened().answers() == ()


def test_a_page_stands_until_it_is_closed(opened: Callable[[], Forms]) -> None:
    published = opened().publish(SPEC)
    assert dict(opened().pages().standing) == ({SPEC.key: published} if published.link else {})
    assert opened().close(SPEC.key) == bool(published.link)
    assert dict(opened().pages().standing) == {}


def test_closing_what_never_stood_does_nothing(opened: Callable[[], Forms]) -> None:
    assert not opened().close("nothing")


def test_link_carries_the_answers_it_is_given(opened: Callable[[], Forms]) -> None:
    published = opened().publish(SPEC)
    if not published.link:
        return
    given = parse_qs(urlsplit(published.filled(often="weekly", helped="")).query)
    assert given == {"usp": ["pp_url"], published.fields["often"]: ["weekly"]}
    assert published.filled() == published.link
