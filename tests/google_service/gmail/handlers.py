"""Gmail v1, method by method. Hardly any of it is recorded; it follows the reference and reports of other projects."""

import base64
import binascii
import email
from email.message import Message as AnyMessage
from typing import Any

from tests.google_service.gmail import search, sending, shape
from tests.google_service.gmail.model import FIRST_HISTORY, SYSTEM_LABELS, Mailbox, Message
from tests.google_service.wire import NO_CONTENT, RefusalError, invalid
from tests.google_service.world import Call, Handler

HISTORY_TYPES = {
    "messagesAdded": "messageAdded",
    "messagesDeleted": "messageDeleted",
    "labelsAdded": "labelAdded",
    "labelsRemoved": "labelRemoved",
}
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


def _one(call: Call, box: Mailbox) -> Message:
    found = box.messages.get(call.path["id"])
    if found is None:
        raise not_found()
    return found


def raw_of(call: Call, message: dict[str, Any], where: str) -> bytes:
    """The RFC 822 bytes: from an upload, or base64url in `raw`; the other alphabet is refused."""
    if call.query.get("uploadType"):
        return _uploaded(call)
    text = message.get("raw") or ""
    if not text:
        raise invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required", reason="invalidArgument")
    if "+" in text or "/" in text:
        raise invalid(f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed", reason="invalidArgument")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise invalid(f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed", reason="invalidArgument") from None


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


def profile(call: Call) -> Any:
    box = mailbox(call)
    threads = {message.thread for message in box.messages.values()}
    return {
        "emailAddress": box.address,
        "messagesTotal": len(box.messages),
        "threadsTotal": len(threads),
        "historyId": str(box.now),
    }


def send(call: Call) -> Any:
    box = mailbox(call)
    message = sending.send(call, box, raw_of(call, call.body, "message.raw"), call.body.get("threadId") or "")
    return shape.short(message)


def get(call: Call) -> Any:
    message = _one(call, mailbox(call))
    form = call.text("format", "full").lower()
    if call.who.scopes == METADATA_ONLY and form in {"full", "raw"}:
        raise RefusalError(403, "Metadata scope doesn't allow format " + form.upper(), reason="forbidden")
    return shape.whole(message, form, call.many("metadataHeaders"))


def listed(call: Call) -> Any:
    box = mailbox(call)
    found = _matching(call, box)
    page, token = _page(call, found)
    answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
    if page:
        answer["messages"] = [{"id": message.id, "threadId": message.thread} for message in page]
    return {**answer, **token}


def _matching(call: Call, box: Mailbox) -> list[Message]:
    """Newest first; trash and spam only when asked for."""
    query = call.text("q")
    if query and call.who.scopes == METADATA_ONLY:
        raise RefusalError(403, "Metadata scope does not support 'q' parameter", reason="forbidden")
    wanted = set(call.many("labelIds"))
    hidden = set() if call.flag("includeSpamTrash") or "in:anywhere" in query else {"TRASH", "SPAM"} - wanted
    found = [
        message
        for message in box.messages.values()
        if wanted <= message.labels and not hidden & message.labels and search.matches(query, message, call.now)
    ]
    return sorted(found, key=lambda message: (message.at, message.id), reverse=True)


def _page(call: Call, found: list[Any]) -> tuple[list[Any], dict[str, str]]:
    start, size = int(call.text("pageToken") or 0), call.number("maxResults", 100)
    more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    return found[start : start + size], more


def modify(call: Call) -> Any:
    box = mailbox(call)
    message = _one(call, box)
    box.relabel(message, set(call.body.get("addLabelIds") or []), set(call.body.get("removeLabelIds") or []))
    return shape.short(message)


def trash(call: Call) -> Any:
    box = mailbox(call)
    message = _one(call, box)
    put = call.method.id.endswith(".trash")
    box.relabel(message, {"TRASH"} if put else set(), {"INBOX"} if put else {"TRASH"})
    return shape.short(message)


def delete(call: Call) -> Any:
    box = mailbox(call)
    box.drop(_one(call, box))
    return NO_CONTENT


def insert(call: Call) -> Any:
    """messages.insert and import: into the mailbox without sending."""
    box = mailbox(call)
    raw = raw_of(call, call.body, "message.raw")
    message_id = call.world.ids.hexadecimal()
    labels = set(call.body.get("labelIds") or ["INBOX", "UNREAD"])
    return shape.short(box.add(Message(message_id, call.body.get("threadId") or message_id, raw, labels, call.clock.stamp())))


def draft_create(call: Call) -> Any:
    box = mailbox(call)
    draft_id = f"r{call.world.ids.number()}{call.world.ids.number()}"
    _put_draft(call, box, draft_id)
    return shape.draft(box, draft_id, "")


