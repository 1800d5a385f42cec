"""The survey's results as rows, as a page for people and as JSON: one summary, so that the three cannot differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.pages import page
from tasks.program.reading import values
from tasks.surveys.analysis import Invited, Rate, Result, percent, rates, results
from tasks.surveys.answers import Response, read_responses
from tasks.surveys.asked import asked_at_closing
from tasks.surveys.comments import Comment
from tasks.surveys.instrument import questions


@dataclass(frozen=True)
class SurveySummary:
    """Everything that may be shown: rates first, then results question by question."""

    rates: tuple[Rate, ...]
    results: tuple[Result, ...]
    late: int
    warning: str

    @property
    def overall(self) -> Rate:
        return self.rates[0]


def summarize(book: Book, invited: Sequence[Invited], responses: Sequence[Response]) -> SurveySummary:
    """The summary under the program's minimum group size."""
    minimum = book.settings.minimum_group_size
    rated = rates(invited, responses, minimum)
    late = sum(response.late for response in responses)
    return SurveySummary(rated, results(invited, responses, minimum), late, _warning(rated[0]))


def _warning(overall: Rate) -> str:
    if overall.invited and overall.share < 0.5:
        return "Fewer than half of those asked have answered: these figures may not speak for the rest."
    if overall.answered < 10:
        return "Fewer than ten people have answered: read these figures as single voices, not as shares."
    return ""


def _words(result: Result) -> str:
    if result.suppressed:
        return "not shown"
    low, high = result.interval
    counts = ", ".join(f"{option}: {count}" for option, count in result.counts.items())
    return f"top two {result.top2} of {result.n} ({percent(low)} to {percent(high)}); {counts}"


def summary_rows(summary: SurveySummary) -> tuple[Mapping[str, Value], ...]:
    """Rows of `Survey summary`: the warning, the rates, then each question for each group."""
    rows: list[Mapping[str, Value]] = []
    if summary.warning:
        rows.append({"Section": "Please note", "Result": summary.warning})
    if summary.late:
        rows.append(
            {
                "Section": "Please note",
                "Result": f"{summary.late} answered after the survey had closed; not counted.",
            }
        )
    rows.extend(_rate_row(rate) for rate in summary.rates)
    for result in summary.results:
        row: dict[str, Value] = {
            "Section": result.question.area,
            "Group": result.group,
            "Question": result.text,
            "Result": _words(result),
        }
        if not result.suppressed:
            row |= {"Answered": result.n, "Invited": result.invited, "Note": f"median: {result.median}"}
        rows.append(row)
    return tuple(rows)


def _rate_row(rate: Rate) -> Mapping[str, Value]:
    if rate.suppressed:
        return {"Section": "Response", "Group": rate.group, "Result": "not shown: too few people"}
    return {
        "Section": "Response",
        "Group": rate.group,
        "Answered": rate.answered,
        "Invited": rate.invited,
        "Result": percent(rate.share),
    }


def page_of(book: Book, summary: SurveySummary, said: Sequence[Comment]) -> bytes:
    """The page for leadership and participants: no comment appears without both agreements."""
    released = _released(book)
    quotes = [comment for comment in said if comment.quotable and comment.id in released]
    areas: dict[str, list[Result]] = {}
    for result in summary.results:
        if result.whole:
            areas.setdefault(result.question.area, []).append(result)
    groups = [result for result in summary.results if not result.whole]
    return page(
        "reports/survey.html.j2",
        program=book.settings,
        summary=summary,
        areas=areas,
        groups=groups,
        quotes=quotes,
        themes=_themes(book, said),
        comments=len(said),
        percent=percent,
    )


def _released(book: Book) -> frozenset[str]:
    """Comments the coordinator allows to be quoted."""
    rows = book.snapshot.rows("Comments")
    return frozenset(row.text("Comment ID") for row in rows if row.text("OK to quote").casefold() == "yes")


def _themes(book: Book, said: Sequence[Comment]) -> list[tuple[str, int]]:
    """How many comments mention each theme: as staff typed, else as suggested; themes of too few are left out."""
    rows = book.snapshot.rows("Comments")
    typed = {row.text("Comment ID"): values.as_list(row["Themes"]) for row in rows if row.text("Themes")}
    counted = Counter(
        theme for comment in said for theme in dict.fromkeys(typed.get(comment.id, comment.themes))
    )
    enough = ((theme, n) for theme, n in counted.items() if n >= book.settings.minimum_group_size)
    return sorted(enough, key=lambda item: (-item[1], item[0]))


def to_json(book: Book) -> dict[str, Any]:
    """The whole summary for `survey --json`; before the survey has closed every figure is suppressed."""
    responses, _ = read_responses(book)
    invited = asked_at_closing(book, responses)
    summary = summarize(book, invited, responses)
    closes = book.settings.survey_closes
    closed = closes is not None and book.run.today > closes
    return {
        "survey": {
            "closed": closed,
            "late": summary.late,
            "warning": summary.warning,
            "rates": [
                {"group": r.group, "answered": r.answered, "invited": r.invited, "suppressed": r.suppressed}
                for r in summary.rates
            ],
            "questions": [_question_json(r, closed=closed) for r in summary.results if r.whole],
            "groups": [
                {"group": r.group} | _question_json(r, closed=closed) for r in summary.results if not r.whole
            ],
            "open": [{"id": q.id, "text": q.both} for q in questions() if q.open],
        }
    }


def _question_json(result: Result, *, closed: bool) -> dict[str, Any]:
    shown = closed and not result.suppressed
    low, high = result.interval if shown else (None, None)
    return {
        "id": result.question.id if result.question.both else f"{result.question.id}-{result.role}",
        "text": result.text,
        "n": result.n if shown else None,
        "invited": result.invited,
        "counts": dict(result.counts) if shown else {},
        "top2": result.top2 if shown else None,
        "top2_low": low,
        "top2_high": high,
        "median": result.median if shown else None,
        "suppressed": not shown,
    }
