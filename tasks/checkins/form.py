"""The check-in form as a page on the web, where this office can open one and the coordinator has none of her own.

Each entry that comes in becomes a row of `Check-ins`, once.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from tasks.program import keys
from tasks.program.answering import RESPONSE, answerer, code_of, filed, moment_of, unfiled
from tasks.program.book import Book
from tasks.program.cells import Value, text
from tasks.program.codes import CODE, WHO
from tasks.program.forms import Answer, Field, FormSpec, Question
from tasks.program.meetings import Meeting
from tasks.program.pairs import PairStatus
from tasks.program.people import Person
from tasks.program.plan import Plan
from tasks.program.settings import OFF
from tasks.program.shipped import shipped
from tasks.program.todo import ToDo
from tasks.program.workbook.changes import AddRow

FILE = "surveys/check-in.toml"
KEY = PURPOSE = "check-in"
TAB = "Check-ins"
AFTERWARDS = timedelta(days=14)
"""So long after the term people may still log its meetings on the page."""


@lru_cache(maxsize=1)
def spec() -> FormSpec:
    """The form: who, with whom, when, how long; never what was said."""
    words = shipped(FILE)
    return FormSpec(
        KEY,
        words["title"],
        words["introduction"].strip(),
        (
            WHO,
            Question("with", words["with"], help=words["with_help"], field=Field.LINE),
            Question("met_on", words["met_on"], field=Field.DATE, required=True),
            Question("minutes", words["minutes"], field=Field.LINE, required=True),
            Question("mode", words["mode"], ("in person", "virtual")),
            Question("help", words["help"], ("no", "yes"), help=words["help_help"]),
        ),
    )


def pages(book: Book) -> Plan:
    """The page, while pairs meet; the entries that came in, as rows; what the ledger should remember of them."""
    wanted = _wanted(book)
    lost = wanted and KEY in book.world.pages.lost
    return Plan(
        changes=tuple(_rows(book)),
        facts=filed(book, TAB, (KEY,)),
        forms=(spec(),) if wanted else (),
        plans_forms=(KEY,),
        todos=(_LOST,) if lost else (),
    )


def _wanted(book: Book, on: date | None = None) -> bool:
    settings, day = book.settings, on or book.run.today
    if settings.check_in_form or not settings.term_start <= day <= settings.term_end + AFTERWARDS:
        return False
    if not any(pair.status is PairStatus.ACTIVE for pair in book.pairs):
        return False
    held = book.world.pages
    return KEY in held.standing or KEY in held.lost or held.possible()


_LOST = ToDo(
    keys.todo("form", KEY),
    "The check-in form can no longer be reached: it was deleted, or taken from this account. Put it back from the trash of "
    f"Google Drive, or type the address of a form of your own (or {OFF}) into the setting Check-in form.",
    look_in="Settings, Check-in form",
)


def link(book: Book) -> str:
    """The page with nothing filled in: for a letter to two people."""
    page = book.world.pages.standing.get(KEY)
    return page.link if page and not book.settings.check_in_form else ""


def stands_on(book: Book, day: date) -> bool:
    """Whether people can open the page on that day: it stands already, or a run will have opened it. A rehearsal opens none."""
    if link(book) or day <= book.run.today:
        return bool(link(book))
    opens = not book.settings.redirect_all_mail_to and KEY not in book.world.pages.lost
    return opens and _wanted(book, day)


def own_link(book: Book, me: Person) -> str:
    """The page filled in with a person's code."""
    page = book.world.pages.standing.get(KEY)
    return page.filled(**{CODE: code_of(book, PURPOSE, me.id)}) if page else ""


def meeting_link(book: Book, meeting: Meeting, me: Person, partner: Person) -> str:
    """The page filled in with all there is to say of a meeting that took place as it was booked."""
    page = book.world.pages.standing.get(KEY)
    if page is None:
        return ""
    only = book.people.find(partner.name) is partner
    minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
    return page.filled(
        **{CODE: code_of(book, PURPOSE, me.id)},
        **{"with": partner.name if only else partner.email},
        met_on=meeting.starts.date().isoformat(),
        minutes=str(minutes),
    )


def _rows(book: Book) -> Iterator[AddRow]:
    for answer in unfiled(book, TAB, (KEY,)):
        yield AddRow(TAB, {column: value for column, value in _row(book, answer).items() if value != ""})


def _row(book: Book, answer: Answer) -> dict[str, Value]:
    given = {name: text(value) for name, value in answer.values.items()}
    word = given.get(CODE) or answer.who
    person = answerer(book, PURPOSE, word)
    return {
        "Timestamp": moment_of(book, answer),
        "Email": (person.email if person else "") or word,
        "With": given.get("with", ""),
        "Met on": _day(given.get("met_on", "")),
        "Minutes": _number(given.get("minutes", "")),
        "Mode": given.get("mode", ""),
        "Need help": given.get("help", ""),
        RESPONSE: answer.id,
    }


def _day(word: str) -> Value:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return word


def _number(word: str) -> Value:
    return int(word) if word.isdecimal() and len(word) < 5 else word
