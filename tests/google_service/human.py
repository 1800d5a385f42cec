"""The side door: what people do by hand in the editor, the calendar, the mailbox or a form, past every API.

Nothing here is checked, charged or logged. A person is the file's owner, or the event's organizer, unless named.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.google_service.auth import Grant
from tests.google_service.calendar import writes
from tests.google_service.calendar.model import Calendar, Event
from tests.google_service.calendar.recurrence import instance
from tests.google_service.calendar.times import read as read_time
from tests.google_service.discovery import documents
from tests.google_service.forms import answering
from tests.google_service.forms.handlers import RESPONDER
from tests.google_service.gmail import sending
from tests.google_service.gmail.model import Mailbox
from tests.google_service.service import Service
from tests.google_service.sheets import a1, entry, lines, moves, tabs, values
from tests.google_service.sheets.edit import Edit
from tests.google_service.sheets.model import BLANK, Box, Sheet, Spreadsheet
from tests.google_service.world import Call


class Human:
    """Everything people may do between two requests. Rows and columns are counted from 1, as people count."""

    def __init__(self, service: Service) -> None:
        self._service = service

    # spreadsheets

    def _book(self, spreadsheet: str) -> Spreadsheet:
        return self._service.world.sheets[spreadsheet]

    def _sheet(self, spreadsheet: str, tab: str) -> tuple[Edit, Sheet]:
        book = self._book(spreadsheet)
        file = self._service.world.drive.files[spreadsheet]
        self._service.world.drive.touch(file, self._service.clock.stamp(), file.owner)
        sheet = book.by_title(tab)
        assert sheet is not None, f"no tab {tab!r}"
        return Edit(book, self._service.world.ids, file.owner, file.owner, lambda _: None), sheet

    def type(self, spreadsheet: str, where: str, text: Any) -> None:
        """Type into one cell (`Tab!B2`), as the editor would take it."""
        place = a1.place(self._book(spreadsheet), where)
        _, sheet = self._sheet(spreadsheet, place.sheet.title)
        cell = sheet.cell(place.box.top, place.box.left)
        sheet.put(place.box.top, place.box.left, entry.typed(cell, text, self._service.clock.now().year))

    def sort(
        self, spreadsheet: str, tab: str, column: int, *, descending: bool = False, header_rows: int = 1
    ) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        last = max(
            (n for n, row in enumerate(sheet.rows) if any(cell.filled for cell in row.values())), default=0
        )
        moves.sort_rows(edit, sheet, Box(header_rows, last + 1, 0, sheet.width), [(column - 1, descending)])

    def insert_rows(self, spreadsheet: str, tab: str, before: int, count: int = 1) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        lines.insert_lines(edit, sheet, "ROWS", before - 1, count, before=before > 1)

    def delete_rows(self, spreadsheet: str, tab: str, first: int, count: int = 1) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        lines.delete_lines(edit, sheet, "ROWS", first - 1, first - 1 + count)

    def insert_columns(self, spreadsheet: str, tab: str, before: int, count: int = 1) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        lines.insert_lines(edit, sheet, "COLUMNS", before - 1, count, before=before > 1)

    def delete_columns(self, spreadsheet: str, tab: str, first: int, count: int = 1) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        lines.delete_lines(edit, sheet, "COLUMNS", first - 1, first - 1 + count)

    def move_column(self, spreadsheet: str, tab: str, column: int, before: int) -> None:
        """Drag a column to stand before another, counted as they stand now."""
        edit, sheet = self._sheet(spreadsheet, tab)
        source = {"sheetId": sheet.id, "dimension": "COLUMNS", "startIndex": column - 1, "endIndex": column}
        lines.move(edit, {"source": source, "destinationIndex": before - 1})

    def rename_header(self, spreadsheet: str, tab: str, old: str, new: str, *, row: int = 1) -> None:
        _, sheet = self._sheet(spreadsheet, tab)
        for column, cell in list(sheet.rows[row - 1].items()):
            if cell.value == old:
                sheet.put(row - 1, column, replace(cell, value=new))
                return
        raise KeyError(old)

    def rename_tab(self, spreadsheet: str, old: str, new: str) -> None:
        self._sheet(spreadsheet, old)[1].title = new

    def delete_tab(self, spreadsheet: str, tab: str) -> None:
        edit, sheet = self._sheet(spreadsheet, tab)
        tabs.delete_sheet(edit, {"sheetId": sheet.id})

    def protect(self, spreadsheet: str, where: str, editors: list[str]) -> None:
        """Protect a range for others than the owner and these."""
        place = a1.place(self._book(spreadsheet), where)
        edit, sheet = self._sheet(spreadsheet, place.sheet.title)
        protected = {"protectedRangeId": edit.ids.number(), "editors": {"users": [edit.owner, *editors]}}
        sheet.protected.append({**protected, "range": sheet.grid_range(place.box)})

    def clear(self, spreadsheet: str, where: str) -> None:
        place = a1.place(self._book(spreadsheet), where)
        for row, column in place.box.cells():
            place.sheet.put(row, column, BLANK)

    def rows(self, spreadsheet: str, tab: str) -> list[list[str]]:
        """What somebody reading the tab sees."""
        found = values.read(
            self._book(spreadsheet), a1.place(self._book(spreadsheet), a1.quoted(tab)), values.Options()
        )
        rows: list[list[str]] = found.get("values", [])
        return rows

    # calendars

    def _event(self, calendar: str, event: str) -> tuple[Calendar, Event]:
        home = self._service.world.calendars.calendars[calendar]
        found = home.events.get(event) or instance(home, event)
        if found is None:
            raise KeyError(event)
        if event not in home.events:
            for other in self._service.world.calendars.calendars.values():
                if found.series in other.events:
                    other.events[event] = found
        return home, found

    def _touch(self, event: Event) -> None:
        self._service.world.calendars.touch(event, self._service.clock.stamp())

    def cancel_event(self, calendar: str, event: str) -> None:
        home, found = self._event(calendar, event)
        writes.bury(home, found)
        self._touch(found)

    def move_event(self, calendar: str, event: str, start: dict[str, str], end: dict[str, str]) -> None:
        """To other times, given as the API gives them."""
        home, found = self._event(calendar, event)
        found.start, found.end = read_time(start, home.time_zone), read_time(end, home.time_zone)
        found.sequence += 1
        self._touch(found)

    def split_series(
        self, calendar: str, event: str, at: str, start: dict[str, str], end: dict[str, str]
    ) -> str:
        """“This and following events” moved: the series ends before `at` (UTC, as in ids), a new one goes on elsewhere.

        By report (not recorded): the new id is the old one with `_R` and the moment, private properties are copied.
        """
        home, found = self._event(calendar, event)
        rules = found.body["recurrence"]
        until = (datetime.strptime(at, "%Y%m%dT%H%M%SZ") - timedelta(seconds=1)).strftime("%Y%m%dT%H%M%SZ")
        rest = replace(
            found,
            id=f"{event}_R{at}",
            start=read_time(start, home.time_zone),
            end=read_time(end, home.time_zone),
            body=dict(found.body),
            private={key: dict(value) for key, value in found.private.items()},
            uid=f"{event}_R{at}@google.com",
        )
        found.body = {**found.body, "recurrence": [re.sub(r"UNTIL=\w+", f"UNTIL={until}", r) for r in rules]}
        home.events[rest.id] = rest
        self._touch(found)
        self._touch(rest)
        return rest.id

    def respond(self, calendar: str, event: str, person: str, status: str) -> None:
        """`accepted`, `declined` or `tentative`."""
        _, found = self._event(calendar, event)
        if not writes.answer(found, person, status):
            raise KeyError(person)
        self._touch(found)

    def edit_event(self, calendar: str, event: str, **fields: Any) -> None:
        """Retype the summary, description or location; give another rule, or other guests."""
        _, found = self._event(calendar, event)
        found.body = {**found.body, **fields}
        self._touch(found)

    def add_event(self, calendar: str, start: dict[str, str], end: dict[str, str], **fields: Any) -> str:
        """Something in a person's own calendar; the person is made if unknown."""
        world, now = self._service.world, self._service.clock.stamp()
        home = world.calendars.calendars.get(calendar) or world.calendars.primary(
            calendar, world.person(calendar).time_zone
        )
        event_id = world.ids.event()
        times = read_time(start, home.time_zone), read_time(end, home.time_zone)
        event = Event(
            event_id, home.id, home.owner, *times, now, now, body=fields, uid=f"{event_id}@google.com"
        )
        home.events[event_id] = event
        self._touch(event)
        return event_id

    # mail and forms

    def _call(self, person: str) -> Call:
        method = documents()[0].methods[0]
        return Call(self._service.world, self._service.clock, Grant(person), method, {}, {}, {}, {})

    def delete_draft(self, person: str, draft: str) -> None:
        box = self._service.world.mail[person]
        box.drop(box.messages[box.drafts.pop(draft)])

    def send_draft(self, person: str, draft: str) -> str:
        """A person presses Send on a draft."""
        box = self._service.world.mail[person]
        old = box.messages[box.drafts.pop(draft)]
        sent = sending.send(self._call(person), box, old.raw)
        box.drop(old)
        return sent.id

    def receive(self, person: str, raw: bytes) -> str:
        """Mail from outside arrives."""
        box = self._service.world.mail.setdefault(person, Mailbox(person))
        return sending.receive(box, raw, self._call(person), person).id

    def answer_form(self, form: str, answers: dict[str, Any], email: str = "") -> str:
        """Submit answers by question id or title; raises ClosedFormError as the page would say no."""
        response = self._service.world.ids.text(42)
        now = self._service.clock.stamp()
        return answering.answer(self._service.world.forms[form], answers, now, response, email).id

    def answer_link(self, url: str, email: str = "") -> str:
        """Open a prefilled link and press Submit."""
        form = answering.form_id_of(url).removeprefix(RESPONDER)
        return self.answer_form(form, dict(answering.entries(url)), email)
