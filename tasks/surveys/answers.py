"""Reads answers from every tab whose name begins with `Survey answers`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from tasks.program.answering import RESPONSE, answerer, code_of, moment_of, unfiled
from tasks.program.book import Book
from tasks.program.cells import Value, lines, text
from tasks.program.codes import CODE
from tasks.program.forms import Answer
from tasks.program.people import Person
from tasks.program.problems import Problem, fix, note
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.headers import squeezed
from tasks.program.workbook.snapshot import Row, Sheet
from tasks.surveys.instrument import ROLES, Question, column_question, form_key, option_of

TAB = "Survey answers"
PURPOSE = "survey"
FORMS = frozenset(map(form_key, ROLES))
_OURS = frozenset({"Timestamp", "Email", "Token", RESPONSE, "Check"})


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
    return answerer(book, PURPOSE, row.text("Email") or row.text("Token"))


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


def answer_rows(book: Book) -> list[dict[str, Value]]:
    """Rows for filled forms that came back and were never put into the tab, one column per question asked."""
    rows: list[dict[str, Value]] = []
    for answer in unfiled(book, TAB, FORMS):
        role = next(role for role in ROLES if form_key(role) == answer.form)
        asked = {q: value for q, value in answer.values.items() if column_question(q) is not None}
        worded = {column_question(q).wording[role]: value for q, value in asked.items()}  # type: ignore[union-attr] # asked
        rows.append(
            {"Timestamp": moment_of(book, answer), **_by(book, answer), RESPONSE: answer.id, **worded}
        )
    return rows


def _by(book: Book, answer: Answer) -> dict[str, Value]:
    """Who answered, as the tab holds it: the code where it is one, so that a glance at the tab names nobody."""
    word = text(answer.values.get(CODE)) or answer.who
    person = answerer(book, PURPOSE, word)
    if person is None or code_of(book, PURPOSE, person.id) != word.casefold():
        return {"Email": word}
    return {"Token": word.casefold()}
