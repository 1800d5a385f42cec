"""The commands beside the flows, on a Google spreadsheet: next year, undo, preview, audit."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.main import main
from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.opening import hands_on
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.program.workbook.changes import AddRow, SetCells
from tests.backends.google.desk import new_book, register
from tests.build import SETTINGS, mentee, mentor
from tests.google_service import Running, serve
from tests.google_service.calendar.model import Calendar, Event
from tests.google_service.calendar.recurrence import instances
from tests.google_service.world import OWNER

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"
PEOPLE = [mentor("Ana Lee", Availability=WINDOWS), mentee("Cy Ott", Availability=WINDOWS)]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with serve(limits=False, clock=lambda: datetime(2026, 8, 12, 13, tzinfo=UTC)) as running:
        monkeypatch.setenv("MENTORSHIP_GOOGLE_ENDPOINT", running.base)
        monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path / "home"))
        yield running
        assert running.log.departures() == []


@pytest.fixture
def last_year(tmp_path: Path) -> str:
    """An .xlsx workbook in which a pair meets."""
    path = tmp_path / "last" / "workbook.xlsx"
    pair = {
        "Pairing ID": "pair-1",
        "Mentor email": "ana.lee@example.org",
        "Mentee email": "cy.ott@example.org",
        "Status": "active",
        "Introduced on": "2026-08-20",
    }
    new_workbook(path, SETTINGS, PEOPLE, {"Pairings": [pair], "Schools": [{"School": "Oak School"}]})
    return str(path)


def run(book: str, command: str, today: str) -> None:
    with hold(book) as ports:
        settle(Office(ports, Asked(command, today, by_hand=True)))


def names(service: Running, book: str, tab: str, column: str) -> list[str]:
    return [row.text(column) for row in register(service, book).read().rows(tab)]


def url(book: str) -> str:
    return f"https://docs.google.com/spreadsheets/d/{book}/edit"


def test_next_year_in_a_blank_spreadsheet_from_a_file_or_a_spreadsheet(
    service: Running, last_year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = new_book(service), new_book(service)
    assert main(["init", url(first), "--from", last_year]) == 0
    assert names(service, first, "Enrollment", "Name") == ["Ana Lee", "Cy Ott"]
    assert names(service, first, "Pairings", "Pairing ID") == ["pair-1"]
    assert main(["init", url(first), "--from", last_year]) == 1
    assert "has people in its tab Enrollment already" in capsys.readouterr().err
    assert main(["init", url(second)]) == 0  # its settings stand, and are blank
    assert main(["init", url(second), "--from", url(first)]) == 0
    assert names(service, second, "Pairings", "Pairing ID") == ["pair-1"]
    settings = {
        row.text("Setting"): row.text("Value") for row in register(service, second).read().rows("Settings")
    }
    assert settings["Program name"] == "Riverside Mentorship"
    assert settings["Previous workbook"] == url(first)


def test_next_year_whose_answer_was_lost_stands_once(service: Running, last_year: str) -> None:
    book = new_book(service)
    service.control.fault("lost", method="sheets.spreadsheets.batchUpdate", when="after")
    assert main(["init", book, "--from", last_year]) == 0
    assert names(service, book, "Enrollment", "Name") == ["Ana Lee", "Cy Ott"]
    assert names(service, book, "Pairings", "Pairing ID") == ["pair-1"]


@pytest.fixture
def paired(service: Running) -> str:
    """A spreadsheet in which a pair is proposed."""
    book = new_book(service)
    assert main(["init", book]) == 0
    hands = hands_on(book)
    rows = {row.text("Setting"): row for row in hands.read().rows("Settings")}
    hands.write([SetCells("Settings", rows[name], {"Value": value}) for name, value in SETTINGS.items()])
    hands.write([AddRow("Enrollment", person) for person in PEOPLE])
    run(book, "pair", "2026-08-12")
    assert names(service, book, "Pairings", "Status") == ["proposed"]
    return book


def starts(service: Running) -> set[tuple[str, str]]:
    """The series in the program's calendar that stand: the event's id and the day of its first meeting."""
    calendar = service.service.world.calendars.calendars[OWNER]
    return {(event.id, str(event.start)[:60]) for event in calendar.events.values() if not event.deleted}


def test_next_year_books_its_own_meetings_and_leaves_last_years_where_they_are(
    service: Running, paired: str
) -> None:
    """A pair that goes on keeps its id; its meetings are another series each year."""
    hands = hands_on(paired)
    hands.write([SetCells("Pairings", row, {"Decision": "approve"}) for row in hands.read().rows("Pairings")])
    run(paired, "term", "2026-08-12")
    before, following = starts(service), new_book(service)
    assert before
    assert main(["init", url(following), "--from", url(paired)]) == 0

    run(following, "term", "2027-08-12")
    after = starts(service)
    run(paired, "term", "2026-08-13")

    assert names(service, following, "Pairings", "Status") == ["active"]
    assert (before < after, starts(service)) == (True, after)


def test_undo_takes_the_last_run_back_and_leaves_what_people_typed(service: Running, paired: str) -> None:
    hands = hands_on(paired)
    (row,) = hands.read().rows("Pairings")
    hands.write([SetCells("Pairings", row, {"Reason": "let me think"})])
    assert main(["undo", paired]) == 0
    (left,) = hands.read().rows("Pairings")
    assert (left.text("Pairing ID"), left.text("Reason")) == ("", "let me think")


def test_letters_can_be_looked_at_and_the_case_checked(
    service: Running, paired: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = hands_on(paired)
    (row,) = hands.read().rows("Pairings")
    hands.write([SetCells("Pairings", row, {"Decision": "approve"})])
    moment = ["--today", "2026-08-12T06:00"]
    assert main(["preview", paired, *moment, "--to", str(tmp_path / "pages"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["letters"] >= 1
    assert service.service.world.forms == {}
    assert main(["pair", paired, "--plan", "--audit", str(tmp_path / "case.json"), *moment]) == 0
    case = json.loads((tmp_path / "case.json").read_text())
    assert [one["id"] for one in case["mentors"]] == ["ana.lee@example.org"]


def test_doctor_names_what_people_did_in_the_calendar_and_in_the_tab_meetings(
    service: Running, paired: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each in one sentence; once a run has taken it over, sheet and calendar agree again. A copied event is left alone."""
    hands, human = hands_on(paired), service.control.human
    (row,) = hands.read().rows("Pairings")
    hands.write([SetCells("Pairings", row, {"Decision": "approve"})])
    run(paired, "term", "2026-08-12T08:00")
    assert told(paired, capsys) == []
    first, second, *_ = meetings_of(service)
    human.cancel_event(OWNER, first)
    at = {"dateTime": "2026-09-04T08:00:00", "timeZone": "America/Chicago"}
    human.move_event(OWNER, second, at, {**at, "dateTime": "2026-09-04T08:45:00"})
    meetings = hands.read().rows("Meetings")
    gone, moved, missing = (one.text("Meeting ID") for one in meetings[:3])
    human.delete_rows(paired, "Meetings", meetings[2].number)
    copy = copied(service)
    was = f"{meetings[1].cells['Starts']:%Y-%m-%d %H:%M}"
    assert told(paired, capsys) == [
        f"Meeting {gone} is booked in the sheet, but somebody deleted it in the calendar.",
        f"Meeting {moved} is at {was} in the sheet, but somebody moved it to 2026-09-04 08:00 in the calendar.",
        f"The calendars hold meeting {missing}, which the tab Meetings does not have.",
        f"The calendar holds the event {copy} of 2026-09-01, a copy of what belongs to {row.text('Pairing ID')}: somebody copied it.",
    ]
    run(paired, "term", "2026-08-13T08:00")
    assert [line.split(",")[0] for line in told(paired, capsys)] == [
        f"The calendar holds the event {copy} of 2026-09-01"
    ]
    held = {one.text("Meeting ID"): one.text("Status") for one in hands.read().rows("Meetings")}
    assert [held[one] for one in (gone, moved, missing)] == ["cancelled", "moved", "booked"]


