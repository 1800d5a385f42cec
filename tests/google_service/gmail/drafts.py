"""Gmail v1, the methods under `drafts`: a draft is gone once it is sent (guide; not recorded)."""

from typing import Any

from tests.google_service.gmail import sending, shape
from tests.google_service.gmail.boxes import mailbox, matching, not_found, page_of, raw_of
from tests.google_service.gmail.model import Mailbox, Message
from tests.google_service.wire import NO_CONTENT
from tests.google_service.world import Call, Handler


def create(call: Call) -> Any:
    box = mailbox(call)
    draft_id = f"r{call.world.ids.number()}{call.world.ids.number()}"
    _put_draft(call, box, draft_id, _raw(call))
    return shape.draft(box, draft_id, "")


def _raw(call: Call) -> bytes:
    return raw_of(call, call.body.get("message") or {}, "draft.message.raw")


def _put_draft(call: Call, box: Mailbox, draft_id: str, raw: bytes) -> None:
    given = call.body.get("message") or {}
    message_id = call.world.ids.hexadecimal()
    thread = given.get("threadId") or message_id
    box.add(Message(message_id, thread, raw, {"DRAFT"}, call.clock.stamp()))
    box.drafts[draft_id] = message_id


def _draft(call: Call, box: Mailbox, draft_id: str) -> Message:
    if draft_id not in box.drafts:
        raise not_found()
    return box.messages[box.drafts[draft_id]]


def get(call: Call) -> Any:
    box = mailbox(call)
    _draft(call, box, call.path["id"])
    return shape.draft(box, call.path["id"], call.text("format", "full").lower())


def update(call: Call) -> Any:
    box = mailbox(call)
    old, raw = _draft(call, box, call.path["id"]), _raw(call)
    box.drop(old)
    _put_draft(call, box, call.path["id"], raw)
    return shape.draft(box, call.path["id"], "")


def delete(call: Call) -> Any:
    box = mailbox(call)
    box.drop(_draft(call, box, call.path["id"]))
    del box.drafts[call.path["id"]]
    return NO_CONTENT


def listed(call: Call) -> Any:
    box = mailbox(call)
    by_message = {message: draft for draft, message in box.drafts.items()}
    found = [message for message in matching(call, box) if message.id in by_message]
    page, token = page_of(call, found)
    answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
    if page:
        answer["drafts"] = [
            {"id": by_message[m.id], "message": {"id": m.id, "threadId": m.thread}} for m in page
        ]
    return {**answer, **token}


def send(call: Call) -> Any:
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


HANDLERS: dict[str, Handler] = {
    "gmail.users.drafts.create": create,
    "gmail.users.drafts.get": get,
    "gmail.users.drafts.update": update,
    "gmail.users.drafts.delete": delete,
    "gmail.users.drafts.list": listed,
    "gmail.users.drafts.send": send,
}
