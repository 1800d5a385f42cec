"""The survey's questions, from `templates/surveys/term-end.toml`: what each role is asked, and how options rank."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.program.codes import WHO
from tasks.program.forms import FormSpec
from tasks.program.forms import Question as FormQuestion
from tasks.program.shipped import shipped
from tasks.program.workbook.headers import squeezed

ROLES = ("mentee", "mentor")
FILE = "surveys/term-end.toml"
QUOTE = "quote"


@dataclass(frozen=True)
class Question:
    """One question: wording by role, options from the most favorable to the least; none where it is open."""

    id: str
    area: str
    wording: Mapping[str, str]
    options: tuple[str, ...] = ()
    both: str = ""
    """How results call it where both roles were asked the same; empty where their answers must not be added up."""

    @property
    def open(self) -> bool:
        return not self.options

    @property
    def counted(self) -> bool:
        """Whether the question is part of the results (the permission to quote is not)."""
        return bool(self.options) and self.id != QUOTE


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every question, in the order it is asked."""
    data = shipped(FILE)
    scales = data["scales"]
    return tuple(
        Question(
            entry["id"],
            entry["area"],
            {role: entry[role] for role in ROLES},
            tuple(scales[entry["scale"]]) if "scale" in entry else (),
            entry.get("both", entry["mentee"] if entry["mentee"] == entry["mentor"] else ""),
        )
        for entry in data["questions"]
    )


def wordings(role: str) -> dict[str, tuple[str, ...]]:
    """What a role is asked: wording → options."""
    return {question.wording[role]: question.options for question in questions()}


def form_key(role: str) -> str:
    return f"{shipped(FILE)['id']}-{role}"


def form_spec(role: str) -> FormSpec:
    """The role's survey as a form."""
    data = shipped(FILE)
    asked = tuple(FormQuestion(q.id, q.wording[role], q.options) for q in questions())
    return FormSpec(form_key(role), data["title"], data["introduction"].strip(), asked)


def page_spec(role: str) -> FormSpec:
    """The same as a page on the web, which says by what it knows who answers."""
    spec, said = form_spec(role), shipped(FILE)["code"].strip()
    return replace(spec, introduction=f"{spec.introduction}\n\n{said}", questions=(WHO, *spec.questions))


def column_question(header: str) -> Question | None:
    """The question a column of answers belongs to: by id, by either role's wording, or by the row of a grid (`Stem [row]`)."""
    words = _by_word()
    if squeezed(header) in words:
        return words[squeezed(header)]
    if "[" in header and header.rstrip().endswith("]"):
        return words.get(squeezed(header[header.rindex("[") :]))
    return None


@lru_cache(maxsize=1)
def _by_word() -> dict[str, Question]:
    found: dict[str, Question] = {}
    for question in questions():
        for word in (question.id, *question.wording.values()):
            found.setdefault(squeezed(word), question)
    return found


def option_of(question: Question, answer: str) -> str | None:
    """The option an answer names, compared without case and punctuation; nothing where it names none."""
    words = {squeezed(option): option for option in question.options}
    return words.get(squeezed(answer))