def test_record_made_anew_agrees_with_gmail_and_sends_nothing_again(
    service: Running, paired: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gmail may not be read: what lies in Sent is neither missed there nor sent once more."""
    hands = hands_on(paired)
    (row,) = hands.read().rows("Pairings")
    hands.write([SetCells("Pairings", row, {"Decision": "approve"})])
    run(paired, "term", "2026-08-12T08:00")
    count, letters = len(service.service.world.mail[OWNER].messages), hands.read().rows("Outbox")
    shutil.rmtree(tmp_path / "home" / "ledgers")
    assert told(paired, capsys) == [
        f"The Outbox tab shows {len(letters)} letters, and the record knows none."
    ]
    assert main(["outbox", "rebuild", paired, "--today", "2026-08-12T09:00"]) == 0
    run(paired, "term", "2026-08-12T09:10")
    assert told(paired, capsys) == []
    assert len(service.service.world.mail[OWNER].messages) == count


def test_doctor_names_rows_that_are_gone(
    service: Running, paired: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = hands_on(paired)
    (row,) = hands.read().rows("Pairings")
    hands.write([SetCells("Pairings", row, {"Decision": "approve"})])
    session = {
        "Training ID": "T1",
        "Title": "Basics",
        "Starts": "2026-08-20 15:00",
        "Ends": "2026-08-20 16:00",
    }
    hands.write([AddRow("Trainings", session | {"Audience": "mentees"})])
    run(paired, "term", "2026-08-12T08:00")
    (invited,) = hands.read().rows("Invitations")
    mentee = next(one for one in hands.read().rows("Enrollment") if one.text("Role") == "mentee")
    letter = hands.read().rows("Outbox")[0]
    for tab, gone in (("Invitations", invited), ("Enrollment", mentee), ("Outbox", letter)):
        service.control.human.delete_rows(paired, tab, gone.number)
    person = mentee.text("Person ID")
    assert told(paired, capsys) == [
        f"{letter.text('Key')} is on record, but has no row in the Outbox tab.",
        f"{row.text('Pairing ID')} is a pair with somebody whom Enrollment does not have.",
        f"{person} stands at training T1 in the calendars, but not in the tab Invitations.",
    ]


def told(book: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The first sentence of each difference."""
    capsys.readouterr()
    main(["doctor", book, "--json"])
    lines = json.loads(capsys.readouterr().out)
    said = [one["say"] for one in lines if one["what"].startswith("Ledger against")]
    return [line.partition(". ")[0] + "." for line in said if not line.startswith("They agree.")]


def the_series(service: Running) -> tuple[Calendar, Event]:
    calendar = service.service.world.calendars.calendars[OWNER]
    (series,) = (one for one in calendar.events.values() if one.body.get("recurrence"))
    return calendar, series


def meetings_of(service: Running) -> list[str]:
    """The ids of the series' meetings, in order."""
    calendar, series = the_series(service)
    return [one.id for one in instances(series, calendar, None, None)]


def copied(service: Running) -> str:
    """Somebody copies the series' event: another id, the same private properties."""
    calendar, series = the_series(service)
    at = {"dateTime": "2026-09-01T10:00:00", "timeZone": "America/Chicago"}
    later = {**at, "dateTime": "2026-09-01T11:00:00"}
    found = service.control.human.add_event(OWNER, at, later, summary="Copy")
    calendar.events[found].private = dict(series.private)
    return found
