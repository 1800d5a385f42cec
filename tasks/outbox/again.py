"""A letter that left, once more as it was worded then: for somebody who says that it never came. Pure.

What it said may no longer be what any room would write, so its words are those in the mailbox that it went out from.
"""

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tasks.outbox.folding import POLICY
from tasks.outbox.message import finished, named
from tasks.ports import Message
from tasks.program import keys

_KEPT = ("Subject", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe")


def once_more(content: bytes, key: str, name: str, address: str, now: datetime) -> Message:
    """The message to one of its recipients, dated now, under a key of its own.

    Calendar entries are left out: what they say may have changed since, and a calendar would take them for news. Raises
    `WordingError` where the address cannot stand in a header.
    """
    old = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(old, EmailMessage)
    new = EmailMessage(policy=POLICY)
    sender = old["From"].addresses[0]
    new["From"] = named(sender.display_name, sender.addr_spec)
    new["To"] = (named(name, address),)
    new["Reply-To"] = tuple(named(one.display_name, one.addr_spec) for one in old["Reply-To"].addresses)
    for header in _KEPT:
        if old[header]:
            new[header] = str(old[header])
    new["Date"] = format_datetime(now)
    new["Message-ID"] = f"<{key}@{sender.domain}>"
    plain, html = old.get_body(("plain",)), old.get_body(("html",))
    assert plain is not None
    assert html is not None
    new.set_content(plain.get_content(), cte="quoted-printable")
    new.add_alternative(html.get_content(), subtype="html", cte="quoted-printable")
    for part in old.iter_attachments():
        kind = part.get_content_maintype(), part.get_content_subtype()
        if kind[1] not in ("ics", "calendar"):
            new.add_attachment(part.get_payload(decode=True), *kind, filename=part.get_filename())
    return Message(key, sender.addr_spec, (address,), finished(new, key))


def second_key(proof: str, copy: str, times: int) -> str:
    """The key of a copy's message when it goes once more, after `times` times already."""
    return f"{proof}-{keys.digest('once more', proof, copy, str(times), length=6)}"
