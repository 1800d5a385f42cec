"""A circle's log: a meeting counts once for each member, whoever logs it, and everybody is asked about it once."""

from tasks.checkins.plan import plan
from tasks.program.book import Book
from tests.build import person
from tests.checkins.life import Row, counted, hours, log, meeting, pair, program

NAMES = ("Ada Fox", "Bea Fox", "Cem Fox", "Dag Fox")


def rows() -> tuple[Row, ...]:
    ring = zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True)
    return tuple(pair(beside, name, Group="group-1", Model="circle") for name, beside in ring)


def circle(*entries: Row, now: str = "2026-09-16 08:00", **changes: Row) -> Book:
    """Four peers who were to meet on August 31 and September 14; `changes` are cells of a member's row, by first name."""
    people = tuple(person(name, "peer") | changes.get(name.split(" ")[0], {}) for name in NAMES)
    meetings = tuple(
        meeting(day, number)
        | {"Pairing ID": "group-1", "Meeting ID": f"group-1-{number:02d}", "Kind": "circle"}
        for number, day in enumerate(("2026-08-31", "2026-09-14"), 1)
    )
    form = {"Check-in form": "https://forms.example.org/x", "Hours required": 20}
    return program(*entries, people=people, pairs=rows(), meetings=meetings, now=now, settings=form)


def logged(before: Book) -> dict[str, object]:
    """The hours of each member, by first name."""
    lines = hours(before, plan(before))
    return {name: cells["Hours logged"] for (name, partner), cells in lines.items() if partner == "all"}


def test_one_word_counts_once_for_every_member() -> None:
    before = circle(
        log("2026-09-14", 45, "Ada Fox", "Cem Fox"),
        log("2026-09-14", 45, "Bea Fox", "Dag Fox"),
    )
    found = plan(before)
    assert logged(before) == dict.fromkeys(("Ada", "Bea", "Cem", "Dag"), 0.75)
    assert counted(before, found) == ["yes", "no: the partner logged the same meeting"]
    assert (found.figures["checkins"]["meetings"], found.figures["checkins"]["hours"]) == (1, 0.75)
    statuses = [row.text("Status") for row in before.after(found.changes).snapshot.rows("Meetings")]
    assert statuses == ["booked", "held"]


def test_who_was_away_has_no_part_in_it() -> None:
    before = circle(
        log("2026-09-14", 45, "Ada Fox", "Cem Fox"),
        Bea={"Away from": "2026-09-07", "Away until": "2026-09-21"},
    )
    assert logged(before) == {"Ada": 0.75, "Bea": 0, "Cem": 0.75, "Dag": 0.75}


def test_hours_name_the_circle_and_no_mentors() -> None:
    before = circle(log("2026-09-14", 45, "Ada Fox", "Cem Fox"))
    lines = hours(before, plan(before))
    assert {(partner, cells["Role"]) for (_, partner), cells in lines.items()} == {
        ("circle", "peer"),
        ("all", "peer"),
    }
    assert len(lines) == 8


def test_everybody_is_asked_once_and_the_others_are_named() -> None:
    letters = plan(circle(now="2026-09-21 06:00")).letters
    assert [(letter.template, letter.to[0].name) for letter in letters] == [
        ("meeting-confirmation", name) for name in NAMES
    ]
    assert [line.partner for line in letters[0].context["past"]] == ["Bea Fox, Cem Fox and Dag Fox"]


def test_a_silent_circle_is_nudged_in_one_letter_and_asked_about_in_one_line() -> None:
    entry = log("2026-08-31", 45, "Ada Fox", "Bea Fox")
    [nudge] = plan(circle(entry, now="2026-10-02 06:00")).letters
    assert (nudge.template, [to.name for to in nudge.to]) == ("check-in-nudge", list(NAMES))
    [line] = plan(circle(entry, now="2026-10-16 06:00")).todos
    assert "a meeting of the circle of Ada Fox, Bea Fox, Cem Fox and Dag Fox since 2026-08-31" in line.what
