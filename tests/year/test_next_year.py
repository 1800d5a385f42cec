"""Next year's workbook: who goes on, who comes first, who is barred, and a successor's rehearsal on a copy."""

from collections import Counter
from pathlib import Path

from flows.cli.main import main
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.closing.next_year import NextYear, next_year
from tasks.office.stock import Asked, take_stock
from tests.build import SETTINGS
from tests.year.build import WINDOWS, Year, a_year, mentee, mentor


def a_year_lived() -> Year:
    """Di's pair ends without fault, Em waits in vain, Flo finishes, Gus leaves, Ana and Cy go on."""
    year = a_year(
        mentor("Gus Hill", Availability=WINDOWS, Subject="Music"),
        mentee("Flo Gray", Availability=WINDOWS, Subject="Music", Years_teaching=2),
        active=True,
    )
    year.add("Enrollment", {**mentee("Em Fox", Availability=WINDOWS), "Person ID": None})
    year.person("Ana Lee", Mentor_training=None)
    year.add(
        "Trainings",
        Training_ID="T1",
        Title="Basics",
        Starts="2026-08-20 15:00",
        Ends="2026-08-20 16:00",
        Audience="mentors",
        Required="yes",
    )
    year.every_day("2026-08-17", "2026-08-19")
    year.type("Invitations", {"Name": "Ana Lee"}, Answer="yes", Attended="yes")
    year.type("Pairings", {"Mentee": "Di Roy"}, Decision="end", Ending="no-fault", Reason="shouting")
    year.live("2026-11-02")
    year.type("Pairings", {"Mentee": "Flo Gray"}, Decision="end", Ending="completed")
    year.person("Bo Kim", Capacity=0)
    year.person("Gus Hill", Status="left")
    year.every_day("2026-12-07", "2026-12-18")
    return year


def following(year: Year) -> NextYear:
    return next_year(take_stock(year.ports, Asked("check", "2026-12-18")), "old.xlsx")


def opened(found: NextYear, **settings: str) -> Year:
    tabs = {name.lower().replace(" ", "_"): rows for name, rows in found.sheets.items()}
    return Year(
        found.people, {**found.settings, **{k.replace("_", " "): v for k, v in settings.items()}}, **tabs
    )


def test_pairs_go_on_with_their_ids_and_nobody_is_introduced_again() -> None:
    old = a_year_lived()
    kept = old.pair("Cy Ott").text("Pairing ID")
    year = opened(following(old))
    year.every_day("2027-08-09", "2027-08-13")

    assert (year.pair("Cy Ott").text("Pairing ID"), year.pair("Cy Ott").text("Status")) == (kept, "active")
    assert year.letters("Cy Ott")["introduction"] == 0
    assert year.letters("Cy Ott")["meeting-invitation"] == 1
    assert year.row("Settings", Setting="Term name").text("Value") == "Fall 2027"
    assert year.row("Settings", Setting="Term start").text("Value") == "2027-08-09"


def test_last_years_meetings_stay_in_the_calendar_beside_this_years() -> None:
    """Under one UID the new series would take the old one's place; the third year's takes neither's."""
    old = a_year_lived()
    found = following(old)
    year = opened(found)
    year.every_day("2027-08-09", "2027-08-13")
    both = [{one.series.uid for one in each.ports.diary.standing().values()} for each in (old, year)]
    assert (all(both), both[0] & both[1]) == (True, set())
    after = next_year(take_stock(year.ports, Asked("check", "2027-12-17")), "second.xlsx")
    assert [one.settings["Program ID"] for one in (found, after)] == ["prog-test.2", "prog-test.3"]


def test_whoever_waited_comes_first_whoever_finished_is_completed_and_whoever_left_is_gone() -> None:
    year = opened(following(a_year_lived()))
    year.add(
        "Enrollment",
        {**mentee("Abe Aa", Availability=WINDOWS), "Person ID": None, "Start date": "2027-08-09"},
    )
    year.person("Bo Kim", Capacity=1)
    year.live("2027-08-09")

    assert year.row("Enrollment", Name="Flo Gray").text("Status") == "completed"
    assert "Gus Hill" not in year.column("Enrollment", "Name")
    assert [row.text("Mentee") for row in year.rows("Pairings") if row.text("Status") == "proposed"] == [
        "Em Fox"
    ]


