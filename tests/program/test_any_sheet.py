"""Whatever stands in a sheet, reading it gives values and problems, never an error; and the room's plan settles."""

from datetime import date, datetime, time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.enrollment.plan import plan
from tasks.enrollment.report import to_json
from tasks.program.book import Book
from tasks.program.workbook.snapshot import snapshot_from_grids
from tasks.program.workbook.tabs import TABS
from tasks.program.world import World
from tests.build import SETTINGS, run

READ = ("Settings", "Enrollment", "Schools", "Calendar", "Bell schedule", "Pairings", "Meetings", "Trainings", "Invitations", "Check-ins", "To do")  # fmt: skip
WORDS = (
    "ana@example.org", "ana@example", "Ana Lee", "Lee, Ana", "mentor", "Mentee ", "both", "Oak", "OAK; Elm", "3-5", "K-12", "6 years",
    "Mon P3", "Mon-P3 / Tue", "any", "15:00-16:00", "2026-08-10", "8/9/26", "31/31/2026", "no school", "active", "left", "expected", "P3",
    "=1+1", "-", "N/A", ";;", "yes", "p-1", "p-1-2", "\u202e\u0000", "½", "１２", "A", "Term start", "Weight: subject", "left district",
)  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


def grid_of(tab: str) -> st.SearchStrategy[Any]:
    headers = [column.name for column in TABS[tab].columns]
    rows = st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=4)
    return rows.map(lambda found: [headers, *found])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.fixed_dictionaries({tab: grid_of(tab) for tab in READ}))
def test_no_sheet_is_too_strange_to_be_read(grids: Any) -> None:
    made = Book(snapshot_from_grids(grids), World(), run())
    assert all(problem.message and problem.tab for problem in made.problems)
    to_json(made)
    once = plan(made)
    then = made.after(once.changes)
    settled = plan(Book(then.snapshot, World(facts=once.facts), made.run))
    assert [change for change in settled.changes if change.tab == "Enrollment"] == []


def test_the_words_of_the_program_are_read_without_a_problem() -> None:
    cells = {"Settings": [["Setting", "Value"], *([k, v] for k, v in SETTINGS.items())]}
    made = Book(snapshot_from_grids(cells), World(), run())
    assert [problem.tab for problem in made.problems] == ["Calendar"]


def test_cells_of_every_type_are_shown_in_problems() -> None:
    values = (date(2026, 1, 1), datetime(2026, 1, 1, 9), time(9), 3.5, True)
    rows = [
        ["Name", "Email", "Role", "Capacity"],
        *(["Ana", "a@x.org", "mentor", value] for value in values[:1]),
    ]
    made = Book(snapshot_from_grids({"Enrollment": rows}), World(), run())
    assert [problem.value for problem in made.problems if problem.column == "Capacity"] == ["2026-01-01"]
