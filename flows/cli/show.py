"""What people see in a terminal. With `--json` all of it goes to standard error, so that standard output holds the object alone."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape as plain
from rich.prompt import Confirm
from rich.table import Table

from tasks.meetings.report import Changed as MeetingChanged
from tasks.office.summary import Summary
from tasks.pairing.report import Changed as PairChanged
from tasks.program.letters import State
from tasks.program.problems import Level, Problem

# A pipe or a log file has no width of its own: lines of 110 columns read well there.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
MOST_PROBLEMS = 40
MOST_ROWS = 60


def speak(*, beside_json: bool) -> None:
    """Says where people are spoken to: beside `--json`, standard output is left to whoever reads the object."""
    console.stderr = beside_json


def summary(found: Summary, *, planned: bool) -> None:
    """What a run did (or would do), what is wrong in the sheet, what waits for a person."""
    if found.refusal:
        console.print(f"mentorship: {plain(found.refusal)}")
        return
    _problems(found.problems)
    _changes(found, planned=planned)
    if found.trouble:
        console.print(f"[bold red]Not done[/bold red]: {plain(found.trouble)}")
    _waiting(found)


def unchanged(since: str) -> None:
    """A run that found the workbook as an earlier one had left it."""
    console.print(f"Nothing has changed in the workbook since {since[:16].replace('T', ' ')}: nothing to do.")


def _problems(problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    to_fix = sum(problem.level is Level.FIX for problem in problems)
    table = Table(
        title=f"In the sheet: {to_fix} to fix, {len(problems) - to_fix} to note", title_justify="left"
    )
    table.add_column("")
    table.add_column("Where", overflow="fold", min_width=22)
    table.add_column("What, and what to do", overflow="fold")
    ordered = sorted(problems, key=lambda problem: problem.level is not Level.FIX)
    for problem in ordered[:MOST_PROBLEMS]:
        row = f" row {problem.row}" if problem.row else ""
        place = f"{problem.tab}{row}" + (f", {problem.column}" if problem.column else "")
        mark = "[red]fix[/red]" if problem.level is Level.FIX else "[yellow]note[/yellow]"
        table.add_row(mark, plain(place), plain(f"{problem.message} {problem.remedy}".strip()))
    console.print(table)
    if len(ordered) > MOST_PROBLEMS:
        console.print(f"… and {len(ordered) - MOST_PROBLEMS} more: each stands in its row's Check column.")


def _changes(found: Summary, *, planned: bool) -> None:
    would = "would be " if planned else ""
    if not found.anything:
        console.print(
            f"{found.today}: nothing to do." if not planned else f"{found.today}: nothing would change."
        )
        return
    table = Table(title=f"{'Plan for' if planned else 'Done'} {found.today}", title_justify="left")
    table.add_column("What")
    table.add_column("How many", justify="right")
    letters: Counter[tuple[str, str]] = found.letters
    for (template, state), count in sorted(letters.items()):
        table.add_row(f"letter {template} {would}{state}", str(count))
    made = sum(kind == "made" for _, kind in found.rows)
    for (tab, kind), count in sorted(found.rows.items()):
        if kind != "made":
            table.add_row(f"{tab}: rows {would}{kind}", str(count))
    series = {"put": len(found.booked), "removed": len(found.dropped)}
    counts = {f"calendar series {would}{kind}": count for kind, count in series.items()}
    for what, count in {f"tabs {would}made ready": made, **counts}.items():
        if count:
            table.add_row(what, str(count))
    for form in found.forms:
        table.add_row(f"form {plain(form)} {would}opened or closed", "1")
    for report in found.reports:
        table.add_row(f"report {plain(report)}", "1")
    console.print(table)


def meetings(found: Sequence[MeetingChanged], *, planned: bool) -> None:
    """Which meetings are new, moved or cancelled: when they were, when they are, and why."""
    rows = [(one.what, one.who, _moment(one.was), _moment(one.now), one.why) for one in found]
    _listed("Meetings", ("Who", "From", "To", "Why"), rows, planned, "--json lists them all.")


def pairs(found: Sequence[PairChanged], *, planned: bool) -> None:
    """Which pairs are new, approved, ended …, and why."""
    rows = [(one.status, one.who, one.why) for one in found]
    _listed("Pairs", ("Mentor and mentee", "Why"), rows, planned, "each has its row in Pairings.")


def _listed(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], planned: bool, others: str
) -> None:
    """A table whose rows begin with what becomes of each; its title counts them."""
    if not rows:
        return
    counts = ", ".join(f"{count} {what}" for what, count in sorted(Counter(row[0] for row in rows).items()))
    table = Table(
        title=f"{title}{' as they would change' if planned else ''}: {counts}", title_justify="left"
    )
    for name in ("", *columns):
        table.add_column(name, overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*map(plain, row))
    console.print(table)
    if len(rows) > MOST_ROWS:
        console.print(f"… and {len(rows) - MOST_ROWS} more: {others}")


def _moment(moment: datetime | None) -> str:
    return f"{moment:%a %b} {moment.day}, {moment:%H:%M}" if moment else ""


def _waiting(found: Summary) -> None:
    for guard in found.guards:
        console.print(f"[bold red]Stopped to ask[/bold red] ({guard.name}): {plain(guard.message)}")
        console.print(
            f"  Answer in the To do tab with `go on` or `stop`, or run again with --force {guard.name}."
        )
    if found.undecided:
        pairs = "1 proposed pair waits" if found.undecided == 1 else f"{found.undecided} proposed pairs wait"
        console.print(
            f"[bold]{pairs} for your word[/bold]: type approve or reject in Decision, tab Pairings."
        )
    asked = {guard.todo.key for guard in found.guards}
    others = [what for key, what in found.todos if key not in asked]
    if others:
        console.print(f"[bold]{len(others)} waiting for you[/bold] in the To do tab:")
        for what in others[:10]:
            console.print(f"  • {plain(what)}")
        if len(others) > 10:
            console.print(f"  … and {len(others) - 10} more.")


def ask(preview: Summary) -> bool:
    """Asks once, with the count, before anything leaves; without letters there is nothing to ask."""
    count = preview.letters_in(State.SENT)
    if not count:
        return True
    summary(preview, planned=True)
    letters = "1 letter" if count == 1 else f"{count} letters"
    question = f"Send {letters} now? No leaves each to its time, as in a scheduled run."
    return Confirm.ask(question, console=console, default=False)


def progress(what: str, done: int, total: int) -> None:
    """One line that counts up, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else "\r"
        print(f"{what}: {done} of {total}", end=end, file=sys.stderr, flush=True)
