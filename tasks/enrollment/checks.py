"""The `Check` cells: each row's problems in sentences, empty again once they are fixed."""

from collections.abc import Iterable, Mapping

from tasks.program.book import Book
from tasks.program.cells import same
from tasks.program.problems import Problem
from tasks.program.workbook.changes import Change, SetCells
from tasks.program.workbook.tabs import TABS


def texts(book: Book, tab: str) -> dict[int, str]:
    """What the `Check` cell of each row with problems says, by row number: what must be fixed first."""
    return _by_tab(book.problems).get(tab, {})


def _by_tab(problems: Iterable[Problem]) -> Mapping[str, dict[int, str]]:
    sentences: dict[str, dict[int, dict[str, None]]] = {}
    for problem in sorted(problems, key=lambda one: one.level):
        if problem.row:
            rows = sentences.setdefault(problem.tab, {})
            rows.setdefault(problem.row, {})[problem.sentence()] = None
    return {tab: {row: " ".join(found) for row, found in rows.items()} for tab, rows in sentences.items()}


def changes(book: Book, more: Iterable[Problem] = (), *, except_tab: str = "") -> list[Change]:
    """The `Check` cells that must change, on every tab that has such a column.

    `more` are problems that rooms found after the book was read.
    """
    found: list[Change] = []
    by_tab = _by_tab((*book.problems, *more))
    for tab in TABS.values():
        sheet = book.snapshot.sheet(tab.name)
        clashing = {column for column, _ in sheet.clashes}
        if tab.name == except_tab or "Check" in clashing or "Check" not in {c.name for c in tab.columns}:
            continue
        said = by_tab.get(tab.name, {})
        found += [
            SetCells(tab.name, row, {"Check": said.get(row.number, "")})
            for row in sheet.rows
            if not same(row["Check"], said.get(row.number, ""))
        ]
    return found
