"""After a rehearsal: what was only rehearsed is still owed, and nobody may be surprised that it now goes. Pure."""

from collections.abc import Mapping, Sequence

from tasks.outbox.turns import Going
from tasks.program.book import Book
from tasks.program.rehearsing import FACT, GO_ON, STOP, agreed, question_key
from tasks.program.todo import ToDo


def ask_after(going: Sequence[Going], book: Book) -> ToDo | None:
    """The question once `Redirect all mail to` is empty again: how many letters are due now, and whether they may go."""
    since = book.world.facts.get(FACT, "")
    if not since or book.settings.redirect_all_mail_to or not going or agreed(book, since):
        return None
    count = f"{len(going)} letters are" if len(going) != 1 else "1 letter is"
    what = (
        f"The rehearsal is over: `Redirect all mail to` is empty, and {count} due now, to the people themselves. Look "
        "through Outbox, then answer; `send` in Action lets single ones go."
    )
    return ToDo(question_key(since), what, look_in="Outbox", choices=(GO_ON, STOP), kind="guard")


def facts(book: Book, *, nothing_due: bool) -> Mapping[str, str]:
    """Remembers since when a rehearsal runs, until somebody agreed to what follows or nothing is left to follow."""
    since = book.world.facts.get(FACT, "")
    if book.settings.redirect_all_mail_to:
        return {} if since else {FACT: book.run.today.isoformat()}
    return {FACT: ""} if since and (nothing_due or agreed(book, since)) else {}
