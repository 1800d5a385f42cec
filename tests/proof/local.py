"""The local back end as the proofs see it: how a term's folder is made, run, typed in, copied and looked at."""

import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import hands_on
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Register
from tasks.program.cells import Value
from tests.proof import term
from tests.proof.touches import Touches

Picture = Mapping[str, Any]
_LEFT_BY_LOCKS = ("ledger.lock", "ledger.lock.json")


class LocalWorld:
    """A folder that holds the whole world of a program: workbook, mail, calendars, reports, ledger."""

    settings: Mapping[str, Value] = term.SETTINGS

    def found(self, folder: Path) -> None:
        new_workbook(
            folder / "workbook.xlsx",
            self.settings,
            term.people(),
            {"Schools": term.SCHOOLS, "Calendar": term.CALENDAR, "Trainings": term.TRAININGS},
        )

    def hands(self, folder: Path) -> Register:
        return hands_on(str(folder / "workbook.xlsx"))

    def run(self, folder: Path, day: term.Day) -> int:
        """One command by hand, without Prefect; its exit code."""
        with hold(str(folder / "workbook.xlsx")) as ports:
            return settle(Office(ports, Asked(day.command, day.moment, by_hand=True))).exit_code

    def watch(self, touches: Touches) -> None:
        touches.install()

    def copy(self, folder: Path, to: Path) -> None:
        shutil.copytree(folder, to)

    def settle_doubts(self, folder: Path, day: term.Day) -> bool:
        """Nothing: whether a letter was filed can always be seen."""
        return False

    def picture(self, folder: Path) -> Picture:
        """All that a person or a later run could see, by place.

        Moments are the program's own (`--today`), so they are compared as well. Left out: who held the lock last, the
        database's side files, backups, and the order of audit lines, since what follows from the letters that left before the kill is decided before the rest. Of the audit, every decision is compared with its
        reason and its number; of the lines about letters only those that say one was sent, without the reason, which
        honestly differs (`rule: found sent` after a kill).
        """
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not _apart(path, folder)
        }
        return {
            **files,
            **tabs_of(LocalRegister(folder / "workbook.xlsx")),
            **ledger_of(folder / ".mentorship" / "ledger.sqlite"),
        }


def _apart(path: Path, folder: Path) -> bool:
    ours = path.parent == folder / ".mentorship"
    if ours and (path.name in _LEFT_BY_LOCKS or path.name.startswith("ledger.sqlite")):
        return True
    # What the journal means is in the calendars; a killed run may have written a line twice.
    return (
        path == folder / "workbook.xlsx" or (ours and path.name == "diary.jsonl") or "backups" in path.parts
    )


def tabs_of(register: Register) -> Picture:
    """Every filled cell of every tab, rows in their order; those of `Outbox` by key, since letters whose form stood
    before the kill are owed before those whose form had still to be made.
    """
    found: dict[str, Any] = {}
    for sheet in register.read().sheets.values():
        rows = [_filled(row.cells) for row in sheet.rows]
        ordered = sorted(rows, key=lambda row: str(row.get("Key"))) if sheet.name == "Outbox" else rows
        found[f"tab {sheet.name}"] = [sheet.columns, *ordered]
    return found


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in cells.items() if value not in (None, "")}


def ledger_of(file: Path) -> Picture:
    """Programs, copies of letters, facts and the audit of a ledger's file."""
    if not file.exists():
        return {}
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        rows = {
            table: sorted(json.dumps(dict(row)) for row in database.execute(f"SELECT * FROM {table}"))
            for table in ("programs", "deliveries", "facts")
        }
        lines = [
            tuple(row) for row in database.execute("SELECT at, what, about, because FROM audit ORDER BY id")
        ]
        decided = sorted(line for line in lines if not line[1].startswith("letter "))
        sent = sorted(about for _, what, about, _ in lines if what == "letter sent")
        ledger = {f"ledger {name}": found for name, found in rows.items()}
        return {**ledger, "audit of decisions": decided, "audit of letters sent": sent}


def differences(expected: Picture, found: Picture) -> list[str]:
    """The places that differ, with what differs, shortly."""
    told = []
    for place in sorted({*expected, *found}):
        one, other = expected.get(place), found.get(place)
        if one != other:
            told.append(f"{place}: {_difference(one, other)}")
    return told


def _difference(one: Any, other: Any) -> str:
    if isinstance(one, list) and isinstance(other, list):
        lost = [line for line in one if line not in other]
        more = [line for line in other if line not in one]
        unequal = [] if lost or more else [x for x in one if one.count(x) != other.count(x)]
        return f"missing {lost!r:.400}, extra {more!r:.400}, other number of {unequal!r:.400}"
    return "is missing" if other is None else "is extra" if one is None else "has other content"


assert os.name == "nt" or hasattr(os, "fork")
