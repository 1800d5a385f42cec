from datetime import date, datetime
from typing import Any

import pytest

from tasks.checkins.plan import plan
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Letter
from tests.build import mentee, mentor
from tests.checkins.life import ANA, BEN, Row, counted, log, meeting, pair, program

FORM = "https://forms.example.org/check-in?who={email}&with={with}&on={date}&min={minutes}"


def statuses(before: Book) -> list[str]:
    return [row.text("Status") for row in before.after(plan(before).changes).snapshot.rows("Meetings")]


def test_counted_is_written_beside_every_entry() -> None:
    before = program(log("2026-09-08"), log("2026-10-09"))
    assert counted(before, plan(before)) == ["yes", "no: that day has not come yet"]


def test_an_entry_marks_the_meeting_of_that_day_held() -> None:
    before = program(log("2026-09-08"), meetings=(meeting("2026-09-08"), meeting("2026-09-22", 2)))
    assert statuses(before) == ["held", "booked"]


def test_a_meeting_put_off_by_days_is_held_and_one_a_week_away_is_not() -> None:
    meetings = (meeting("2026-09-08", Status="not confirmed"), meeting("2026-09-22", 2))
    assert statuses(program(log("2026-09-10"), meetings=meetings)) == ["held", "booked"]
    assert statuses(program(log("2026-09-15"), meetings=meetings)) == ["not confirmed", "booked"]


def test_one_entry_marks_one_meeting() -> None:
    meetings = (meeting("2026-09-08"), meeting("2026-09-09", 2))
    assert statuses(program(log("2026-09-09"), meetings=meetings)) == ["booked", "held"]


@pytest.mark.parametrize("cells", [{"Held": "no", "Status": "missed"}, {"Status": "cancelled"}])
def test_what_staff_decided_about_a_meeting_stays(cells: dict[str, Value]) -> None:
    before = program(log("2026-09-08"), meetings=(meeting("2026-09-08", **cells),))
    assert statuses(before) == [cells["Status"]]


def nudges(before: Book) -> list[tuple[list[str], dict[str, Any]]]:
    return [
        ([to.name for to in letter.to], dict(letter.context))
        for letter in plan(before).letters
        if letter.template == "check-in-nudge"
    ]


def test_a_pair_that_is_silent_for_three_weeks_is_nudged_together() -> None:
    before = program(log("2026-09-08"), meetings=(meeting("2026-10-06", 3),), now="2026-09-30 08:00")
    next_meeting = datetime(2026, 10, 6, 15, 30)
    context = {"since": date(2026, 9, 8), "again": False, "next_meeting": next_meeting, "form": ""}
    assert nudges(before) == [(["Ana Lee", "Ben Ortiz"], context)]


@pytest.mark.parametrize(
    "more",
    [
        {"now": "2026-09-29 08:00"},
        {"pairs": (pair(Status="paused"),)},
        {"pairs": (pair(Introduced_on="2026-09-20"),)},
        {"people": (ANA, BEN | {"Status": "left"})},
        {"people": (ANA, BEN | {"Away from": "2026-09-21", "Away until": "2026-10-12"})},
        {"people": (ANA, BEN | {"Away from": "2026-09-01", "Away until": "2026-09-28"})},
        {"settings": {"Meeting cadence": "monthly"}},
        {"Calendar": [{"Date": "2026-09-14", "To": "2026-09-18", "Kind": "no school"}]},
    ],
)
def test_no_nudge_before_three_school_weeks_nor_after_holidays_or_leave(more: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"now": "2026-09-30 08:00", **more}
    assert nudges(program(log("2026-08-18"), log("2026-09-08"), **arguments)) == []


def test_a_program_that_keeps_no_log_nudges_nobody() -> None:
    assert nudges(program(now="2026-10-30 08:00")) == []


def test_a_long_silence_brings_two_letters_and_then_a_person_looks() -> None:
    seen = {}
    for day in ("09-29", "09-30", "10-12", "10-21", "11-02", "11-20"):
        before = program(log("2026-09-08"), now=f"2026-{day} 08:00")
        found = plan(before)
        keys = tuple(letter.key[-4:] for letter in found.letters)
        seen[day] = (len(keys), keys, len(found.todos))
    assert [count for count, _, _ in seen.values()] == [0, 1, 1, 1, 1, 0]
    assert len({keys for _, keys, _ in seen.values() if keys}) == 2
    assert [todos for _, _, todos in seen.values()] == [0, 0, 0, 1, 1, 1]


def agenda_letters(before: Book) -> list[Letter]:
    return [letter for letter in plan(before).letters if letter.template == "meeting-confirmation"]


def agendas(before: Book) -> dict[str, dict[str, Any]]:
    return {letter.to[0].name: dict(letter.context) for letter in agenda_letters(before)}


def week(now: str, *entries: Row, form: str = FORM, **more: Any) -> Book:
    meetings = (
        meeting("2026-09-15", 1, Status="not confirmed"),
        meeting("2026-09-22", 2),
        meeting("2026-09-29", 3),
    )
    return program(*entries, meetings=meetings, now=now, settings={"Check-in form": form}, **more)


def test_the_agenda_asks_about_last_week_and_tells_of_this_one() -> None:
    found = agendas(week("2026-09-21 08:00"))
    assert list(found) == ["Ana Lee", "Ben Ortiz"]
    (past,) = found["Ana Lee"]["past"]
    assert (past.partner, past.link) == (
        "Ben Ortiz",
        "https://forms.example.org/check-in?who=ana.lee%40example.org&with=ben.ortiz%40example.org&on=2026-09-15&min=45",
    )
    assert [line.starts.day for line in found["Ana Lee"]["ahead"]] == [22]
    assert found["Ana Lee"]["form"] == "https://forms.example.org/check-in?who=&with=&on=&min="