def _put_draft(call: Call, box: Mailbox, draft_id: str) -> None:
    given = call.body.get("message") or {}
    raw = raw_of(call, given, "draft.message.raw")
    message_id = call.world.ids.hexadecimal()
    thread = given.get("threadId") or message_id
    box.add(Message(message_id, thread, raw, {"DRAFT"}, call.clock.stamp()))
    box.drafts[draft_id] = message_id


def _draft(call: Call, box: Mailbox, draft_id: str) -> Message:
    if draft_id not in box.drafts:
        raise not_found()
    return box.messages[box.drafts[draft_id]]


def draft_get(call: Call) -> Any:
    box = mailbox(call)
    _draft(call, box, call.path["id"])
    return shape.draft(box, call.path["id"], call.text("format", "full").lower())


def draft_update(call: Call) -> Any:
    box = mailbox(call)
    box.drop(_draft(call, box, call.path["id"]))
    _put_draft(call, box, call.path["id"])
    return shape.draft(box, call.path["id"], "")


def draft_delete(call: Call) -> Any:
    box = mailbox(call)
    box.drop(_draft(call, box, call.path["id"]))
    del box.drafts[call.path["id"]]
    return NO_CONTENT


def draft_list(call: Call) -> Any:
    box = mailbox(call)
    by_message = {message: draft for draft, message in box.drafts.items()}
    found = [message for message in _matching(call, box) if message.id in by_message]
    page, token = _page(call, found)
    answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
    if page:
        answer["drafts"] = [{"id": by_message[m.id], "message": {"id": m.id, "threadId": m.thread}} for m in page]
    return {**answer, **token}


def draft_send(call: Call) -> Any:
    """The draft is gone once sent, and the message has a new id (documented)."""
    box = mailbox(call)
    draft_id = call.body.get("id") or ""
    old = _draft(call, box, draft_id)
    given = call.body.get("message") or {}
    raw = raw_of(call, given, "draft.message.raw") if given.get("raw") else old.raw
    message = sending.send(call, box, raw, old.thread if old.thread != old.id else "")
    box.drop(old)
    del box.drafts[draft_id]
    return shape.short(message)


def history(call: Call) -> Any:
    box = mailbox(call)
    since = int(call.text("startHistoryId") or 0)
    if not FIRST_HISTORY <= since <= box.now:
        raise not_found()
    wanted = set(call.many("historyTypes")) or set(HISTORY_TYPES.values())
    shown = []
    for one in box.history:
        if one.id > since and HISTORY_TYPES[one.kind] in wanted:
            place = {"id": one.message, "threadId": one.thread}
            change = {"message": {**place, "labelIds": list(one.labels)}}
            shown.append({"id": str(one.id), "messages": [place], one.kind: [change]})
    page, token = _page(call, shown)
    answer: dict[str, Any] = {"historyId": str(box.now)}
    return {**answer, **({"history": page} if page else {}), **token}


def labels(call: Call) -> Any:
    box = mailbox(call)
    own = [{"id": key, "name": name, "type": "user"} for key, name in box.labels.items()]
    return {"labels": [*({"id": name, "name": name, "type": "system"} for name in SYSTEM_LABELS), *own]}


def label_create(call: Call) -> Any:
    box = mailbox(call)
    if call.body.get("name") in box.labels.values():
        raise RefusalError(409, "Label name exists or conflicts", reason="aborted", status="ABORTED")
    key = f"Label_{len(box.labels) + 1}"
    box.labels[key] = call.body.get("name", "")
    return {"id": key, "name": box.labels[key], "type": "user"}


def thread_get(call: Call) -> Any:
    box = mailbox(call)
    found = [message for message in box.messages.values() if message.thread == call.path["id"]]
    if not found:
        raise not_found()
    form = call.text("format", "full").lower()
    return {"id": call.path["id"], "historyId": str(box.now), "messages": [shape.whole(m, form, []) for m in found]}


def send_as(call: Call) -> Any:
    box = mailbox(call)
    return {"sendAs": [{"sendAsEmail": box.address, "displayName": "", "isPrimary": True, "isDefault": True}]}


HANDLERS: dict[str, Handler] = {
    "gmail.users.getProfile": profile,
    "gmail.users.messages.send": send,
    "gmail.users.messages.get": get,
    "gmail.users.messages.list": listed,
    "gmail.users.messages.modify": modify,
    "gmail.users.messages.trash": trash,
    "gmail.users.messages.untrash": trash,
    "gmail.users.messages.delete": delete,
    "gmail.users.messages.insert": insert,
    "gmail.users.messages.import": insert,
    "gmail.users.drafts.create": draft_create,
    "gmail.users.drafts.get": draft_get,
    "gmail.users.drafts.update": draft_update,
    "gmail.users.drafts.delete": draft_delete,
    "gmail.users.drafts.list": draft_list,
    "gmail.users.drafts.send": draft_send,
    "gmail.users.history.list": history,
    "gmail.users.labels.list": labels,
    "gmail.users.labels.create": label_create,
    "gmail.users.threads.get": thread_get,
    "gmail.users.settings.sendAs.list": send_as,
}
