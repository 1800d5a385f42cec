"""A letter as a finished message: headers, text, HTML, invitation, attachments, as bytes that are the same every time.

It does not care how the message travels. Interpreters differ in what they let into a header (CVE-2024-6923: an encoded
word may carry a line break), so every value is cleaned here and the finished bytes are read back and compared.
"""

import email.policy
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from urllib.parse import quote

from tasks.outbox.folding import POLICY
from tasks.outbox.render import render
from tasks.outbox.turns import Going
from tasks.outbox.words import WordingError
from tasks.ports import Message
from tasks.program.cells import text
from tasks.program.letters import Attachment, Invite, Letter
from tasks.program.run import Run
from tasks.program.settings import Settings

InviteBytes = Callable[[Invite, datetime], bytes]
"""Gives an invitation as an iCalendar file stamped with the moment; its METHOD is the invite's."""

# Microsoft takes a colon in a sender's name for a group without members; quotes and brackets confuse the rest.
_UNWANTED = re.compile(r"[\"\\<>:;@\[\]]")
_ENCODED = re.compile(r"=+\?+|\?+=+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def compose(going: Going, settings: Settings, run: Run, sender: str, invite_bytes: InviteBytes) -> Message:
    """The message to its copies' recipients. `sender` is the program's mailbox, the coordinator's where it is empty.

    A rehearsal carries no invitation: a calendar would take it for a real one. Raises `WordingError` if the letter cannot
    be worded or an address cannot stand in a header.
    """
    letter = going.letter
    words = render(letter, settings, run.today, going.rehearsal)
    sender = sender or settings.coordinator_email
    message = EmailMessage(policy=POLICY)
    _address(message, going, settings, sender)
    message["Subject"] = _header(words.subject)
    message["Date"] = format_datetime(run.now)
    message["Message-ID"] = f"<{going.key}@{sender.rpartition('@')[2]}>"
    _mark_automatic(message, letter, settings)
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    if letter.invite is not None and not going.rehearsal:
        _invite(message, letter.invite.method, invite_bytes(letter.invite, run.now))
    for attachment in letter.attachments:
        if not (going.rehearsal and attachment.mime.startswith("text/calendar")):
            _attach(message, attachment)
    return Message(
        going.key, sender, tuple(copy.to.email for copy in going.copies), finished(message, going.key)
    )


def finished(message: EmailMessage, key: str) -> bytes:
    """The message as it travels, the same for the same key, once it was read back and says what was meant."""
    _fix_boundaries(message, key)
    content = message.as_bytes()
    _read_back(message, content)
    return content


def _address(message: EmailMessage, going: Going, settings: Settings, sender: str) -> None:
    """Replies reach the coordinator, and everybody a letter to several is meant for: also those tried another time."""
    message["From"] = named(settings.program_name, sender)
    message["To"] = tuple(named(copy.to.name, copy.to.email) for copy in going.copies)
    replies = [named(settings.coordinator_name, settings.coordinator_email)]
    if len(going.letter.to) > 1 and not going.rehearsal:
        replies += [named(to.name, to.email) for to in going.letter.to if to.email]
    message["Reply-To"] = tuple(replies)


def _mark_automatic(message: EmailMessage, letter: Letter, settings: Settings) -> None:
    """Keeps out-of-office answers away (RFC 3834; Exchange listens to its own header) and offers a way out of reminders."""
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if letter.routine or letter.room == "digest":
        subject = quote("reminders off")
        message["List-Unsubscribe"] = f"<mailto:{settings.coordinator_email}?subject={subject}>"


def named(name: str, address: str) -> Address:
    """An address with its name, both such that they cannot end their header; raises `WordingError` for one that could."""
    if not _ADDRESS.fullmatch(address):
        raise WordingError(
            "An address of this letter cannot be used in mail. Correct it in Enrollment or Settings."
        )
    user, _, domain = address.rpartition("@")
    return Address(_UNWANTED.sub("", _header(name))[:75].strip(), user, domain)


def _header(value: str) -> str:
    """A value that cannot end its header: one line without marks nobody sees, and no encoded word of somebody's own."""
    return _ENCODED.sub("", text(value))


def _invite(message: EmailMessage, method: str, calendar: bytes) -> None:
    """The invitation twice, as calendars expect it: as an alternative that becomes buttons, and as a file."""
    message.add_alternative(calendar.decode(), subtype="calendar", cte="base64", params={"method": method})
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, _, subtype = attachment.mime.partition("/")
    name = re.sub(r"[^A-Za-z0-9._ -]", "-", text(attachment.name)) or "attachment"
    message.add_attachment(
        attachment.content, maintype=maintype, subtype=subtype or "octet-stream", filename=name
    )


def _fix_boundaries(message: EmailMessage, key: str) -> None:
    """Boundaries from the key: the library's own are random, and the same letter must have the same bytes."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary("=_" + hashlib.sha256(f"{key}:{number}".encode()).hexdigest()[:24])


def _read_back(message: EmailMessage, content: bytes) -> None:
    """Compares what arrives with what was meant: header names, subject, every address.

    Names are left out: this interpreter's reader puts a space where a long one was folded.
    """
    parsed = BytesHeaderParser(policy=email.policy.default).parsebytes(content)
    if parsed.keys() != message.keys() or _said(parsed) != _said(message):
        raise WordingError(
            "This letter cannot be addressed safely: a name or its subject breaks the headers."
        )


def _said(message: EmailMessage) -> list[str]:
    people = [one for name in ("From", "To", "Reply-To") for one in getattr(message[name], "addresses", ())]
    return [str(message["Subject"]), *(one.addr_spec for one in people)]
