"""What the program needs from the world outside: five ports, and a shelf for files.

    Register   the workbook: read all tabs, write some cells by key
    Diary      people's calendars: what stands, what is busy, put, drop
    Postbox    mail: send a message, look whether it was sent
    Forms      a form people answer, where the answers are not already a tab
    Ledger     what was owed, claimed, sent; ids and states only, never a name, an address or a text
    Shelf      reports for people to open

Every port is synchronous. A failure outside is an `OutsideError`; its `permanent` says whether trying again can help.
Adapters live in `backends/`; each passes the one conformance suite of its port (`tests/ports/`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

from tasks.program.forms import Answer, FormSpec, Pages, Published
from tasks.program.letters import Delivery, State
from tasks.program.meetings import Busy, Guest, Home, Series, Standing
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import Change
from tasks.program.workbook.snapshot import Sheet, Snapshot


@dataclass(frozen=True)
class Refused:
    """A change that was not made because the cell had changed meanwhile, or its row is gone."""

    change: Change
    why: str


class Register(Protocol):
    """The workbook. `read` gives all tabs; `write` makes all changes or none, by key and never by row number.

    A tab or a column of the contract that is missing is made when it is first written to. A cell whose value is no
    longer what the change's row says is left alone and named in the answer: staff win.
    """

    def read(self) -> Snapshot: ...

    def write(self, changes: Sequence[Change]) -> tuple[Refused, ...]: ...


@runtime_checkable
class Peeking(Protocol):
    """A register in which a look at one tab costs much less than reading the whole workbook."""

    def peek(self, tab: str) -> Sheet: ...


@runtime_checkable
class Versioned(Protocol):
    """A register that can say in one request whether anybody changed the workbook."""

    def version(self) -> str:
        """Another one after every change; empty where it may not be asked."""
        ...

    def noted(self) -> Mapping[str, Any]:
        """What was noted last; empty where it was lost, which does no harm."""
        ...

    def note(self, what: Mapping[str, Any]) -> None:
        """Keeps a note about a version on this machine, beside neither the workbook nor the ledger."""
        ...


class Diary(Protocol):
    """Calendars. A series is put under its key; putting the same again does nothing, putting another raises its
    revision by one, unless only its guests differ. `busy` leaves out what the diary itself holds; after it, `complaints` says by person what of
    their calendars could not be read, in words for staff. `home` is what a letter must name so that an invitation by mail
    and the event in the calendar are one.
    """

    complaints: Mapping[str, tuple[str, ...]]
    home: Home

    def standing(self) -> Mapping[str, Standing]: ...

    def put(self, series: Series, now: datetime) -> Standing: ...

    def drop(self, key: str, now: datetime) -> None: ...

    def busy(
        self, people: Sequence[Guest], first: date, last: date, zone: str
    ) -> Mapping[str, tuple[Busy, ...]]:
        """When these people are busy from `first` to `last`, by person; people without a readable calendar are left out."""
        ...


@runtime_checkable
class ManyDiary(Protocol):
    """A diary that is reached over a network, and takes many series in few requests.

    It may write to guests by itself: `mails` says to whom (`none`, `external`: to people elsewhere, `all`).
    """

    mails: str

    def put_all(self, series: Sequence[Series], now: datetime) -> None: ...

    def strays(self) -> Sequence[tuple[str, str, str]]:
        """Events that bear the program's mark and belong to no series it knows: id, the key they name, start."""
        ...


