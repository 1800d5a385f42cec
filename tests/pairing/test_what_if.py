"""Questions and their answers, each checked against a run on the workbook as the question would have it."""

import pytest

from tasks.pairing.plan import plan
from tasks.pairing.what_if import Questions, answer
from tasks.program.problems import UsageError
from tests import build
from tests.build import mentee, mentor
from tests.pairing.test_plan import crowd

ANN, TOM, KIM = mentor("Ann Bell"), mentee("Tom Ruiz"), mentee("Kim Chan")


def figures(people: list[dict]) -> tuple[int, float]:  # type: ignore[type-arg] # rows as typed
    found = plan(build.book(people)).figures
    return found["proposed"], found["score"]


def test_one_more_seat_gives_exactly_what_a_new_run_finds() -> None:
    people = crowd(31)
    questions = Questions(build.book(people))
    matched, score = figures(people)
    for row in people[0:12:2]:
        said = questions.answer(f"seat {row['Email']}")
        more = [row | {"Capacity": 2} if other is row else other for other in people]
        assert (matched + said.matched, round(score + said.points, 2)) == figures(more)


def test_prices_promise_the_same_as_solving_again() -> None:
    questions = Questions(build.book(crowd(31)))
    for mentor_ in questions.matching.pool.mentors:
        said, worth = questions.answer(f"seat {mentor_.email}"), questions.matching.seat_worth(mentor_.id)
        assert (said.matched, round(said.points * 100)) == (worth.matched, worth.score)


def test_without_a_person_loses_exactly_what_a_new_run_loses() -> None:
    people = crowd(24)
    questions = Questions(build.book(people))
    matched, score = figures(people)
    for row in people[:8]:
        said = questions.answer(f"without {row['Email']}")
        assert (matched + said.matched, round(score + said.points, 2)) == figures(
            [p for p in people if p is not row]
        )


def test_words_of_an_answer() -> None:
    book = build.book([ANN, TOM, KIM])
    assert answer(book, "seat ann.bell@example.org").text.startswith(
        "With one more seat for Ann Bell, one more person would have a mentor, and the pairs together would score 15 points more."
    )
    assert answer(book, "without ann.bell@example.org").text.startswith(
        "Without Ann Bell, one fewer person would have a mentor, and the pairs together would score 15 points less."
    )


def test_pair_that_a_rule_forbids_says_why_but_nothing_confidential() -> None:
    book = build.book(
        [ANN, TOM | {"Avoid": "ann.bell@example.org"}, KIM | {"Evaluator": "ann.bell@example.org"}]
    )
    assert answer(book, "pair ann.bell@example.org tom.ruiz@example.org").text == (
        "Ann Bell and Tom Ruiz are not possible: confidential."
    )
    assert answer(book, "pair ann.bell@example.org kim.chan@example.org").text == (
        "Ann Bell and Kim Chan are not possible: one of the two evaluates the other."
    )


def test_forced_pair_moves_the_others() -> None:
    book = build.book([ANN, mentor("Ben Cole", School="Elm"), TOM, KIM | {"School": "Elm"}])
    said = answer(book, "pair ann.bell@example.org kim.chan@example.org")
    assert (said.matched, said.points) == (0, -30.0)
    assert "New: Ann Bell with Kim Chan and Ben Cole with Tom Ruiz." in said.text


@pytest.mark.parametrize(
    "question", ["", "seat", "pair ann.bell@example.org", "seat nobody@example.org", "buy a x"]
)
def test_what_cannot_be_asked(question: str) -> None:
    with pytest.raises(UsageError):
        answer(build.book([ANN]), question)
