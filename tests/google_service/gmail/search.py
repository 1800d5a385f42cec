"""The `q` of lists: words, quoted phrases and the commonest operators (not recorded; no lag of the index)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.google_service.gmail.model import Message

TERM = re.compile(r'(-?)(?:(\w+):)?("[^"]*"|\([^)]*\)|\S+)')
PLACES = {
    "sent": "SENT",
    "inbox": "INBOX",
    "draft": "DRAFT",
    "drafts": "DRAFT",
    "trash": "TRASH",
    "spam": "SPAM",
}
UNITS = {"d": 1, "m": 30, "y": 365}


def matches(query: str, message: Message, now: datetime) -> bool:
    """Every term must hold; operators not known here are taken as words."""
    for sign, name, value in TERM.findall(query):
        text = value.strip('"()')
        test = OPERATORS.get(name.lower(), _word)
        if test(message, text if name.lower() in OPERATORS or not name else f"{name}:{text}", now) == bool(
            sign
        ):
            return False
    return True


def _word(message: Message, text: str, now: datetime) -> bool:
    mail = message.parsed()
    body = mail.get_body(("plain", "html"))
    texts = [str(mail.get(name, "")) for name in ("subject", "from", "to", "cc")]
    texts.append(str(body.get_content()) if body is not None else "")
    return " ".join(text.casefold().split()) in " ".join(" ".join(texts).casefold().split())


def _in(message: Message, text: str, now: datetime) -> bool:
    return text.lower() == "anywhere" or PLACES.get(text.lower(), text) in message.labels


def _is(message: Message, text: str, now: datetime) -> bool:
    return (
        ("UNREAD" in message.labels) == (text.lower() == "unread")
        if text.lower() in {"unread", "read"}
        else False
    )


def _header(name: str) -> Callable[[Message, str, datetime], bool]:
    return lambda message, text, now: text.casefold() in str(message.parsed().get(name, "")).casefold()


def _message_id(message: Message, text: str, now: datetime) -> bool:
    return str(message.parsed().get("message-id", "")).strip("<> ") == text.strip("<>")


def _day(text: str) -> datetime:
    if text.isdigit() and len(text) > 8:
        return datetime.fromtimestamp(int(text), UTC)
    year, month, day = (int(part) for part in re.split(r"[/-]", text))
    return datetime(year, month, day, tzinfo=UTC)


def _ago(text: str, now: datetime) -> datetime:
    return now - timedelta(days=int(text[:-1]) * UNITS[text[-1]])


OPERATORS: dict[str, Callable[[Message, str, datetime], bool]] = {
    "in": _in,
    "label": _in,
    "is": _is,
    "from": _header("from"),
    "to": _header("to"),
    "cc": _header("cc"),
    "bcc": _header("bcc"),
    "subject": _header("subject"),
    "rfc822msgid": _message_id,
    "after": lambda message, text, now: message.at >= _day(text),
    "before": lambda message, text, now: message.at < _day(text),
    "newer_than": lambda message, text, now: message.at >= _ago(text, now),
    "older_than": lambda message, text, now: message.at < _ago(text, now),
}
