"""Letters: what should be told to whom, and how far each copy has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tasks.program.meetings import Series

KINDS = ("ending", "leave", "unmatched", "entry problem", "digest")
"""What `Letters that wait` calls them: letters of one kind, whatever their template."""
LETTER_NAMES = (
    "check-in-nudge",
    "coordinator-digest",
    "digest-preview",
    "hours-statement",
    "introduction",
    "introduction-peers",
    "meeting-change",
    "meeting-confirmation",
    "meeting-invitation",
    "survey-invitation",
    "survey-reminder",
    "thank-you",
    "training-cancelled",
    "training-changed",
    "training-invitation",
    "training-reminder",
    "training-waitlist",
)
"""The letters that wait where they are named themselves."""


class State(StrEnum):
    """How far one recipient's copy of a letter has come."""

    OWED = "owed"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    DROPPED = "dropped"
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Recipient:
    """One addressee. `person` is the Person ID, or a stable word such as `leadership-1` for people not enrolled."""

    person: str
    name: str
    email: str


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a letter."""

    name: str
    content: bytes = field(repr=False)
    mime: str = "application/octet-stream"


@dataclass(frozen=True)
class Invite:
    """The iTIP part of a letter: what to put into (or take out of) the recipients' calendars."""

    method: str
    """`REQUEST`, `CANCEL` or `PUBLISH`."""
    series: Series
    revision: int = 0


@dataclass(frozen=True)
class Letter:
    """One message that is owed until it is sent, dropped by a person, or out of date.

    `key` is deterministic (`keys.letter`). `template` is the folder under `templates/`; `context` holds its values:
    plain data and dataclasses, already clean text. `waits_for` is the category of `Letters that wait` it belongs to, or
    empty. `occasion` is the date that makes it due (nothing: when it was first owed). After `drop_after` it is dropped,
    not sent. `routine` letters are subject to the weekly limit per person. `prompt` letters (a meeting moved today)
    do not wait for `Letters leave at`. A letter that goes `last` tells what is open once all others are out, owed or dropped.
    """

    key: str
    template: str
    room: str
    to: tuple[Recipient, ...]
    context: Mapping[str, Any]
    drop_after: date
    occasion: date | None = None
    waits_for: str = ""
    routine: bool = False
    prompt: bool = False
    last: bool = False
    invite: Invite | None = None
    attachments: tuple[Attachment, ...] = ()
    about: str = ""
    """The id of what it is about (a pair, a training), for logs and `Look in`."""


@dataclass(frozen=True)
class Enclosure:
    """What one room has to say in another room's letter, so that people get one letter about one thing.

    `letter` is that letter's key; where it is not written, nothing comes of the enclosure. `facts` are what the ledger
    should remember of it.
    """

    letter: str
    invite: Invite | None
    attachments: tuple[Attachment, ...] = ()
    prompt: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


def enclosed(letters: Sequence[Letter], enclosures: Iterable[Enclosure]) -> tuple[Letter, ...]:
    """The letters, each with what others have to say in it."""
    by_letter = {one.letter: one for one in enclosures}
    return tuple(
        letter
        if (one := by_letter.get(letter.key)) is None
        else replace(
            letter,
            invite=letter.invite or one.invite,
            attachments=(*letter.attachments, *one.attachments),
            prompt=letter.prompt or one.prompt,
        )
        for letter in letters
    )


def facts_of(letters: Iterable[Letter], enclosures: Iterable[Enclosure]) -> dict[str, str]:
    """What is to be remembered of the enclosures that travel in these letters."""
    written = {letter.key for letter in letters}
    return {name: fact for one in enclosures if one.letter in written for name, fact in one.facts.items()}


@dataclass(frozen=True)
class Delivery:
    """One recipient's copy of a letter, as the ledger keeps it: ids and states, never an address, name or text."""

    key: str
    letter: str
    person: str
    template: str
    room: str
    state: State
    owed_at: datetime
    changed_at: datetime
    drop_after: date
    action: str = ""
    error: str = ""
    proof: str = ""
    """The message it went (or may have gone) out with; empty while nothing can have left."""
    before: str = ""
    """The proof as it was before the claim that it is, or was last, under: what a claim that sent nothing goes back to."""
    attempts: int = 0
    """Tries that came to an end: sent, failed or unsure."""
    final: bool = False
    """Whether a failure is for good: only a person can have it tried again."""
    routine: bool = False
