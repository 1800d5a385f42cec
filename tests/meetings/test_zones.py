"""Schools in another time zone than the program's: windows on their own clock, meetings that keep it when clocks change."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.outbox.words import clock
from tasks.program.book import Book
from tasks.program.meetings import Busy
from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair
from tests.readers.judges import instant, judged

SCHOOLS = [
    {"School": "Mesa School", "Time zone": "America/Phoenix"},
    {"School": "Oak School"},
    {"School": "Palm School", "Time zone": "Hawaii"},
]
MIA = mentor("Mia Ash", School="Mesa School", Availability="Wed 14:00-14:45", Capacity=2)
BEN = mentee("Ben Fox", Availability="Wed 15:00-17:00")
TERM = {"Term start": "2026-10-12", "Term end": "2026-11-20", "Meeting hours": "07:30-17:30"}


def scene(*people: dict[str, object], pairs: object = (), **settings: object) -> Scene:
    rows = pairs or [pair("Mia Ash", "Ben Fox")]
    return Scene(people or (MIA, BEN), rows, TERM | settings, schools=SCHOOLS, bell_schedule=[])  # type: ignore[arg-type]


def times(made: Scene, pair_id: str = "pair-ben") -> list[str]:
    return [f"{one.starts:%m-%d %H:%M}" for one in made.meetings if one.pairing_id == pair_id]


def test_a_meeting_keeps_the_mentors_clock_when_the_programs_changes() -> None:
    made = scene()
    made.run("2026-10-05 12:00")
    # 2 pm in Phoenix is 4 pm in Chicago until November 1, and 3 pm from then on.
    assert times(made) == [
        "10-14 16:00", "10-21 16:00", "10-28 16:00", "11-04 15:00", "11-11 15:00", "11-18 15:00",
    ]  # fmt: skip
    plan, sent = made.run("2026-10-06 12:00")
    assert (plan.changes, sent) == ((), [])


def test_weeks_in_which_two_clocks_leave_no_time_in_common_are_left_out() -> None:
    made = scene(MIA, BEN | {"Availability": "Wed 16:00-16:45"})
    plan, _ = made.run("2026-10-05 12:00")
    assert times(made) == ["10-14 16:00", "10-21 16:00", "10-28 16:00"]
    counts = plan.figures["meetings"]
    assert (counts["wanted"], counts["possible"], counts["placed"], counts["usual"]) == (6, 3, 3, 3)


def test_the_cheapest_change_is_said_on_the_clock_of_whom_it_asks() -> None:
    made = scene(MIA, BEN | {"Availability": "Thu 16:00-16:45"})
    plan, _ = made.run("2026-10-05 12:00")
    assert plan.todos[0].what.endswith("If Ben Fox could also meet Wed 16:00-16:45, 6 would.")


def test_letters_name_every_clock_that_a_reader_goes_by() -> None:
    made = scene()
    _, [invitation] = made.run("2026-10-05 12:00")
    shown = [invitation.context["first"], *invitation.context["next"]]
    assert [clock(one["starts"]) for one in shown] == ["2:00 pm (Phoenix time)"] * 6
    autumn, winter = ["4:00 pm (Chicago time)"], ["3:00 pm (Chicago time)"]
    assert [[clock(other) for other in one["also"]] for one in shown] == [autumn] * 3 + [winter] * 3
    made.type("Meetings", {"Meeting ID": made.meetings[0].id}, Change="2026-10-15 16:30")
    _, changes = made.run("2026-10-06 12:00")
    told = {letter.to[0].person: clock(letter.context["changes"][0]["now"]) for letter in changes}
    assert told == {"p-mia-ash": "2:30 pm (Phoenix time)", "p-ben-fox": "4:30 pm"}
    assert times(made)[0] == "10-15 16:30"


def test_calendar_files_are_right_on_every_clock(tmp_path: Path) -> None:
    made = scene()
    made.run("2026-10-05 12:00")
    diary = LocalDiary(tmp_path)
    diary.put(made.diary.standing()["pair-ben"].series, datetime(2026, 10, 5, tzinfo=UTC))
    content = (tmp_path / "calendars" / "pair-ben.ics").read_bytes()
    assert b"RRULE" in content
    assert b"EXDATE" not in content
    [verdict] = judged("recurring-ical-events", [content])
    chicago = "America/Chicago"
    assert verdict.times == [(instant(m.starts, chicago), instant(m.ends, chicago)) for m in made.meetings]


def test_busy_times_and_trainings_are_on_the_programs_clock() -> None:
    made = scene(MIA | {"Availability": "Wed 14:00-14:45; Thu 14:00-14:45"}, BEN | {"Availability": "any"})
    made.busy = {"p-mia-ash": (Busy(datetime(2026, 11, 4, 15), datetime(2026, 11, 4, 15, 30)),)}
    made.run("2026-10-05 12:00")
    assert "11-05 15:00" in times(made)
    assert "11-04 15:00" not in times(made)


def test_who_mentors_in_one_zone_and_is_mentored_from_another_is_never_in_two_meetings() -> None:
    people = (
        MIA | {"Availability": "Wed 14:00-16:00"},
        mentor("Ben Fox", Role="both", Availability="Wed 15:00-17:00"),
        mentee("Cara Diaz", Availability="Wed 15:00-17:00"),
    )
    made = scene(*people, pairs=[pair("Mia Ash", "Ben Fox"), pair("Ben Fox", "Cara Diaz")])
    made.run("2026-10-05 12:00")
    assert (len(times(made)), len(times(made, "pair-cara"))) == (6, 6)
    both = sorted((one.starts, one.ends) for one in made.meetings)
    assert all(one[1] <= two[0] for one, two in pairwise(both))
    plan, sent = made.run("2026-10-06 12:00")
    assert (plan.changes, sent) == ((), [])


def test_a_zone_that_nobody_knows_is_a_problem_and_the_programs_clock_counts() -> None:
    made = scene()
    made.type("Schools", {"School": "Mesa School"}, Time_zone="Mars/Olympus")
    book: Book = made.book("2026-10-05 12:00")
    [problem] = [one for one in book.problems if one.column == "Time zone"]
    assert (problem.tab, problem.message, problem.remedy) == (
        "Schools",
        "“Mars/Olympus” is not a time zone we know.",
        "Type it like America/Chicago.",
    )
    assert book.zone_of("Mesa School") == "America/Chicago"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Hawaii", "Pacific/Honolulu"), ("america/phoenix", "America/Phoenix"), ("", "America/Chicago")],
)
def test_zones_are_read_as_people_write_them(typed: str, zone: str) -> None:
    made = scene()
    made.type("Schools", {"School": "Palm School"}, Time_zone=typed)
    assert made.book("2026-10-05 12:00").zone_of("Palm School") == zone


def test_a_zone_that_is_corrected_in_the_term_moves_what_must_move_and_comes_to_rest() -> None:
    made = scene(MIA | {"Availability": "any"}, BEN)
    made.run("2026-10-05 12:00")
    made.type("Schools", {"School": "Mesa School"}, Time_zone="Mountain")
    made.run("2026-10-06 12:00")
    plan, sent = made.run("2026-10-07 12:00")
    assert (plan.changes, sent) == ((), [])
    assert len(times(made)) == 6
