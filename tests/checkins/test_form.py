"""The check-in form as a page: one link for each meeting, one row for each answer."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tasks.checkins.form import KEY, TAB, spec
from tasks.checkins.plan import plan
from tasks.program.book import Book
from tasks.program.codes import code
from tasks.program.forms import Answer, Pages, Published
from tasks.program.world import World
from tests.build import book, mentee, mentor

PAIR = {
    "Pairing ID": "pair-1",
    "Mentor email": "ana.lee@example.org",
    "Mentee email": "ben.ortiz@example.org",
    "Status": "active",
    "Introduced on": "2026-08-20",
}
MEETING = {
    "Meeting ID": "pair-1-01",
    "Pairing ID": "pair-1",
    "Mentor": "Ana Lee",
    "Mentee": "Ben Ortiz",
    "Kind": "check-in",
    "Starts": "2026-09-02 15:30",
    "Ends": "2026-09-02 16:15",
    "Status": "booked",
}
ANAS = code("prog-test", KEY, "p-ana-lee")
STANDING = Pages(
    {KEY: Published("https://forms.example.org/in", fields={q.id: q.id for q in spec().questions})}
)


def a_program(world: World, now: str = "2026-09-08 08:00", **settings: Any) -> Book:
    people = [mentor("Ana Lee"), mentee("Ben Ortiz")]
    return book(people, settings, now=now, world=world, Pairings=[PAIR], Meetings=[MEETING])


def possible() -> Pages:
    return Pages(possible=lambda: True)


def answer(name: str = "r1", **values: str) -> Answer:
    given = {"code": ANAS, "with": "Ben Ortiz", "met_on": "2026-09-02", "minutes": "45", "mode": "in person"}
    return Answer(name, KEY, datetime(2026, 9, 8, 13, 1, 30, tzinfo=UTC), "", given | values)


def test_page_is_wanted_once_pairs_meet() -> None:
    assert [one.key for one in plan(a_program(World(pages=possible()))).forms] == [KEY]
    assert plan(a_program(World())).forms == ()
    assert plan(a_program(World(pages=possible()), now="2027-01-12 08:00")).forms == ()


def test_agendas_of_a_term_to_come_are_foreseen_though_their_page_opens_with_it() -> None:
    def foreseen(pages: Pages, **settings: Any) -> list[tuple[date, str, int]]:
        before = a_program(
            World(pages=pages), now="2026-08-27 08:00", **{"Term start": "2026-08-31"} | settings
        )
        return [(one.on, one.what, one.how_many) for one in plan(before).coming]

    agendas = [(date(2026, 8, 31), "Agenda of the week", 2), (date(2026, 9, 7), "Agenda of the week", 2)]
    assert foreseen(possible()) == agendas
    assert foreseen(Pages()) == []
    assert foreseen(possible(), **{"Redirect all mail to": "me@example.org"}) == []


def test_setting_decides_before_the_program_does() -> None:
    for typed in ("https://own.example.org/log", "off"):
        settings = {"Check-in form": typed}
        assert plan(a_program(World(pages=possible()), **settings)).forms == ()


def test_no_form_asks_what_was_said() -> None:
    assert [one.id for one in spec().questions] == ["code", "with", "met_on", "minutes", "mode", "help"]
    assert "Nobody asks what you talked about" in spec().introduction


def test_letter_confirms_each_meeting_with_a_link_that_is_filled_in() -> None:
    found = plan(a_program(World(pages=STANDING)))
    (letter,) = [one for one in found.letters if one.to[0].person == "p-ana-lee"]
    (line,) = letter.context["past"]
    assert parse_qs(urlsplit(line.link).query) == {
        "usp": ["pp_url"],
        "code": [ANAS],
        "with": ["Ben Ortiz"],
        "met_on": ["2026-09-02"],
        "minutes": ["45"],
    }
    assert parse_qs(urlsplit(letter.context["form"]).query) == {"usp": ["pp_url"], "code": [ANAS]}


def test_answer_becomes_a_row_that_counts() -> None:
    start = a_program(World(pages=STANDING, answers=(answer(),)))
    (row,) = start.after(plan(start).changes).snapshot.rows(TAB)
    assert dict(row.cells) == {
        "Timestamp": datetime(2026, 9, 8, 8, 1, 30),
        "Email": "ana.lee@example.org",
        "With": "Ben Ortiz",
        "Met on": date(2026, 9, 2),
        "Minutes": 45,
        "Mode": "in person",
        "Response ID": "r1",
        "Counted": "yes",
    }


def test_answer_is_filed_once() -> None:
    start = a_program(World(pages=STANDING, answers=(answer(), answer("r2", met_on="2026-09-03"))))
    after = start.after(plan(start).changes)
    assert len(after.snapshot.rows(TAB)) == 2
    found = plan(after)
    assert [change for change in found.changes if change.tab == TAB] == []
    assert found.facts == {"answer:r1": TAB, "answer:r2": TAB}


def test_what_cannot_be_read_is_kept_as_typed_and_explained() -> None:
    start = a_program(World(answers=(answer(code="ana@nowhere", met_on="last Tuesday", minutes="long"),)))
    after = start.after(plan(start).changes)
    (row,) = after.snapshot.rows(TAB)
    assert (row["Email"], row["Met on"], row["Minutes"]) == ("ana@nowhere", "last Tuesday", "long")
    assert row["Counted"] != "yes"
    assert {problem.column for problem in after.problems if problem.tab == TAB} == {
        "Email",
        "Met on",
        "Minutes",
    }


def test_page_that_was_deleted_is_asked_about() -> None:
    found = plan(a_program(World(pages=Pages(lost=frozenset({KEY})))))
    assert [todo.key.rpartition("-")[0] for todo in found.todos] == ["form"]
