"""Open comments: names taken out with the roster, themes suggested by a codebook, words of distress brought to a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import folded
from tasks.program.shipped import shipped
from tasks.surveys.answers import Response
from tasks.surveys.instrument import QUOTE, Question, questions

FILE = "surveys/themes.toml"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s().-]{7,}\d(?!\w)")
_EMPTY = frozenset({"", "n a", "na", "none", "nothing", "no", "no comment", "nope"})


@dataclass(frozen=True)
class Comment:
    """One comment without names: its id says nothing about its author."""

    id: str
    question: Question
    text: str
    themes: tuple[str, ...]
    quotable: bool
    distress: bool


class Scrubber:
    """Takes out what the roster knows: names, addresses, schools; and anything that looks like an address or a number."""

    def __init__(self, book: Book) -> None:
        words: dict[str, str] = {}
        for school in book.schools:
            words.update(dict.fromkeys((school.name, *school.also_called), "[school]"))
            words[school.principal] = "[name]"
        for person in book.people.values():
            words.update(dict.fromkeys(person.schools, "[school]"))
            parts = [part for part in person.name.split() if len(part) > 2]
            words.update(dict.fromkeys((person.name, *parts), "[name]"))
        known = sorted((word for word in words if len(word) > 2), key=len, reverse=True)
        self._words = {word.casefold(): mark for word, mark in words.items()}
        self._known = (
            re.compile(rf"(?<!\w)({'|'.join(map(re.escape, known))})(?:['’]s)?(?!\w)", re.IGNORECASE)
            if known
            else None
        )

    def clean(self, comment: str) -> str:
        """The comment without names. A name that is also a word (Will, Hope, Mark) is kept where it is typed in lower case."""
        cleaned = _PHONE.sub("[number]", _ADDRESS.sub("[address]", comment))
        if self._known is None:
            return cleaned
        return self._known.sub(self._mark, cleaned)

    def _mark(self, found: re.Match[str]) -> str:
        word = found[1]
        return found[0] if word.islower() and " " not in word else self._words[word.casefold()]


def themes_of(comment: str) -> tuple[str, ...]:
    """The themes whose stems begin a word of the comment."""
    words = f" {folded(comment)}"
    return tuple(
        theme["name"]
        for theme in shipped(FILE)["themes"]
        if any(f" {stem}" in words for stem in map(folded, theme["stems"]))
    )


def distressed(comment: str) -> bool:
    words = f" {folded(comment)}"
    return any(f" {folded(stem)}" in words for stem in shipped(FILE)["distress"]["stems"])


def comments(book: Book, responses: Iterable[Response]) -> tuple[Comment, ...]:
    """Every comment that says something, in an order that does not follow the respondents."""
    scrub = Scrubber(book)
    program = book.settings.program_id or book.run.program_id
    found: list[Comment] = []
    for response in responses:
        for question in questions():
            said = response.values.get(question.id, "") if question.open else ""
            if folded(said) in _EMPTY:
                continue
            agrees = response.values.get(QUOTE, "").startswith("Yes")
            key = "c-" + keys.digest(program, "comment", response.person, question.id, length=8)
            found.append(Comment(key, question, scrub.clean(said), themes_of(said), agrees, distressed(said)))
    return tuple(sorted(found, key=lambda comment: (comment.question.id, comment.id)))
