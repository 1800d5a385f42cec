"""The workbook as a Google spreadsheet, through gspread.

Reading is one request, writing another: all changes in one post, which Google makes whole or not at all (only several
megabytes are divided). Rows are found by key in what was read just before, and looked at again in the post's own answer.
An answer that was lost is followed by reading, so that what happened is not done twice.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gspread
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from tasks.backends.google import sheet_columns, sheet_mend, sheet_watch
from tasks.backends.google.auth import SHEETS, Access
from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.files import keep_json, kept_json
from tasks.backends.google.said import problem
from tasks.backends.google.sheet_changes import requests_for
from tasks.backends.google.sheet_grid import FIELDS, Opened, opened
from tasks.backends.google.sheet_values import Json
from tasks.backends.google.sheet_watch import quoted
from tasks.backends.google.transport import TIMEOUT
from tasks.backends.local.backups import Backups
from tasks.backends.settling import THERE, ensure_usable, settle
from tasks.ports import Refused
from tasks.program.cells import same, text
from tasks.program.problems import OutsideError
from tasks.program.workbook.changes import AddRow, Cells, Change, ClearRow, SetCells
from tasks.program.workbook.snapshot import Sheet, Snapshot
from tasks.program.workbook.tabs import TABS

_TURNS = 6
_LARGEST = 4_000_000
"""Bytes of one post. Google recommends two million and refuses ten."""
_PER_MINUTE = 55
"""Reads and writes are counted apart, 60 of each for one account."""
_WRONG = 400
_PLACE = "This spreadsheet"
_JSON = {"Content-Type": "application/json"}


class SheetsApi:
    """The two requests that the register makes, by gspread's own HTTP client."""

    def __init__(self, access: Access, spreadsheet: str, waiting: Waiting) -> None:
        session = access.session(SHEETS)
        self._client = gspread.authorize(session.credentials, session=session)
        self._client.set_timeout(TIMEOUT)
        self.spreadsheet = spreadsheet
        self.reads, self.writes = Caller(waiting, _PER_MINUTE), Caller(waiting, _PER_MINUTE)

    def get(self, fields: str, ranges: Sequence[str] = ()) -> Json:
        """The spreadsheet, cut to `fields`; with ranges, only their tabs."""
        http = self._client.http_client
        params: Any = {"fields": fields, **({"ranges": list(ranges)} if ranges else {})}

        def asked() -> Json:
            found: Json = dict(http.fetch_sheet_metadata(self.spreadsheet, params=params))
            return found

        return self.reads.call(asked)

    def update(self, requests: Sequence[Json], ranges: Sequence[str] = ()) -> Json:
        """One post of all requests. With ranges, its answer shows what stands there right after it."""
        body: dict[str, Any] = {"requests": list(requests)}
        if ranges:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": True,
                "responseRanges": list(ranges),
            }
        params: Any = {"fields": sheet_watch.FIELDS if ranges else "spreadsheetId"}
        url = SPREADSHEET_BATCH_UPDATE_URL % self.spreadsheet
        http, packed = self._client.http_client, _packed(body)

        def posted() -> Json:
            found: Json = http.request("post", url, params=params, data=packed, headers=_JSON).json()
            return found

        return self.writes.call(posted, safe=False)


