from typing import Any

from tasks.enrollment.plan import plan
from tasks.enrollment.vanished import question_key
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.people import Status
from tasks.program.todo import ToDo
from tasks.program.workbook.changes import AddRow
from tasks.program.world import World
from tests.build import book, mentee, mentor

ANA, BO = mentor("Ana Lee"), mentee("Bo Kim")
PAIR = {
    "Pairing ID": keys.pairing_id("prog-test", "p-ana-lee", "p-bo-kim"),
    "Mentor": "Ana Lee",
    "Mentor email": "ana.lee@example.org",
    "Mentee": "Bo Kim",
    "Mentee email": "bo.kim@example.org",
    "Status": "active",
}
SEEN = World(facts=plan(book([ANA, BO], pairings=[PAIR])).facts)
KEY = question_key("ana.lee@example.org", "Ana Lee")


def without_ana(*more: Any, answer: Any = None, note: Any = None, pair: Any = PAIR) -> Any:
    todo = [{"Item": KEY, "Answer": answer, "Note": note}] if answer else []
    return book([BO, *more], world=SEEN, pairings=[pair], to_do=todo)


def carried_out(made: Any) -> Any:
    then = made.after(plan(made).changes)
    return Book(then.snapshot, made.world, made.run)


def test_a_row_that_is_gone_is_asked_about() -> None:
    assert plan(without_ana()).todos == (
        ToDo(
            KEY,
            "Ana Lee is no longer in Enrollment, but has a pair. Nothing is sent or booked for them until this is clear.",
            look_in=f"Pairings: {PAIR['Pairing ID']}",
            choices=("left", "put back", "other address"),
            kind="question",
        ),
    )


def test_nobody_asks_about_people_who_are_there_or_whose_pair_is_over() -> None:
    assert plan(book([ANA, BO], world=SEEN, pairings=[PAIR])).todos == ()
    assert plan(without_ana(pair={**PAIR, "Status": "ended"})).todos == ()


def test_left_puts_the_person_back_as_one_who_left() -> None:
    made = without_ana(answer="Left")
    added = [change for change in plan(made).changes if isinstance(change, AddRow)]
    assert [dict(change.cells) for change in added] == [
        {
            "Name": "Ana Lee",
            "Email": "ana.lee@example.org",
            "Role": "mentor",
            "Status": "left",
            "Person ID": "p-ana-lee",
        }
    ]
    then = carried_out(made)
    assert then.people["p-ana-lee"].status is Status.LEFT
    assert plan(then).todos == ()


def test_put_back_keeps_asking_until_the_row_is_there() -> None:
    assert "Put the row back" in plan(without_ana(answer="put back")).todos[0].what
    back = {**ANA, "Person ID": None}
    assert carried_out(without_ana(back, answer="put back")).pairs[0].mentor == keys.person_id(
        "prog-test", "ana.lee@example.org"
    )


def test_other_address_gives_the_new_row_the_old_id() -> None:
    moved = {
        **ANA,
        "Name": "Ana Gómez",
        "Email": "ana.gomez@example.org",
        "Person ID": None,
        "School": "Elm School",
    }
    made = without_ana(moved, answer="other address", note="ana.gomez@example.org")
    assert plan(made).todos == ()
    assert carried_out(made).pairs[0].mentor == "p-ana-lee"


def test_other_address_without_one_says_where_to_type_it() -> None:
    assert "Type the new address in Note" in plan(without_ana(answer="other address")).todos[0].what
    nobody = without_ana(answer="other address", note="ana.gomez@example.org")
    assert "No row of Enrollment has the address in Note" in plan(nobody).todos[0].what


def test_a_former_address_answers_by_itself() -> None:
    moved = {
        **ANA,
        "Email": "ana.gomez@example.org",
        "Former email": "ana.lee@example.org",
        "Person ID": None,
    }
    made = without_ana(moved)
    assert plan(made).todos == ()
    assert carried_out(made).pairs[0].mentor == "p-ana-lee"


MOVED = {**ANA, "Email": "ana@new.org", "Person ID": None}
SAME_KEY = keys.todo("same-person", "p-ana-lee", keys.person_id("prog-test", "ana@new.org"))


def moved(answer: Any = None) -> Any:
    todo = [{"Item": SAME_KEY, "Answer": answer}] if answer else []
    return book([BO, MOVED], world=SEEN, to_do=todo, pairings=[{**PAIR, "Status": "ended"}])


def test_the_same_name_and_school_with_a_new_address_is_a_question() -> None:
    found = plan(moved())
    assert [(todo.key, todo.choices) for todo in found.todos] == [(SAME_KEY, ("same person", "two people"))]
    assert (
        plan(Book(carried_out(moved()).snapshot, World(facts=found.facts), moved().run)).todos == found.todos
    )


def test_the_same_person_keeps_the_id() -> None:
    made = moved("same person")
    assert plan(made).todos == ()
    assert [person.id for person in carried_out(made).people.values()] == ["p-bo-kim", "p-ana-lee"]


def test_two_people_are_two() -> None:
    made = moved("two people")
    assert plan(made).todos == ()
    assert "p-ana-lee" not in carried_out(made).people


def test_what_is_remembered_holds_no_name_and_no_address() -> None:
    remembered = " ".join(SEEN.facts.values())
    assert "lee" not in remembered.replace("p-ana-lee", "")
    assert "@" not in remembered


def test_somebody_else_typed_into_a_row_does_not_inherit_its_pair() -> None:
    replaced = {**ANA, "Name": "Cy Diaz", "Email": "cy.diaz@example.org"}
    made = book([replaced, BO], world=SEEN, pairings=[PAIR])
    then = carried_out(made)
    assert [person.id for person in then.people.values()] == [
        keys.person_id("prog-test", "cy.diaz@example.org"),
        "p-bo-kim",
    ]
    assert [todo.key for todo in plan(then).todos] == [KEY]


def test_a_married_name_with_a_new_address_is_the_same_person() -> None:
    married = {**ANA, "Name": "Ana Gómez", "Email": "ana.gomez@example.org"}
    made = book([married, BO], world=SEEN, pairings=[PAIR])
    assert (plan(made).todos, carried_out(made).pairs[0].mentor) == ((), "p-ana-lee")


def test_a_row_emptied_by_hand_is_a_row_that_is_gone() -> None:
    emptied = {"Person ID": "p-ana-lee", "Mail": "ok"}
    assert [todo.key for todo in plan(book([emptied, BO], world=SEEN, pairings=[PAIR])).todos] == [KEY]
