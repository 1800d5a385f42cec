"""Next year's workbook from this year's: who goes on with whom, who waits first, who has completed. Pure.

Nothing of `Reason`, of logs, surveys or letters comes along; pairs keep their ids, so that nobody is introduced twice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.program.book import Book
from tasks.program.cells import Value, folded
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.training_record import trained_dates
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs import TABS

Cells = Mapping[str, Value]
GONE = (Status.LEFT, Status.WITHDRAWN)
COPIED = ("Schools", "Bell schedule")
KEPT = (PairStatus.APPROVED, PairStatus.ACTIVE, PairStatus.PAUSED)
DATED = (
    "Term name",
    "Term start",
    "Term end",
    "Survey opens",
    "Survey closes",
    "Previous workbook",
    "Waited first",
)
"""Settings that are not the same again."""
YEAR = timedelta(days=364)
"""A year of whole weeks, so that a term begins on the same day of the week."""


@dataclass(frozen=True)
class NextYear:
    """What a new workbook is made of, and the counts to tell: pairs that go on, people who wait, people who completed."""

    settings: Cells
    people: tuple[Cells, ...]
    sheets: Mapping[str, tuple[Cells, ...]]
    going_on: int
    waiting: int
    completed: int


def next_year(book: Book, old: str) -> NextYear:
    """The year after the book's; `old` is where its workbook is. Dates are suggestions for a person to correct."""
    rows_of_pairs = {row.number: row for row in book.snapshot.rows("Pairings")}
    pairs = [pair for pair in book.pairs if pair.status in KEPT and _both_stay(book, pair)]
    served = {person for pair in pairs for person in (pair.mentor, pair.mentee)}
    waiting = tuple(_waiting(book, served))
    completed = {person.id for person in book.people.values() if _completes(book, person, served)}
    rows = {row.number: row for row in book.snapshot.rows("Enrollment")}
    trained = trained_dates(book)
    people = (
        _person(
            rows[person.row], person, trained.get(person.id), book.settings.term_end, person.id in completed
        )
        for person in book.people.values()
        if _stays(book, person) and person.row in rows
    )
    sheets = {
        "Pairings": (*(_going_on(book, pair, rows_of_pairs[pair.row]) for pair in pairs), *_barred(book)),
        "Unmatched": waiting,
        **{tab: tuple(_staff_cells(book, tab)) for tab in COPIED},
    }
    return NextYear(_settings(book, old), tuple(people), sheets, len(pairs), len(waiting), len(completed))


def _stays(book: Book, person: Person) -> bool:
    return person.status_on(book.settings.term_end + timedelta(days=1)) not in GONE


def _both_stay(book: Book, pair: Pair) -> bool:
    people = (book.people.get(pair.mentor), book.people.get(pair.mentee))
    ends = pair.decision is Decision.END or (
        pair.ends_on is not None and pair.ends_on <= book.settings.term_end
    )
    return not ends and all(person is not None and _stays(book, person) for person in people)


def _completes(book: Book, person: Person, served: set[str]) -> bool:
    """Somebody mentored whose pair is over and who waits for nobody: completed."""
    if person.status is Status.COMPLETED:
        return True
    if person.mentors or person.id in served or not person.is_mentored or not _stays(book, person):
        return False
    endings = [pair.ending for pair in book.pairs if pair.mentee == person.id and pair.ended_on is not None]
    return bool(endings) and endings[-1] == "completed"


def _waiting(book: Book, served: set[str]) -> Iterator[Cells]:
    """Those who waited keep their place in the line; so do those whose proposal nobody approved."""
    proposed = {pair.mentee for pair in book.pairs if pair.status is PairStatus.PROPOSED}
    for one in book.people.values():
        if one.id in proposed - served and _stays(book, one):
            since = one.enrolled_on or book.settings.term_start
            cells: dict[str, Value] = {"Name": one.name, "Email": one.email or None, "Since": since}
            yield cells | {"Role": str(one.role), "Person ID": one.id}
    for row in book.snapshot.rows("Unmatched"):
        person = book.people.get(row.text("Person ID"))
        if (
            person is not None
            and person.id not in served
            and _stays(book, person)
            and not _completes(book, person, served)
        ):
            yield {column: row[column] for column in ("Name", "Email", "Role", "Since", "Plan", "Person ID")}


