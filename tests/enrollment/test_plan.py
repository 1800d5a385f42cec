from datetime import date, datetime
from typing import Any

from tasks.enrollment.plan import plan
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Delivery, State
from tasks.program.run import Run
from tasks.program.workbook.changes import AddRow, EnsureTab, SetCells
from tasks.program.workbook.snapshot import snapshot_from_grids
from tasks.program.workbook.tabs import ALL
from tasks.program.world import World
from tests.build import SETTINGS, book, grid, mentee, mentor, person, run, snapshot

ANA = {**mentee("Ana Lee"), "Person ID": None}
ANA_ID = keys.person_id("prog-test", "ana.lee@example.org")


def settled(made: Book) -> Book:
    """The book once the room's plan is carried out and remembered."""
    found = plan(made)
    then = made.after(found.changes)
    return Book(
        then.snapshot, World(made.world.deliveries, facts={**made.world.facts, **found.facts}), made.run
    )


def row(made: Book, number: int = 2, tab: str = "Enrollment") -> Any:
    return next(row for row in made.snapshot.rows(tab) if row.number == number)


def test_a_new_person_gets_an_id_a_date_and_a_state_of_mail() -> None:
    found = row(settled(book([ANA])))
    assert {
        column: found[column] for column in ("Person ID", "Enrolled on", "Match by", "Mail", "Check")
    } == {
        "Person ID": ANA_ID,
        "Enrolled on": date(2026, 8, 12),
        "Match by": None,
        "Mail": "ok",
        "Check": None,
    }


def test_a_second_run_changes_nothing() -> None:
    once = settled(book([ANA, ANA, {"Name": "Bo", "Role": "x"}, {"Role": "mentee", "Status": "expected"}], schools=[{"School": "Oak School"}]))  # fmt: skip
    again = plan(once)
    assert (
        again.changes,
        {name for name in again.facts if once.world.facts.get(name) != again.facts[name]},
    ) == ((), set())


def test_the_date_of_enrollment_is_set_once_and_put_back() -> None:
    later = settled(book([ANA]))
    later = Book(later.snapshot, later.world, run("2026-09-30 12:00"))
    assert plan(later).changes == ()
    typed_over = later.after((SetCells("Enrollment", row(later), {"Enrolled on": date(2020, 1, 1)}),))
    assert row(settled(typed_over))["Enrolled on"] == date(2026, 8, 12)


def test_an_id_that_was_typed_over_is_put_back() -> None:
    once = settled(book([ANA]))
    typed_over = once.after((SetCells("Enrollment", row(once), {"Person ID": "oops"}),))
    assert row(settled(typed_over))["Person ID"] == ANA_ID


def test_an_id_stays_when_the_address_changes() -> None:
    once = settled(book([ANA]))
    moved = once.after((SetCells("Enrollment", row(once), {"Email": "ana.gomez@example.org"}),))
    assert row(settled(moved))["Person ID"] == ANA_ID


def test_the_deadline_runs_from_the_start_date_as_the_setting_counts() -> Any:
    def due(counted: Any, **cells: Any) -> Any:
        made = book(
            [mentee("Ana Lee", Start_date="2026-09-04", **cells)],
            {"Match within days": 3, "Days counted as": counted},
            calendar=[
                {"Date": "2026-09-07", "Kind": "no school"},
                {"Date": "2026-09-08", "Kind": "teacher day"},
            ],
        )
        return row(settled(made))["Match by"]

    assert due("calendar") == date(2026, 9, 7)
    assert due("work") == date(2026, 9, 10)
    assert due("school") == date(2026, 9, 11)
    assert due("calendar", Email=None) == date(2026, 9, 7)
    assert due("calendar", Capacity="x") == date(2026, 9, 7)
    assert due("calendar", Status="applied") is None
    assert due("calendar", Role="mentor") is None


def test_a_mail_that_bounced_is_shown_until_the_address_is_corrected() -> None:
    moment = datetime(2026, 8, 12, 12)
    bounce = Delivery(
        "d", "l", "p-ana-lee", "introduction", "pairing", State.BOUNCED, moment, moment, date(2026, 9, 1)
    )
    people = [mentee("Ana Lee"), mentee("Bo Kim", Mail="reminders off"), mentee("Cy Diaz", Email=None)]
    once = settled(book(people, world=World({"d": bounce})))
    assert [found["Mail"] for found in once.snapshot.rows("Enrollment")] == ["bounced", "reminders off", None]
    corrected = once.after((SetCells("Enrollment", row(once), {"Email": "ana@example.org"}),))
    assert row(settled(corrected))["Mail"] == "ok"
    assert row(settled(settled(corrected)))["Mail"] == "ok"


