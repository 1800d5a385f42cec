"""Every letter as mail programs draw it: nothing they drop unless it can be spared, and colors that can be read in both schemes.

`mail_clients.toml` is the part of caniemail's table that our letters touch; nothing is looked up while tests run.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tasks.outbox.render import Rendered, letters, render, sample
from tests.templates.test_letters import SETTINGS

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "mail_clients.toml").read_text())
VOID = {"meta", "br"}
READABLE = 4.5
"""WCAG 2.2, 1.4.3 (AA): the least contrast of text of an ordinary size."""
WIDEST_WORD = 40
"""Letters of 17 pixels that fit between the margins of a telephone."""
DARK = re.compile(r"@media \(prefers-color-scheme: dark\)\s*\{(.*?\})\s*\}", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    above: "Element | None" = None
    text: list[str] = field(default_factory=list)

    @property
    def style(self) -> dict[str, str]:
        return declarations(self.attrs.get("style", ""))

    @property
    def hidden(self) -> bool:
        return self.style.get("display") == "none" or bool(self.above and self.above.hidden)


class Tree(HTMLParser):
    """A letter's elements in order, each with the one around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(
            tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None
        )
        self.all.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self._open[-1].text.append(data.strip())


def declarations(text: str) -> dict[str, str]:
    found = (one.partition(":") for one in text.split(";") if ":" in one)
    return {name.strip(): value.strip() for name, _, value in found}


@pytest.fixture(params=letters(), scope="module")
def letter(request: pytest.FixtureRequest) -> Rendered:
    return render(sample(request.param), SETTINGS, date(2026, 9, 7))


@pytest.fixture
def tree(letter: Rendered) -> Tree:
    return Tree(letter.html)


def unsafe(element: Element) -> Iterator[str]:
    """What some client would drop or draw otherwise, without anybody having thought of it."""
    for name, value in element.style.items():
        rule = TABLE["style"].get(name)
        if rule is None:
            yield f"{name} is not in the table"
        elif not re.fullmatch(rule["values"], value):
            yield f"{name}: {value}"
        elif element.tag not in rule.get("on", [element.tag]):
            yield f"{name} on {element.tag}: {rule.get('lost', '')}"
        elif px := re.match(r"(\d+)px solid", value):
            assert int(px[1]) <= 8, "Outlook draws no wider border"


def test_no_mail_program_drops_what_a_reader_needs(tree: Tree) -> None:
    assert [said for element in tree.all for said in unsafe(element)] == []
    assert {element.tag for element in tree.all} <= set(TABLE["elements"]["any"])


def test_what_is_lost_somewhere_says_why_it_can_be_spared() -> None:
    """A property that a whole client ignores is only allowed with the reason beside it."""
    ignored = {
        name
        for name, rule in TABLE["style"].items()
        if rule.get("lost", "").startswith("Outlook for Windows")
    }
    assert {
        name
        for name in ignored
        if not (TABLE["style"][name].get("without") or TABLE["style"][name].get("on"))
    } == set()
    assert all(rule.get("tested") for rule in TABLE["style"].values())


def test_extras_for_screens_stand_apart_and_are_spelled_so_that_gmail_keeps_them(letter: Rendered) -> None:
    """Gmail drops a whole style element that it dislikes; Yahoo and Outlook want a space before `!important`."""
    (kept,) = re.findall(r"<style[^>]*>(.*?)</style>", letter.html, re.DOTALL)
    assert {found.strip() for found in re.findall(r"@media([^{]*)", kept)} == set(TABLE["media"]["queries"])
    assert re.findall(r"\S!important|!IMPORTANT|url\(|/\*", kept) == []
    assert "@" not in re.sub(r"@media", "", kept)


def test_reader_of_a_screen_reader_is_told_that_this_is_a_mail(tree: Tree) -> None:
    (wrapper,) = (element for element in tree.all if element.attrs.get("role") == "article")
    assert (wrapper.attrs["aria-roledescription"], wrapper.attrs["lang"]) == ("email", "en")
    roles = {element.attrs["role"] for element in tree.all if "role" in element.attrs}
    assert roles <= {"article", "presentation"}
    for link in (element for element in tree.all if element.tag == "a"):
        assert "".join(link.text) not in {"", "here", "click here", "link"}


def test_text_can_be_read_in_the_light_and_in_the_dark(letter: Rendered, tree: Tree) -> None:
    dark = DARK.search(letter.html)
    assert dark is not None
    schemes = {"light": list[tuple[str, dict[str, str]]](), "dark": list(rules(dark[1]))}
    faint = [
        f"{scheme}: {' '.join(element.text)[:40]} is {ratio:.1f}"
        for scheme, over in schemes.items()
        for element in tree.all
        if element.text and element.tag not in {"title", "style"} and not element.hidden
        if (ratio := contrast(color(element, "color", over), color(element, "background-color", over)))
        < READABLE
    ]
    assert faint == []


def test_no_word_is_wider_than_a_phone(tree: Tree) -> None:
    """An address written out made a letter wider than its frame, and readers scroll sideways: a link's words say what it does."""
    long = [
        word
        for element in tree.all
        if element.tag not in {"style", "title"} and "word-break" not in element.style
        for word in " ".join(element.text).split()
        if len(word) > WIDEST_WORD
    ]
    assert long == []


def rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    for selectors, body in RULE.findall(css):
        for selector in selectors.split(","):
            yield selector.strip(), declarations(body)


def color(element: Element | None, name: str, over: list[tuple[str, dict[str, str]]]) -> str:
    """An inherited color, as the last rule of the scheme or the element's own style says; a background shines through."""
    if element is None:
        return "#000000" if name == "color" else "#ffffff"
    stated = element.style.get(name, "")
    for selector, body in over:
        if name in body and chosen(selector, element):
            stated = body[name].removesuffix("!important").strip()
    return stated or color(element.above, name, over)


def chosen(selector: str, element: Element) -> bool:
    tag, _, name = selector.partition(".")
    return tag in {"", element.tag} and (not name or name in element.attrs.get("class", "").split())


def contrast(first: str, second: str) -> float:
    """Relative luminance by WCAG 2.2, of colors such as #1d5c63."""
    light, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dim + 0.05)


def luminance(text: str) -> float:
    channels = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert chosen("a.button-link", Element("a", {"class": "button-link"}))
    assert not chosen("a.button-link", Element("td", {"class": "button-link"}))
