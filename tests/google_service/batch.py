"""POST /batch and /batch/calendar/v3: many calls in one multipart body, each answered apart.

Every part is charged, logged and struck by faults as a call of its own; the answer's Content-ID is `response-` plus the
part's. More than 1,000 parts are refused; parts are answered in the order they
came, though Google promises none. The multipart shape is what googleapiclient reads and writes; no post is recorded.
"""

import email
import email.message
import email.parser
import uuid
from collections.abc import Callable
from http import HTTPStatus

from tests.google_service.wire import Answer, RefusalError, Request

LIMIT = 1_000
Answering = Callable[[Request], Answer]


def batch(request: Request, answering: Answering) -> Answer:
    """Answer each part with `answering`; a part without credentials of its own uses the post's."""
    parts = _parts(request)
    if len(parts) > LIMIT:
        raise RefusalError(
            400, f"The batch request exceeds the maximum of {LIMIT} calls.", reason="tooManyParts"
        )
    boundary = "batch_" + uuid.uuid4().hex
    out = []
    for part in parts:
        answer = answering(_inner(part, request))
        out.append(_part(boundary, part.get("Content-ID", ""), answer))
    body = b"".join(out) + f"--{boundary}--\r\n".encode()
    return Answer(200, body, f"multipart/mixed; boundary={boundary}")


def _parts(request: Request) -> list[email.message.Message]:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/mixed"):
        raise RefusalError(400, "Failed to parse batch request, error: Not a multipart body.")
    whole = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    payload = whole.get_payload()
    return (
        [part for part in payload if isinstance(part, email.message.Message)]
        if isinstance(payload, list)
        else []
    )


def _inner(part: email.message.Message, outer: Request) -> Request:
    text = part.get_payload(decode=True)
    raw = text if isinstance(text, bytes) else b""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    first, _, rest = head.decode().partition("\n")
    verb, target = [*first.split(" "), "", ""][:2]
    headers = {name.lower(): value for name, value in email.parser.HeaderParser().parsestr(rest).items()}
    if "authorization" not in headers and "authorization" in outer.headers:
        headers["authorization"] = outer.headers["authorization"]
    length = int(headers.get("content-length", len(body)))
    return Request.of(verb, target, headers, body[:length])


def _part(boundary: str, content_id: str, answer: Answer) -> bytes:
    body = answer.encoded()
    name = content_id.strip("<>")
    head = (
        f"--{boundary}\r\nContent-Type: application/http\r\nContent-ID: <response-{name}>\r\n\r\n"
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
        f"Content-Type: {answer.content_type}\r\n"
    )
    for key, value in answer.headers.items():
        head += f"{key}: {value}\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n"