def test_a_logged_meeting_is_not_asked_about() -> None:
    assert agendas(week("2026-09-21 08:00", log("2026-09-15")))["Ana Lee"]["past"] == ()


@pytest.mark.parametrize(
    ("now", "form"),
    [
        ("2026-09-24 08:00", FORM),
        ("2026-09-19 08:00", FORM),
        ("2026-09-21 08:00", ""),
        ("2026-09-21 08:00", "ask Jo"),
    ],
)
def test_no_agenda_late_in_the_week_or_without_a_form(now: str, form: str) -> None:
    assert agendas(week(now, form=form)) == {}


def test_an_agenda_goes_on_the_first_school_day_of_the_week_once() -> None:
    off = [{"Date": "2026-09-21", "Kind": "no school"}]
    assert agendas(week("2026-09-21 08:00", Calendar=off)) == {}
    letters = [agenda_letters(week(f"2026-09-{day} 08:00", Calendar=off))[0] for day in (22, 23)]
    assert letters[0].key == letters[1].key
    assert letters[0].occasion == date(2026, 9, 22)


def test_a_form_without_places_to_fill_is_linked_as_it_is() -> None:
    (past,) = agendas(week("2026-09-21 08:00", form="https://forms.example.org/f"))["Ana Lee"]["past"]
    assert past.link == ""


def test_a_call_for_help_reaches_the_coordinator_alone_and_ends_with_done() -> None:
    entry = log("2026-09-08", Need_help="yes")
    found = plan(program(entry, now="2026-09-10 12:00"))
    (todo,) = found.todos
    assert todo.what == "Ana Lee asked for help in a check-in. Get in touch, then type done."
    assert found.letters == ()
    done = [{"Item": todo.key, "Answer": "done"}]
    assert plan(program(entry, now="2026-09-10 12:00", To_do=done)).todos == ()


def test_the_figures_are_counts_and_hours() -> None:
    before = program(
        log("2026-09-08", 45, Mode="in person"),
        log("2026-09-08", 45, who="Ben Ortiz"),
        settings={"Hours required": 20},
        now="2026-10-15 12:00",
    )
    assert plan(before).figures["checkins"] == {
        "entries": 2,
        "counted": 1,
        "meetings": 1,
        "hours": 0.75,
        "in_person_hours": 0.75,
        "on_track": 0,
        "watch": 0,
        "behind": 2,
        "silent_pairs": 1,
    }


def test_what_comes_names_agendas_and_nudges_to_those_whom_no_agenda_asks() -> None:
    coming = plan(week("2026-09-22 12:00", log("2026-09-08"))).coming
    assert [(one.on, one.what, one.how_many) for one in coming] == [
        (date(2026, 9, 28), "Agenda of the week", 2),
        (date(2026, 10, 5), "Agenda of the week", 2),
    ]
    coming = plan(week("2026-09-22 12:00", log("2026-09-08"), form="")).coming
    assert [(one.on, one.what, one.how_many) for one in coming] == [
        (date(2026, 9, 30), "Nudge to people without a meeting on record", 2)
    ]


def test_second_nudge_says_that_it_is_the_last() -> None:
    before = program(log("2026-09-08"), meetings=(meeting("2026-10-06", 3),), now="2026-10-21 08:00")
    [(_, context)] = nudges(before)
    assert context["again"] is True


def test_the_second_nudge_of_a_mentor_with_two_silent_pairs_is_foretold_for_the_week_after() -> None:
    people = (mentor("Ana Lee", Capacity=2), BEN, mentee("Cy Diaz"))
    pairs = (pair(), pair("Ana Lee", "Cy Diaz"))
    logs = (log("2026-09-08", partner="Ben Ortiz"), log("2026-09-09", partner="Cy Diaz"))
    before = program(*logs, people=people, pairs=pairs, now="2026-09-23 12:00")
    assert [(one.on, one.how_many) for one in plan(before).coming] == [
        (date(2026, 9, 30), 2),
        (date(2026, 10, 1), 1),
        (date(2026, 10, 5), 1),
    ]


def test_second_nudge_of_a_silence_is_foretold_once_the_first_has_gone() -> None:
    coming = plan(week("2026-10-08 12:00", log("2026-09-08"), form="")).coming
    assert [(one.on, one.what) for one in coming] == [
        (date(2026, 10, 21), "Nudge to people without a meeting on record")
    ]


def test_a_silence_is_said_in_one_agenda_and_no_nudge_beside_it() -> None:
    days = ("2026-09-28", "2026-09-30", "2026-10-05", "2026-10-12")
    meetings = tuple(
        meeting(day, turn) for turn, day in enumerate(("2026-09-22", "2026-09-29", "2026-10-06"), 1)
    )
    books = [
        program(log("2026-09-08"), meetings=meetings, now=f"{day} 08:00", settings={"Check-in form": FORM})
        for day in days
    ]
    assert [agendas(book)["Ana Lee"]["silent"] for book in books if "Ana Lee" in agendas(book)] == [
        (),
        (),
        (("Ben Ortiz", date(2026, 9, 8)),),
        (),
    ]
    assert [nudges(book) for book in books] == [[]] * 4
