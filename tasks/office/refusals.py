"""What a run cannot begin with at all: said in one paragraph, and the workbook stays as it is.

Only while nothing was ever written: once a program runs, a cell mistyped in March is explained in `Check` beside it.
"""

from tasks.program.book import Book
from tasks.program.problems import Level
from tasks.program.settings import Model


def refusal(book: Book, known: bool) -> str:
    """Why this run cannot begin, with what to do; empty where it can. `known` is whether the program ran before."""
    if book.run.command == "check":
        return ""
    why = "" if known else _unusable(book) or _empty(book)
    why = why or _one_sided(book)
    return (
        f"{why} Nothing was written; put that right and run `mentorship {book.run.command}` again."
        if why
        else ""
    )


def _unusable(book: Book) -> str:
    """What the required settings lack, all of it."""
    if not book.settings.unusable:
        return ""
    names = {row.number: row.text("Setting") for row in book.snapshot.rows("Settings")}
    found = [one for one in book.problems if one.tab == "Settings" and one.level is Level.FIX]
    blank = [names[one.row] for one in found if one.row in names and one.column == "Value" and not one.value]
    said = [f"{one.message} {one.remedy}".strip() for one in found if names.get(one.row) not in blank]
    missing = f"In the tab Settings these have no value yet: {', '.join(blank)}." if blank else ""
    return " ".join(filter(None, (missing, *said)))


def _empty(book: Book) -> str:
    if book.snapshot.rows("Enrollment"):
        return ""
    return "The tab Enrollment has no rows yet. Type or paste one row for each person: at least Name, Email and Role."


def _one_sided(book: Book) -> str:
    """A pairing needs two sides; a year may well begin with one of them, so only the pairing stops."""
    if book.run.command != "pair" or book.settings.model is not Model.ONE_TO_ONE or book.pairs:
        return ""
    people = book.people.values()
    if not any(person.mentors for person in people):
        return "Nobody in the tab Enrollment is a mentor, so nobody can be paired. Type mentor or both in the column Role."
    if not any(person.is_mentored for person in people):
        return "Nobody in the tab Enrollment is a mentee, so nobody can be paired. Type mentee or both in the column Role."
    return ""