@dataclass(frozen=True)
class Message:
    """A finished message: its letter's key, the envelope, and the bytes as they go out."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Receipt:
    """What became of a message: a proof for the ledger, and for each refused address whether it is final and why."""

    proof: str
    refused: Mapping[str, tuple[bool, str]] = field(default_factory=dict)


class Postbox(Protocol):
    """Mail. `send` returns once the message is out; `look` finds out whether a message with this key went out before,
    where that can be known (`knows` is true then for every key; `keeps`, where it would be known without the ledger, too).
    Sending a message again that is out does nothing.

    Refused addresses are in the receipt, also when all are. An `OutsideError` means that nothing left (`permanent`: this
    message never can), an `UnsureError` that nobody can tell.
    """

    @property
    def knows(self) -> bool: ...

    @property
    def keeps(self) -> bool: ...

    def send(self, message: Message) -> Receipt: ...

    def look(self, key: str) -> Receipt | None: ...

    def content(self, key: str) -> bytes | None:
        """A message as it went out; nothing where it is not kept or not known."""
        ...


class Forms(Protocol):
    """Forms. `publish` makes a form ready and gives its link, or a file to send where there is no page to link to;
    publishing again gives the same form. `close` stops a page taking answers, and says whether that did anything; what
    came in until then is still read. `answers` gives every filled form that came back, as its questions' ids.
    """

    def publish(self, spec: FormSpec) -> Published: ...

    def close(self, key: str) -> bool: ...

    def pages(self) -> Pages: ...

    def answers(self) -> tuple[Answer, ...]: ...


class Ledger(Protocol):
    """What was owed, claimed and sent. `claim` succeeds for one caller only; all writes are durable when they return."""

    def close(self) -> None:
        """Lets go of connections; the next call opens anew."""
        ...

    def program(self) -> str:
        """The Program ID this ledger belongs to; empty for a new one."""
        ...

    def bind(self, program_id: str) -> None: ...

    def deliveries(self) -> Mapping[str, Delivery]: ...

    def owe(self, deliveries: Iterable[Delivery]) -> None:
        """Adds what is not there yet; what is there stays as it is."""
        ...

    def claim(
        self, keys: Sequence[str], now: datetime, proofs: Mapping[str, str] | None = None
    ) -> frozenset[str]:
        """Moves owed (or waiting, or failed for a time) copies to `sending`; gives the keys that this caller now holds.

        `proofs` gives, by copy, the key of the message it is about to go out with: what `Postbox.look` is asked after a crash.
        """
        ...

    def move(
        self, keys: Sequence[str], states: Iterable[State], to: State, now: datetime, **notes: str
    ) -> frozenset[str]:
        """Moves copies that are in one of the states; gives the keys moved.

        `notes` are `error`, `proof`, `action`, `final` and `unsent` (`yes` or empty); one that is not given stays as it
        is, `error` and `final` go. `unsent` says that the claim certainly sent nothing: `proof` is again what it was before.
        `because` adds a line for each copy to the audit log in the same transaction. A try that ends (from `sending` to
        sent, failed or unsure) counts in `attempts`.
        """
        ...

    def facts(self) -> Mapping[str, str]: ...

    def remember(self, facts: Mapping[str, str]) -> None: ...

    def record(self, entries: Iterable[tuple[str, str, str]], now: datetime) -> None:
        """Adds (what, about, because) lines to the audit log, which is never changed; one that is there for the same
        moment is not added again.
        """
        ...

    def audit(self) -> tuple[tuple[str, str, str, str], ...]:
        """The audit log as (when, what, about, because), oldest first."""
        ...

    def locked(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Holds the workbook for one run; `BusyError` says who holds it, and since when, if it stays taken."""
        ...

    def still_locked(self) -> None:
        """Raises `OutsideError` if the lock that this run took is gone (a database server was restarted): somebody else
        may be at work by now, so that nothing more may be done.
        """
        ...


class Shelf(Protocol):
    """Where reports are put for people to open; a name may be put again."""

    def put(self, name: str, content: bytes) -> str:
        """Stores the file and gives the place a person finds it."""
        ...

    def get(self, name: str) -> bytes | None: ...


def nothing_elsewhere(named: str) -> Snapshot:
    """What a workbook without a place says of any other."""
    raise WorkbookError(f"No other workbook can be opened from here, so not {named} either.")


@dataclass(frozen=True)
class Ports:
    """Everything outside that one workbook's run touches, opened together (`backends/opening.py`).

    `elsewhere` reads another workbook as this one names it; a `MentorshipError` says why it cannot.
    """

    workbook: str
    register: Register
    diary: Diary
    postbox: Postbox
    forms: Forms
    ledger: Ledger
    shelf: Shelf
    mail_from: str = ""
    elsewhere: Callable[[str], Snapshot] = nothing_elsewhere
