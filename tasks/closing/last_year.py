"""What a year's workbook says about the year after, for one that was made by hand. Pure.

The same people wait and the same pairs are barred as in a workbook that `mentorship init --from` makes.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tasks.closing.next_year import Cells, next_year
from tasks.program.book import Book
from tasks.program.last_year import LastYear
from tasks.program.pairs import Pair, PairStatus
from tasks.program.reading.rows import RowReader


def last_year(book: Book) -> LastYear:
    """What the book's year leaves to remember."""
    over = [pair for pair in book.pairs if pair.ended_on is not None]
    sheets = next_year(book, "").sheets
    going_on = {cells["Pairing ID"] for cells in sheets["Pairings"]}
    return LastYear(
        failed=_couples(book, (pair for pair in over if pair.ending == "no-fault")),
        together=_couples(
            book,
            (
                pair
                for pair in book.pairs
                if pair.ending != "no-fault" and (pair.id in going_on or pair.status is PairStatus.ENDED)
            ),
        ),
        waited=dict(_waited(book, sheets["Unmatched"])),
    )


def _couples(book: Book, pairs: Iterable[Pair]) -> frozenset[tuple[str, str]]:
    found = ((book.people.get(pair.mentor), book.people.get(pair.mentee)) for pair in pairs)
    return frozenset(
        (mentor.email, mentee.email)
        for mentor, mentee in found
        if mentor is not None and mentee is not None and mentor.email and mentee.email
    )


def _waited(book: Book, rows: Iterable[Cells]) -> Iterator[tuple[str, date]]:
    """Those who still wait at the end, with the day from which they did, or the last day of the term."""
    waiting = {cells["Person ID"] for cells in rows}
    for row in book.snapshot.rows("Unmatched"):
        person = book.people.get(row.text("Person ID"))
        if person is not None and person.id in waiting and person.email:
            since = RowReader("Unmatched", row, []).quiet_date("Since")
            yield person.email, since or book.settings.term_end
