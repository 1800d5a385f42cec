"""The check-in room's plan: what counts, hours, held meetings, letters, questions for staff."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tasks.checkins import form, held, hours
from tasks.checkins.foretold import coming
from tasks.checkins.letters import agendas, nudges, week_of
from tasks.checkins.log import YES, Log, read_log
from tasks.checkins.requirement import Requirement
from tasks.checkins.silence import NUDGES, Silence, silences
from tasks.checkins.spans import Spans
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import same
from tasks.program.plan import Plan
from tasks.program.todo import ToDo, answers
from tasks.program.wording import listed
from tasks.program.workbook.changes import Change, SetCells

TAB = "Check-ins"
FEW = 5
"""Silent pairs that still have a line each."""


def plan(book: Book) -> Plan:
    """Hours by what was logged, and gentle letters where nothing was."""
    logged = form.pages(book)
    return logged + _counting(book.after(logged.changes))


def _counting(book: Book) -> Plan:
    spans, requirement = Spans(book), Requirement(book)
    log = read_log(book, spans)
    adjust, problems = hours.adjustments(book)
    by_pair = hours.sums(book, spans, log, requirement)
    all_lines = hours.lines(book, spans, by_pair, adjust)
    confirmed = held.confirmed(book, spans, log)
    last = {pair: one.last for pair, one in by_pair.items() if one.last is not None}
    silent = silences(book, spans, last)
    week = week_of(book, spans, book.run.today, confirmed)
    return Plan(
        changes=(
            *_counted(book, log),
            *held.changes(book, confirmed),
            *hours.changes(book, all_lines, requirement),
        ),
        letters=(*nudges(book, silent, week.keys()), *agendas(book, week, silent)),
        todos=(*_help(book), *_silent(book, silent)),
        coming=tuple(coming(book, spans, silent, confirmed)),
        problems=problems,
        figures={"checkins": _figures(book, log, all_lines, requirement, silent)},
    )


def _counted(book: Book, log: Log) -> Iterator[Change]:
    for row in book.snapshot.rows(TAB):
        if not same(row["Counted"], log.counted[row.number]):
            yield SetCells(TAB, row, {"Counted": log.counted[row.number]})


def _help(book: Book) -> Iterator[ToDo]:
    """Everybody who asked for help, until staff say it is done. The log has no word on what about."""
    answered = answers(book.snapshot)
    for check_in in book.check_ins:
        key = keys.todo("help", check_in.person, check_in.timestamp.isoformat())
        if check_in.needs_help and key not in answered:
            name = book.people[check_in.person].name
            what = f"{name} asked for help in a check-in. Get in touch, then type done."
            yield ToDo(
                key, what, look_in=f"Check-ins: {check_in.timestamp:%Y-%m-%d %H:%M}", choices=("done",)
            )


def _silent(book: Book, silent: tuple[Silence, ...]) -> Iterator[ToDo]:
    """Pairs that stayed silent after the last letter: a line each, or one line for all where there are many.

    A program that logs little would otherwise have a line for every pair it has.
    """
    answered = answers(book.snapshot)
    heard = _answered_until(book, silent, answered)
    asked = [
        one
        for one in silent
        if one.periods >= NUDGES and one.since > heard and _silent_key(one) not in answered
    ]
    if len(asked) > FEW:
        latest = max(one.since for one in asked)
        longer = "" if all(one.since == latest for one in asked) else " or longer"
        names = "; ".join(_names(book, one) for one in asked[:FEW])
        what = (
            f"Nothing is known of a meeting of {len(asked)} pairs since {latest.isoformat()}{longer}: {names} and "
            f"{len(asked) - FEW} more. Last met in Hours is blank or old for each. Ask them, then type done."
        )
        yield ToDo(_together_key(latest), what, look_in="Hours: Last met", choices=("done",))
        return
    for one in asked:
        names = _names(book, one)
        what = f"Nothing is known of a meeting of {names} since {one.since.isoformat()}. Ask them, then type done."
        yield ToDo(_silent_key(one), what, look_in=f"Pairings: {one.span.pair.id}", choices=("done",))


def _answered_until(book: Book, silent: tuple[Silence, ...], answered: Mapping[str, str]) -> date:
    """Staff asked everybody who was silent from that day or before."""
    first = min((one.since for one in silent), default=book.run.today)
    days = (book.run.today - timedelta(days=back) for back in range((book.run.today - first).days + 1))
    return next((day for day in days if _together_key(day) in answered), date.min)


def _silent_key(one: Silence) -> str:
    return keys.todo("silent", one.span.pair.id, one.since.isoformat())


def _together_key(since: date) -> str:
    return keys.todo("silent-together", since.isoformat())


def _names(book: Book, silence: Silence) -> str:
    names = [book.people[person].name for person in silence.people]
    return f"the circle of {listed(names)}" if silence.span.pair.group else listed(names)


def _figures(
    book: Book,
    log: Log,
    all_lines: tuple[hours.Line, ...],
    requirement: Requirement,
    silent: tuple[Silence, ...],
) -> dict[str, float]:
    meeting = book.settings.meeting_minutes / 60
    met = [one for one in log.met if not one.again]
    totals = [line for line in all_lines if line.with_name == hours.ALL]
    track = Counter(hours.on_track(line.sum, requirement, meeting) for line in totals)
    return {
        "entries": len(log.counted),
        "counted": sum(1 for word in log.counted.values() if word == YES),
        "meetings": len(met),
        "hours": round(sum(one.minutes for one in met) / 60, 2),
        "in_person_hours": round(sum(one.minutes for one in met if one.mode == "in person") / 60, 2),
        "on_track": track[hours.YES],
        "watch": track[hours.WATCH],
        "behind": track[hours.BEHIND],
        "silent_pairs": sum(1 for one in silent if one.periods >= 1),
    }
