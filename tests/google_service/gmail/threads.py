"""Threads, labels and attachments of Gmail: what a mailbox's readers use beside single messages. Nothing here is recorded."""

from typing import Any

from tests.google_service.gmail import shape
from tests.google_service.gmail.boxes import mailbox, matching, not_found, one, page_of
from tests.google_service.gmail.model import SYSTEM_LABELS, Mailbox, Message
from tests.google_service.wire import NO_CONTENT, RefusalError, invalid
from tests.google_service.world import Call, Handler


def _thread(call: Call, box: Mailbox) -> list[Message]:
    found = [message for message in box.messages.values() if message.thread == call.path["id"]]
    if not found:
        raise not_found()
    return found


def get(call: Call) -> Any:
    box = mailbox(call)
    form = call.text("format", "full").lower()
    shown = [shape.whole(message, form, call.many("metadataHeaders")) for message in _thread(call, box)]
    return {"id": call.path["id"], "historyId": str(box.now), "messages": shown}


def listed(call: Call) -> Any:
    """The newest thread first, each with the snippet of its newest message that matches."""
    box = mailbox(call)
    newest: dict[str, Message] = {}
    for message in matching(call, box):
        newest.setdefault(message.thread, message)
    page, token = page_of(call, list(newest.values()))
    threads = [
        {"id": message.thread, "snippet": shape.snippet(message.parsed()), "historyId": str(message.history)}
        for message in page
    ]
    answer: dict[str, Any] = {"resultSizeEstimate": len(newest)}
    return {**answer, **({"threads": threads} if threads else {}), **token}


def relabel(call: Call) -> Any:
    """threads.modify, trash and untrash."""
    box = mailbox(call)
    found = _thread(call, box)
    what = call.method.id.rpartition(".")[2]
    add, remove = {
        "trash": ({"TRASH"}, {"INBOX"}),
        "untrash": ({"INBOX"}, {"TRASH"}),
        "modify": (set(call.body.get("addLabelIds") or []), set(call.body.get("removeLabelIds") or [])),
    }[what]
    for message in found:
        box.relabel(message, add, remove)
    return {
        "id": call.path["id"],
        "historyId": str(box.now),
        "messages": [shape.short(message) for message in found],
    }


def delete(call: Call) -> Any:
    box = mailbox(call)
    for message in _thread(call, box):
        box.drop(message)
    return NO_CONTENT


def batch(call: Call) -> Any:
    """messages.batchModify and batchDelete; ids that are not there are passed over."""
    box = mailbox(call)
    for key in call.body.get("ids") or []:
        message = box.messages.get(key)
        if message is None:
            continue
        if call.method.id.endswith("batchDelete"):
            box.drop(message)
        else:
            added, removed = call.body.get("addLabelIds"), call.body.get("removeLabelIds")
            box.relabel(message, set(added or []), set(removed or []))
    return NO_CONTENT


def attachment(call: Call) -> Any:
    """A part's bytes by the `attachmentId` that the message named."""
    message = one(call, mailbox(call), "messageId")
    data = shape.attachments(message.parsed()).get(call.path["id"])
    if data is None:
        raise invalid("Invalid attachment token", reason="invalidArgument")
    return {"size": len(data), "data": shape.coded(data)}


def _label(call: Call, box: Mailbox) -> str:
    key = call.path["id"]
    if key not in box.labels and key not in SYSTEM_LABELS:
        raise not_found()
    return key


def label(call: Call) -> Any:
    box = mailbox(call)
    key = _label(call, box)
    held = [message for message in box.messages.values() if key in message.labels]
    unread = [message for message in held if "UNREAD" in message.labels]
    return {
        "id": key,
        "name": box.labels.get(key, key),
        "type": "user" if key in box.labels else "system",
        "messagesTotal": len(held),
        "messagesUnread": len(unread),
        "threadsTotal": len({message.thread for message in held}),
        "threadsUnread": len({message.thread for message in unread}),
    }


def label_change(call: Call) -> Any:
    """labels.patch and update: the name; labels of Gmail's own are not changed."""
    box = mailbox(call)
    key = _own(call, box)
    box.labels[key] = call.body.get("name") or box.labels[key]
    return {"id": key, "name": box.labels[key], "type": "user"}


def label_delete(call: Call) -> Any:
    box = mailbox(call)
    key = _own(call, box)
    for message in box.messages.values():
        box.relabel(message, set(), {key})
    del box.labels[key]
    return NO_CONTENT


def _own(call: Call, box: Mailbox) -> str:
    key = _label(call, box)
    if key not in box.labels:
        raise RefusalError(400, "Invalid update request", reason="invalidArgument")
    return key


HANDLERS: dict[str, Handler] = {
    "gmail.users.labels.delete": label_delete,
    "gmail.users.labels.get": label,
    "gmail.users.labels.patch": label_change,
    "gmail.users.labels.update": label_change,
    "gmail.users.messages.attachments.get": attachment,
    "gmail.users.messages.batchDelete": batch,
    "gmail.users.messages.batchModify": batch,
    "gmail.users.threads.delete": delete,
    "gmail.users.threads.get": get,
    "gmail.users.threads.list": listed,
    "gmail.users.threads.modify": relabel,
    "gmail.users.threads.trash": relabel,
    "gmail.users.threads.untrash": relabel,
}
