"""Gmail v1, method by method. Hardly any of it is recorded; it follows the reference and reports of other projects."""

from typing import Any

from tests.google_service.gmail import sending, shape
from tests.google_service.gmail.boxes import METADATA_ONLY, mailbox, matching, not_found, one, page_of, raw_of
from tests.google_service.gmail.drafts import HANDLERS as DRAFTS
from tests.google_service.gmail.model import FIRST_HISTORY, SYSTEM_LABELS, Message
from tests.google_service.gmail.threads import HANDLERS as THREADS
from tests.google_service.wire import NO_CONTENT, RefusalError
from tests.google_service.world import Call, Handler

HISTORY_TYPES = {
    "messagesAdded": "messageAdded",
    "messagesDeleted": "messageDeleted",
    "labelsAdded": "labelAdded",
    "labelsRemoved": "labelRemoved",
}


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
    message = one(call, mailbox(call))
    form = call.text("format", "full").lower()
    if call.who.scopes == METADATA_ONLY and form in {"full", "raw"}:
        raise RefusalError(403, "Metadata scope doesn't allow format " + form.upper(), reason="forbidden")
    return shape.whole(message, form, call.many("metadataHeaders"))


def listed(call: Call) -> Any:
    box = mailbox(call)
    found = matching(call, box)
    page, token = page_of(call, found)
    answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
    if page:
        answer["messages"] = [{"id": message.id, "threadId": message.thread} for message in page]
    return {**answer, **token}


def modify(call: Call) -> Any:
    box = mailbox(call)
    message = one(call, box)
    box.relabel(message, set(call.body.get("addLabelIds") or []), set(call.body.get("removeLabelIds") or []))
    return shape.short(message)


def trash(call: Call) -> Any:
    box = mailbox(call)
    message = one(call, box)
    put = call.method.id.endswith(".trash")
    box.relabel(message, {"TRASH"} if put else set(), {"INBOX"} if put else {"TRASH"})
    return shape.short(message)


def delete(call: Call) -> Any:
    box = mailbox(call)
    box.drop(one(call, box))
    return NO_CONTENT


def insert(call: Call) -> Any:
    """messages.insert and import: into the mailbox without sending."""
    box = mailbox(call)
    raw = raw_of(call, call.body, "message.raw")
    message_id = call.world.ids.hexadecimal()
    labels = set(call.body.get("labelIds") or ["INBOX", "UNREAD"])
    return shape.short(
        box.add(Message(message_id, call.body.get("threadId") or message_id, raw, labels, call.clock.stamp()))
    )


def history(call: Call) -> Any:
    box = mailbox(call)
    since = call.offset("startHistoryId")
    if not FIRST_HISTORY <= since <= box.now:
        raise not_found()
    wanted = set(call.many("historyTypes")) or set(HISTORY_TYPES.values())
    shown = []
    for past in box.history:
        if past.id > since and HISTORY_TYPES[past.kind] in wanted:
            place = {"id": past.message, "threadId": past.thread}
            change = {"message": {**place, "labelIds": list(past.labels)}}
            shown.append({"id": str(past.id), "messages": [place], past.kind: [change]})
    page, token = page_of(call, shown)
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


def send_as(call: Call) -> Any:
    box = mailbox(call)
    return {"sendAs": [{"sendAsEmail": box.address, "displayName": "", "isPrimary": True, "isDefault": True}]}


HANDLERS: dict[str, Handler] = {
    **DRAFTS,
    **THREADS,
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
    "gmail.users.history.list": history,
    "gmail.users.labels.list": labels,
    "gmail.users.labels.create": label_create,
    "gmail.users.settings.sendAs.list": send_as,
}
