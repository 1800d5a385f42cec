"""Answers to trainings by a page: one link says yes, another says no, the last one counts."""

from datetime import UTC, datetime

from tasks.program import replies
from tasks.program.book import Book
from tasks.program.codes import code
from tasks.program.forms import Answer, Pages, Published
from tasks.program.replies import FORM, NO, YES
from tasks.program.world import World
from tasks.training.form import links, spec
from tasks.training.plan import plan
from tests.build import book, mentor

TRAINING = {
    "Training ID": "T1",
    "Title": "Foundations",
    "Starts": "2026-09-20 15:00",
    "Ends": "2026-09-20 16:00",
    "Audience": "mentors",
}
INVITED = {
    "Training ID": "T1",
    "Email": "ana.lee@example.org",
    "Status": "invited",
    "Invited on": "2026-09-01",
    "Planned on": "2026-09-01",
}
ANAS = code("prog-test", FORM, "p-ana-lee")
STANDING = Pages(
    {FORM: Published("https://forms.example.org/t", fields={q.id: q.id for q in spec().questions})}
)


def a_program(*answers: Answer, pages: Pages = STANDING, **invitation: str) -> Book:
    return book(
        [mentor("Ana Lee")],
        now="2026-09-08 08:00",
        world=World(pages=pages, answers=answers),
        Trainings=[TRAINING],
        Invitations=[INVITED | invitation],
    )


def answer(said: str, minute: int = 0, training: str = "T1", who: str = ANAS) -> Answer:
    at = datetime(2026, 9, 7, 13, minute, tzinfo=UTC)
    return Answer(f"r{minute}", FORM, at, "", {"code": who, "training": training, "answer": said})


def status(*answers: Answer, **invitation: str) -> str:
    start = a_program(*answers, **invitation)
    return str(start.after(plan(start).changes).snapshot.rows("Invitations")[0].text("Status"))


def test_page_is_wanted_while_a_session_is_to_come() -> None:
    assert [one.key for one in plan(a_program(pages=Pages(possible=lambda: True))).forms] == [FORM]
    assert plan(a_program(pages=Pages())).forms == ()


def test_two_links_say_yes_and_no() -> None:
    start = a_program()
    yes, no = links(start, start.trainings[0], start.people["p-ana-lee"])
    assert yes.startswith(f"https://forms.example.org/t?usp=pp_url&code={ANAS}&training=T1&answer=Yes")
    assert no.endswith("answer=No%2C%20I%20cannot%20come")


def test_answer_shows_in_the_status() -> None:
    assert status(answer(YES)) == "accepted"
    assert status(answer(NO)) == "declined"


def test_last_answer_counts() -> None:
    assert status(answer(NO, 1), answer(YES, 2)) == "accepted"
    assert status(answer(NO, 3), answer(YES, 2)) == "declined"


def test_what_staff_typed_wins() -> None:
    assert status(answer(NO), Answer="yes") == "accepted"


def test_strangers_and_unknown_trainings_change_nothing() -> None:
    assert status(answer(NO, who="c00000000000")) == "invited"
    assert status(answer(NO, training="T2")) == "invited"


def test_answer_is_remembered_by_ids_once_the_page_is_gone() -> None:
    start = a_program(answer(NO))
    known = replies.facts(start.world, start.people, start.program_id, ["T1"])
    assert known == {"replies:T1": "p-ana-lee||declined|2026-09-07T13:00:00+00:00"}
    later = a_program()
    later.world = World(facts=known)
    assert later.invitations[0].answer == "no"


def test_text_that_people_typed_never_becomes_a_fact() -> None:
    start = a_program(answer(NO, training="Ana is ill"))
    assert replies.facts(start.world, start.people, start.program_id, ["T1"]) == {}
