"""Every letter that ships: it renders from its sample, its two parts say the same, it is short and plain."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from tasks.outbox.render import LIMIT, TEMPLATES, WIDTH, Rendered, letters, render, sample
from tasks.program.letters import KINDS, LETTER_NAMES
from tasks.program.settings import Settings

SETTINGS = Settings(
    program_name="Riverside Mentorship",
    coordinator_name="Jordan Reyes",
    coordinator_email="coordinator@example.org",
    term_name="Fall 2026",
    term_start=date(2026, 8, 10),
    term_end=date(2026, 12, 11),
    time_zone="America/Chicago",
)
LETTERS = letters()
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FACT = re.compile(rf"\b(?:{MONTHS}) \d+\b|\d[\d,.:/-]*\d|\d|[\w.+-]+@[\w.-]+\.\w+")
# A page of figures is read at a desk; everything else is read between two classes.
LONG = {"digest", "coordinator-digest", "digest-preview", "hours-statement"}


class Page(HTMLParser):
    """What a reader of the HTML sees: its words, links, and the attributes that assistive technology needs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._hidden += tag in ("style", "title")
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(params=LETTERS, scope="module")
def shown(request: pytest.FixtureRequest) -> tuple[str, Rendered]:
    one = sample(request.param)
    return request.param, render(one, SETTINGS, date(2026, 9, 7))


def test_letters_ship() -> None:
    assert "introduction" in LETTERS
    # What `Letters that wait` may name is what there is.
    assert {*LETTER_NAMES, *KINDS} >= {*LETTERS} >= {*LETTER_NAMES}


def test_letter_folder_is_complete(shown: tuple[str, Rendered]) -> None:
    names = {path.name for path in (TEMPLATES / shown[0]).iterdir()}
    assert names >= {"subject.txt.j2", "body.txt.j2", "body.html.j2", "sample.toml"}


def test_every_fact_of_the_html_is_in_the_text(shown: tuple[str, Rendered]) -> None:
    name, found = shown
    text = " ".join(found.text.split())
    facts = set(FACT.findall(Page(found.html).text))
    assert {fact for fact in facts if fact not in text} == set(), name


def test_every_link_of_the_html_is_in_the_text(shown: tuple[str, Rendered]) -> None:
    name, found = shown
    links = {link.removeprefix("mailto:").partition("?")[0] for link in Page(found.html).links}
    assert {link for link in links if link not in found.text} == set(), name


def test_nothing_is_left_unfilled(shown: tuple[str, Rendered]) -> None:
    for part in (shown[1].subject, shown[1].text, Page(shown[1].html).text):
        assert not re.search(
            r"\{\{|\}\}|\{%|%\}|\bNone\b|\bUndefined\b|\bTrue\b|\bFalse\b|<[a-z.]+ object|Status\.|T\d\d:\d\d:",
            part,
        ), part


def test_subject_is_short_and_says_something(shown: tuple[str, Rendered]) -> None:
    assert 8 <= len(shown[1].subject) <= 90


def test_page_has_language_and_title(shown: tuple[str, Rendered]) -> None:
    tags = dict(reversed(Page(shown[1].html).tags))
    assert tags["html"] == {"lang": "en", "dir": "ltr"}
    title = re.search(r"<title>(.*?)</title>", shown[1].html)
    assert title
    assert title[1]


def test_tables_are_layout_or_have_headers(shown: tuple[str, Rendered]) -> None:
    """A screen reader reads a table's cells with their headers, or must not be told that it is a table."""
    for table in re.findall(r"<table(?![^>]*presentation)[^>]*>.*?</table>", shown[1].html, re.DOTALL):
        assert 'scope="' in table


def test_images_and_scripts_are_not_needed(shown: tuple[str, Rendered]) -> None:
    assert not {tag for tag, _ in Page(shown[1].html).tags} & {
        "img",
        "script",
        "svg",
        "iframe",
        "form",
        "link",
    }


def test_size_stays_far_from_clipping(shown: tuple[str, Rendered]) -> None:
    assert len(shown[1].html.encode()) < LIMIT


def test_text_lines_fit_a_narrow_window(shown: tuple[str, Rendered]) -> None:
    assert [line for line in shown[1].text.splitlines() if len(line) > WIDTH and "://" not in line] == []


def test_letter_can_be_read_between_two_classes(shown: tuple[str, Rendered]) -> None:
    body = shown[1].text.partition("\n-- \n")[0]
    words = [word for word in body.split() if "://" not in word]
    assert len(words) <= (450 if shown[0] in LONG else 165), f"{shown[0]}: {len(words)} words"


def test_reader_learns_whom_a_reply_reaches(shown: tuple[str, Rendered]) -> None:
    for part in (shown[1].text, Page(shown[1].html).text):
        assert "reaches Jordan Reyes" in part
        assert "coordinator@example.org" in part
