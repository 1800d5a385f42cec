"""After a rehearsal: what was only rehearsed is still owed, and nobody may be surprised that it now goes. Pure."""

from collections.abc import Mapping, Sequence

from tasks.outbox.turns import Going
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.todo import ToDo, answers

FACT = "outbox:rehearsing since"
GUARD = "rehearsal-over"
GO_ON, STOP = "go on", "stop"


def ask_after(going: Sequence[Going], book: Book) -> ToDo | None:
    """The question once `Redirect all mail to` is empty again: how many letters are due now, and whether they may go."""
    since = book.world.facts.get(FACT, "")
    if not since or book.settings.redirect_all_mail_to or not going or _agreed(book, since):
        return None
    count = f"{len(going)} letters are" if len(going) != 1 else "1 letter is"
    what = (
        f"The rehearsal is over: `Redirect all mail to` is empty, and {count} due now, to the people themselves. Look "
        "through Outbox, then answer; `send` in Action lets single ones go."
    )
    return ToDo(_key(since), what, look_in="Outbox", choices=(GO_ON, STOP), kind="guard")


def holds_calendars(book: Book) -> bool:
    """Whether calendars stay as they are: a rehearsal runs, or nobody has agreed yet to what follows it."""
    since = book.world.facts.get(FACT, "")
    return bool(book.settings.redirect_all_mail_to) or (bool(since) and not _agreed(book, since))


def _key(since: str) -> str:
    return keys.todo(GUARD, since)


def _agreed(book: Book, since: str) -> bool:
    return book.run.by_hand or GUARD in book.run.forced or answers(book.snapshot).get(_key(since)) == GO_ON


def facts(book: Book, *, nothing_due: bool) -> Mapping[str, str]:
    """Remembers since when a rehearsal runs, until somebody agreed to what follows or nothing is left to follow."""
    since = book.world.facts.get(FACT, "")
    if book.settings.redirect_all_mail_to:
        return {} if since else {FACT: book.run.today.isoformat()}
    return {FACT: ""} if since and (nothing_due or _agreed(book, since)) else {}
