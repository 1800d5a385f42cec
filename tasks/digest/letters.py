"""The digest's letters: to leadership, its preview to the coordinator, and the coordinator's own weekly list."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tasks.digest.dates import Due
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Letter, Recipient


def coordinator(book: Book) -> Recipient:
    return Recipient("coordinator", book.settings.coordinator_name, book.settings.coordinator_email)


def leadership(book: Book) -> tuple[Recipient, ...]:
    """The people leadership's page goes to; their names are not known, so they are greeted without."""
    return tuple(
        Recipient(f"leadership-{n}", "", email) for n, email in enumerate(book.settings.leadership_emails, 1)
    )


def letter(
    book: Book, template: str, due: Due, to: Sequence[Recipient], context: Mapping[str, Any], occasion: date
) -> Letter:
    """One digest letter; only leadership's waits for `send` where the settings say so. The coordinator's list speaks of the
    letters that wait, so that it goes last.
    """
    program = book.settings.program_id or book.run.program_id
    return Letter(
        key=keys.letter(program, template, due.id),
        template=template,
        room="digest",
        to=tuple(to),
        context=context,
        drop_after=due.until,
        occasion=occasion,
        waits_for="digest" if template == "digest" else "",
        last=template == "coordinator-digest",
        about=due.id,
    )


def preview_day(book: Book, due: Due) -> date:
    return due.on - timedelta(days=book.settings.digest_preview_days)
