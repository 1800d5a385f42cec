"""`mentorship init`: a new workbook with every tab, drop-downs and a page that explains it."""

import argparse
from datetime import date
from pathlib import Path

from rich.markup import escape as plain

from flows.cli.show import console
from tasks.backends.local.blank import new_workbook, people_from_csv
from tasks.program.problems import UsageError, WorkbookError


def main(options: argparse.Namespace) -> int:
    path = Path(options.workbook).expanduser()
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} is not the name of an .xlsx file. Give a name that ends in .xlsx.")
    if path.exists():
        raise WorkbookError(f"{path} exists already; nothing was changed. Give another name.")
    people = people_from_csv(Path(options.people).expanduser()) if options.people else []
    today = date.today()  # noqa: DTZ011 - only suggests a term to a person who will type the right one
    year = today.year if today.month < 7 else today.year + 1
    new_workbook(path, {"Term start": date(year - 1, 8, 15), "Term end": date(year, 6, 5)}, people)
    console.print(f"Made {plain(str(path))}" + (f" with {len(people)} people." if people else "."))
    console.print("Next: open it, fill in the Settings tab and the Enrollment tab, then run")
    console.print(f"  mentorship check {plain(str(path))}")
    return 0
