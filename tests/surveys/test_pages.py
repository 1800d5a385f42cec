"""The survey as pages on the web: opened, linked by a code, filed once, closed."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tasks.program.codes import code
from tasks.program.forms import Answer, Pages, Published
from tasks.program.world import World
from tasks.surveys.answers import TAB, answer_rows, read_responses
from tasks.surveys.instrument import page_spec
from tasks.surveys.plan import plan
from tests.surveys.test_plan import a_program, blank

FORM = "term-end-mentee"
AT = datetime(2026, 11, 20, 22, 5, 9, tzinfo=UTC)
MINE = code("prog-test", "survey", "p-me-tee0")


def pages(*standing: str, lost: tuple[str, ...] = (), possible: bool = True) -> Pages:
    held = {
        key: Published(f"https://forms.example.org/{key}", fields={"code": "entry.1"}) for key in standing
    }
    return Pages(held, frozenset(lost), lambda: possible)


def with_world(world: World, **more: Any) -> Any:
    book = a_program(pairs=1, **more)
    book.world = world
    return book


def answer(who: str = MINE, name: str = "r1", **values: str) -> Answer:
    return Answer(name, FORM, AT, "", {"code": who, "useful": "Agree", **values})


def test_open_survey_wants_a_page_for_each_role() -> None:
    found = plan(with_world(World(pages=pages())), blank)
    assert [spec.key for spec in found.forms] == ["term-end-mentee", "term-end-mentor"]
    assert found.letters == ()


def test_letters_wait_for_the_page_and_then_carry_its_link_with_a_code() -> None:
    found = plan(with_world(World(pages=pages(FORM, "term-end-mentor"))), blank)
    links = [letter.context["link"] for letter in found.letters]
    assert all(letter.attachments == () for letter in found.letters)
    assert [urlsplit(link).path for link in links] == ["/term-end-mentee", "/term-end-mentor"]
    assert parse_qs(urlsplit(links[0]).query) == {"usp": ["pp_url"], "entry.1": [MINE]}


def test_no_link_says_whose_it_is() -> None:
    found = plan(with_world(World(pages=pages(FORM, "term-end-mentor"))), blank)
    links = " ".join(letter.context["link"] for letter in found.letters)
    for word in ("tee0", "tor0", "example.org/p-", "%40"):
        assert word not in links


def test_form_says_that_its_link_carries_a_code() -> None:
    words = page_spec("mentee").introduction
    assert "confidential, not anonymous" in words
    assert "Your link carries a code" in words


def test_own_form_of_the_coordinator_wins() -> None:
    settings = {"Survey form: mentees": "https://own.example.org/a"}
    found = plan(with_world(World(pages=pages("term-end-mentor")), **settings), blank)
    assert [spec.key for spec in found.forms] == ["term-end-mentor"]
    assert found.letters[0].context["link"] == "https://own.example.org/a"


def test_office_without_pages_sends_the_form_as_a_file() -> None:
    found = plan(with_world(World(pages=pages(possible=False))), blank)
    assert (found.forms, len(found.letters[0].attachments)) == ((), 1)


def test_rehearsal_opens_no_form_and_says_where_the_link_will_stand() -> None:
    settings = {"Redirect all mail to": "coordinator@example.org"}
    found = plan(with_world(World(pages=pages()), **settings), blank)
    assert found.forms == ()
    assert [(one.context["later"], one.context["link"], one.attachments) for one in found.letters] == [
        (True, "", ())
    ] * 2


def test_survey_that_has_closed_wants_its_pages_closed() -> None:
    found = plan(with_world(World(pages=pages(FORM)), now="2026-12-07 12:00"), blank)
    assert (found.forms, found.plans_forms) == ((), ("term-end-mentee", "term-end-mentor"))


def test_page_that_was_deleted_is_asked_about_and_holds_up_its_letters_only() -> None:
    found = plan(with_world(World(pages=pages("term-end-mentor", lost=(FORM,)))), blank)
    assert [letter.about for letter in found.letters] == ["p-mo-tor0"]
    (todo,) = found.todos
    assert "survey form for mentees can no longer be reached" in todo.what


def test_answer_becomes_a_row_that_names_nobody() -> None:
    book = with_world(World(answers=(answer(),)))
    (row,) = answer_rows(book)
    assert row == {
        "Timestamp": datetime(2026, 11, 20, 16, 5, 9),
        "Token": MINE,
        "Response ID": "r1",
        "What I took from our meetings was useful in my classroom the same month.": "Agree",
    }


def test_answer_counts_for_the_person_whose_code_it_carries() -> None:
    book = with_world(World(answers=(answer(),)))
    responses, problems = read_responses(book.after(plan(book).changes))
    assert [(one.person, one.role) for one in responses] == [("p-me-tee0", "mentee")]
    assert problems == ()


def test_answer_given_by_address_is_kept_under_it() -> None:
    (row,) = answer_rows(with_world(World(answers=(answer("Me.Tee0@example.org"),))))
    assert (row.get("Email"), row.get("Token")) == ("Me.Tee0@example.org", None)


def test_answer_under_a_code_nobody_has_is_shown_and_not_counted() -> None:
    book = with_world(World(answers=(answer("c00000000000"),)))
    responses, problems = read_responses(book.after(plan(book).changes))
    assert responses == ()
    assert [problem.message for problem in problems] == ["Nobody enrolled has this address."]


def test_answer_is_filed_once_and_then_remembered() -> None:
    book = with_world(World(answers=(answer(),)))
    after = book.after(plan(book).changes)
    assert not plan(after).changes
    assert plan(after).facts == {"answer:r1": TAB}


def test_row_that_staff_deleted_stays_deleted() -> None:
    book = with_world(World(answers=(answer(),), facts={"answer:r1": TAB}))
    assert plan(book).changes == ()


def test_two_answers_within_a_minute_are_two_rows() -> None:
    book = with_world(World(answers=(answer(), answer(name="r2", useful="Disagree"))))
    assert len(book.after(plan(book).changes).snapshot.rows(TAB)) == 2
