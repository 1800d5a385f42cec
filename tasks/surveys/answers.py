"""Reads answers from every tab whose name begins with `Survey answers`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from tasks.program.book import Book
from tasks.program.cells import lines, text
from tasks.program.people import Person
from tasks.program.problems import Problem, fix, note
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.headers import squeezed
from tasks.program.workbook.snapshot import Row, Sheet
from tasks.surveys.instrument import Question, column_question, option_of

TAB = "Survey answers"
_OURS = frozenset({"Timestamp", "Email", "Token", "Check"})


@dataclass(frozen=True)
class Response:
    """One person's answers: options for closed questions, text for open ones, by question id."""

    person: str
    role: str
    school: str
    at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    late: bool = False


def answer_sheets(book: Book) -> tuple[Sheet, ...]:
    """The tabs that hold answers."""
    begins = squeezed(TAB)
    return tuple(sheet for sheet in book.snapshot.sheets.values() if squeezed(sheet.title).startswith(begins))


def read_responses(book: Book) -> tuple[tuple[Response, ...], tuple[Problem, ...]]:
    """The last answer of each person that came in time, and what could not be used.

    Answers after the survey closed are marked late: counting them would let anyone work out, from two editions of the
    summary, what one person said.
    """
    problems: list[Problem] = []
    found: dict[tuple[str, bool], Response] = {}
    for sheet in answer_sheets(book):
        columns = _columns(sheet, problems)
        for row in sheet.rows:
            response = _response(book, sheet, row, columns, problems)
            if response is None:
                continue
            key = (response.person, response.late)
            if key not in found or found[key].at <= response.at:
                found[key] = response
    in_time = {person for person, late in found if not late}
    kept = (r for r in found.values() if not r.late or r.person not in in_time)
    return tuple(sorted(kept, key=lambda r: r.person)), tuple(problems)


def _columns(sheet: Sheet, problems: list[Problem]) -> dict[str, Question]:
    columns: dict[str, Question] = {}
    for header in sheet.columns:
        question = None if header in _OURS else column_question(header)
        if question is not None:
            columns[header] = question
        elif header not in _OURS and sheet.rows:
            message = "This column is not one of the survey's questions."
            problems.append(
                note(sheet.name, 1, header, header, message, "Give it the question's wording to count it.")
            )
    return columns


def _response(
    book: Book, sheet: Sheet, row: Row, columns: Mapping[str, Question], problems: list[Problem]
) -> Response | None:
    cell = RowReader(sheet.name, row, problems)
    person = _who(book, row)
    if person is None:
        remedy = "Type the address the person is enrolled with, or delete the row."
        problems.append(
            fix(sheet.name, row.number, "Email", row["Email"], "Nobody enrolled has this address.", remedy)
        )
        return None
    at = cell.moment("Timestamp") or datetime.combine(book.settings.survey_opens or book.run.today, time())
    values = dict(_values(sheet.name, row, columns, problems))
    closes = book.settings.survey_closes
    late = closes is not None and at.date() > closes
    role = "mentor" if person.mentors and not person.is_mentored else "mentee"
    return Response(person.id, role, person.school, at, values, late)


def _who(book: Book, row: Row) -> Person | None:
    word = row.text("Email") or row.text("Token")
    return book.people.get(word) or book.people.by_email.get(word.casefold())


def _values(
    tab: str, row: Row, columns: Mapping[str, Question], problems: list[Problem]
) -> Iterable[tuple[str, str]]:
    for header, question in columns.items():
        answer = lines(row[header]) if question.open else text(row[header])
        if not answer:
            continue
        option = answer if question.open else option_of(question, answer)
        if option is None:
            remedy = f"Use one of: {', '.join(question.options)}."
            problems.append(
                note(
                    tab,
                    row.number,
                    header,
                    answer,
                    "This is not one of the answers; it is not counted.",
                    remedy,
                )
            )
        else:
            yield question.id, option


def answer_rows(book: Book) -> list[dict[str, object]]:
    """Rows for filled forms that came back as files and are not in the tab yet, one column per question asked."""
    standing = {
        (r.text("Timestamp"), r.text("Email").casefold()) for s in answer_sheets(book) for r in s.rows
    }
    rows: list[dict[str, object]] = []
    for answer in book.world.answers:
        stamp = text(answer.at)
        person = book.people.find(answer.who)
        role = "mentor" if person is not None and person.mentors and not person.is_mentored else "mentee"
        if (stamp, answer.who.casefold()) in standing:
            continue
        asked = {q: value for q, value in answer.values.items() if column_question(q) is not None}
        worded = {column_question(q).wording[role]: value for q, value in asked.items()}  # type: ignore[union-attr] # asked
        rows.append({"Timestamp": answer.at, "Email": answer.who, **worded})
    return rows
