"""What every Gmail method starts from: whose mailbox, which message, the bytes sent along, and pages of a search.

None of it is recorded; the words of refusals are from reports or made up.
"""

import base64
import binascii
import email
from email.message import Message as AnyMessage
from typing import Any

from tests.google_service.gmail import search
from tests.google_service.gmail.model import Mailbox, Message
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call

METADATA_ONLY = frozenset({"https://www.googleapis.com/auth/gmail.metadata"})


def mailbox(call: Call) -> Mailbox:
    """The caller's; a service account without a person behind it has none."""
    if call.who.robot:
        raise invalid("Precondition check failed.", status="FAILED_PRECONDITION", reason="failedPrecondition")
    user = call.path["userId"]
    if user not in {"me", call.who.user}:
        raise RefusalError(403, f"Delegation denied for {call.who.user}")
    call.world.person(call.who.user)
    return call.world.mail.setdefault(call.who.user, Mailbox(call.who.user))


def not_found() -> RefusalError:
    return RefusalError(404, "Requested entity was not found.")


def one(call: Call, box: Mailbox, name: str = "id") -> Message:
    found = box.messages.get(call.path[name])
    if found is None:
        raise not_found()
    return found


def raw_of(call: Call, message: dict[str, Any], where: str) -> bytes:
    """The RFC 822 bytes: from an upload, or base64url in `raw`; the other alphabet is refused."""
    if call.query.get("uploadType"):
        return _uploaded(call)
    text = message.get("raw") or ""
    if not text:
        raise invalid(
            "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
            reason="invalidArgument",
        )
    if "+" in text or "/" in text:
        raise invalid(
            f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed", reason="invalidArgument"
        )
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise invalid(
            f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed", reason="invalidArgument"
        ) from None


def _uploaded(call: Call) -> bytes:
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/related"):
        return call.raw
    parts = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.raw).get_payload()
    last = parts[-1] if isinstance(parts, list) else None
    inner = last.get_payload() if isinstance(last, AnyMessage) else None
    if isinstance(inner, list) and isinstance(inner[0], AnyMessage):
        return inner[0].as_bytes()
    return str(inner).encode()


def matching(call: Call, box: Mailbox) -> list[Message]:
    """Newest first; trash and spam only when asked for."""
    query = call.text("q")
    if query and call.who.scopes == METADATA_ONLY:
        raise RefusalError(403, "Metadata scope does not support 'q' parameter", reason="forbidden")
    wanted = set(call.many("labelIds"))
    hidden = set() if call.flag("includeSpamTrash") or "in:anywhere" in query else {"TRASH", "SPAM"} - wanted
    found = [
        message
        for message in box.messages.values()
        if wanted <= message.labels
        and not hidden & message.labels
        and search.matches(query, message, call.now)
    ]
    return sorted(found, key=lambda message: (message.at, message.id), reverse=True)


def page_of(call: Call, found: list[Any]) -> tuple[list[Any], dict[str, str]]:
    start, size = call.offset("pageToken"), call.number("maxResults", 100)
    more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    return found[start : start + size], more
