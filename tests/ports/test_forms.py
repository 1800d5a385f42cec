"""What every back end of forms promises."""

from collections.abc import Callable
from pathlib import Path

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
        one = MemoryForms()
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
