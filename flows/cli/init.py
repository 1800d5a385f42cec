"""`mentorship init`: a new workbook with every tab, drop-downs and a page that explains it."""

import argparse
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.markup import escape as plain

from flows.cli.show import console
from flows.reception import looking
from tasks.backends.google.address import is_google, spreadsheet_id
from tasks.backends.local.blank import new_workbook, people_from_csv
from tasks.backends.opening import set_up_google
from tasks.closing.next_year import NextYear, next_year
from tasks.office.stock import Asked, take_stock
from tasks.program.cells import Value
from tasks.program.problems import UsageError, WorkbookError


def main(options: argparse.Namespace) -> int:
    if is_google(options.workbook):
        return _next_on_google(options.workbook, options.old) if options.old else _on_google(options)
    path = Path(options.workbook).expanduser()
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} is not the name of an .xlsx file. Give a name that ends in .xlsx.")
    if path.exists():
        raise WorkbookError(f"{path} exists already; nothing was changed. Give another name.")
    if options.old:
        return _next(path, options.old)
    people = _people(options)
    new_workbook(path, _term(), people)
    console.print(f"Made {plain(str(path))}" + (f" with {len(people)} people." if people else "."))
    console.print("Next: open it, fill in the Settings tab and the Enrollment tab, then run")
    console.print(f"  mentorship check {plain(str(path))}")
    return 0


def _next(path: Path, old: str) -> int:
    """Next year's workbook; last year's is only read."""
    if not is_google(old) and Path(old).expanduser().resolve().parent == path.resolve().parent:
        raise UsageError(
            f"{path} would stand in last year's folder, beside its mail. Give it a folder of its own."
        )
    found = _year_after(old, _named_from(path.parent, old))
    new_workbook(path, found.settings, found.people, found.sheets)
    _told(found, str(path))
    return 0


def _next_on_google(sheet: str, old: str) -> int:
    """Next year in a new, blank Google spreadsheet; last year's workbook, of either kind, is only read."""
    if is_google(old) and spreadsheet_id(old) == spreadsheet_id(sheet):
        raise UsageError(
            "Next year's spreadsheet would be last year's own. Make a new, blank one and give its address."
        )
    found = _year_after(old, _named_from(None, old))
    set_up_google(sheet, found.settings, found.people, found.sheets)
    _told(found, sheet)
    return 0


def _year_after(old: str, named: str) -> NextYear:
    with looking(old) as ports:
        return next_year(take_stock(ports, Asked("check")), named)


def _named_from(folder: Path | None, old: str) -> str:
    """How the new workbook names the old one: seen from its own folder, so that both may move together."""
    if is_google(old):
        return old
    path = Path(old).expanduser().resolve()
    try:
        return str(path) if folder is None else os.path.relpath(path, folder.expanduser().resolve())
    except ValueError:  # on another drive
        return str(path)


def _told(found: NextYear, place: str) -> None:
    console.print(f"Made {plain(place)} with {len(found.people)} people.")
    console.print(
        f"  {found.going_on} pairs go on, {found.waiting} people waited and come first, {found.completed} completed."
    )
    console.print(
        "Years teaching are one more than last year. Next: correct the term's dates in Settings, fill in the"
    )
    console.print(f"Calendar, look through Enrollment, then run\n  mentorship check {plain(place)}")


def _on_google(options: argparse.Namespace) -> int:
    made = set_up_google(options.workbook, _term(), _people(options))
    console.print(
        f"{made} tabs made; what stood there already is as it was." if made else "Every tab is there already."
    )
    console.print("Next: fill in the Settings tab and the Enrollment tab, then run")
    console.print(f"  mentorship check {plain(options.workbook)}")
    return 0


def _people(options: argparse.Namespace) -> Sequence[Mapping[str, Value]]:
    return people_from_csv(Path(options.people).expanduser()) if options.people else []


def _term() -> Mapping[str, Value]:
    """A school year to start from; a person types the right one."""
    today = date.today()  # noqa: DTZ011 - only a suggestion
    year = today.year if today.month < 7 else today.year + 1
    return {"Term start": date(year - 1, 8, 15), "Term end": date(year, 6, 5)}
