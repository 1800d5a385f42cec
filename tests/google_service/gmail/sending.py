"""Sending: caps, Gmail's own Message-ID, delivery into mailboxes this world knows.

That Gmail replaces the Message-ID is reported by several projects, not recorded; the caps are published figures; the
words of their refusals are partly reported, partly not recorded.
"""

import re
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr

from tests.google_service.clock import rfc3339
from tests.google_service.gmail.model import Mailbox, Message
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call

DAY = timedelta(days=1)
CONSUMER_MESSAGES = 500


def send(call: Call, box: Mailbox, raw: bytes, thread: str = "") -> Message:
    """Put a message into SENT and into the inboxes of recipients who have a mailbox here."""
    draft = Message("", "", raw, set(), call.now)
    mail = draft.parsed()
    recipients = addresses(mail)
    if not recipients:
        raise invalid("Recipient address required", reason="invalidArgument")
    _check_caps(call, box, len(recipients))
    _stamped(call, box, mail)
    message_id = call.world.ids.hexadecimal()
    message = Message(
        message_id, thread or _thread_of(box, mail) or message_id, bytes(mail), {"SENT"}, call.clock.stamp()
    )
    box.add(message)
    box.sent.append((call.now, len(recipients)))
    _deliver(call, mail, message, recipients)
    return message


def addresses(mail: EmailMessage) -> list[str]:
    """Every recipient's address, To, Cc and Bcc."""
    listed = [str(value) for name in ("to", "cc", "bcc") for value in mail.get_all(name, [])]
    found = [address for _, address in getaddresses(listed) if address]
    for address in found:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            raise invalid("Invalid To header", reason="invalidArgument")
    return list(dict.fromkeys(found))


def _check_caps(call: Call, box: Mailbox, count: int) -> None:
    settings = call.world.settings
    if count > settings.recipients_per_message:
        raise invalid("Recipient limit exceeded.", reason="invalidArgument")
    if not settings.caps:
        return
    while box.sent and box.sent[0][0] <= call.now - DAY:
        box.sent.popleft()
    workspace = call.world.person(box.address).workspace
    messages = settings.daily_messages if workspace else min(CONSUMER_MESSAGES, settings.daily_messages)
    if len(box.sent) >= messages or sum(n for _, n in box.sent) + count > settings.daily_recipients:
        again = rfc3339(box.sent[0][0] + DAY) if box.sent else rfc3339(call.now + DAY)
        raise RefusalError(
            429, f"User-rate limit exceeded.  Retry after {again} (Mail sending)", domain="usageLimits"
        )


def _stamped(call: Call, box: Mailbox, mail: EmailMessage) -> None:
    """From is the account's own address, and the Message-ID Gmail's."""
    name, address = parseaddr(str(mail.get("from", "")))
    if address.casefold() != box.address.casefold():
        del mail["From"]
        mail["From"] = f"{name} <{box.address}>" if name else box.address
    if call.world.settings.rewrite_message_id or not mail["Message-ID"]:
        del mail["Message-ID"]
        mail["Message-ID"] = f"<CA{call.world.ids.text(40)}@mail.gmail.com>"
    if not mail["Date"]:
        mail["Date"] = format_datetime(call.now)


def _thread_of(box: Mailbox, mail: EmailMessage) -> str:
    """The thread of the message this one answers, if it lies here."""
    answered = str(mail.get("in-reply-to", "")).strip()
    if not answered:
        return ""
    return next(
        (m.thread for m in box.messages.values() if str(m.parsed()["message-id"]).strip() == answered), ""
    )


def _deliver(call: Call, mail: EmailMessage, message: Message, recipients: list[str]) -> None:
    del mail["Bcc"]
    for address in recipients:
        if address in call.world.people:
            receive(call.world.mail.setdefault(address, Mailbox(address)), bytes(mail), call, address)


def receive(box: Mailbox, raw: bytes, call: Call, address: str) -> Message:
    message_id = call.world.ids.hexadecimal()
    thread = _thread_of(box, Message("", "", raw, set(), call.now).parsed()) or message_id
    return box.add(Message(message_id, thread, raw, {"INBOX", "UNREAD"}, call.clock.stamp()))
