"""What travels: a request as it arrived, an answer as it leaves, and a refusal that each API words in its own shape.

Cares for nothing but carrying. Which refusal fits is the business of whoever raises it; how it is worded on
the wire is in `errors`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """One HTTP request; `path` is still percent-encoded, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "Request":
        """Read a request line's target; a POST with X-HTTP-Method-Override carries its query in the body."""
        parts = urlsplit(target)
        query, override = parts.query, headers.get("x-http-method-override", "").upper()
        if method == "POST" and override:
            method = override
            if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                query, body = "&".join(filter(None, [query, body.decode()])), b""
        return cls(method, parts.path, parse_qs(query, keep_blank_values=True), headers, body)


@dataclass(frozen=True)
class Answer:
    """What leaves. `content` is JSON-able, ready bytes, or None for an empty body."""

    status: int = 200
    content: Any = None
    content_type: str = "application/json; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        if self.content is None:
            return b""
        if isinstance(self.content, bytes):
            return self.content
        return (json.dumps(self.content, ensure_ascii=False) + "\n").encode()


NO_CONTENT = Answer(204, None, "text/html")


class RefusalError(Exception):
    """A request Google would refuse. `status` is the new stack's word, `reason`/`domain`/`location` the old one's."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: str = "",
        reason: str = "",
        domain: str = "global",
        location: tuple[str, str] | None = None,
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS_WORDS.get(code, "UNKNOWN")
        self.reason = reason or REASONS.get(code, "badRequest")
        self.domain = domain
        self.location = location
        self.details = details or []


STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    410: "deleted",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "internalError",
    501: "notImplemented",
    503: "backendError",
}


def invalid(message: str, **more: Any) -> RefusalError:
    """A 400, the commonest refusal."""
    return RefusalError(400, message, **more)


class DropConnectionError(Exception):
    """Close the socket without an answer; raised by faults, seen by clients as a reset."""
