"""Where `append` writes: the last table that the given range touches, else the range's own corner.

A table is a block of filled cells with nothing but blanks around it. Recorded: a blank middle cell splits a row in two
tables, and the next append lands below the last of them, shifted right; a blank cell between filled ones takes the
values itself. Which of several tables of different heights is last is not recorded; here the lowest, then the rightmost.
"""

from tests.google_service.sheets.model import Box, Sheet


def last_table(sheet: Sheet, box: Box) -> Box | None:
    """The table to continue, or None where the box touches none."""
    touched = [table for table in tables(sheet) if table.meets(box)]
    return max(touched, key=lambda table: (table.bottom, table.right), default=None)


def tables(sheet: Sheet) -> list[Box]:
    """All tables, found in one pass over the rows that hold something."""
    open_tables: list[Box] = []
    closed: list[Box] = []
    for row, cells in enumerate(sheet.rows):
        if not cells and not open_tables:
            continue
        closed += [table for table in open_tables if table.bottom < row]
        open_tables = [table for table in open_tables if table.bottom >= row]
        for left, right in _runs(sorted(column for column, cell in cells.items() if cell.filled)):
            open_tables = _joined(open_tables, Box(row, row + 1, left, right))
    return closed + open_tables


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


def _joined(tables: list[Box], run: Box) -> list[Box]:
    """Tables with `run` added to every one it touches, corners included."""
    apart: list[Box] = []
    grown = run
    waiting = list(tables)
    while waiting:
        table = waiting.pop()
        around = Box(grown.top - 1, grown.bottom + 1, grown.left - 1, grown.right + 1)
        if not table.meets(around):
            apart.append(table)
            continue
        grown = Box(
            min(table.top, grown.top),
            max(table.bottom, grown.bottom),
            min(table.left, grown.left),
            max(table.right, grown.right),
        )
        waiting += apart
        apart = []
    return [*apart, grown]
