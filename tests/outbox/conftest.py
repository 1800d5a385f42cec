"""A letter of our own, so that these tests say nothing about the wording of real ones."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.outbox import render

SUBJECT = "First meeting with {{ partner }}\n"
TEXT = """\
{% extends "_layout/base.txt.j2" %}
{% import "_layout/macros.txt.j2" as ui %}
{% block body %}
You and {{ partner }} meet for the first time on {{ starts | day }} at {{ starts | clock }}; bring one question about the first weeks and nothing else.

{{ ui.facts([("Where", place)]) }}

{{ ui.button("https://example.org/agenda", "See the agenda") }}
{% endblock %}
"""
HTML = """\
{% extends "_layout/base.html.j2" %}
{% import "_layout/macros.html.j2" as ui %}
{% block body %}
<p>You and {{ partner }} meet for the first time on {{ starts | day }} at {{ starts | clock }}; bring one question
about the first weeks and nothing else.</p>
{{ ui.facts([("Where", place)]) }}
{{ ui.button("https://example.org/agenda", "See the agenda") }}
{% endblock %}
"""
SAMPLE = """\
partner = "Ben Ortiz"
place = "Room 12 & 13"
starts = 2026-09-08T15:30:00
"""


@pytest.fixture
def kickoff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A templates folder with the real frame and one letter, `kickoff`."""
    shutil.copytree(render.TEMPLATES / "_layout", tmp_path / "_layout")
    folder = tmp_path / "kickoff"
    folder.mkdir()
    for name, text in (
        ("subject.txt.j2", SUBJECT),
        ("body.txt.j2", TEXT),
        ("body.html.j2", HTML),
        ("sample.toml", SAMPLE),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    render._environment.cache_clear()
    yield folder
    render._environment.cache_clear()
