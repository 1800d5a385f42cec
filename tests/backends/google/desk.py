"""The stand-in for Google behind the back end's own ports, and a person at the keyboard beside it.

One stand-in serves a whole test run: every test has its own spreadsheet, account and calendar.
"""

import atexit
import itertools
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tasks.backends.google.auth import ALL, CALENDAR, Access
from tasks.backends.google.calls import Waiting
from tasks.backends.google.diary import GoogleDiary
from tasks.backends.google.event_mirror import Mirror
from tasks.backends.google.register import GoogleRegister, SheetsApi
from tasks.backends.google.sheet_values import FORMATS, entered, type_of
from tasks.ports import Diary
from tasks.program.cells import Value
from tasks.program.meetings import Busy
from tasks.program.workbook.snapshot import Snapshot
from tests.google_service import Running, serve
from tests.google_service.sheets.model import Cell, Sheet, blank_sheet

SEND_ONLY = ("https://www.googleapis.com/auth/gmail.send",)
START = datetime(2026, 8, 5, 17, tzinfo=UTC)
_numbers = itertools.count(1)


@cache
def shared() -> Running:
    """The stand-in without limits; it stops with the test run."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(serve(limits=False, clock=lambda: START))


def instantly() -> Waiting:
    """Waits that take no time."""
    slept = [0.0]
    return Waiting(now=lambda: slept[0], sleep=lambda seconds: slept.__setitem__(0, slept[0] + seconds))


def access(service: Running) -> Access:
    return Access("bearer", True, service.base)


def mail_access(service: Running, scopes: tuple[str, ...] = (), user: str = "") -> Access:
    """The access of a person who signed in and allowed only these scopes (none named: all that are asked for)."""
    who = user or f"person{next(_numbers)}@example.org"
    token = service.control.token(who, list(scopes or ALL))
    info = {"refresh_token": token["refresh_token"], "client_id": "client", "client_secret": "secret"}
    return Access("user", True, service.base, "", info)


def new_book(service: Running, title: str = "Mentors") -> str:
    """An empty spreadsheet of the account's; its id."""
    return new_spreadsheet(service.base, f"{title} {next(_numbers)}")


def new_spreadsheet(base: str, title: str) -> str:
    """The same on a stand-in of which only the address is known."""
    return str(SheetsApi(Access("bearer", True, base), "", instantly())._client.create(title).id)


def put_book(service: Running, spreadsheet: str, grids: Mapping[str, Sequence[Sequence[Value]]]) -> None:
    """What a person does who replaces everything in the file."""
    with service.service.lock:
        service.service.world.sheets[spreadsheet].sheets = sheets_of(grids)


def sheets_of(grids: Mapping[str, Sequence[Sequence[Value]]]) -> list[Sheet]:
    """Tabs as the stand-in holds them, small ones: every empty row costs at every reading."""
    return [_sheet(number, title, grid) for number, (title, grid) in enumerate(grids.items())]


def _sheet(number: int, title: str, grid: Sequence[Sequence[Value]]) -> Sheet:
    width = max((len(row) for row in grid), default=0)
    sheet = blank_sheet(number, title, max(len(grid) + 5, 30), max(width, 8))
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            stored: Any = entered(value)
            if stored is not None:
                shown = type_of(value)
                form = {"numberFormat": FORMATS[shown]} if shown else None
                sheet.put(row, column, Cell(next(iter(stored.values())), format=form))
    return sheet


def register(service: Running, spreadsheet: str, *, staff: bool = False) -> GoogleRegister:
    return GoogleRegister(SheetsApi(access(service), spreadsheet, instantly()), staff=staff)


def calendar_access(service: Running, user: str = "", *, robot: bool = False) -> Access:
    """The access of a person with a calendar, or of a service account that acts for nobody."""
    who = user or f"person{next(_numbers)}@example.org"
    token = service.control.token(who, list(ALL), robot=robot)
    info = {"refresh_token": token["refresh_token"], "client_id": "client", "client_secret": "secret"}
    return Access("user", not robot, service.base, "", info)


def diary(service: Running, who: Access, tag: str = "book", mirror: Mirror | None = None) -> GoogleDiary:
    calendar = who.client("calendar", CALENDAR)
    return GoogleDiary(calendar, tag, instantly(), guests=who.person, mirror=mirror)


def robots_diary(busy: Sequence[Busy]) -> Diary:
    """The calendar of a service account that may see when Ana is busy."""
    service = shared()
    service.control.reset()
    for one in busy:
        start, end = (
            {"dateTime": at.isoformat(), "timeZone": "America/Chicago"} for at in (one.starts, one.ends)
        )
        service.control.human.add_event("ana@example.org", start, end, summary="Class")
    service.service.world.calendars.calendars["ana@example.org"].acl["default"] = "freeBusyReader"
    return diary(service, calendar_access(service, robot=True))


def google_desk(*, staff: bool = False) -> tuple[GoogleRegister, Callable[[Mapping[str, Any]], None]]:
    """A register on a new spreadsheet, and how a person saves another content into it."""
    service = shared()
    book = new_book(service)
    return register(service, book, staff=staff), lambda grids: put_book(service, book, grids)


def grids_of(snapshot: Snapshot) -> dict[str, list[list[Value]]]:
    """A workbook's cells as they were read: what a person uploads."""
    found: dict[str, list[list[Value]]] = {}
    for sheet in snapshot.sheets.values():
        last = max((row.number for row in sheet.rows), default=1)
        rows: list[list[Value]] = [list(sheet.columns), *([] for _ in range(last - 1))]
        for row in sheet.rows:
            rows[row.number - 1] = [row[column] for column in sheet.columns]
        found[sheet.title] = rows
    return found
