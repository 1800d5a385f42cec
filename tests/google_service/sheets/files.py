"""Where a spreadsheet meets its file in Drive: who may open it, and that it changed."""

from tests.google_service.drive.model import File
from tests.google_service.sheets.model import Sheet, Spreadsheet, blank_sheet
from tests.google_service.wire import RefusalError
from tests.google_service.world import Call, World

DENIED = "The caller does not have permission"


def opened(call: Call, *, write: bool) -> Spreadsheet:
    """The spreadsheet of the path: 404 for none, 403 for somebody else's (recorded)."""
    file = call.world.drive.files.get(call.path["spreadsheetId"])
    book = call.world.sheets.get(call.path["spreadsheetId"])
    if file is None or book is None:
        raise RefusalError(404, "Requested entity was not found.")
    if not file.allows(call.who.user, "writer" if write else "reader"):
        raise RefusalError(403, DENIED)
    return book


def touched(call: Call, book: Spreadsheet) -> None:
    file = call.world.drive.files[book.id]
    call.world.drive.touch(file, call.clock.stamp(), call.who.user)


def new_spreadsheet(world: World, file: File, sheets: list[Sheet] | None = None) -> Spreadsheet:
    book = Spreadsheet(file.id, sheets or [blank_sheet(0, "Sheet1")])
    world.sheets[file.id] = book
    return book
