"""Kills a process at every touch of a whole term, in turn, and finishes its work by running again.

    python -m tests.proof.killing FOLDER [--world NAME] [--every N] [--first N] [--only DATE]

An undisturbed term is lived through first; the folder is kept as it stands before and after each day's run. For every
touch of every day a process is started on a copy of the folder before that day, killed at the touch by SIGKILL, and
the same command is run again (once more if a person had a doubt to settle in between). The folder must then be as the
undisturbed one is after that day (mail, calendars, tabs, reports, ledger), and another run must change nothing. Since
the rest of the term starts from equal folders, it ends equal.

Processes are forked from one that has lived through a term already, so that templates and statements are compiled, and
holds nothing open. A world (`local.py`) says how a back end
is founded, run, copied and looked at; another back end brings its own. Where answers come over a network, each is lost
once as well, without a kill.
"""

import argparse
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tasks.ports import Register
from tests.proof.google import GoogleWorld, SendOnlyWorld, google_world, send_only_world
from tests.proof.local import LocalWorld, Picture, differences
from tests.proof.smtp import SmtpWorld, smtp_world
from tests.proof.term import TERM, Day, live
from tests.proof.touches import Touches


class World(Protocol):
    """What a back end brings to the proof."""

    def found(self, folder: Path) -> None: ...
    def hands(self, folder: Path) -> Register: ...
    def run(self, folder: Path, day: Day) -> int: ...
    def watch(self, touches: Touches) -> None: ...
    def copy(self, folder: Path, to: Path) -> None: ...
    def picture(self, folder: Path) -> Picture: ...
    def settle_doubts(self, folder: Path, day: Day) -> bool: ...


@dataclass(frozen=True)
class Station:
    """A day of the undisturbed term: the folder before its run (all typing done), what stood after it, its touches."""

    day: Day
    before: Path
    after: Picture
    touches: tuple[str, ...]


Disturbance = Callable[[World, Station, int, Path], list[str]]


def forked(work: Callable[[], Any]) -> tuple[int, Any]:
    """Runs in a process of its own: the signal that killed it (0: none), and what it gave back."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                json.dump(work(), pipe)
            code = 0
        except BaseException as error:  # noqa: BLE001 - said to the parent, which reports it
            traceback.print_exception(error)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status), None
    if status:
        raise AssertionError("a run that nobody killed failed")
    return 0, json.loads(said)


def warm(world: World, folder: Path, days: Sequence[Day]) -> None:
    """Lives through the days in this very process, for what its children then need not do anew."""
    folder.mkdir(parents=True)
    world.found(folder)
    for day in days:
        live(day, world.hands(folder))
        world.run(folder, day)
    gc.collect()
    gc.freeze()


def undisturbed(world: World, folder: Path, days: Sequence[Day]) -> list[Station]:
    """Lives through the term once; counts the touches of each day's run."""
    standing = folder / "standing"
    standing.mkdir(parents=True)
    world.found(standing)
    stations: list[Station] = []
    for number, day in enumerate(days):
        forked(lambda day=day: live(day, world.hands(standing)))
        before = folder / f"before-{number:02d}"
        world.copy(standing, before)

        def counted(day: Day = day) -> list[str]:
            touches = Touches()
            world.watch(touches)
            world.run(standing, day)
            return touches.seen

        _, seen = forked(counted)
        stations.append(Station(day, before, world.picture(standing), tuple(seen)))
    return stations


def killed(world: World, station: Station, fatal: int, copy: Path) -> list[str]:
    """Kills a run of the day at a touch, finishes it, and tells what differs from the undisturbed day."""
    signaled = _disturbed(world, station, Touches(fatal), copy)
    if signaled != signal.SIGKILL:
        return ["the run was not killed: its touches differ from the undisturbed run's"]
    return _finished(world, station, copy)


def unanswered(world: World, station: Station, lost: int, copy: Path) -> list[str]:
    """Loses the answer to a request, but not the run; the next run finishes what this one could not."""
    _disturbed(world, station, Touches(lost, losing=True), copy)
    return _finished(world, station, copy)


def _disturbed(world: World, station: Station, touches: Touches, copy: Path) -> int:
    world.copy(station.before, copy)

    def doomed() -> None:
        world.watch(touches)
        world.run(copy, station.day)

    return forked(doomed)[0]


def _finished(world: World, station: Station, copy: Path) -> list[str]:
    forked(lambda: world.run(copy, station.day))
    if world.settle_doubts(copy, station.day):
        forked(lambda: world.run(copy, station.day))
    found = world.picture(copy)
    forked(lambda: world.run(copy, station.day))
    restless = [f"not quiet: {what}" for what in differences(found, world.picture(copy))]
    return differences(station.after, found) + restless


def points(stations: Sequence[Station], every: int, first: int) -> Iterator[tuple[Station, int]]:
    """Every so many touches over the whole term, in order."""
    everything = ((station, fatal) for station in stations for fatal in range(1, len(station.touches) + 1))
    for number, point in enumerate(everything):
        if number % every == first:
            yield point


def prove(
    world: World, folder: Path, every: int = 1, first: int = 0, days: Sequence[Day] = TERM, only: str = ""
) -> dict[str, Any]:
    """Kills at every so many touches, `only` on days that begin so; what was tried, and each point that was not survived."""
    stations = undisturbed(world, folder, days)
    tried: Counter[str] = Counter()
    failures: list[str] = []

    def attempt(how: Disturbance, station: Station, touch: int) -> None:
        copy = Path(tempfile.mkdtemp(dir=folder)) / "copy"
        found = how(world, station, touch, copy)
        tried[how.__name__] += 1
        if found:
            what = f"{station.touches[touch - 1]}, {how.__name__}"
            failures.append(f"{station.day.moment} {station.day.command}, touch {touch} ({what}): {found}")
            sys.stderr.write(failures[-1] + "\n")
        else:
            shutil.rmtree(copy.parent)

    tried_on = [station for station in stations if station.day.moment.startswith(only)]
    for station, touch in points(tried_on, every, first):
        attempt(killed, station, touch)
        if station.touches[touch - 1].startswith("answer"):
            attempt(unanswered, station, touch)
    touches = sum(len(station.touches) for station in stations)
    return {"touches": touches, **tried, "failures": failures}


WORLDS: Mapping[str, Callable[[Path], AbstractContextManager[World]]] = {
    "folder": lambda _folder: nullcontext(LocalWorld()),
    "mail-server": smtp_world,
    "google": lambda _folder: google_world(),
    "google-send-only": lambda _folder: send_only_world(),
}
"""The back ends; those in which a letter may stay in doubt live through the first days only."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--world", choices=sorted(WORLDS), default="folder")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args(arguments)
    warm(LocalWorld(), options.folder / "warm", TERM)
    with WORLDS[options.world](options.folder) as world:
        if isinstance(world, GoogleWorld):
            warm(world, options.folder / "warm-google", TERM[:4])
        doubtful = isinstance(world, SmtpWorld | SendOnlyWorld)
        days = TERM[:5] if doubtful else TERM
        found = prove(world, options.folder, options.every, options.first, days, options.only)
        if doubtful:
            found |= {"doubts": world.doubts, "most in doubt": world.most_in_doubt}
        if isinstance(world, GoogleWorld):
            found["failures"] += world.departures()
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
