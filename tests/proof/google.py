"""The Google back end as the proofs see it: a stand-in for Google in a process of its own, which outlives every killed run.

A folder holds the program's own files (`home/`) and, whenever it is copied, the stand-in's whole world in a file; the
copy that is to be lived in is loaded into the stand-in. What is looked at is that file, not what an API shows.
"""

import json
import os
import pickle
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.reception import hold
from tasks.backends.google.auth import ALL, DRAFTS, SEND
from tasks.backends.google.calls import Waiting
from tasks.backends.google.postbox import HEADER
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import hands_on
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Register
from tasks.program.cells import Value
from tasks.program.problems import OutsideError
from tests.backends.google.desk import grids_of, new_spreadsheet, sheets_of
from tests.google_service.world import OWNER, World
from tests.proof import term
from tests.proof.doubts import TRACES, answer_truthfully
from tests.proof.local import LocalWorld, Picture, ledger_of, tabs_of
from tests.proof.touches import Touches

_WORLD, _HOME, _BOOK = "world.pickle", "home", "book"
_AT = "2026-08-05T13:00:00+00:00"


class GoogleWorld:
    """`base` is the stand-in's address; one folder at a time is the one that it lives in."""

    settings: Mapping[str, Value] = term.SETTINGS
    # A message's own number; what divides its parts is made from the whole content, links with a form's number included.
    apart: tuple[str, ...] = ("Message-ID", "Content-Type")

    def __init__(self, base: str) -> None:
        self.base = base
        self._lived_in: Path | None = None
        os.environ["MENTORSHIP_GOOGLE_ENDPOINT"] = base
        Waiting.back_off = lambda _self, _turn: None  # type: ignore[method-assign] # a second is long for a proof

    def found(self, folder: Path) -> None:
        """The very workbook that the folder's term begins with, as a person would upload it."""
        self._control("reset")
        self._lived_in = folder
        (folder / _BOOK).write_text(new_spreadsheet(self.base, "Mentors"))
        local = LocalWorld()
        local.settings = self.settings
        local.found(folder)
        self.upload(sheets_of(grids_of(LocalRegister(folder / "workbook.xlsx").read())))

    def upload(self, sheets: Any) -> None:
        """Puts these tabs into the place of the spreadsheet's."""
        world = self.world()
        world.sheets[_book(self._folder)].sheets = sheets
        self.put(world)

    def put(self, world: World) -> None:
        """Lets the stand-in go on with this world."""
        (self._folder / _WORLD).write_bytes(pickle.dumps(world))
        self._control("load", file=str(self._folder / _WORLD))

    def hands(self, folder: Path) -> Register:
        with _at_home(folder):
            return hands_on(_book(folder))

    def run(self, folder: Path, day: term.Day) -> int:
        """One command by hand, without Prefect; its exit code."""
        try:
            with _at_home(folder), hold(_book(folder)) as ports:
                return settle(Office(ports, Asked(day.command, day.moment, by_hand=True))).exit_code
        except OutsideError as problem:
            return problem.exit_code

    def watch(self, touches: Touches) -> None:
        touches.install()

    def copy(self, folder: Path, to: Path) -> None:
        """Of the folder that is lived in a copy is kept; of a kept one a copy is made to live in."""
        if self._lived_in == folder:
            self._control("save", file=str(folder / _WORLD))
            shutil.copytree(folder, to)
            return
        shutil.copytree(folder, to)
        self._control("load", file=str(to / _WORLD))
        self._lived_in = to

    def settle_doubts(self, folder: Path, day: term.Day) -> bool:
        """Nothing: a draft tells whether it was sent."""
        return False

    def world(self) -> World:
        file = self._folder / _WORLD
        self._control("save", file=str(file))
        found: World = pickle.loads(file.read_bytes())
        return found

    @property
    def _folder(self) -> Path:
        assert self._lived_in is not None
        return self._lived_in

    def picture(self, folder: Path) -> Picture:
        """All that people or a later run could see. Left out: Google's own stamps and numbers (ids of messages, their
        threads and of forms, the time of a change), of which another try rightly gets others.
        """
        assert folder == self._folder
        world, book = self.world(), _book(folder)
        home = folder / _HOME
        reports = {
            f"reports/{path.name}": path.read_bytes() for path in sorted((home / "reports" / book).glob("*"))
        }
        found = {
            **reports,
            **tabs_of(self.hands(folder)),
            **ledger_of(home / "ledgers" / f"{book}.sqlite"),
            **_mail(world, self.apart),
            "calendar": _events(world),
            "mails of the calendar": world.calendars.notices,
            # A form whose making was cut off stays blank and unpublished: the program may not look through Drive.
            "forms": sorted(str(form.info) for form in world.forms.values() if form.published),
        }
        titles = {number: str(form.info.get("title", "")) for number, form in world.forms.items()}
        return {place: _named(what, titles) for place, what in found.items()}

    def departures(self) -> list[str]:
        """What was asked of the stand-in that Google's own descriptions do not know."""
        found = self._control("departures", method="GET")
        return [*found["client"], *found["stand_in"]]

    def clear_log(self) -> None:
        self._control("log/clear")

    def writes(self) -> list[str]:
        """The methods asked for since the log was cleared that change anything."""
        asked = self._control("log", method="GET")["entries"]
        looks = ("batch", "calendar.freebusy.query")
        return [one["method"] for one in asked if one["http"] != "GET" and one["method"] not in looks]

    def _control(self, what: str, method: str = "POST", **given: str) -> Any:
        url = f"{self.base}/control/{what}"
        request = urllib.request.Request(url, json.dumps(given).encode() if given else b"{}", method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


class SendOnlyWorld(GoogleWorld):
    """A person who allowed sending and nothing else of Gmail: whether a letter left cannot always be known after a kill."""

    # A doubt is news for the coordinator's weekly list: without one, that letter would rightly not be sent.
    settings: Mapping[str, Value] = {**term.SETTINGS, "Coordinator digest": "off"}
    # A letter that a person had sent again is a message of its own, with its own key.
    apart = (*GoogleWorld.apart, HEADER)

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.doubts = 0
        self.most_in_doubt = 0

    def found(self, folder: Path) -> None:
        super().found(folder)
        scopes = [scope for scope in (*ALL, *SEND) if scope not in DRAFTS]
        token = self._control("token", scopes=scopes)["refresh_token"]
        info = {"refresh_token": token, "client_id": "client", "client_secret": "secret"}
        credentials = folder.parent / "token.json"
        credentials.write_text(json.dumps(info))
        os.environ["MENTORSHIP_GOOGLE_CREDENTIALS"] = str(credentials)

    def picture(self, folder: Path) -> Picture:
        return {place: what for place, what in super().picture(folder).items() if place not in TRACES}

    def settle_doubts(self, folder: Path, day: term.Day) -> bool:
        """The person looks into Sent."""
        box = self.world().mail.get(OWNER)
        took = "\n".join(str(one.parsed()[HEADER]) for one in box.messages.values()) if box else ""
        letters = answer_truthfully(self.hands(folder), lambda letter: letter in took)
        self.doubts += bool(letters)
        self.most_in_doubt = max(self.most_in_doubt, letters)
        return bool(letters)


def _book(folder: Path) -> str:
    return (folder / _BOOK).read_text()


@contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    os.environ["MENTORSHIP_HOME"] = str(folder / _HOME)
    yield
    del os.environ["MENTORSHIP_HOME"]


def _named(what: Any, titles: Mapping[str, str]) -> Any:
    """The same with a form's title in the place of its number, wherever it stands."""
    match what:
        case str():
            for number, title in titles.items():
                what = what.replace(number, title)
            return what
        case bytes():
            return _named(what.decode("latin-1"), titles)
        case list() | tuple():
            return [_named(one, titles) for one in what]
        case dict():
            return {name: _named(one, titles) for name, one in what.items()}
    return what


def _mail(world: World, apart: Sequence[str]) -> dict[str, Any]:
    """Every mailbox: a message with its labels, its headers but for those set `apart`, and its content."""
    found = {}
    for address, box in sorted(world.mail.items()):
        messages = []
        for message in box.messages.values():
            parsed = message.parsed()
            headers = sorted((name, str(value)) for name, value in parsed.items() if name not in apart)
            content = [part.get_payload(decode=True) for part in parsed.walk() if not part.is_multipart()]
            messages.append((sorted(message.labels), headers, content))
        found[f"mailbox of {address}"] = sorted(messages, key=repr)
    return found


def _events(world: World) -> list[Any]:
    """What stands in calendars, each event once for each."""
    return sorted(
        (
            (calendar.id, event.id, event.start, event.end, event.status, event.body, event.private)
            for calendar in world.calendars.calendars.values()
            for event in calendar.events.values()
            if not event.deleted
        ),
        key=repr,
    )


@contextmanager
def google_world() -> Iterator[GoogleWorld]:
    with stand_in() as base:
        yield GoogleWorld(base)


@contextmanager
def send_only_world() -> Iterator[SendOnlyWorld]:
    with stand_in() as base:
        yield SendOnlyWorld(base)


@contextmanager
def stand_in() -> Iterator[str]:
    """Runs the stand-in; gives its address."""
    command = [sys.executable, "-m", "tests.google_service", "--no-limits", "--at", _AT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        try:
            yield service.stdout.readline().split()[1]
        finally:
            service.terminate()
