"""Turns what every room said to staff into the tabs `To do` and `Coming up`."""

from collections.abc import Iterable
from datetime import timedelta

from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.plan import Plan
from tasks.program.todo import Coming, ToDo
from tasks.program.workbook.changes import Change, Rewrite, upserts
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs_program import LAST_RUN

HORIZON = timedelta(days=14)


def plan(book: Book, said: Plan) -> Plan:
    """The desk's tabs, true for what the rooms said in this fold."""
    return Plan(changes=(*_to_do(book, said.todos), *_coming_up(book, said.coming)))


def _to_do(book: Book, todos: Iterable[ToDo]) -> tuple[Change, ...]:
    """Open questions stand with the date they were first asked; those nobody asks any more are done."""
    sheet = book.snapshot.sheet("To do")
    standing = {row.text("Item").casefold(): row for row in sheet.rows}
    asked = {todo.key: todo for todo in todos}
    rows = [
        _last_run(book),
        *(_line(book, todo, standing.get(todo.key.casefold())) for todo in asked.values()),
    ]
    closed = [
        {"Item": row.text("Item"), "Status": "done"}
        for row in sheet.rows
        if row.text("Item") and row.text("Item") not in asked and row.text("Status") == "open"
    ]
    return upserts(sheet, [*rows, *closed])


def _last_run(book: Book) -> dict[str, Value]:
    """The first line: a rule of the tab turns it red once `Due`, the next school day, is over without a run."""
    today = book.run.today
    return {
        "Item": LAST_RUN,
        "What": "The program ran last on the day under Since. If this line is red, it has stopped: run it by hand.",
        "Since": today,
        "Due": book.calendar.next_school_day(today + timedelta(days=1)),
    }


def _line(book: Book, todo: ToDo, row: Row | None) -> dict[str, Value]:
    reopened = row is None or row.text("Status") == "done"
    since = book.run.today if reopened or row is None else row["Since"]
    return {
        "Item": todo.key,
        "What": todo.what,
        "Who": todo.who,
        "Look in": todo.look_in,
        "Since": since,
        "Due": todo.due,
        "Choices": " / ".join(todo.choices),
        "Status": "open",
    }


def _coming_up(book: Book, coming: Iterable[Coming]) -> tuple[Change, ...]:
    """The next 14 days, soonest first; lines that say the same are counted together."""
    today = book.run.today
    counted: dict[tuple[object, ...], int] = {}
    for one in coming:
        if today <= one.on <= today + HORIZON:
            key = (one.on, one.what, one.waits_for)
            counted[key] = counted.get(key, 0) + one.how_many
    rows = tuple(
        {"Date": on, "What": what, "How many": count, "Waits for": waits}
        for (on, what, waits), count in sorted(counted.items(), key=lambda item: tuple(map(str, item[0])))
    )
    return (Rewrite("Coming up", rows),)  # type: ignore[arg-type] # cells of plain values
