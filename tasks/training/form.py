"""The page on which people say with one click whether they will come, where this office can open one.

Its answers are answers to the invitation, like those that come by calendar: `replies` remembers them.
"""

from functools import lru_cache

from tasks.program.answering import code_of
from tasks.program.book import Book
from tasks.program.codes import CODE, WHO
from tasks.program.forms import Field, FormSpec, Question
from tasks.program.meetings import Training
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.replies import ANSWER, FORM, NO, TRAINING, YES
from tasks.program.shipped import shipped
from tasks.training.places import Sessions

FILE = "surveys/training-answer.toml"


@lru_cache(maxsize=1)
def spec() -> FormSpec:
    """The form: who, which training, yes or no."""
    words = shipped(FILE)
    return FormSpec(
        FORM,
        words["title"],
        words["introduction"].strip(),
        (
            WHO,
            Question(
                TRAINING, words["training"], help=words["training_help"], field=Field.LINE, required=True
            ),
            Question(ANSWER, words["answer"], (YES, NO), required=True),
        ),
    )


def page(sessions: Sessions) -> Plan:
    """The page, while there is a session to come that people are invited to."""
    book = sessions.book
    held = book.world.pages
    wanted = any(map(sessions.invites, book.trainings)) and (
        FORM in held.standing or FORM in held.lost or held.possible()
    )
    return Plan(forms=(spec(),) if wanted else (), plans_forms=(FORM,))


def links(book: Book, training: Training, person: Person) -> tuple[str, str]:
    """What a person opens to say yes, and to say no; both empty where there is no page."""
    held = book.world.pages.standing.get(FORM)
    if held is None:
        return "", ""
    known = {CODE: code_of(book, FORM, person.id), TRAINING: training.id}
    return held.filled(**known, **{ANSWER: YES}), held.filled(**known, **{ANSWER: NO})
