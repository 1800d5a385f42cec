from datetime import date
from typing import Any

from tasks.closing.plan import plan
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Attachment, Delivery, State
from tasks.program.world import World
from tests.build import book, mentee, mentor, run
from tests.checkins.life import pair

Row = dict[str, Value]


def line(name: str, partner: str, role: str = "mentor", **cells: Value) -> Row:
    row: Row = {
        "Name": name,
        "Email": name.lower().replace(" ", ".") + "@example.org",
        "With": partner,
        "Role": role,
        "Hours logged": 12.5,
        "In person": 7.5,
    }
    return row | {column.replace("_", " "): value for column, value in cells.items()}


HOURS = (
    line("Ana Lee", "Ben Ortiz"),
    line("Ana Lee", "all", Hours_required=10),
    line("Ben Ortiz", "Ana Lee", "mentee"),
    line("Ben Ortiz", "all", "mentee", Hours_required=20),
)


def program(now: str = "2026-12-14 08:00", command: str = "term", **more: Any) -> Book:
    tabs = {"Hours": HOURS, "Pairings": [pair()], **more}
    forced, world = tabs.pop("forced", frozenset()), tabs.pop("world", World())
    people = tabs.pop("people", [mentor("Ana Lee"), mentee("Ben Ortiz")])
    made = book(people, **tabs)
    return Book(made.snapshot, world, run(now, command=command, forced=forced))


def closed(day: str = "2026-12-14", *sent: str) -> World:
    now = run(f"{day} 08:00").now
    copies = {
        key: Delivery(key, key, "p", "hours-statement", "closing", State.SENT, now, now, now.date())
        for key in sent
    }
    return World(deliveries=copies, facts={"term:closed": day, "term:closings": day})


def test_before_the_terms_end_nothing_happens() -> None:
    found = plan(program("2026-12-11 20:00"))
    assert (found.letters, found.reports, found.todos, found.facts) == ((), (), (), {})
    assert [(one.on, one.what) for one in found.coming] == [
        (date(2026, 12, 12), "Hours statements, and the term is marked as ended")
    ]


def test_the_survey_is_waited_for() -> None:
    settings = {"Survey opens": "2026-12-01", "Survey closes": "2026-12-18"}
    assert plan(program(settings=settings)).facts == {}
    assert plan(program("2026-12-19 08:00", settings=settings)).facts["term:closed"] == "2026-12-19"


def test_everyone_gets_a_statement_once_the_term_is_over() -> None:
    found = plan(program())
    assert [(letter.template, letter.to[0].name) for letter in found.letters] == [
        ("hours-statement", "Ana Lee"),
        ("hours-statement", "Ben Ortiz"),
    ]
    assert found.letters[0].context == {
        "hours": 12.5,
        "in_person": 7.5,
        "required": 10.0,
        "met": True,
        "trainings": 0,
        "completed": True,
    }
    assert found.facts == {"term:closed": "2026-12-14", "term:closings": "2026-12-14"}
    assert [said.because for said in found.said] == ["rule: the term is over"]
    assert found.changes == ()


def test_files_are_named_by_ids_only() -> None:
    assert [report.name for report in plan(program()).reports] == [
        "hours-register-2026-12.csv",
        "hours-2026-12-p-ana-lee.html",
        "certificate-2026-12-p-ana-lee.html",
        "hours-2026-12-p-ben-ortiz.html",
    ]


def test_the_document_is_attached_as_pdf_where_there_is_one() -> None:
    html = plan(program()).letters[0].attachments[0]
    pdf = plan(program(), lambda page: b"%PDF " + page[:4]).letters[0].attachments[0]
    assert (html.name, html.mime) == ("hours-statement.html", "text/html")
    assert pdf == Attachment("hours-statement.pdf", b"%PDF <!DO", "application/pdf")


def test_a_closed_term_owes_only_what_was_not_sent_and_makes_no_file_again() -> None:
    letters = plan(program()).letters
    found = plan(program("2026-12-15 08:00", world=closed("2026-12-14", letters[0].key)))
    assert [letter.key for letter in found.letters] == [letters[1].key]
    assert (found.reports, found.said) == ((), ())
    assert found.letters[0].attachments == letters[1].attachments


def test_close_puts_the_files_anew_with_the_day_of_closing() -> None:
    found = plan(program("2026-12-20 08:00", command="close", world=closed()))
    assert found.reports == plan(program()).reports


def test_closing_early_asks_first_and_goes_on_only_when_told() -> None:
    early = plan(program("2026-11-02 08:00", command="close"))
    (todo,) = early.todos
    assert (todo.kind, todo.choices, early.letters, early.facts) == ("guard", ("go on", "stop"), (), {})
    waiting = [{"Item": todo.key, "Status": "open"}]
    assert plan(program("2026-11-03 08:00", To_do=waiting)).todos == (todo,)
    answered = [{"Item": todo.key, "Status": "open", "Answer": "Go on"}]
    found = plan(program("2026-11-03 08:00", To_do=answered))
    assert (len(found.letters), found.facts["term:closed"]) == (2, "2026-11-03")
    assert plan(program("2026-11-03 08:00", forced=frozenset({"early-close"}))).letters == found.letters


def test_a_new_term_in_the_same_workbook_has_its_own_statements() -> None:
    spring = {"Term start": "2027-01-11", "Term end": "2027-05-28"}
    before = plan(program("2027-02-01 08:00", settings=spring, world=closed()))
    assert (before.letters, before.facts) == ((), {})
    found = plan(program("2027-05-31 08:00", settings=spring, world=closed()))
    assert found.facts == {"term:closed": "2027-05-31", "term:closings": "2026-12-14 2027-05-31"}
    assert not {letter.key for letter in found.letters} & {letter.key for letter in plan(program()).letters}


def test_next_terms_workbook_is_a_task_until_it_is_done() -> None:
    (todo,) = plan(program()).todos
    assert "mentorship init NEXT --from THIS" in todo.what
    assert plan(program(To_do=[{"Item": todo.key, "Answer": "done"}])).todos == ()


def test_who_may_get_no_mail_gets_none_but_stands_in_the_register() -> None:
    found = plan(program(people=[mentor("Ana Lee", Status="left"), mentee("Ben Ortiz")]))
    assert [letter.to[0].name for letter in found.letters] == ["Ben Ortiz"]
    assert b"p-ana-lee" in found.reports[0].content


def test_terms_that_cannot_be_read_are_never_closed() -> None:
    assert plan(program(settings={"Term end": "sometime"})).letters == ()
    assert plan(program(settings={"Term end": "2026-01-01"})).letters == ()
