"""A form as data: its items, its settings, whether it is published, and the answers (nothing of Forms is recorded)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """One submission: question id to the texts given."""

    id: str
    created: datetime
    submitted: datetime
    answers: dict[str, tuple[str, ...]]
    email: str = ""


@dataclass
class Form:
    """One form; the file of the same id in Drive holds its owner and sharing."""

    id: str
    info: Json
    items: list[Json] = field(default_factory=list)
    settings: Json = field(default_factory=dict)
    revision: int = 1
    published: bool = False
    accepting: bool = False
    responses: dict[str, Response] = field(default_factory=dict)

    def questions(self) -> dict[str, Json]:
        """Every question by its id, those of groups included."""
        found: dict[str, Json] = {}
        for item in self.items:
            for question in questions_of(item):
                found[question["questionId"]] = {**question, "title": item.get("title", "")}
        return found


def questions_of(item: Json) -> list[Json]:
    if "questionItem" in item:
        return [item["questionItem"]["question"]]
    questions: list[Json] = item.get("questionGroupItem", {}).get("questions", [])
    return questions
