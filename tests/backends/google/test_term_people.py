"""A term in which people use Google Calendar as they are used to: they drag, delete and decline there."""

import email
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.program.workbook.changes import AddRow, SetCells
from tasks.program.workbook.snapshot import Row
from tests.backends.google.world import GoogleWorld, live, run
from tests.google_service import Running, serve
from tests.google_service.world import OWNER
from tests.proof import term

FRIDAY = term.Day("2026-08-07T08:00", lambda _: None)
NOW = datetime(2026, 8, 7, 13, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: NOW) as running:
        yield running
        assert running.log.departures() == []


def typed(world: GoogleWorld, setting: str, value: str) -> None:
    """A person types into a setting's row, or adds it."""
    rows = [row for row in world.hands.read().rows("Settings") if row.text("Setting") == setting]
    cells = {"Setting": setting, "Value": value}
    world.hands.write([SetCells("Settings", row, cells) for row in rows] or [AddRow("Settings", cells)])


@pytest.fixture
def world(service: Running, tmp_path: Path) -> GoogleWorld:
    """A program whose meetings have just been booked."""
    made = GoogleWorld(service, tmp_path)
    for day in term.TERM[:3]:
        live(made, day)
    return made


def meetings(world: GoogleWorld) -> dict[str, Row]:
    return {row.text("Meeting ID"): row for row in world.hands.read().rows("Meetings")}


def stands(world: GoogleWorld) -> dict[str, tuple[object, str]]:
    return {one: (row["Starts"], row.text("Status")) for one, row in meetings(world).items()}


def event_of(row: Row) -> str:
    starts = row["Starts"]
    assert isinstance(starts, datetime)
    return f"{row.text('Event ID').partition('@')[0]}_{starts + timedelta(hours=5):%Y%m%dT%H%M%SZ}"


def letters(world: GoogleWorld, template: str) -> list[str]:
    box = world.service.service.world.mail[OWNER]
    sent = [message.parsed() for message in box.messages.values() if "SENT" in message.labels]
    return [str(message["To"]) for message in sent if template in str(message["X-Mentorship-Key"])]


def test_what_people_do_in_the_calendar_stands_in_the_workbook_and_is_told(world: GoogleWorld) -> None:
    before = meetings(world)
    dragged, deleted, declined = ([*before.values()][n] for n in (1, 2, 4))
    human = world.service.control.human
    there = datetime(2026, 9, 5, 18, 30)
    zone = {"timeZone": "America/Chicago"}
    human.move_event(
        OWNER,
        event_of(dragged),
        {"dateTime": there.isoformat(), **zone},
        {"dateTime": (there + timedelta(hours=1)).isoformat(), **zone},
    )
    human.cancel_event(OWNER, event_of(deleted))
    mentee = next(
        row
        for row in world.hands.read().rows("Pairings")
        if row.text("Pairing ID") == declined.text("Pairing ID")
    )
    human.respond(OWNER, event_of(declined), mentee.text("Mentee email"), "declined")
    live(world, FRIDAY)
    after, events = stands(world), world.events()
    assert {one: stood for one, stood in after.items() if stood != (before[one]["Starts"], "booked")} == {
        dragged.text("Meeting ID"): (there, "moved"),
        deleted.text("Meeting ID"): (deleted["Starts"], "cancelled"),
        declined.text("Meeting ID"): (declined["Starts"], "cancelled"),
    }
    people = Counter(letters(world, "meeting-change"))
    pairs = {row.text("Pairing ID") for row in (dragged, deleted, declined)}
    assert (len(people), set(people.values())) == (2 * len(pairs), {1})
    for moment in ("2026-08-07T16:00", "2026-08-10T08:00"):
        assert run(world, term.Day(moment, lambda _: None)).letters.get("meeting-change", 0) == 0
        assert (stands(world), world.events()) == (after, events)


