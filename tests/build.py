"""Small builders: a book from a few words, so that a test shows only what it is about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.run import Run
from tasks.program.workbook.snapshot import Snapshot, snapshot_from_grids
from tasks.program.workbook.tabs import TABS
from tasks.program.world import World

SETTINGS: dict[str, Value] = {
    "Program name": "Riverside Mentorship",
    "Program ID": "prog-test",
    "Coordinator name": "Jordan Reyes",
    "Coordinator email": "coordinator@example.org",
    "Leadership emails": "superintendent@example.org",
    "Term name": "Fall 2026",
    "Term start": "2026-08-10",
    "Term end": "2026-12-11",
    "Time zone": "America/Chicago",
}


def person(name: str, role: str = "mentee", **cells: Value) -> dict[str, Value]:
    """An Enrollment row: `Ana Lee` has ana.lee@example.org; columns as keywords with `_` for a space."""
    row: dict[str, Value] = {
        "Name": name,
        "Email": name.lower().replace(" ", ".") + "@example.org",
        "Role": role,
        "School": "Oak School",
        "Person ID": "p-" + name.lower().replace(" ", "-"),
        "Start date": "2026-08-10",
    }
    return row | columns(**cells)


def mentor(name: str, **cells: Value) -> dict[str, Value]:
    return person(name, "mentor", **{"Years_teaching": 8, "Mentor_training": "2026-07-15", **cells})


def mentee(name: str, **cells: Value) -> dict[str, Value]:
    return person(name, "mentee", **{"Years_teaching": 0, **cells})


def columns(**cells: Value) -> dict[str, Value]:
    return {name.replace("_", " "): value for name, value in cells.items()}


def grid(tab: str, rows: Sequence[Mapping[str, Value]]) -> list[list[Value]]:
    """A tab's cells: the contract's headers, extra ones behind them, one list per row."""
    headers = [column.name for column in TABS[tab].columns] if tab in TABS else []
    headers += [name for row in rows for name in row if name not in headers]
    headers = list(dict.fromkeys(headers))
    return [list(headers), *([row.get(name) for name in headers] for row in rows)]


def snapshot(
    people: Sequence[Mapping[str, Value]] = (), settings: Mapping[str, Value] | None = None, **tabs: Any
) -> Snapshot:
    """A snapshot: Enrollment rows, settings by name, further tabs as keywords with `_` for a space."""
    setting_rows = [{"Setting": k, "Value": v} for k, v in (SETTINGS | dict(settings or {})).items()]
    grids = {"Settings": grid("Settings", setting_rows), "Enrollment": grid("Enrollment", people)}
    for name, rows in tabs.items():
        title = next(t for t in TABS if t.replace("-", " ").lower() == name.replace("_", " ").lower())
        grids[title] = grid(title, rows)
    return snapshot_from_grids(grids)


def run(moment: str = "2026-08-12 12:00", **more: Any) -> Run:
    zone = more.pop("zone", "America/Chicago")
    return Run(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)), program_id="prog-test", **more)


def book(
    people: Sequence[Mapping[str, Value]] = (),
    settings: Mapping[str, Value] | None = None,
    now: str = "2026-08-12 12:00",
    world: World | None = None,
    by_hand: bool = False,
    **tabs: Any,
) -> Book:
    return Book(snapshot(people, settings, **tabs), world or World(), run(now, by_hand=by_hand))
