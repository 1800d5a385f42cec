"""Everything the stand-in knows, and what a handler is given of it.

The world is plain data that can be pickled; the clock, the log and planned faults live outside it.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.google_service.auth import Auth, Grant
from tests.google_service.calendar.model import Calendars
from tests.google_service.clock import Clock
from tests.google_service.discovery import Method
from tests.google_service.drive.model import Drive
from tests.google_service.forms.model import Form
from tests.google_service.gmail.model import Mailbox
from tests.google_service.sheets.model import Spreadsheet
from tests.google_service.wire import invalid

OWNER = "owner@example.org"
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BASE32HEX = "0123456789abcdefghijklmnopqrstuv"


@dataclass
class Person:
    """Somebody with an account. Without Workspace there are no working hours, and smaller caps."""

    email: str
    name: str = ""
    workspace: bool = True
    time_zone: str = "Etc/GMT"
    working_hours: dict[str, Any] | None = None


@dataclass
class Settings:
    """What tests may turn."""

    disabled: set[str] = field(default_factory=set)
    meet_polls_until_ready: int = 1
    rewrite_message_id: bool = True
    daily_messages: int = 2_000
    daily_recipients: int = 10_000
    recipients_per_message: int = 100
    caps: bool = True
    sync_token_days: float = 28.0
    latency: float = 0.0  # seconds by which each HTTP request moves the clock, without waiting


class Ids:
    """Identifiers in Google's shapes, from a seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def text(self, length: int, alphabet: str = URL_SAFE) -> str:
        return "".join(self._random.choices(alphabet, k=length))

    def file(self) -> str:
        return "1" + self.text(43)

    def number(self) -> int:
        return self._random.randrange(10**8, 2**31)

    def event(self) -> str:
        return self.text(26, BASE32HEX)

    def hexadecimal(self) -> str:
        return self.text(16, "0123456789abcdef")


@dataclass
class World:
    """All accounts and what they own."""

    owner: str = OWNER
    auth: Auth = field(default_factory=lambda: Auth(OWNER))
    ids: Ids = field(default_factory=Ids)
    settings: Settings = field(default_factory=Settings)
    people: dict[str, Person] = field(default_factory=dict)
    drive: Drive = field(default_factory=Drive)
    sheets: dict[str, Spreadsheet] = field(default_factory=dict)
    calendars: Calendars = field(default_factory=Calendars)
    mail: dict[str, Mailbox] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    def person(self, email: str) -> Person:
        """The account, made on first sight: whoever holds a token has one."""
        return self.people.setdefault(email, Person(email))


@dataclass
class Call:
    """One call of one method, already routed and checked."""

    world: World
    clock: Clock
    who: Grant
    method: Method
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: dict[str, Any]
    raw: bytes = b""

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def text(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    def many(self, name: str) -> list[str]:
        return self.query.get(name, [])

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self.text(name, str(default)).lower() == "true"

    def number(self, name: str, default: int) -> int:
        return int(self.text(name, str(default)))

    def offset(self, name: str, default: int = 0) -> int:
        """A token of ours, which is a number in a text; refused when it is none (words not recorded)."""
        text = self.text(name) or str(default)
        if not text.isdecimal():
            raise invalid(f"Invalid value '{text}'.", reason="invalid", location=("parameter", name))
        return int(text)


Handler = Callable[[Call], Any]
