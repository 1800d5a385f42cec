"""A book keeps what it understood of tabs that a change leaves alone."""

import pytest

from tasks.program.book import _READ_FROM, Book
from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Sheet, Snapshot
from tests.build import book, mentee, mentor


class Watched(dict[str, Sheet]):
    """Sheets that note which of them somebody looked at."""

    def __init__(self, sheets: object) -> None:
        super().__init__(sheets)  # type: ignore[call-overload] # a mapping
        self.seen: set[str] = set()

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override] # only looked through
        self.seen.add(name)
        return super().get(name, default)  # type: ignore[arg-type] # see above

    def __contains__(self, name: object) -> bool:
        self.seen.add(str(name))
        return super().__contains__(name)


def program() -> Book:
    return book(
        [mentor("Ana Lee"), mentee("Ben Ortiz")],
        Pairings=[{"Mentor email": "ana.lee@example.org", "Mentee email": "ben.ortiz@example.org"}],
        Schools=[{"School": "Oak School", "Principal email": "ana.lee@example.org"}],
        Trainings=[
            {
                "Training ID": "T1",
                "Title": "Start",
                "Starts": "2026-08-20 15:00",
                "Ends": "2026-08-20 16:00",
                "Audience": "mentors",
            }
        ],
        Check_ins=[{"Email": "ana.lee@example.org", "Met on": "2026-08-11", "Minutes": 30}],
    )


@pytest.mark.parametrize("reading", _READ_FROM)
def test_each_reading_looks_at_the_tabs_that_are_named_for_it_and_no_others(reading: str) -> None:
    before = program()
    sheets = Watched(before.snapshot.sheets)

    getattr(Book(Snapshot(sheets), before.world, before.run), reading)

    assert sheets.seen <= set(_READ_FROM[reading])


def test_change_of_one_tab_leaves_the_others_as_they_were_understood() -> None:
    before = program()
    assert not [problem for problem in before.problems if problem.tab == "Check-ins"]

    then = before.after((AddRow("Check-ins", {"Email": "ana.lee@example.org", "Met on": "no day"}),))

    assert then.people is before.people
    assert [problem.tab for problem in then.problems if problem not in before.problems] == ["Check-ins"] * 2


def test_change_of_a_person_is_seen_wherever_people_are() -> None:
    before = program()
    assert (before.pairs[0].mentor, before.trainings[0].id) == ("p-ana-lee", "T1")
    row = before.snapshot.rows("Enrollment")[0]

    then = before.after((SetCells("Enrollment", row, {"Email": "ana.new@example.org"}),))

    assert then.people["p-ana-lee"].email == "ana.new@example.org"
    assert then.pairs[0].mentor == ""
    assert then.trainings is before.trainings
