"""Forms that people answer, and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Question:
    """One question of a form: a stable id, its wording, the choices in order (none for free text)."""

    id: str
    text: str
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class FormSpec:
    """A form to be answered: its key, title, introduction, questions."""

    key: str
    title: str
    introduction: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answer:
    """One filled form: its own id, the form it answers, when, by whom (an address as given), question id → answer."""

    id: str
    form: str
    at: datetime
    who: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Published:
    """A form people can reach: by link, or as a file that travels with the invitation (name, bytes)."""

    link: str = ""
    file: tuple[str, bytes] | None = None
