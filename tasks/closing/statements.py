"""Each person's hours and trainings of the term, and who completed.

Read from the tab `Hours`, as the coordinator sees it, so that a statement never says anything else than the sheet. A
reason that staff typed for an adjustment is not part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tasks.closing.term import Term
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row

ALL = "all"


@dataclass(frozen=True)
class Line:
    """Hours with one partner; `adjusted` is what staff added or took off, contained in `hours`."""

    partner: str
    role: str
    hours: float
    in_person: float
    adjusted: float = 0.0


@dataclass(frozen=True)
class Attended:
    """A training that the person attended."""

    title: str
    day: date
    hours: float


@dataclass(frozen=True)
class Statement:
    """One person's term: `number` names the document; `required` is nothing where no hours are required."""

    person: Person
    role: str
    number: str
    lines: tuple[Line, ...]
    total: Line
    required: float | None
    trainings: tuple[Attended, ...]
    completed: bool

    @property
    def met(self) -> bool:
        """Whether the hours required were reached."""
        return self.required is None or self.total.hours >= self.required - 0.005


def statements(book: Book, term: Term) -> tuple[Statement, ...]:
    """A statement for everyone who has hours or attended a training, in the order of `Enrollment`."""
    by_person: dict[str, list[Row]] = {}
    for row in book.snapshot.rows("Hours"):
        person = book.people.by_email.get(row.text("Email").casefold())
        if person is not None and row.text("With"):
            by_person.setdefault(person.id, []).append(row)
    trainings, pairs = _trainings(book), _pairs(book)
    return tuple(
        _statement(book, term, person, by_person.get(person.id, []), trainings.get(person.id, []), pairs)
        for person in book.people.values()
        if person.id in by_person or person.id in trainings
    )


def _statement(
    book: Book,
    term: Term,
    person: Person,
    rows: list[Row],
    trainings: list[Attended],
    pairs: Mapping[str, list[Pair]],
) -> Statement:
    lines = [_line(row) for row in rows]
    total = next((line for line in lines if line.partner == ALL), Line(ALL, str(person.role or ""), 0.0, 0.0))
    partners = tuple(line for line in lines if line.partner != ALL)
    required = next((_number(row, "Hours required") for row in rows if row.text("With") == ALL), None)
    program = book.settings.program_id or book.run.program_id
    found = Statement(
        person=person,
        role=total.role,
        number=keys.digest(program, "statement", person.id, str(term.number), length=10),
        lines=partners,
        total=total,
        required=required,
        trainings=tuple(sorted(trainings, key=lambda one: (one.day, one.title))),
        completed=False,
    )
    done = _completed(book, term, found, pairs.get(person.id, []))
    return Statement(**{**vars(found), "completed": done})


def _line(row: Row) -> Line:
    return Line(
        row.text("With"),
        row.text("Role"),
        _number(row, "Hours logged") or 0.0,
        _number(row, "In person") or 0.0,
        _number(row, "Adjust hours") or 0.0,
    )


def _number(row: Row, column: str) -> float | None:
    return RowReader("Hours", row, []).quiet_number(column)


def _trainings(book: Book) -> dict[str, list[Attended]]:
    held = {
        one.id.casefold(): one
        for one in book.trainings
        if not one.cancelled and one.starts.date() <= book.run.today
    }
    found: dict[str, list[Attended]] = {}
    for invitation in book.invitations:
        training = held.get(invitation.training_id.casefold())
        if training is not None and invitation.person and invitation.attended == "yes":
            found.setdefault(invitation.person, []).append(
                Attended(training.title, training.starts.date(), _hours(training.starts, training.ends))
            )
    return found


def _hours(starts: datetime, ends: datetime) -> float:
    return round((ends - starts).total_seconds() / 3600, 2)


def _pairs(book: Book) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for pair in book.pairs:
        for person in {pair.mentor, pair.mentee} - {""}:
            found.setdefault(person, []).append(pair)
    return found


def _completed(book: Book, term: Term, statement: Statement, pairs: Iterable[Pair]) -> bool:
    """Whether the person gets a certificate: staff say so, or they met to the end and reached the hours required."""
    person = statement.person
    if person.status is Status.COMPLETED:
        return True
    day = min(term.closed_on or book.run.today, book.settings.term_end)
    stayed = any(
        pair.status in (PairStatus.ACTIVE, PairStatus.PAUSED)
        or (pair.status is PairStatus.ENDED and pair.ending == "completed")
        for pair in pairs
    )
    return stayed and person.takes_part_on(day) and statement.total.hours > 0 and statement.met
