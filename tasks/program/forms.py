"""Forms that people answer, and their answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote


class Field(StrEnum):
    """How a question without choices is answered."""

    TEXT = "text"
    LINE = "line"
    DATE = "date"


@dataclass(frozen=True)
class Question:
    """One question of a form: a stable id, its wording, the choices in order (none where people write)."""

    id: str
    text: str
    choices: tuple[str, ...] = ()
    help: str = ""
    field: Field = Field.TEXT
    required: bool = False


@dataclass(frozen=True)
class FormSpec:
    """A form to be answered: its key, title, introduction, questions."""

    key: str
    title: str
    introduction: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answer:
    """One filled form: its own id, the form it answers, when (aware), by whom (an address as given), question id → answer."""

    id: str
    form: str
    at: datetime
    who: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Published:
    """A form people can reach: by link, or as a file that travels with the invitation (name, bytes).

    `fields` gives the parameter of the link that fills a question in, by question id.
    """

    link: str = ""
    file: tuple[str, bytes] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def filled(self, **answers: str) -> str:
        """The link with these answers, by question id, filled in: what is left to do is to press Submit."""
        given = [f"{self.fields[name]}={quote(value, safe='')}" for name, value in answers.items() if value]
        return f"{self.link}?usp=pp_url&{'&'.join(given)}" if given else self.link


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Pages:
    """Forms as pages on the web: those that people can answer now, by key; those that cannot be reached any more.

    `possible` says whether this office can open such pages at all: asked only where one is wanted.
    """

    standing: Mapping[str, Published] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    possible: Callable[[], bool] = _never
