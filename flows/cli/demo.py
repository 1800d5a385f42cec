"""`mentorship demo`: a whole term of a sample district in about a minute, on an empty folder, with no account."""

import argparse
from collections import Counter
from datetime import datetime, time
from pathlib import Path

from rich.markup import escape as plain
from rich.table import Table

from flows.cli.run import run_flow
from flows.cli.show import console
from flows.demo.district import make
from flows.demo.people import Hands
from flows.demo.term import Scene, scenes
from flows.server import ready
from tasks.backends.local.blank import new_workbook
from tasks.backends.opening import hands_on
from tasks.office.summary import Summary
from tasks.program.problems import UsageError


def main(options: argparse.Namespace) -> int:
    folder = Path(options.folder).expanduser()
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty. Give the name of a new folder: mentorship demo DIR.")
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / "workbook.xlsx"
    district = make(options.seed)
    new_workbook(workbook, district.settings, district.people, district.sheets)
    console.print(f"A sample district with {len(district.people)} people: {plain(str(workbook))}")
    with console.status("Starting Prefect on this machine only …"):
        ready()
    done = [_live(str(workbook), scene, options.seed) for scene in scenes()]
    _tell(folder, done)
    return 0


def _live(workbook: str, scene: Scene, seed: int) -> Summary:
    """One date: people type, then the flow runs by hand."""
    words = scene.deed(Hands(hands_on(workbook), seed + scene.on.toordinal()))
    console.print(f"[bold]{scene.on:%b %d}[/bold]  {plain(words)}")
    moment = datetime.combine(scene.on, time(8, 0)).isoformat(timespec="minutes")
    summary = run_flow(scene.command, workbook, moment, by_hand=True, force=scene.forced)
    console.print(f"        {_in_a_line(summary)}", style="dim")
    return summary


def _in_a_line(summary: Summary) -> str:
    counts = summary.to_json()["changes"]
    counts |= {"cells to fix": summary.to_fix, "questions for staff": len(summary.todos)}
    said = [f"{count} {_one(what) if count == 1 else what}" for what, count in counts.items() if count]
    return f"mentorship {summary.command}: {', '.join(said) or 'nothing to do'}"


def _one(what: str) -> str:
    """The singular of `letters`, `cells to fix`."""
    first, _, rest = what.partition(" ")
    return f"{first.removesuffix('s')} {rest}".strip()


def _tell(folder: Path, done: list[Summary]) -> None:
    letters: Counter[str] = Counter()
    for summary in done:
        for (template, state), count in summary.letters.items():
            if state == "sent":
                letters[template] += count
    table = Table(title="What happened this term", title_justify="left")
    table.add_column("Letter")
    table.add_column("Sent", justify="right")
    for template, count in sorted(letters.items()):
        table.add_row(template, str(count))
    console.print(table)
    places = Table(title="Where to look", title_justify="left", show_header=False)
    for place, what in (
        ("workbook.xlsx", "pairs and why, meetings, hours, survey summary: read the Why column first"),
        ("outbox/new", "every letter as it was sent; any mail program opens them"),
        ("calendars", "one calendar per person and per pair"),
        ("reports", "the digest, the survey summary, hours statements"),
    ):
        places.add_row(plain(str(folder / place)), what)
    console.print(places)
    console.print(f"Next: mentorship term {plain(str(folder / 'workbook.xlsx'))} --plan --today 2026-12-15")
