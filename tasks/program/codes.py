"""Codes that stand for people in the links of forms: an address in a link would travel wherever the link does.

There is one code for each person and kind of form; nobody can work out another person's, or tell from one whose it is.
"""

from collections.abc import Mapping

from tasks.program import keys
from tasks.program.forms import Field, Question
from tasks.program.people import People, Person

CODE = "code"
WHO = Question(
    CODE,
    "Who is answering?",
    help="Your own link has filled in a code here; please leave it. Without it, type your school e-mail address.",
    field=Field.LINE,
    required=True,
)


def code(program: str, purpose: str, person: str) -> str:
    """The code of one person (by Person ID) in links to one kind of form."""
    return "c" + keys.digest(program, "code", purpose, person, length=11)


def whose(people: People, program: str, purpose: str, word: str) -> Person | None:
    """The person a code, an address, a Person ID or a unique name stands for."""
    return (
        _codes(people, program, purpose).get(word.strip().casefold())
        or people.get(word.strip())
        or people.find(word)
    )


def _codes(people: People, program: str, purpose: str) -> Mapping[str, Person]:
    held: dict[tuple[str, str], Mapping[str, Person]] = people.__dict__.setdefault("_by_code", {})
    if (program, purpose) not in held:
        held[program, purpose] = {code(program, purpose, person.id): person for person in people.values()}
    return held[program, purpose]
