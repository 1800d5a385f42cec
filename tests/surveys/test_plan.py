"""The survey through its life: announced, open, reminded, closed."""

from datetime import date
from typing import Any

from tasks.program.book import Book
from tasks.program.todo import Coming
from tasks.program.workbook.changes import Rewrite
from tasks.program.workbook.snapshot import sheet_from_grid
from tasks.surveys.instrument import questions
from tasks.surveys.plan import plan
from tests.build import book, grid, mentee, mentor

OPEN = {"Survey opens": "2026-11-16", "Survey closes": "2026-12-04"}


def a_program(pairs: int = 6, now: str = "2026-11-18 12:00", answers: Any = (), **settings: Any) -> Book:
    people = [mentor(f"Mo Tor{n}") for n in range(pairs)] + [mentee(f"Me Tee{n}") for n in range(pairs)]
    rows = [
        {
            "Pairing ID": f"pair-{n}",
            "Mentor email": f"mo.tor{n}@example.org",
            "Mentee email": f"me.tee{n}@example.org",
            "Status": "active",
        }
        for n in range(pairs)
    ]
    return book(people, OPEN | settings, now=now, Pairings=rows, Survey_answers=list(answers))


def answer(who: str, at: str = "2026-11-20 16:00", role: str = "mentee", **by_id: str) -> dict[str, Any]:
    words = {question.id: question.wording[role] for question in questions()}
    return {"Timestamp": at, "Email": who, **{words[key]: value for key, value in by_id.items()}}


def blank(_spec: object) -> bytes:
    return b"a form"


def test_survey_before_it_opens_is_only_announced() -> None:
    found = plan(a_program(now="2026-11-10 12:00"))

    assert found.letters == ()
    assert found.coming == (Coming(date(2026, 11, 16), "Survey invitations", 12),)


def test_survey_asks_everyone_in_an_active_pair_once() -> None:
    letters = plan(a_program(), blank).letters

    assert [letter.template for letter in letters] == ["survey-invitation"] * 12
    assert len({letter.key for letter in letters}) == 12


def test_survey_without_a_link_carries_the_form_of_the_role() -> None:
    letters = plan(a_program(pairs=1), blank).letters

    assert [letter.attachments[0].name for letter in letters] == ["survey-mentee.xlsx", "survey-mentor.xlsx"]


def test_survey_with_a_link_carries_no_file() -> None:
    settings = {"Survey form": "https://forms.example.org/a"}
    letters = plan(a_program(pairs=1, **settings), blank).letters

    assert [(letter.context["link"], letter.attachments) for letter in letters] == [
        ("https://forms.example.org/a", ())
    ] * 2


def test_survey_reminds_three_school_days_before_closing_those_who_are_silent() -> None:
    found = plan(a_program(pairs=1, now="2026-12-02 12:00", answers=[answer("me.tee0@example.org")]), blank)

    assert [(one.template, one.to[0].email) for one in found.letters] == [
        ("survey-invitation", "mo.tor0@example.org"),
        ("survey-reminder", "mo.tor0@example.org"),
    ]


def test_survey_after_closing_sends_nothing_and_compiles() -> None:
    answers = [answer(f"me.tee{n}@example.org", useful="Agree") for n in range(6)]
    found = plan(a_program(now="2026-12-07 12:00", answers=answers))

    assert found.letters == ()
    assert [report.name for report in found.reports] == ["survey-summary.html"]
    summary = next(change for change in found.changes if isinstance(change, Rewrite))
    rates = [
        (row["Group"], row.get("Answered"), row.get("Invited"))
        for row in summary.rows
        if row["Section"] == "Response"
    ]
    assert rates == [("Everyone", 6, 12), ("Mentees", 6, 6), ("Mentors", 0, 6), ("Oak School", 6, 12)]


def test_answer_after_closing_is_late_and_not_counted() -> None:
    late = answer("me.tee0@example.org", at="2026-12-05 09:00", useful="Agree")
    found = plan(a_program(now="2026-12-07 12:00", answers=[late]))

    summary = next(change for change in found.changes if isinstance(change, Rewrite))
    notes = [row["Result"] for row in summary.rows if row["Section"] == "Please note"]
    assert "1 answered after the survey had closed; not counted." in notes


def test_answer_by_a_stranger_is_a_problem_that_names_the_row() -> None:
    found = plan(a_program(answers=[answer("who@example.org", useful="Agree")]))

    assert [(one.tab, one.row, one.column) for one in found.problems] == [("Survey answers", 2, "Email")]


def test_answer_that_is_no_option_is_noted_and_left_out() -> None:
    found = plan(a_program(answers=[answer("me.tee0@example.org", useful="Kind of")]))

    assert [(one.level, one.value) for one in found.problems] == [("note", "Kind of")]


def test_comment_with_words_of_distress_reaches_the_coordinator() -> None:
    said = answer("me.tee0@example.org", helped="I was overwhelmed and nobody noticed")
    found = plan(a_program(now="2026-12-07 12:00", answers=[said]))

    assert len(found.todos) == 1
    assert "me.tee0" not in found.todos[0].what


def test_summary_page_quotes_only_with_both_agreements() -> None:
    answers = [
        answer(f"me.tee{n}@example.org", helped=f"Saying number {n}", quote="Yes, without my name")
        for n in range(2)
    ]
    first = plan(a_program(now="2026-12-07 12:00", answers=answers))
    ids = [change.cells["Comment ID"] for change in first.changes if hasattr(change, "cells")]
    assert b"Saying number" not in first.reports[0].content

    released = a_program(now="2026-12-07 12:00", answers=answers)
    # The coordinator types yes beside the first comment.
    sheet = sheet_from_grid("Comments", grid("Comments", [{"Comment ID": ids[0], "OK to quote": "yes"}]))
    then = plan(Book(released.snapshot.with_sheet(sheet), released.world, released.run))
    assert then.reports[0].content.count(b"<blockquote>") == 1


def test_themes_are_those_that_staff_typed_where_they_did() -> None:
    answers = [answer(f"me.tee{n}@example.org", helped="There was never time") for n in range(6)]
    first = a_program(now="2026-12-07 12:00", answers=answers)
    suggested = plan(first)
    assert b"5 of 6" not in suggested.reports[0].content
    assert b"6 of 6" in suggested.reports[0].content

    ids = [change.cells["Comment ID"] for change in suggested.changes if hasattr(change, "cells")]
    typed = [{"Comment ID": one, "Themes": "Release days"} for one in ids[:5]]
    sheet = sheet_from_grid("Comments", grid("Comments", typed))
    page = plan(Book(first.snapshot.with_sheet(sheet), first.world, first.run)).reports[0].content
    assert b"Release days" in page
    assert b"5 of 6" in page
