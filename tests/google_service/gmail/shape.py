"""Messages as API objects, in the four formats (after exported messages; not recorded as answers)."""

import base64
from email.message import EmailMessage
from email.message import Message as AnyMessage
from typing import Any

from tests.google_service.gmail.model import Mailbox, Message

SNIPPET = 200


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def short(message: Message) -> dict[str, Any]:
    return {"id": message.id, "threadId": message.thread, "labelIds": sorted(message.labels)}


def whole(message: Message, form: str, headers: list[str]) -> dict[str, Any]:
    """`minimal`, `full`, `raw` or `metadata`."""
    mail = message.parsed()
    found = {
        **short(message),
        "snippet": snippet(mail),
        "sizeEstimate": len(message.raw),
        "historyId": str(message.history),
        "internalDate": str(int(message.at.timestamp() * 1000)),
    }
    if form == "raw":
        return {**found, "raw": coded(message.raw)}
    if form == "metadata":
        return {**found, "payload": {"mimeType": mail.get_content_type(), "headers": _headers(mail, headers)}}
    return {**found, "payload": _part(mail, "")} if form == "full" else found


def snippet(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return " ".join(str(text).split())[:SNIPPET]


def _headers(mail: AnyMessage, wanted: list[str]) -> list[dict[str, str]]:
    names = {name.casefold() for name in wanted}
    return [
        {"name": name, "value": str(value)}
        for name, value in mail.items()
        if not names or name.casefold() in names
    ]


def _part(part: AnyMessage, number: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "partId": number,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": _headers(part, []),
    }
    if part.is_multipart():
        inner = part.get_payload()
        parts = [item for item in inner if isinstance(item, AnyMessage)] if isinstance(inner, list) else []
        found["body"] = {"size": 0}
        found["parts"] = [_part(item, f"{number}.{n}".lstrip(".")) for n, item in enumerate(parts)]
        return found
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    if found["filename"]:
        found["body"] = {"attachmentId": f"part-{number}", "size": len(data)}
    else:
        found["body"] = {"size": len(data), "data": coded(data)}
    return found


def attachments(mail: EmailMessage) -> dict[str, bytes]:
    """The bytes of every named part, by the id that `full` shows for it."""
    found: dict[str, bytes] = {}

    def look(part: AnyMessage, number: str) -> None:
        inner = part.get_payload() if part.is_multipart() else []
        for n, item in enumerate(inner if isinstance(inner, list) else []):
            if isinstance(item, AnyMessage):
                look(item, f"{number}.{n}".lstrip("."))
        if not part.is_multipart() and part.get_filename():
            data = part.get_payload(decode=True)
            found[f"part-{number}"] = data if isinstance(data, bytes) else b""

    look(mail, "")
    return found


def draft(box: Mailbox, draft_id: str, form: str) -> dict[str, Any]:
    message = box.messages[box.drafts[draft_id]]
    return {"id": draft_id, "message": whole(message, form, []) if form else short(message)}