def test_letter_and_event_are_one_for_every_mail_program(world: GoogleWorld) -> None:
    calendar = world.service.service.world.calendars.calendars[OWNER]
    known = {event.uid for event in calendar.events.values() if not event.deleted}
    box = world.service.service.world.mail[OWNER]
    named: set[str] = set()
    for message in box.messages.values():
        for part in email.message_from_bytes(message.raw).walk():
            if part.get_content_type() == "text/calendar":
                named |= set(re.findall(r"UID:(\S+)", part.get_payload(decode=True).decode()))
    assert named
    assert named <= known


def test_video_link_that_google_makes_is_in_the_first_letter(service: Running, tmp_path: Path) -> None:
    world = GoogleWorld(service, tmp_path)
    typed(world, "Video link", "meet")
    for day in term.TERM[:3]:
        live(world, day)
    calendar = service.service.world.calendars.calendars[OWNER]
    links = {event.body["hangoutLink"] for event in calendar.events.values() if "recurrence" in event.body}
    box = service.service.world.mail[OWNER]
    parts = [
        part.get_payload(decode=True).decode()
        for message in box.messages.values()
        for part in email.message_from_bytes(message.raw).walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert {link for part in parts for link in re.findall(r"URL:(\S+)", part)} == links
    assert "meeting-change" not in {letter.rpartition("-")[0] for letter in world.letters()}


def test_pause_holds_back_what_the_calendar_would_mail(service: Running, tmp_path: Path) -> None:
    world = GoogleWorld(service, tmp_path)
    typed(world, "Calendar mails", "all")
    for day in term.TERM[:2]:
        live(world, day)
    typed(world, "Pause all sending", "yes")
    live(world, term.TERM[2])
    assert (world.events(), service.service.world.calendars.notices) == ([], [])
    typed(world, "Pause all sending", "no")
    run(world, term.TERM[2])
    assert world.events()
    assert {notice.kind for notice in service.service.world.calendars.notices} == {"invitation"}


def asked_of_training(world: GoogleWorld) -> list[str]:
    rows = world.hands.read().rows("To do")
    return [
        row.text("What")
        for row in rows
        if "T1" in row.text("Look in") and "calendar" in row.text("What") and row.text("Status") != "done"
    ]


def test_training_that_somebody_drags_stays_there_and_is_asked_about(
    service: Running, tmp_path: Path
) -> None:
    """The row has the last word; until somebody says it, the calendar is left as that person left it."""
    world = GoogleWorld(service, tmp_path)
    live(world, term.Day("2026-08-12T07:40", lambda _: None))
    calendar = service.service.world.calendars.calendars[OWNER]
    (event,) = calendar.events.values()
    human = service.control.human
    start = {"dateTime": "2026-08-21T14:00:00", "timeZone": "America/Chicago"}
    end = {"dateTime": "2026-08-21T15:30:00", "timeZone": "America/Chicago"}
    human.move_event(OWNER, event.id, start, end)
    mails = len(world.service.service.world.mail[OWNER].messages)
    for hour in (8, 9):
        live(world, term.Day(f"2026-08-12T{hour:02}:40", lambda _: None))
        (what,) = asked_of_training(world)
        assert "moved “Mentoring foundations” (T1) to 2026-08-21 14:00" in what
        assert calendar.events[event.id].start.instant == datetime(2026, 8, 21, 19, tzinfo=UTC)
    assert len(world.service.service.world.mail[OWNER].messages) == mails

    (row,) = world.hands.read().rows("Trainings")
    world.hands.write(
        [SetCells("Trainings", row, {"Starts": "2026-08-24 15:00", "Ends": "2026-08-24 16:30"})]
    )
    live(world, term.Day("2026-08-12T10:40", lambda _: None))
    assert asked_of_training(world) == []
    assert calendar.events[event.id].start.instant == datetime(2026, 8, 24, 20, tzinfo=UTC)
    assert letters(world, "training-changed") != []

    human.cancel_event(OWNER, event.id)
    live(world, term.Day("2026-08-12T11:40", lambda _: None))
    (what,) = asked_of_training(world)
    assert "deleted “Mentoring foundations” (T1) from the calendar" in what