def test_every_tab_says_in_check_what_is_wrong_and_takes_it_back() -> None:
    broken = book(
        [mentee("Ana Lee", Capacity="lots", Role="coach")],
        {"Meeting minutes": "soon"},
        calendar=[{"Date": "2026-13-01", "Kind": "no school", "Check": "old"}, {"Date": "2026-09-07", "Kind": "no school", "Check": "old"}],
    )  # fmt: skip
    then = settled(broken)
    assert row(then)["Check"] == (
        "Please fix: “coach” is not one of the choices. Type one of: mentor, mentee, both, peer. "
        "Please fix: “lots” is not a number. Type digits only."
    )
    assert [found.text("Check")[:10] for found in then.snapshot.rows("Calendar")] == ["Please fix", ""]
    assert [found.text("Check")[:10] for found in then.snapshot.rows("Settings") if found.text("Setting") == "Meeting minutes"] == ["Please fix"]  # fmt: skip
    mended = then.after((SetCells("Enrollment", row(then), {"Role": "mentee", "Capacity": 1}),))
    assert row(settled(mended)).text("Check") == ""


def test_what_must_be_fixed_comes_before_notes() -> None:
    then = settled(book([mentee("Ana Lee", Preferred="nobody@example.org", Capacity="x")]))
    assert row(then).text("Check").startswith("Please fix: ")
    assert " Note: Nobody in Enrollment" in row(then).text("Check")


def test_each_of_two_rows_about_one_person_is_told_about_the_other() -> None:
    then = settled(book([mentor("Ana Lee", Capacity=1), mentor("Ana Lee", Capacity=2)]))
    first, second = then.snapshot.rows("Enrollment")
    assert (first["Person ID"], second["Person ID"]) == ("p-ana-lee", "p-ana-lee-2")
    assert first["Check"] == second["Check"]
    assert (first["Enrolled on"], second["Enrolled on"]) == (date(2026, 8, 12), None)


def test_a_check_column_that_stands_twice_is_left_alone() -> None:
    rows = grid("Enrollment", [mentee("Ana Lee", Role="coach")])
    rows[0].append("CHECK")
    taken = snapshot_from_grids({"Settings": grid("Settings", [{"Setting": k, "Value": v} for k, v in SETTINGS.items()]), "Enrollment": rows})  # fmt: skip
    changes = plan(Book(taken, World(), run())).changes
    assert all("Check" not in change.cells for change in changes if isinstance(change, SetCells))


def test_the_program_id_is_written_once() -> Any:
    def changes(**settings: Any) -> Any:
        made = book([ANA], settings)
        return [c for c in plan(made).changes if c.tab == "Settings"]

    without = {k: v for k, v in SETTINGS.items() if k != "Program ID"}
    taken = snapshot_from_grids({"Settings": grid("Settings", [{"Setting": k, "Value": v} for k, v in without.items()]), "Enrollment": grid("Enrollment", [ANA])})  # fmt: skip
    made = Book(taken, World(), run())
    added = [change for change in plan(made).changes if isinstance(change, AddRow)]
    assert [(c.tab, c.cells["Setting"], c.cells["Value"]) for c in added] == [
        ("Settings", "Program ID", "prog-test")
    ]
    assert row(settled(made))["Person ID"] == ANA_ID
    assert plan(settled(made)).changes == ()
    assert changes() == []
    assert [c.cells for c in changes(**{"Program ID": None})] == [{"Value": "prog-test"}]


def test_without_a_program_id_none_is_made_up() -> None:
    taken = snapshot([ANA], {"Program ID": None})
    changes = plan(Book(taken, World(), Run(run().now))).changes
    assert [change for change in changes if change.tab == "Settings"] == []


def test_missing_tabs_and_program_columns_are_made() -> None:
    made = book([ANA], schools=[])
    ensured = {change.tab for change in plan(made).changes if isinstance(change, EnsureTab)}
    always = {tab.name for tab in ALL}
    assert ensured == always - {"Settings", "Enrollment", "Schools"}
    assert set(settled(made).snapshot.sheets) == always


def test_figures_hold_counts_only() -> None:
    assert plan(book([ANA])).figures == {"people": 1, "guards": []}


def test_hostile_text_stays_text() -> None:
    nasty = {**person("x"), "Name": "=cmd()|'x'!A1", "Email": "x@example.org\u202e"}
    assert settled(book([nasty])).people["p-x"].name == "=cmd()|'x'!A1"
