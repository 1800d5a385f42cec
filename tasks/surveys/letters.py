"""The survey's two letters: the invitation, and one reminder to those who have not answered."""

from collections.abc import Callable
from datetime import date

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.forms import FormSpec
from tasks.program.letters import Attachment, Letter, Recipient
from tasks.program.people import Person
from tasks.surveys.instrument import form_spec
from tasks.surveys.pages import link_for, on_page

BlankForm = Callable[[FormSpec], bytes]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def invitation_key(book: Book, person: str) -> str:
    program = book.settings.program_id or book.run.program_id
    return keys.letter(program, "survey-invitation", person)


def invitation(book: Book, person: Person, role: str, blank_form: BlankForm | None) -> Letter:
    """Asks one person; it may still go until the day the survey closes."""
    return _letter(book, person, role, "survey-invitation", book.settings.survey_opens, blank_form)


def reminder(book: Book, person: Person, role: str, on: date, blank_form: BlankForm | None) -> Letter:
    """Reminds one person once, from the given day on."""
    return _letter(book, person, role, "survey-reminder", on, blank_form)


def _letter(
    book: Book, person: Person, role: str, template: str, occasion: date | None, blank_form: BlankForm | None
) -> Letter:
    closes = book.settings.survey_closes
    assert closes is not None, "a survey without a closing day is never opened"
    link = link_for(book, person, role)
    later = not link and on_page(book, role)
    files: tuple[Attachment, ...] = ()
    if not link and not later and blank_form is not None:
        files = (Attachment(f"survey-{role}.xlsx", blank_form(form_spec(role)), XLSX),)
    program = book.settings.program_id or book.run.program_id
    return Letter(
        key=keys.letter(program, template, person.id),
        template=template,
        room="surveys",
        to=(Recipient(person.id, person.name, person.email),),
        context={
            "link": link,
            "closes": closes,
            "attached": bool(files),
            "email": person.email,
            "later": later,
        },
        drop_after=closes,
        occasion=occasion,
        attachments=files,
        about=person.id,
    )
