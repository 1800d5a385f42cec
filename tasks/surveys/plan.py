"""The survey's plan for a day: who is asked, who is reminded, what is compiled once it has closed."""

from collections.abc import Iterable
from datetime import date, timedelta

from tasks.program import keys
from tasks.program.answering import filed as held
from tasks.program.book import Book
from tasks.program.letters import Letter
from tasks.program.plan import Plan, Report
from tasks.program.todo import Coming, ToDo
from tasks.program.workbook.changes import AddRow, Change, Rewrite, upserts
from tasks.surveys import report
from tasks.surveys.answers import FORMS, TAB, Response, answer_rows, read_responses
from tasks.surveys.asked import asked, asked_at_closing, reached
from tasks.surveys.comments import Comment, comments
from tasks.surveys.letters import BlankForm, invitation, reminder
from tasks.surveys.pages import awaits_page, closed_pages, files_come_back, open_pages

REMIND_BEFORE = 3
"""School days before closing on which those who have not answered are reminded once."""
OUTCOME = "survey:closed"
FILES = "forms that come back by mail: save them into the folder forms/in beside the workbook"


def plan(book: Book, blank_form: BlankForm | None = None) -> Plan:
    """Invitations from `Survey opens`, one reminder, and from the day after `Survey closes` the summary."""
    settings, today = book.settings, book.run.today
    opens, closes = settings.survey_opens, settings.survey_closes
    if opens is None or closes is None or closes < opens:
        return Plan()
    filed = Plan(changes=tuple(AddRow(TAB, row) for row in answer_rows(book)), facts=held(book, TAB, FORMS))
    if today < opens:
        leaves = book.calendar.next_school_day(opens)
        return filed + Plan(coming=(Coming(leaves, "Survey invitations", len(reached(book, leaves))),))
    book = book.after(filed.changes)
    responses, problems = read_responses(book)
    found = filed + Plan(problems=problems)
    if today <= closes:
        found += Plan(letters=tuple(_letters(book, responses, blank_form)), coming=_coming(book, responses))
        found += open_pages(book)
    else:
        found += compiled(book, responses) + closed_pages()
    return found


def reminder_day(book: Book) -> date:
    """The school day on which reminders leave: three before closing, never before the day after opening."""
    opens, closes = book.settings.survey_opens, book.settings.survey_closes
    assert opens is not None and closes is not None, "asked only of an open survey"  # noqa: PT018 - one condition
    days = list(book.calendar.school_days(opens + timedelta(days=1), closes))
    return days[-REMIND_BEFORE] if len(days) >= REMIND_BEFORE else closes


def _letters(book: Book, responses: Iterable[Response], blank_form: BlankForm | None) -> Iterable[Letter]:
    answered = {response.person for response in responses}
    remind_on = reminder_day(book)
    for one in asked(book):
        person = book.people[one.person]
        if one.person in answered or not person.may_get_mail_on(book.run.today):
            continue
        if awaits_page(book, one.role):
            continue
        yield invitation(book, person, one.role, blank_form)
        if book.run.today >= remind_on:
            yield reminder(book, person, one.role, remind_on, blank_form)


def _coming(book: Book, responses: Iterable[Response]) -> tuple[Coming, ...]:
    closes = book.settings.survey_closes
    assert closes is not None, "asked only of an open survey"
    answered = {response.person for response in responses}
    remind_on = reminder_day(book)
    silent = len(reached(book, remind_on) - answered)
    files = FILES if files_come_back(book) else ""
    lines = [Coming(closes + timedelta(days=1), "Survey summary", 1, files)]
    if silent and remind_on > book.run.today:
        lines.append(Coming(remind_on, "Survey reminders", silent))
    return tuple(lines)


def compiled(book: Book, responses: tuple[Response, ...]) -> Plan:
    """The summary, the comments and the page, once the survey has closed."""
    invited = asked_at_closing(book, responses)
    summary = report.summarize(book, invited, responses)
    said = comments(book, [response for response in responses if not response.late])
    rows = report.summary_rows(summary)
    changes: tuple[Change, ...] = (Rewrite("Survey summary", rows), *_comment_rows(book, said))
    page = report.page_of(book, summary, said)
    return Plan(
        changes=changes,
        reports=(Report("survey-summary.html", page),),
        todos=_distress(said),
        facts={OUTCOME: keys.digest(page.decode(), length=8)},
        figures={"survey": {"answered": summary.overall.answered, "invited": summary.overall.invited}},
    )


def _comment_rows(book: Book, said: Iterable[Comment]) -> tuple[Change, ...]:
    rows = [
        {
            "Comment ID": comment.id,
            "Question": comment.question.both,
            "Comment": comment.text,
            "Suggested themes": "; ".join(comment.themes),
            "Author agrees": "yes" if comment.quotable else "no",
        }
        for comment in said
    ]
    return upserts(book.snapshot.sheet("Comments"), rows)


def _distress(said: Iterable[Comment]) -> tuple[ToDo, ...]:
    return tuple(
        ToDo(
            keys.todo("survey-comment", comment.id),
            "A survey comment sounds as if somebody needs help. Please read it today.",
            look_in=f"Comments: {comment.id}",
            choices=("seen",),
            kind="question",
        )
        for comment in said
        if comment.distress
    )
