"""Kills the real command at random moments over a whole term, from outside, and compares with a term that nobody disturbed.

    python -m tests.proof.outside FOLDER [--workbook FILE] [--world NAME] [--kills N] [--seed N] [--office]

Two terms are lived through with `mentorship term`, Prefect and its temporary server included. In the second one each day's
run is killed by SIGKILL again and again: most of the time at a random moment after it has begun to change something, else
at any moment at all. Then it is left to finish, and mail, calendars, tabs, reports and ledger must be as on the same
evening of the first term. `--workbook` takes a district of your own (with the files beside it) in place of the proof's;
`--office` has LibreOffice open and save the workbook between runs.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from tasks.program.workbook.changes import AddRow
from tests.proof.google import GoogleWorld
from tests.proof.killing import WORLDS, World
from tests.proof.local import Picture, differences
from tests.proof.smtp import SmtpWorld
from tests.proof.term import TERM, Day, live
from tests.proof.test_killed import ROOT

DAYS: Sequence[Day] = [
    replace(day, command="term") for day in TERM if "_surveyed" not in day.deed.__qualname__
]
_LOOK = 0.004
_ANYWHERE = 0.25
"""The share of kills at any moment of a run; the others wait until it has begun to change something."""


class Lives:
    """One term in one folder, by command line."""

    def __init__(self, world: World, folder: Path, workbook: Path | None, *, office: bool) -> None:
        self.world, self.folder, self.office = world, folder, office
        folder.mkdir(parents=True)
        world.found(folder)
        if workbook is not None:
            shutil.copytree(workbook.parent, folder, dirs_exist_ok=True)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            settings = {
                "Program ID": "prog-proof",
                **({"Coordinator digest": "off"} if _doubtful(world) else {}),
            }
            rows = [AddRow("Settings", {"Setting": name, "Value": value}) for name, value in settings.items()]
            world.hands(folder).write(rows)
        if isinstance(world, SmtpWorld):
            world.before = len(world.taken())

    def start(self, day: Day) -> "subprocess.Popen[str]":
        google = isinstance(self.world, GoogleWorld)
        book = (self.folder / "book").read_text() if google else str(self.folder / "workbook.xlsx")
        home = self.folder / "home" if google else self.folder.parent / "home"
        command = [sys.executable, "-m", "flows", day.command, book, "--today", day.moment, "--yes"]
        environment = {**os.environ, "MENTORSHIP_HOME": str(home)}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, text=True, env=environment
        )

    def finish(self, day: Day) -> tuple[float, float]:
        """Runs to the end, once more after a doubt was settled; when it first changed something, and how long it took."""
        times = self._finish(day)
        if self.world.settle_doubts(self.folder, day):
            self._finish(day)
        return times

    def _finish(self, day: Day) -> tuple[float, float]:
        began = time.monotonic()
        with self.start(day) as run:
            first = self.wait_for_change(run, began)
            said, _ = run.communicate()
        if run.returncode not in (0, 1, 4):
            raise AssertionError(f"{day.moment}: the command ended with {run.returncode}: {said}")
        return first, time.monotonic() - began

    def wait_for_change(self, run: "subprocess.Popen[str]", began: float) -> float:
        before = _state(self.folder)
        while run.poll() is None and _state(self.folder) == before:
            time.sleep(_LOOK)
        return time.monotonic() - began

    def live(self, day: Day) -> None:
        live(day, self.world.hands(self.folder))
        self.save_by_office()

    def save_by_office(self) -> None:
        """LibreOffice opens the workbook and saves it."""
        if self.office:
            saved = self.folder.parent / "saved"
            options = [f"-env:UserInstallation=file://{self.folder.parent / 'office'}", "--headless"]
            words = ["soffice", *options, "--convert-to", "xlsx", "--outdir", str(saved)]
            subprocess.run([*words, str(self.folder / "workbook.xlsx")], check=True, capture_output=True)
            shutil.copyfile(saved / "workbook.xlsx", self.folder / "workbook.xlsx")


def _doubtful(world: World) -> bool:
    return isinstance(world, SmtpWorld)


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """What stands in a folder, but for the locks."""
    return sorted(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for entry in os.scandir(folder):
        try:
            if entry.is_dir():
                if entry.name != "prefect":
                    yield from _files(Path(entry.path))
            elif not entry.name.endswith((".lock", ".lock.json")):
                found = entry.stat()
                yield entry.path, found.st_mtime_ns, found.st_size
        except FileNotFoundError:
            continue  # gone while we looked


def disturb(
    lives: Lives, day: Day, usual: tuple[float, float], most: int, dice: random.Random
) -> Counter[str]:
    """Kills the day's run so many times, or until one ends before its time; how often each way."""
    found: Counter[str] = Counter()
    first, whole = usual
    for _ in range(most):
        began = time.monotonic()
        with lives.start(day) as run:
            anywhere = dice.random() < _ANYWHERE
            if anywhere:
                _sleep(run, dice.uniform(0, whole))
            else:
                lives.wait_for_change(run, began)
                _sleep(run, dice.uniform(0, max(whole - first, 0.05)))
            over = run.poll() is not None
            run.kill()
        if over:
            found["too late"] += 1
            if not anywhere:
                break
            continue
        found["at any moment" if anywhere else "while it worked"] += 1
        if dice.random() < 0.3:
            lives.save_by_office()
    return found


def _sleep(run: "subprocess.Popen[str]", seconds: float) -> None:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def servers_left(home: Path) -> int:
    """Prefect's temporary servers that belong to this home and still run; they are ended."""
    left = 0
    for process in psutil.process_iter(["cmdline"]):
        try:
            ours = process.environ().get("MENTORSHIP_HOME") == str(home)
            if ours and "prefect.server" in " ".join(process.info["cmdline"] or ()):
                left += 1
                process.terminate()
        except psutil.Error:
            continue
    return left


def prove(world: World, options: argparse.Namespace) -> Mapping[str, Any]:
    """Lives both terms; what was done to the second one, and where they differ."""
    alone = Lives(world, options.folder / "alone" / "term", options.workbook, office=options.office)
    evenings: list[tuple[tuple[float, float], Picture]] = []
    days = DAYS[: options.days]
    for day in days:
        alone.live(day)
        evenings.append((alone.finish(day), world.picture(alone.folder)))
        sys.stderr.write(f"{day.moment} undisturbed: {evenings[-1][0]}\n")
    dice = random.Random(options.seed)
    killed = Lives(world, options.folder / "killed" / "term", options.workbook, office=options.office)
    tried: Counter[str] = Counter()
    failures: list[str] = []
    for number, (day, (usual, evening)) in enumerate(zip(days, evenings, strict=True)):
        killed.live(day)
        kills = tried.total() - tried["too late"]
        share = -(-(options.kills - kills) // (len(days) - number))
        tried += disturb(killed, day, usual, share, dice)
        killed.finish(day)
        found = differences(evening, world.picture(killed.folder))
        failures += [f"{day.moment}: {what}" for what in found]
        sys.stderr.write(f"{day.moment} killed so far: {dict(tried)}; {found}\n")
    return {
        **tried,
        "doubts": getattr(world, "doubts", 0),
        "servers left": servers_left(options.folder / "killed" / "home"),
        "failures": failures,
    }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workbook", type=Path)
    parser.add_argument("--world", choices=sorted(WORLDS), default="folder")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=len(DAYS), help="the first days only")
    parser.add_argument("--office", action="store_true")
    options = parser.parse_args(arguments)
    options.folder = options.folder.resolve()
    options.folder.mkdir(parents=True)
    with WORLDS[options.world](options.folder) as world:
        found = prove(world, options)
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
