"""Trouble on demand: which call it strikes, before or after the effect, and in what shape.

Kinds: `error` (a JSON refusal), `lost` (the effect happens, then 503), `reset` (the socket closes), `slow`, `html` (502
with a page), `truncated` (JSON cut short), `unauthorized` (401), `quota_exceeded` (403 for hours). `when` chooses
before or after the effect where both make sense. The 403 is worded as recorded for Calendar; the page is shortened.
"""

import fnmatch
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from tests.google_service import errors
from tests.google_service.wire import Answer, DropConnectionError, RefusalError

Kind = Literal["error", "lost", "reset", "slow", "html", "truncated", "unauthorized", "quota_exceeded"]
PAGE = b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p>502. That\xe2\x80\x99s an error.\n"
AFTER = frozenset({"lost", "truncated"})


@dataclass
class Fault:
    """One planned trouble. `method` is a pattern over method ids (`sheets.*`, `*.events.insert`, `batch`).

    `skip` lets that many matching calls pass first; `times` 0 means for ever; `hours` ends it by the clock.
    """

    kind: Kind
    method: str = "*"
    when: Literal["before", "after"] = "before"
    times: int = 1
    skip: int = 0
    status: int = 503
    message: str = "The service is currently unavailable."
    reason: str = ""
    seconds: float = 0.0
    hours: float = 0.0
    user: str = ""
    until: datetime | None = None
    struck: int = 0

    def after(self) -> bool:
        return self.when == "after" or self.kind in AFTER


@dataclass
class Interruption:
    """Something to do just before a matching call: a person's edit between two requests."""

    act: Callable[[], Any]
    method: str = "*"
    skip: int = 0


@dataclass
class Faults:
    """What is planned."""

    planned: list[Fault] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)

    def plan(self, fault: Fault, now: datetime) -> Fault:
        if fault.hours:
            fault.until, fault.times = now + timedelta(hours=fault.hours), 0
        self.planned.append(fault)
        return fault

    def choose(self, method: str, user: str, now: datetime) -> Fault | None:
        """The first planned fault that strikes this call; counts it."""
        for fault in self.planned:
            if fault.until and now >= fault.until:
                continue
            if not fnmatch.fnmatch(method, fault.method) or fault.user not in {"", user}:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if not fault.times or fault.struck < fault.times:
                fault.struck += 1
                return fault
        return None

    def interrupt(self, method: str) -> None:
        """Run what people do just now."""
        for waiting in list(self.interruptions):
            if fnmatch.fnmatch(method, waiting.method):
                if waiting.skip:
                    waiting.skip -= 1
                else:
                    self.interruptions.remove(waiting)
                    waiting.act()

    def clear(self) -> None:
        self.planned.clear()
        self.interruptions.clear()


def strike(fault: Fault | None, api: str, given: Answer | None) -> Answer | None:
    """Apply a fault at one of its two moments; `given` is the answer of a call that took effect, None before."""
    if fault is None or fault.after() != (given is not None):
        return given
    return _SHAPES[fault.kind](fault, api, given)


def _error(fault: Fault, api: str, given: Answer | None) -> Answer:
    return errors.worded(RefusalError(fault.status, fault.message, reason=fault.reason), api)


def _reset(fault: Fault, api: str, given: Answer | None) -> Answer:
    raise DropConnectionError


def _slow(fault: Fault, api: str, given: Answer | None) -> Answer | None:
    time.sleep(fault.seconds)
    return given


def _html(fault: Fault, api: str, given: Answer | None) -> Answer:
    return Answer(502, PAGE, "text/html; charset=UTF-8")


def _truncated(fault: Fault, api: str, given: Answer | None) -> Answer:
    whole = given.encoded() if given else b""
    return Answer(given.status if given else 200, whole[: len(whole) // 2] or json.dumps({})[:1].encode())


def _unauthorized(fault: Fault, api: str, given: Answer | None) -> Answer:
    return errors.worded(errors.no_credentials(), api)


def _quota(fault: Fault, api: str, given: Answer | None) -> Answer:
    message = "Calendar usage limits exceeded." if api == "calendar" else "Quota exceeded."
    refusal = RefusalError(403, message, reason="quotaExceeded", domain="usageLimits")
    return errors.worded(refusal, api)


_SHAPES: dict[str, Callable[[Fault, str, Answer | None], Answer | None]] = {
    "error": _error,
    "lost": _error,
    "reset": _reset,
    "slow": _slow,
    "html": _html,
    "truncated": _truncated,
    "unauthorized": _unauthorized,
    "quota_exceeded": _quota,
}
