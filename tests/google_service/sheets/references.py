"""References in formulas follow what they point at: when lines come or go, and when the formula itself is carried elsewhere.

After the editor's behavior in en_US; not recorded. A reference whose cells are all gone becomes `#REF!`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.google_service.sheets.a1 import letters, number
from tests.google_service.sheets.model import Axis, Sheet, Spreadsheet

Span = tuple[int, int]
REFERENCE = re.compile(
    r"\"(?:[^\"]|\"\")*\"|(?<![\w.$!])((?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?"
    r"(\$?[A-Za-z]{1,3}\$?[1-9]\d*(?::\$?[A-Za-z]{1,3}(?:\$?[1-9]\d*)?)?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9]\d*:\$?[1-9]\d*)(?![\w(!.])"
)
CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?")


@dataclass(frozen=True)
class _Corner:
    """One end of a reference; a side that is not named is open."""

    column: int | None
    row: int | None
    column_fixed: bool
    row_fixed: bool

    @classmethod
    def of(cls, text: str) -> "_Corner":
        found = CORNER.fullmatch(text)
        assert found is not None, text
        first, column, second, row = found.groups()
        by_row = column is None
        return cls(
            None if by_row else number(column),
            int(row) - 1 if row else None,
            bool(first) and not by_row,
            bool(second) or (by_row and bool(first)),
        )

    def along(self, axis: Axis) -> int | None:
        return self.row if axis == "ROWS" else self.column

    def at(self, axis: Axis, place: int) -> "_Corner":
        return replace(self, row=place) if axis == "ROWS" else replace(self, column=place)

    def carried(self, down: int, across: int) -> "_Corner":
        row = self.row if self.row is None or self.row_fixed else self.row + down
        column = self.column if self.column is None or self.column_fixed else self.column + across
        return replace(self, row=row, column=column)

    @property
    def lost(self) -> bool:
        return (self.row or 0) < 0 or (self.column or 0) < 0

    def __str__(self) -> str:
        column = "" if self.column is None else f"{'$' * self.column_fixed}{letters(self.column)}"
        return column + ("" if self.row is None else f"{'$' * self.row_fixed}{self.row + 1}")


def follow(
    spreadsheet: Spreadsheet, changed: Sheet, axis: Axis, shift: Callable[[Span], Span | None]
) -> None:
    """Every formula of the file that points into the changed sheet."""

    def moved(title: str, corners: list[_Corner]) -> list[_Corner]:
        ends = [corner.along(axis) for corner in corners]
        if title.casefold() != changed.title.casefold() or ends[0] is None:
            return corners
        last = ends[-1]
        span = shift((ends[0], (ends[0] if last is None else last) + 1))
        if span is None:
            return []
        return [
            corner if end is None else corner.at(axis, place)
            for corner, end, place in zip(corners, ends, (span[0], span[1] - 1), strict=False)
        ]

    for sheet in spreadsheet.sheets:
        for row, cells in enumerate(sheet.rows):
            for column, cell in list(cells.items()):
                if cell.formula:
                    text = _rewritten(cell.formula, sheet.title, moved)
                    sheet.put(row, column, replace(cell, formula=text))


def carried(formula: str, down: int, across: int) -> str:
    """A formula pasted so many lines further: what is not fixed by `$` moves along."""

    def moved(_title: str, corners: list[_Corner]) -> list[_Corner]:
        found = [corner.carried(down, across) for corner in corners]
        return [] if any(corner.lost for corner in found) else found

    return _rewritten(formula, "", moved) if formula and (down or across) else formula


def _rewritten(formula: str, own: str, moved: Callable[[str, list[_Corner]], list[_Corner]]) -> str:
    def one(found: re.Match[str]) -> str:
        if not found[2]:
            return found[0]
        title = (found[1] or "")[:-1]
        plain = title[1:-1].replace("''", "'") if title.startswith("'") else title or own
        corners = [_Corner.of(part) for part in found[2].split(":")]
        now = moved(plain, corners)
        return (found[1] or "") + ":".join(map(str, now)) if now else "#REF!"

    return REFERENCE.sub(one, formula)