class GoogleRegister:
    """A `Register` on one spreadsheet; `staff` lets it write every column, as people do. With `backups`, the cells as they
    stood are kept on this machine before the first write of a run.
    """

    def __init__(
        self,
        api: SheetsApi,
        *,
        staff: bool = False,
        drive: Any = None,
        notes: Path | None = None,
        backups: Backups | None = None,
    ) -> None:
        self.api = api
        self.backups = backups
        self._answer: Json = {}
        self.staff = staff
        self._drive = drive
        self._notes = notes
        self._titles: dict[str, str] = {}

    def read(self) -> Snapshot:
        return self._load().snapshot

    def version(self) -> str:
        """The file's version by Google Drive; empty where the program may not look there."""
        if self._drive is None:
            return ""
        asked = {"fileId": self.api.spreadsheet, "fields": "version,modifiedTime", "supportsAllDrives": True}
        try:
            found = self.api.reads.call(lambda: self._drive.files().get(**asked).execute())
        except Failure:
            return ""
        return f"{found.get('version', '')} {found.get('modifiedTime', '')}"

    def noted(self) -> Mapping[str, Any]:
        return kept_json(self._notes)

    def note(self, what: Mapping[str, Any]) -> None:
        keep_json(self._notes, what)

    def peek(self, tab: str) -> Sheet:
        """One tab as it is now; all of the workbook where somebody has renamed the tab meanwhile."""
        title = self._titles.get(tab, "")
        if title:
            try:
                seen = opened(self.api.get(FIELDS, [quoted(title)])).snapshot
                if tab in seen.sheets:
                    return seen.sheet(tab)
            except Failure as failure:
                if failure.status not in (400, 404):
                    raise problem(failure, "sheets") from None
        return self.read().sheet(tab)

    def write(self, changes: Sequence[Change]) -> tuple[Refused, ...]:
        doubtful = False
        refusal: tuple[Failure, str] | None = None
        for turn in range(_TURNS):
            book = self._load()
            if refusal and refusal[1] == book.snapshot.version:
                raise problem(refusal[0], "sheets", writing=True)
            settled = settle(book.snapshot, changes, staff=self.staff)
            refused = settled.refused
            if doubtful:
                # What a lost answer hides may be our own doing.
                refused = tuple(one for one in refused if not _stands(book.snapshot, one))
            if not settled.changes:
                return refused
            try:
                if self._made(book, settled.changes):
                    return refused
            except Failure as failure:
                if not failure.unknown and failure.status != _WRONG:
                    raise problem(failure, "sheets", writing=True) from None
                if not failure.unknown:
                    # A tab, row or column that we named may just have been deleted: then another try names others.
                    refusal = failure, book.snapshot.version
                    continue
                self.api.writes.waiting.back_off(turn)
            doubtful = True
        raise OutsideError(
            "Google Sheets did not take the changes although they were tried several times: its answers were lost, or the "
            "tab was being sorted all the while. Run again in some minutes; nothing is written twice."
        )

    def _load(self) -> Opened:
        try:
            self._answer = self.api.get(FIELDS)
        except Failure as failure:
            raise problem(failure, "sheets") from None
        book = opened(self._answer)
        ensure_usable(book.snapshot, _PLACE)
        self._titles = {name: page.title for name, page in book.pages.items()}
        return book

    def _made(self, book: Opened, changes: Sequence[Change]) -> bool:
        """Makes the changes; false where rows or columns had moved meanwhile, and what was hit was put back."""
        aimed = sheet_watch.aims(changes)
        requests = requests_for(book, changes)
        whole = sheet_mend.whole_tabs(self._answer, requests)
        ranges = sheet_watch.ranges(book, aimed) + sheet_columns.header_ranges(self._answer, requests)
        *before, last = _posts(requests)
        if not last:
            return True
        if self.backups is not None:
            self.backups.keep(json.dumps(self._answer).encode())
            # One copy a run: as it was before the first change.
            self.backups = None
        for post in before:
            self.api.update(post)
        answer = self.api.update(last, ranges if whole is None else whole)
        shifted = sheet_columns.shifted(self._answer, requests, answer)
        rest = {tab: rows for tab, rows in aimed.items() if book.pages[tab].id not in shifted}
        back = sheet_watch.misplaced(book, answer, rest)
        if not (shifted or back):
            return True
        now = self.api.get(FIELDS) if whole is None else sheet_mend.seen(answer)
        mends = sheet_columns.put_back(self._answer, now, requests, shifted)
        mends += requests_for(book, _put_back(book.snapshot, back))
        for post in _posts(mends):
            sheet_mend.mended(self.api.update, now, post)
        return False


def _posts(requests: Sequence[Json]) -> list[list[Json]]:
    """The requests divided among as few posts as their size allows."""
    posts: list[list[Json]] = [[]]
    size = 0
    for request in requests:
        length = len(_packed(request))
        if posts[-1] and size + length > _LARGEST:
            posts.append([])
            size = 0
        posts[-1].append(request)
        size += length
    return posts


def _packed(body: Json) -> bytes:
    """Without the blanks between, which are a sixth of a large post."""
    return json.dumps(body, separators=(",", ":")).encode()


def _put_back(now: Snapshot, back: Mapping[str, Mapping[int, Cells]]) -> list[Change]:
    """The changes that give rows that were hit by mistake their own cells again, by place."""
    found: list[Change] = []
    for tab, rows in back.items():
        standing = {row.number: row for row in now.rows(tab)}
        blank = next(iter(standing.values()))
        for number, cells in rows.items():
            row = standing.get(number)
            found.append(SetCells(tab, row or type(blank)(number), cells))
    return found


def _stands(now: Snapshot, refused: Refused) -> bool:
    """Whether what was refused stands already, as it does when our own earlier try arrived."""
    change = refused.change
    sheet = now.sheet(change.tab)
    match change:
        case AddRow(_, cells):
            return refused.why == THERE and any(_holds(row.cells, cells) for row in sheet.rows)
        case SetCells(_, row, cells):
            own = _staff_texts(sheet, row.cells, cells)
            return any(
                _staff_texts(sheet, one.cells, cells) == own and _holds(one.cells, cells)
                for one in sheet.rows
            )
        case ClearRow(_, row):
            key = sheet.key_of(row)
            return all(sheet.key_of(one) != key for one in sheet.rows)
    return False


def _staff_texts(sheet: Sheet, cells: Cells, but: Cells) -> frozenset[tuple[str, str]]:
    ours = {column.name for column in TABS[sheet.name].columns if column.owner == "program"}
    return frozenset((c, text(v)) for c, v in cells.items() if c not in ours and c not in but and text(v))


def _holds(cells: Cells, wanted: Cells) -> bool:
    return all(same(cells.get(column), value) for column, value in wanted.items())