def _person(row: Row, person: Person, trained: date | None, end: date, completed: bool) -> Cells:
    """The row as staff typed it, with what is over taken out and what was reached put in."""
    ours = set(TABS["Enrollment"].owned_by(Owner.PROGRAM)) - {"Person ID", "Enrolled on"}
    cells = {column: value for column, value in row.cells.items() if column not in ours and value is not None}
    cells["Person ID"] = person.id
    if trained is not None:
        cells["Mentor training"] = trained
    if completed:
        cells["Status"] = str(Status.COMPLETED)
    if person.years is not None:
        cells["Years teaching"] = person.years + 1
    if person.away_until is not None and person.away_until <= end + timedelta(days=1):
        cells = {
            column: value for column, value in cells.items() if column not in ("Away from", "Away until")
        }
    return cells


def _going_on(book: Book, pair: Pair, row: Row) -> Cells:
    """A pair that stands: the same id, and no new introduction where there was one."""
    columns = ("Model", "Score", "Why", "Status", "Matched on", "Introduced on", "Group")
    cells = _who(book, pair) | {column: row[column] for column in columns}
    if pair.decision in (Decision.APPROVE, Decision.LOCK, Decision.EXCEPTION):
        cells["Decision"] = str(pair.decision)
    if pair.decision is Decision.EXCEPTION:
        cells["Reason"] = "See last year's workbook."
    return cells


def _barred(book: Book) -> Iterator[Cells]:
    """Pairs that ended without fault and must not come again; why is not told.

    Without the day of their introduction: they were told last year, and nobody of this year is to be told of an ending.
    """
    for pair in book.pairs:
        if pair.ended_on is not None and pair.ending == "no-fault" and _known(book, pair):
            over: Cells = {"Status": str(pair.status), "Ending": pair.ending, "Ended on": pair.ended_on}
            yield {**_who(book, pair), "Model": pair.model, **over}


def _known(book: Book, pair: Pair) -> bool:
    people = (book.people.get(pair.mentor), book.people.get(pair.mentee))
    return all(person is not None and _stays(book, person) for person in people)


def _who(book: Book, pair: Pair) -> dict[str, Value]:
    mentor, mentee = book.people[pair.mentor], book.people[pair.mentee]
    return {
        "Pairing ID": pair.id,
        "Mentor": mentor.name,
        "Mentor email": mentor.email,
        "Mentee": mentee.name,
        "Mentee email": mentee.email,
    }


def _staff_cells(book: Book, tab: str) -> Iterator[Cells]:
    sheet = book.snapshot.sheet(tab)
    return (sheet.staff_cells(row) for row in sheet.rows)


def _settings(book: Book, old: str) -> Cells:
    """Everything as it was typed; the dates a year later, the survey's to be typed anew."""
    known = {folded(name) for name in DATED}
    rows = book.snapshot.rows("Settings")
    kept = {row.text("Setting"): row["Value"] for row in rows if folded(row["Setting"]) not in known}
    settings = book.settings
    return kept | {
        "Program ID": _next_id(settings.program_id or book.run.program_id),
        "Term name": re.sub(
            r"\d+", lambda found: str(int(found[0]) + 1).zfill(len(found[0])), settings.term_name
        ),
        "Term start": settings.term_start + YEAR,
        "Term end": settings.term_end + YEAR,
        "Previous workbook": old,
        "Waited first": "yes",
    }


def _next_id(program: str) -> str:
    """An id of the new workbook's own. People and pairs keep theirs, but a pair's meetings are another calendar series each
    year: under the old UID they would take the place of last year's in everybody's calendar, or be ignored as out of date.
    """
    name, _, number = program.rpartition(".")
    return f"{name}.{int(number) + 1}" if name and number.isdecimal() else f"{program}.2"
