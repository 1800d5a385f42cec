"""The survey as pages on the web, where this office can open them and the coordinator has no form of her own."""

from tasks.program import keys
from tasks.program.answering import code_of
from tasks.program.book import Book
from tasks.program.codes import CODE
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.todo import ToDo
from tasks.surveys.answers import PURPOSE
from tasks.surveys.asked import asked
from tasks.surveys.instrument import ROLES, form_key, page_spec


def own_form(book: Book, role: str) -> str:
    """The form that the coordinator made for a role; empty where there is none."""
    own = book.settings.survey_form_mentors if role == "mentor" else book.settings.survey_form_mentees
    return own or book.settings.survey_form


def on_page(book: Book, role: str) -> bool:
    """Whether the role answers on a page of this program's own."""
    return not own_form(book, role) and (form_key(role) in _known(book) or book.world.pages.possible())


def _known(book: Book) -> frozenset[str]:
    return frozenset(book.world.pages.standing) | book.world.pages.lost


def link_for(book: Book, person: Person, role: str) -> str:
    """The link of a person to the survey, filled in with the code that stands for them; empty where there is none yet."""
    own = own_form(book, role)
    page = book.world.pages.standing.get(form_key(role))
    if own or page is None:
        return own
    return page.filled(**{CODE: code_of(book, PURPOSE, person.id)})


def awaits_page(book: Book, role: str) -> bool:
    """Whether the letter cannot be written yet: its page is about to be opened. A rehearsal shows it without one."""
    if book.settings.redirect_all_mail_to:
        return False
    return on_page(book, role) and form_key(role) not in book.world.pages.standing


def open_pages(book: Book) -> Plan:
    """The pages people should be able to answer on now. A rehearsal opens and closes none."""
    if book.settings.redirect_all_mail_to:
        return Plan()
    roles = {one.role for one in asked(book)}
    wanted = [role for role in ROLES if role in roles and on_page(book, role)]
    lost = [role for role in wanted if form_key(role) in book.world.pages.lost]
    return Plan(
        forms=tuple(map(page_spec, wanted)),
        plans_forms=tuple(map(form_key, ROLES)),
        todos=tuple(map(_lost, lost)),
    )


def files_come_back(book: Book) -> bool:
    """Whether some people answer in a file that comes back by mail."""
    roles = {one.role for one in asked(book)}
    return not all(own_form(book, role) or on_page(book, role) for role in roles)


def closed_pages() -> Plan:
    return Plan(plans_forms=tuple(map(form_key, ROLES)))


def _lost(role: str) -> ToDo:
    what = (
        f"The survey form for {role}s can no longer be reached: it was deleted, or taken from this account. Put it back "
        "from the trash of Google Drive, or put the address of a form of your own into the setting Survey form."
    )
    return ToDo(keys.todo("form", form_key(role)), what, look_in=f"Settings, Survey form: {role}s")
