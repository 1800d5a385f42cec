"""Whether a rehearsal runs: `Redirect all mail to` is filled in, or nobody has agreed yet to what follows once it is empty."""

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.todo import answers

FACT = "outbox:rehearsing since"
GUARD = "rehearsal-over"
GO_ON, STOP = "go on", "stop"


def rehearsing(book: Book) -> bool:
    """Whether calendars, forms and bookings stay as they are."""
    since = book.world.facts.get(FACT, "")
    return bool(book.settings.redirect_all_mail_to) or (bool(since) and not agreed(book, since))


def question_key(since: str) -> str:
    return keys.todo(GUARD, since)


def agreed(book: Book, since: str) -> bool:
    """Whether staff said that all may follow now; whoever runs by hand does."""
    said = answers(book.snapshot).get(question_key(since))
    return book.run.by_hand or GUARD in book.run.forced or said == GO_ON
