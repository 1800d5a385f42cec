"""Each guard by command line, in a folder and on Google: it trips, asks in To do, and takes its answer there or as --force."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import main
from tasks.ports import Register
from tasks.program import keys
from tasks.program.workbook.changes import SetCells
from tasks.program.workbook.snapshot import Row
from tests.backends.google.desk import grids_of, sheets_of
from tests.proof.google import GoogleWorld, google_world
from tests.proof.killing import World
from tests.proof.local import LocalWorld
from tests.proof.term import TERM, live

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the proof's worlds need it")

NEXT, BEFORE = "2026-08-07T08:00", "2026-08-01T08:00"


class Office:
    """A program in whose term the first pairs were introduced on August 6."""

    def __init__(self, world: World, folder: Path, copies: Path) -> None:
        self.world, self.folder, self.copies = world, folder, copies
        folder.mkdir(parents=True)
        world.found(folder)
        for day in TERM[:3]:
            live(day, world.hands(folder))
            world.run(folder, day)
        world.copy(folder, copies / "kept")

    def renew(self, name: str) -> None:
        """Begins another trial from the same state."""
        self.folder = self.copies / name
        self.world.copy(self.copies / "kept", self.folder)

    @property
    def hands(self) -> Register:
        return self.world.hands(self.folder)

    def asked(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
        """What `mentorship …` says with `--json`: its exit code, and the guards it stopped at."""
        capsys.readouterr()
        code = self._command((*words, "--json"))
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["waiting"]
        return code, [one["item"] for one in found if str(one.get("item")).startswith("guard-")]

    def _command(self, words: Sequence[str]) -> int:
        google = isinstance(self.world, GoogleWorld)
        book = (self.folder / "book").read_text() if google else str(self.folder / "workbook.xlsx")
        os.environ["MENTORSHIP_HOME"] = str(self.folder / "home")
        try:
            return main([words[0], book, *words[1:]])
        finally:
            del os.environ["MENTORSHIP_HOME"]

    def said(self, capsys: pytest.CaptureFixture[str], *words: str) -> str:
        """What a person reads of `mentorship …` in a terminal."""
        self._command(words)
        return " ".join(capsys.readouterr().out.split())

    def rows(self, tab: str) -> tuple[Row, ...]:
        return tuple(self.hands.read().rows(tab))

    def type(self, tab: str, row: Row, **cells: Any) -> None:
        named = {column.replace("_", " "): value for column, value in cells.items()}
        self.hands.write([SetCells(tab, row, named)])

    def question(self, guard: str) -> Row:
        """The guard's line; asked again after each run, whose date is part of it and lost with the record."""
        items = {keys.todo("guard", guard.casefold(), since) for since in (TERM[2].moment[:10], "")}
        return next(row for row in self.rows("To do") if row.text("Item") in items)


@pytest.fixture(scope="module", params=["folder", "google"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    base = tmp_path_factory.mktemp(request.param)
    if request.param == "folder":
        yield Office(LocalWorld(), base / "term", base)
        return
    with google_world() as world:
        yield Office(world, base / "term", base)


def emptied(tab: str, most: int = 1000) -> Callable[[Office], None]:
    """Somebody cleared all rows of a tab, or the first ones."""

    def clear(office: Office) -> None:
        if not isinstance(office.world, GoogleWorld):
            rows = office.rows(tab)[:most]
            office.hands.write([SetCells(tab, row, dict.fromkeys(row.cells)) for row in rows])
            return
        now = office.hands.read()
        left = replace(now.sheet(tab), rows=now.sheet(tab).rows[most:])
        office.world.upload(sheets_of(grids_of(now.with_sheet(left))))

    return clear


def swapped(*columns: str) -> Callable[[Office], None]:
    """Somebody sorted some columns of Enrollment without the others."""

    def swap(office: Office) -> None:
        one, other = office.rows("Enrollment")[:2]
        cells = [{column: row[column] for column in columns} for row in (other, one)]
        changes = [SetCells("Enrollment", row, new) for row, new in zip((one, other), cells, strict=True)]
        office.hands.write(changes)

    return swap


def renamed(setting: str) -> Callable[[Office], None]:
    def rename(office: Office) -> None:
        row = next(row for row in office.rows("Settings") if row.text("Setting") == setting)
        office.type("Settings", row, Value="Another")

    return rename


def record_left_behind(office: Office) -> None:
    for place in (".mentorship", "home/ledgers"):
        shutil.rmtree(office.folder / place, ignore_errors=True)


def nothing(_office: Office) -> None:
    pass


GUARDS = {
    "empty-Enrollment": emptied("Enrollment"),
    "empty-Pairings": emptied("Pairings"),
    "shrunk-enrollment": emptied("Enrollment", 3),
    "moved-addresses": swapped("Email"),
    "moved-names": swapped("Name"),
    "moved-ids": swapped("Name", "Email"),
    "date": nothing,
    "ledger": record_left_behind,
    "program-name": renamed("Program name"),
    "term-name": renamed("Term name"),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_guard_stops_asks_and_takes_its_answer(
    guard: str, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew(guard)
    GUARDS[guard](office)
    today = ("--today", BEFORE if guard == "date" else NEXT)
    before = {tab: office.rows(tab) for tab in ("Enrollment", "Pairings", "Outbox")}

    assert office.asked(capsys, "check", *today)[0] == 1
    asked = office.question(guard)
    assert (asked.text("Status"), asked.text("Choices")) == ("open", "go on / stop")
    assert {tab: office.rows(tab) for tab in before} == before, "a run that was stopped wrote rows"

    office.type("To do", asked, Answer="stop")
    assert asked.text("Item") in office.asked(capsys, "term", *today, "--plan")[1]
    assert asked.text("Item") not in office.asked(capsys, "term", *today, "--plan", "--force", guard)[1]

    office.type("To do", office.question(guard), Answer="go on")
    assert asked.text("Item") not in office.asked(capsys, "check", *today)[1]
    assert office.question(guard).text("Status") == "done"


def setting(office: Office, name: str, value: str) -> None:
    row = next(row for row in office.rows("Settings") if row.text("Setting") == name)
    office.type("Settings", row, Value=value)


def few_at_once(office: Office) -> None:
    setting(office, "Ask above", "0")


def rehearsed(office: Office) -> None:
    """A rehearsal that is switched off again."""
    setting(office, "Redirect all mail to", "coordinator@example.org")
    office.world.run(office.folder, replace(TERM[3], moment=NEXT))
    setting(office, "Redirect all mail to", "")


@pytest.mark.parametrize(
    ("guard", "command", "cause", "words"),
    [
        ("many-letters", "term", few_at_once, "about to leave at once"),
        ("rehearsal-over", "term", rehearsed, "The rehearsal is over"),
        ("early-close", "close", nothing, "Close it all the same?"),
    ],
)
def test_guard_of_letters_asks_before_they_leave_and_can_be_forced(
    guard: str,
    command: str,
    cause: Callable[[Office], None],
    words: str,
    office: Office,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office.renew(guard)
    cause(office)
    # A week later, in the morning: what is owed is due by itself.
    scheduled = (command, "--plan", "--today", "2026-08-14T09:00")

    asked = office.said(capsys, *scheduled)
    forced = office.said(capsys, *scheduled, "--force", guard)

    assert (words in asked, words in forced) == (True, False), asked