def test_no_fault_ending_bars_the_pair_next_year_and_its_reason_stays_behind() -> None:
    found = following(a_year_lived())
    year = opened(found)
    year.person("Bo Kim", Capacity=3)
    year.live("2027-08-09")

    assert "shouting" not in repr(found)
    assert ("Bo Kim", "Di Roy", "proposed") not in {
        (row.text("Mentor"), row.text("Mentee"), row.text("Status")) for row in year.rows("Pairings")
    }


def test_an_ending_of_last_year_is_not_told_again() -> None:
    year = opened(following(a_year_lived()), Letters_that_wait="none")
    year.every_day("2027-08-09", "2027-08-20")

    assert year.letters()["ending"] == 0
    assert "ending" not in year.column("Outbox", "Letter")


def test_training_and_years_are_kept_and_former_mentees_are_proposed_as_mentors() -> None:
    year = opened(following(a_year_lived()))
    year.live("2027-08-09")

    assert year.row("Enrollment", Name="Ana Lee").text("Mentor training") == "2026-08-20"
    assert year.row("Enrollment", Name="Flo Gray").text("Years teaching") == "3"
    [line] = [row for row in year.open() if row.text("Item").startswith("former-mentees")]
    assert line.text("What").startswith("Flo Gray completed the program")
    year.answer("former-mentees", "done")
    year.live("2027-08-10")
    assert [row for row in year.open() if row.text("Item").startswith("former-mentees")] == []


def test_successors_rehearsal_on_a_copy_touches_nobody() -> None:
    year = a_year(active=True)
    before, calendars = year.letters(), dict(year.diary.standing())
    year.setting("Redirect all mail to", "successor@example.org")
    year.setting("Letters that wait", "ending")
    year.add("Enrollment", {**mentee("Em Fox", Availability=WINDOWS), "Person ID": None})
    year.person("Bo Kim", Capacity=2)
    sent = len(year.mail())
    year.live("2026-09-01")
    year.type("Pairings", {"Mentee": "Em Fox"}, Decision="approve")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="end")
    year.every_day("2026-09-02", "2026-09-11")

    assert {mail["To"] for mail in year.mail()[sent:]} == {"successor@example.org"}
    assert dict(year.diary.standing()) == calendars
    people = [row.text("Name") for row in year.rows("Enrollment")]
    assert sum((year.letters(name) for name in people), Counter()) == before - Counter(
        {"digest-preview": 9, "coordinator-digest": 9}
    )


def test_init_from_makes_a_workbook_that_goes_on(tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "workbook.xlsx", tmp_path / "new" / "workbook.xlsx"
    lived = a_year(active=True)
    tabs = {tab: [row.cells for row in lived.rows(tab)] for tab in ("Pairings", "Meetings")}
    new_workbook(old, SETTINGS, [row.cells for row in lived.rows("Enrollment")], tabs)
    before = old.read_bytes()

    assert main(["init", str(new), "--from", str(old)]) == 0
    assert old.read_bytes() == before
    assert [row.text("Status") for row in LocalRegister(new).read().rows("Pairings")] == ["active", "active"]
    assert main(["init", str(old.parent / "next.xlsx"), "--from", str(old)]) == 2
    assert lived.rows("Pairings")[0].text("Pairing ID") == LocalRegister(new).read().rows("Pairings")[0].text(
        "Pairing ID"
    )


def test_mentee_whose_proposal_nobody_approved_has_waited_too() -> None:
    old = a_year(mentor("Gus Hill", Availability=WINDOWS), active=True)
    old.type("Pairings", {"Mentee": "Di Roy"}, Decision="end", Ending="no-fault")
    old.every_day("2026-11-02", "2026-11-03")
    assert old.pair("Di Roy").text("Status") == "proposed"

    found = following(old)
    assert [row["Name"] for row in found.sheets["Unmatched"]] == ["Di Roy"]
    assert (found.going_on, found.waiting) == (1, 1)
