"""The closing room's plan: once the term is over, everyone's hours, the register, and the term marked as ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from tasks.closing.letters import letter, letter_key
from tasks.closing.register import register
from tasks.closing.statements import Statement, statements
from tasks.closing.term import Term, asks, guard, may_close, this_term
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Attachment, Letter
from tasks.program.pages import page
from tasks.program.plan import Plan, Report, Said
from tasks.program.todo import Coming, ToDo, answers
from tasks.program.training_record import trained_dates

ToPdf = Callable[[bytes], bytes | None]
PDF_LIMIT = 500
"""A PDF takes about a third of a second: programs with more statements than this get web pages only."""


def no_pdf(_html: bytes) -> bytes | None:
    return None


def plan(book: Book, to_pdf: ToPdf = no_pdf) -> Plan:
    """Nothing until the term is over; then the statements, once. `close` again puts the files anew."""
    term = this_term(book)
    if term is None:
        return Plan()
    if term.closed_on is None and not may_close(book, term):
        return _before(book, term)
    closing = term.closed_on is None
    term = replace(term, closed_on=term.closed_on or book.run.today)
    return _close(book, term, closing, to_pdf)


def _before(book: Book, term: Term) -> Plan:
    return Plan(
        todos=(guard(term),) if asks(book, term) else (),
        coming=(Coming(term.due, "Hours statements, and the term is marked as ended", 1),),
        figures={"closing": {"closed": False, "due": term.due.isoformat()}},
    )


def _close(book: Book, term: Term, closing: bool, to_pdf: ToPdf) -> Plan:
    found = statements(book, term)
    day = term.closed_on or book.run.today
    files = closing or book.run.command == "close"
    desk = _Desk(book, term, day, to_pdf if len(found) <= PDF_LIMIT else no_pdf)
    because = "rule: the term is over" if book.run.today >= term.due else "staff: early-close"
    return Plan(
        letters=tuple(desk.letters(found)),
        reports=tuple(desk.reports(found)) if files else (),
        todos=tuple(_next_term(book, term)),
        said=(Said("term closed", str(term.number), because),) if closing else (),
        facts=term.facts,
        figures={
            "closing": {
                "closed": True,
                "due": term.due.isoformat(),
                "statements": len(found),
                "certificates": sum(statement.completed for statement in found),
            }
        },
    )


@dataclass(frozen=True)
class _Desk:
    """Makes the documents. Names of files hold ids only."""

    book: Book
    term: Term
    day: date
    to_pdf: ToPdf

    def letters(self, found: tuple[Statement, ...]) -> Iterator[Letter]:
        """The letters that were not sent yet, to people who may get mail."""
        for statement in found:
            key = letter_key(self.book, self.term, statement.person.id)
            reachable = statement.person.may_get_mail_on(self.book.run.today)
            if reachable and not self.book.world.was_sent(key):
                yield letter(self.book, self.term, statement, self.day, self._document(statement))

    def reports(self, found: tuple[Statement, ...]) -> Iterator[Report]:
        yield Report(f"hours-register-{self.day:%Y-%m}.csv", register(found, trained_dates(self.book)))
        for statement in found:
            html = self._page(statement)
            name = self._name("hours", statement)
            yield Report(f"{name}.html", html)
            if pdf := self.to_pdf(html):
                yield Report(f"{name}.pdf", pdf)
            if statement.completed:
                yield Report(f"{self._name('certificate', statement)}.html", self._certificate(statement))

    def _name(self, kind: str, statement: Statement) -> str:
        return f"{kind}-{self.day:%Y-%m}-{statement.person.id}"

    def _page(self, statement: Statement) -> bytes:
        return page("reports/hours.html.j2", **self._values(statement))

    def _certificate(self, statement: Statement) -> bytes:
        return page("reports/certificate.html.j2", **self._values(statement))

    def _values(self, statement: Statement) -> dict[str, object]:
        return {"program": self.book.settings, "statement": statement, "day": self.day}

    def _document(self, statement: Statement) -> Attachment:
        html = self._page(statement)
        pdf = self.to_pdf(html)
        if pdf:
            return Attachment("hours-statement.pdf", pdf, "application/pdf")
        return Attachment("hours-statement.html", html, "text/html")


def _next_term(book: Book, term: Term) -> Iterator[ToDo]:
    key = keys.todo("next-term", str(term.number))
    if key in answers(book.snapshot):
        return
    what = (
        "The term is closed. Pairs stay active and go on: type `end` in Decision for those that are over. Make the next "
        "workbook with `mentorship init NEXT --from THIS`, then type done."
    )
    yield ToDo(key, what, look_in="Pairings", choices=("done",))
