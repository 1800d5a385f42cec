"""The room's letter: a person's hours statement, the document attached."""

from datetime import date, timedelta

from tasks.closing.statements import Statement
from tasks.closing.term import Term
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Attachment, Letter, Recipient

TEMPLATE = "hours-statement"
USEFUL_FOR = timedelta(days=60)


def letter_key(book: Book, term: Term, person: str) -> str:
    program = book.settings.program_id or book.run.program_id
    return keys.letter(program, TEMPLATE, person, str(term.number))


def letter(book: Book, term: Term, statement: Statement, closed_on: date, document: Attachment) -> Letter:
    """The letter to the person the statement is about."""
    person = statement.person
    return Letter(
        key=letter_key(book, term, person.id),
        template=TEMPLATE,
        room="closing",
        to=(Recipient(person.id, person.name, person.email),),
        context={
            "hours": statement.total.hours,
            "in_person": statement.total.in_person,
            "required": statement.required,
            "met": statement.met,
            "trainings": len(statement.trainings),
            "completed": statement.completed,
        },
        drop_after=closed_on + USEFUL_FOR,
        attachments=(document,),
        about=person.id,
    )
