"""A program on the stand-in, and the same one in a folder: what each holds after a day, in the same words."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tasks.backends.google.opening import open_google
from tasks.backends.google.postbox import HEADER
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import open_ports
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.office.summary import Summary
from tasks.ports import Ports, Register
from tasks.program.cells import Value
from tests.backends.google.desk import grids_of, instantly, new_book, put_book, register
from tests.google_service import Running
from tests.google_service.world import OWNER
from tests.proof import term

Picture = Mapping[str, Any]


ALIKE = {"Check-in form": "off", "Survey form": "https://forms.example.org/survey"}
"""A folder opens no page, so the two can only be the same where Google opens none either."""


def found(path: Path, settings: Mapping[str, Value]) -> None:
    """The proof's small district as a file."""
    more = {"Schools": term.SCHOOLS, "Calendar": term.CALENDAR, "Trainings": term.TRAININGS}
    new_workbook(path, {**term.SETTINGS, **settings}, term.people(), more)


def tabs(of: Register) -> Picture:
    """Every filled cell by tab; an Event ID without the calendar it belongs to."""
    return {
        sheet.name: [
            {c: v if c != "Event ID" else str(v).partition("@")[0] for c, v in row.cells.items() if v != ""}
            for row in sheet.rows
        ]
        for sheet in of.read().sheets.values()
    }


Founding = Callable[[Path, Mapping[str, Value]], None]
"""Makes a program's workbook, with settings."""


class FolderWorld:
    def __init__(self, folder: Path, founded: Founding = found) -> None:
        self.path = folder / "workbook.xlsx"
        founded(self.path, ALIKE)

    @property
    def hands(self) -> Register:
        return LocalRegister(self.path, staff=True)

    @contextmanager
    def ports(self) -> Iterator[Ports]:
        opened = open_ports(str(self.path))
        yield opened
        opened.ledger.close()


class GoogleWorld:
    """Each run opens everything anew, as another process would."""

    def __init__(
        self,
        service: Running,
        folder: Path,
        settings: Mapping[str, Value] = ALIKE,
        founded: Founding = found,
    ) -> None:
        self.service, self.home = service, folder / "home"
        founded(folder / "model.xlsx", settings)
        self.book = new_book(service)
        put_book(service, self.book, grids_of(LocalRegister(folder / "model.xlsx").read()))

    @property
    def hands(self) -> Register:
        return register(self.service, self.book, staff=True)

    @contextmanager
    def ports(self) -> Iterator[Ports]:
        with patch.dict(os.environ, {"MENTORSHIP_GOOGLE_ENDPOINT": self.service.base}):
            opened = open_google(
                self.book, self.home, reading=False, smtp_password=lambda: "", waiting=instantly()
            )
        yield opened
        opened.ledger.close()

    def letters(self) -> Counter[str]:
        """How often each letter went out, by its key."""
        box = self.service.service.world.mail[OWNER]
        sent = [message for message in box.messages.values() if "SENT" in message.labels]
        return Counter(str(message.parsed()[HEADER]) for message in sent)

    def drafts(self) -> int:
        return len(self.service.service.world.mail[OWNER].drafts)

    def events(self) -> list[tuple[str, str, str, str]]:
        """What stands in the calendar: repeating events once, with what differs."""
        calendar = self.service.service.world.calendars.calendars[OWNER]
        return sorted(
            (one.id, str(one.start.at), str(one.body.get("recurrence")), str(one.body.get("summary")))
            for one in calendar.events.values()
            if not one.deleted
        )


def live(world: FolderWorld | GoogleWorld, day: term.Day) -> Summary:
    """One day: people type, then the command runs by hand."""
    term.live(day, world.hands)
    return run(world, day)


def run(world: FolderWorld | GoogleWorld, day: term.Day) -> Summary:
    return run_at(world, day.command, day.moment)


def run_at(world: FolderWorld | GoogleWorld, command: str, moment: str) -> Summary:
    """A command by hand at a moment."""
    with world.ports() as ports, ports.ledger.locked():
        return settle(Office(ports, Asked(command, moment, by_hand=True)))
