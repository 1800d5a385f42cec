"""One way to call Google: paced, repeated only where that is safe, and every failure told apart.

A failure either certainly had no effect (Google said no), or nobody can know (no answer, a broken one, or a 5xx). Only
the caller knows whether repeating is safe.
"""

import json
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import requests
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError

T = TypeVar("T")
_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "backendError"})
_TURNS = 7
"""Waits of 1, 2, 4 … seconds: a little over the minute by which Google's quotas refill."""


class Failure(Exception):  # noqa: N818 - the outcome of a call
    """Why a call failed. `status` 0: no answer. `text` is Google's own message, for telling cases apart only."""

    def __init__(self, status: int, reason: str = "", text: str = "", *, answered: bool = True) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.reason, self.text, self.answered = status, reason, text, answered

    @property
    def unknown(self) -> bool:
        """Whether what was asked for may have happened all the same."""
        return not self.answered or self.status == 0 or self.status >= 500

    @property
    def paced(self) -> bool:
        """Whether we were only too fast: nothing happened, and a minute heals it."""
        return not self.daily and (self.status == 429 or (self.status == 403 and self.reason in _RATE))

    @property
    def daily(self) -> bool:
        """Whether a limit of hours is reached."""
        told = self.text.casefold()
        # Sheets and Forms give no reason beside the words.
        worded = self.status == 403 and self.reason not in _RATE and "quota exceeded" in told
        return (
            self.reason in ("quotaExceeded", "dailyLimitExceeded")
            or worded
            or "per day" in told
            or "mail sending" in told
            or "retry after" in told
        )

    @property
    def passing(self) -> bool:
        return self.unknown or self.paced


def failure_of(error: Exception) -> Failure | None:
    """The failure an exception of any client stands for; nothing where it is no failure of a call."""
    match error:
        case Failure():
            return error
        case APIError():
            response = error.response
            return _told(response.status_code, response.content)
        case HttpError():
            return _told(int(error.resp.status), error.content)
        case RefreshError():
            return _refresh(error)
        case requests.ConnectTimeout() | TransportError():
            return Failure(503, "connect")
        case requests.JSONDecodeError() | json.JSONDecodeError():
            return Failure(200, "broken answer", answered=False)
        case requests.RequestException() | OSError():
            return Failure(0, "no answer", answered=False)
    return None


def _told(status: int, body: bytes) -> Failure:
    try:
        error = json.loads(body)["error"]
        reasons = [one.get("reason", "") for one in (*error.get("errors", ()), *error.get("details", ()))]
        return Failure(
            status, next(filter(None, reasons), error.get("status", "")), str(error.get("message", ""))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Failure(status, "no explanation", answered=False)


def _refresh(error: RefreshError) -> Failure:
    if getattr(error, "retryable", False):
        return Failure(503, "token")
    word = str(error.args[0]) if error.args else ""
    return Failure(401, "unauthorized_client" if "unauthorized_client" in word else "invalid_grant", word)


@dataclass
class Waiting:
    """The clock and the sleep of all waiting; tests put their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)

    def back_off(self, turn: int) -> None:
        """Longer from turn to turn, and a little differently each time, so that several runs do not march in step."""
        self.sleep(min(2.0**turn, 32.0) * (1 + self.dice.random() / 4))


class Pace:
    """At most so many units in any minute: what Google allows one user, less a little for people's own work."""

    def __init__(self, units: int, waiting: Waiting) -> None:
        self.units, self._waiting = units, waiting
        self._spent: deque[tuple[float, int]] = deque()

    def spend(self, units: int) -> None:
        """Waits until so many more units fit into the last minute."""
        while True:
            now = self._waiting.now()
            while self._spent and self._spent[0][0] <= now - 60.5:
                self._spent.popleft()
            if not self._spent or sum(count for _, count in self._spent) + units <= self.units:
                self._spent.append((now, units))
                return
            self._waiting.sleep(max(self._spent[0][0] + 60.6 - now, 0.05))


class Caller:
    """Calls one API within its pace."""

    def __init__(self, waiting: Waiting, units: int) -> None:
        self.waiting = waiting
        self._pace = Pace(units, waiting)

    def call(self, act: Callable[[], T], *, units: int = 1, safe: bool = True) -> T:
        """What `act` gives; raises `Failure`. `safe`: doing it twice is doing it once, so doubt is a reason to try again."""
        for turn in range(_TURNS):
            self._pace.spend(units)
            try:
                return _whole(act())
            except Exception as error:
                failure = failure_of(error)
                if failure is None:
                    raise
                again = failure.paced or (safe and failure.unknown and turn < 4)
                if not again or turn == _TURNS - 1:
                    raise failure from None
            self.waiting.back_off(turn)
        raise AssertionError("the last turn returns or raises")

    def batch(self, service: Any, requests_: Sequence[Any]) -> list[Any]:
        """Many calls in posts of at most 50: for each its answer, or its `Failure`. All must be safe to repeat."""
        found: list[Any] = [None] * len(requests_)
        left = list(range(len(requests_)))
        for turn in range(_TURNS):
            for start in range(0, len(left), 50):
                self._post(service, requests_, left[start : start + 50], found)
            refused = [n for n in left if isinstance(found[n], Failure) and found[n].status == 401]
            left = [n for n in left if isinstance(found[n], Failure) and found[n].passing]
            if refused and turn == 0 and _renewed(service):
                left = sorted({*left, *refused})
            if not left:
                break
            if turn < _TURNS - 1:
                self.waiting.back_off(turn)
        return found

    def _post(self, service: Any, asked: Sequence[Any], chosen: Sequence[int], found: list[Any]) -> None:
        batch = service.new_batch_http_request()
        for number in chosen:
            found[number] = Failure(0, "no answer", answered=False)
            blank = asked[number].method == "DELETE"
            batch.add(asked[number], callback=partial(_arrived, found, number, blank))
        self._pace.spend(len(chosen))
        try:
            batch.execute()
        except Exception as error:
            failure = failure_of(error)
            if failure is None and not isinstance(error, KeyError | ValueError):
                raise
            # The post as a whole: every part whose answer did not arrive is in doubt.
            for number in chosen:
                if isinstance(found[number], Failure):
                    found[number] = failure or _broken()


def _renewed(service: Any) -> bool:
    """Whether there is a newer token: one may be refused a moment before its time."""
    try:
        service._http.renew()  # noqa: SLF001 - the transport that we gave it
    except Exception as error:
        if failure_of(error) is None:
            raise
        return False
    return True


def _arrived(
    found: list[Any], number: int, blank: bool, _id: str, answer: Any, error: Exception | None
) -> None:
    """Takes in the answer of one part of a batch; `blank` where Google says nothing when all went well."""
    try:
        if error is not None:
            found[number] = failure_of(error) or _broken()
        else:
            found[number] = {} if blank and not answer else _whole(answer)
    except Failure as failure:
        found[number] = failure


def _whole(answer: T) -> T:
    """The answer; googleapiclient gives the bare text of one that was cut short."""
    if isinstance(answer, str | bytes):
        raise _broken()
    return answer


def _broken() -> Failure:
    return Failure(0, "broken answer", answered=False)
