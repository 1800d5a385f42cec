"""A mailbox as data: messages, drafts, labels, history, and what was sent when."""

import email
import email.policy
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

SYSTEM_LABELS = ("INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT")
FIRST_HISTORY = 1_000


@dataclass
class Message:
    """One message; `raw` is what lies in the mailbox."""

    id: str
    thread: str
    raw: bytes
    labels: set[str]
    at: datetime
    history: int = 0

    def parsed(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass(frozen=True)
class Happening:
    """One entry of the history: what kind of change, and of which message."""

    id: int
    kind: str
    message: str
    thread: str
    labels: tuple[str, ...]


@dataclass
class Mailbox:
    """One account's mail. `drafts` maps a draft's id to its message's."""

    address: str
    messages: dict[str, Message] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    history: list[Happening] = field(default_factory=list)
    sent: deque[tuple[datetime, int]] = field(default_factory=deque)

    @property
    def now(self) -> int:
        """The current history id."""
        return self.history[-1].id if self.history else FIRST_HISTORY

    def note(self, kind: str, message: Message) -> None:
        message.history = self.now + 1
        self.history.append(
            Happening(message.history, kind, message.id, message.thread, tuple(sorted(message.labels)))
        )

    def add(self, message: Message) -> Message:
        self.messages[message.id] = message
        self.note("messagesAdded", message)
        return message

    def drop(self, message: Message) -> None:
        del self.messages[message.id]
        self.note("messagesDeleted", message)

    def relabel(self, message: Message, add: set[str], remove: set[str]) -> None:
        before = set(message.labels)
        message.labels = (message.labels | add) - remove
        if message.labels - before:
            self.note("labelsAdded", message)
        if before - message.labels:
            self.note("labelsRemoved", message)
