"""The `Outbox` tab: one row for every copy, as the ledger knows it. Pure.

Rows stay. What a person overtypes is put back as far as it is known: a letter that is out keeps the words it had.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tasks.outbox.owed import Decisions
from tasks.outbox.render import subject
from tasks.outbox.words import WordingError
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Delivery, Letter, Recipient, State
from tasks.program.workbook.changes import Change, upserts
from tasks.program.workbook.snapshot import Row, Sheet

_OUT = frozenset({State.SENT, State.BOUNCED})
_NOT_YET = frozenset({State.OWED.value, State.WAITING.value})


def outbox_changes(book: Book, decisions: Decisions) -> tuple[Change, ...]:
    """The rows that make the tab true once the decisions' moves are made; sending shows in the round after it."""
    sheet = book.snapshot.sheet("Outbox")
    copies = decisions.foreseen(book.world.deliveries)
    words = _Words(book, decisions.letters, sheet)
    ordered = sorted(copies.values(), key=lambda one: (one.owed_at, one.letter, one.key))
    return upserts(sheet, [words.line(delivery) for delivery in ordered], clear=_never_owed)


def _never_owed(row: Row) -> bool:
    """Whether the row shows a copy that was planned and never came to be owed, and nobody typed anything for it."""
    return row.text("Status") in _NOT_YET and not row.text("Action")


class _Words:
    """Knows who gets which letter, and words each subject once."""

    def __init__(self, book: Book, letters: Mapping[str, Letter], sheet: Sheet) -> None:
        self.book, self.letters = book, letters
        self.rows: dict[str, Row] = {row.text("Key"): row for row in reversed(sheet.rows)}
        self.recipients = {key: {to.person: to for to in letter.to} for key, letter in letters.items()}
        self.subjects: dict[str, str] = {}

    def line(self, delivery: Delivery) -> dict[str, Value]:
        return {
            "Key": delivery.key,
            **dict(self._addressed(delivery)),
            "Letter": delivery.template,
            "Status": str(delivery.state),
            "When": wall_clock(
                delivery.changed_at if delivery.state in _OUT else delivery.owed_at, self.book.run.zone
            ),
            "Error": delivery.error,
        }

    def _addressed(self, delivery: Delivery) -> Iterator[tuple[str, Value]]:
        """To, Name and Subject: as they are while the copy is open; once it is out, only where the row lacks them."""
        letter = self.letters.get(delivery.letter.removeprefix("rehearsed-"))
        row = self.rows.get(delivery.key)
        if letter is None:
            return
        to = self._recipient(letter, delivery)
        for column, value in (("To", to.email), ("Name", to.name), ("Subject", "")):
            standing = row[column] if row else None
            if delivery.state in _OUT and standing is not None:
                continue
            yield column, value if column != "Subject" else self._subject(letter)

    def _recipient(self, letter: Letter, delivery: Delivery) -> Recipient:
        known = self.recipients[letter.key].get(delivery.person)
        return known or Recipient(delivery.person, "", self.book.settings.redirect_all_mail_to)

    def _subject(self, letter: Letter) -> str:
        if letter.key not in self.subjects:
            try:
                self.subjects[letter.key] = subject(letter, self.book.settings, self.book.run.today)
            except WordingError:
                self.subjects[letter.key] = ""
        return self.subjects[letter.key]


def wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment as a cell shows it: the program's wall clock, whole seconds, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
