"""A world in memory that crashes and fails where it is told to, and forgets nothing of what reached it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.ports import Message, Ports, Receipt
from tasks.program.problems import OutsideError, UnsureError


class Crash(BaseException):
    """The process is gone: nothing of the program may catch it."""


@dataclass
class Trouble:
    """What happens at the port call with this number: a crash before or after it, or a failure said to the caller."""

    at: int = 0
    kind: str = ""
    """`before` and `after` (a crash), `fails`, `fails for good`, `answer lost`."""
    calls: int = 0

    def around(self, port: str, call: Callable[[], Any]) -> Any:
        self.calls += 1
        if self.calls != self.at:
            return call()
        if self.kind == "before":
            raise Crash
        if self.kind.startswith("fails") and port != "ledger":
            raise OutsideError("The service is away.", permanent=self.kind == "fails for good")
        found = call()
        if self.kind == "after":
            raise Crash
        if self.kind == "answer lost" and port == "postbox":
            raise UnsureError("The answer was lost.")
        return found


class Troubled:
    """A port behind which trouble waits. Looking at attributes is no call."""

    def __init__(self, name: str, port: Any, trouble: Trouble) -> None:
        self._name, self._port, self._trouble = name, port, trouble

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        return lambda *given, **named: self._trouble.around(self._name, lambda: found(*given, **named))


def troubled(ports: Ports, trouble: Trouble) -> Ports:
    """The same world, with trouble before every port."""
    names = ("register", "diary", "postbox", "ledger", "shelf")
    return replace(ports, **{name: Troubled(name, getattr(ports, name), trouble) for name in names})


@dataclass
class Wire:
    """A postbox that sends whatever it is given, as a mail server does: it neither knows nor refuses a second time."""

    knows: bool = False
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)

    def send(self, message: Message) -> Receipt:
        self.sent.update((letter_of(message.key), address) for address in message.recipients)
        return Receipt(message.key)

    def look(self, _key: str) -> Receipt | None:
        return None


def letter_of(key: str) -> str:
    """The letter of a message, by the message's key."""
    return "-".join(key.split("-")[: _parts(key)])


def _parts(key: str) -> int:
    """How many words of a message's key name its letter: all up to the first digest of twelve characters."""
    words = key.split("-")
    return next(number for number, word in enumerate(words, 1) if _is_digest(word))


def _is_digest(word: str) -> bool:
    return len(word) == 12 and any(char.isdigit() for char in word)
