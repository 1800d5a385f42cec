"""Whether the term may be closed, and which one it is.

A workbook may see several terms: a new one begins when `Term start` lies after the last closing. The ledger remembers
the days of all closings in the fact `term:closings`, the last one in `term:closed`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.todo import ToDo, answers

CLOSED, CLOSINGS = "term:closed", "term:closings"
GUARD = "early-close"
GO_ON = "go on"


@dataclass(frozen=True)
class Term:
    """`number` counts earlier terms of this workbook; `closed_on` is nothing while this term is open."""

    number: int
    due: date
    """The first day on which the term closes by itself: after its end, and after the survey has closed."""
    closings: tuple[str, ...]
    closed_on: date | None

    @property
    def facts(self) -> dict[str, str]:
        """What the ledger remembers once the term is closed."""
        if self.closed_on is None:
            return {}
        day = self.closed_on.isoformat()
        closings = self.closings if day in self.closings else (*self.closings, day)
        return {CLOSED: day, CLOSINGS: " ".join(closings)}


def this_term(book: Book) -> Term | None:
    """The term of the settings; nothing where its dates cannot be used."""
    settings = book.settings
    if {"Term start", "Term end"} & set(settings.unusable) or settings.term_end < settings.term_start:
        return None
    closings = tuple(book.world.facts.get(CLOSINGS, "").split())
    days = [date.fromisoformat(day) for day in closings]
    own = [day for day in days if day >= settings.term_start]
    last = max(settings.term_end, settings.survey_closes or settings.term_end)
    return Term(len(days) - len(own), last + timedelta(days=1), closings, own[-1] if own else None)


def guard(term: Term) -> ToDo:
    """The question that a `close` before the term's end asks."""
    what = (
        f"The term can be closed from {term.due.isoformat()} on. Closing it now sends everyone their hours as they "
        "stand today, once. Close it all the same?"
    )
    key = keys.todo("guard", GUARD, str(term.number))
    return ToDo(key, what, look_in="Settings: Term end", choices=(GO_ON, "stop"), kind="guard")


def may_close(book: Book, term: Term) -> bool:
    """Whether the day has come, or a person said that it may be earlier."""
    return book.run.today >= term.due or GUARD in book.run.forced or _answer(book, term) == GO_ON


def asks(book: Book, term: Term) -> bool:
    """Whether the question stands: `close` asks it, and it stays until it is answered or the day has come."""
    rows = [row for row in book.snapshot.rows("To do") if row.text("Item") == guard(term).key]
    standing = any(row.text("Status") == "open" and not row.text("Answer") for row in rows)
    return book.run.command == "close" or standing


def _answer(book: Book, term: Term) -> str:
    return answers(book.snapshot).get(guard(term).key, "")
