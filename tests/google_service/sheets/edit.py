"""What a batchUpdate's requests work with: a copy of the spreadsheet, and the words for refusing.

A request that is refused ends the whole batch; the copy is dropped and nothing has happened (documented, and recorded
for hiding every sheet).
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.google_service.sheets.model import Axis, Box, Json, Sheet, Spreadsheet
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Ids

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if"
    " you need to edit."
)
MOST_CELLS = 10_000_000


class WrongRequestError(Exception):
    """Why one request cannot be done; the batch adds which one."""


@dataclass
class Edit:
    """One batchUpdate under way, by `user`, who may or may not own the file."""

    spreadsheet: Spreadsheet
    ids: Ids
    user: str
    owner: str
    rename: Callable[[str], None]

    def sheet(self, sheet_id: int | None) -> Sheet:
        found = self.spreadsheet.by_id(sheet_id or 0)
        if found is None:
            raise WrongRequestError(f"No grid with id: {sheet_id or 0}")
        return found

    def area(self, grid_range: Json) -> tuple[Sheet, Box]:
        """The sheet and box of a GridRange that must start on the grid."""
        sheet = self.sheet(grid_range.get("sheetId"))
        box = sheet.box(grid_range)
        if box.top >= sheet.height or box.left >= sheet.width:
            raise WrongRequestError("Range exceeds grid limits.")
        return sheet, box

    def span(self, dimension_range: Json) -> tuple[Sheet, Axis, int, int]:
        """Sheet, axis, start and end of a DimensionRange."""
        sheet = self.sheet(dimension_range.get("sheetId"))
        axis = dimension_range.get("dimension")
        if axis not in {"ROWS", "COLUMNS"}:
            raise WrongRequestError("No dimension specified.")
        size = sheet.size(axis)
        end = dimension_range.get("endIndex")
        return sheet, axis, dimension_range.get("startIndex") or 0, size if end is None else end

    def guard(self, sheet: Sheet, box: Box) -> None:
        """Refuse to touch what somebody else protected."""
        if touches_protected(sheet, box, self.user, self.owner):
            raise WrongRequestError(PROTECTED)

    def check_size(self) -> None:
        total = sum(sheet.height * sheet.width for sheet in self.spreadsheet.sheets)
        if total > MOST_CELLS:
            raise WrongRequestError(
                f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
            )


def touches_protected(sheet: Sheet, box: Box, user: str, owner: str) -> bool:
    if user == owner:
        return False
    for protected in sheet.protected:
        editors = (protected.get("editors") or {}).get("users") or []
        if (
            protected.get("warningOnly")
            or user in editors
            or not sheet.box(protected.get("range") or {}).meets(box)
        ):
            continue
        free = [sheet.box(open_range) for open_range in protected.get("unprotectedRanges") or []]
        if not any(box.within(open_box) for open_box in free):
            return True
    return False


def refused(n: int, kind: str, reason: WrongRequestError) -> RefusalError:
    return invalid(f"Invalid requests[{n}].{kind}: {reason}")
