"""Time, as a thing tests hold in their hands: quotas, expiries and `updated` stamps all read it here."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """The service's clock: a given source of aware datetimes plus what was added by `advance`."""

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))
        self._ahead = timedelta(0)
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._source().astimezone(UTC) + self._ahead

    def stamp(self) -> datetime:
        """A moment later than every stamp before it, by a millisecond at least: `updated` and etags must differ."""
        with self._lock:
            at = self.now()
            if at <= self._last:
                at = self._last + timedelta(milliseconds=1)
            self._last = at
            return at

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


def rfc3339(at: datetime) -> str:
    """Milliseconds and Z, as Google writes instants."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def instant(text: str) -> datetime:
    """An aware datetime from RFC 3339 text; raises ValueError for anything else, naive times included."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError(f"no offset in {text!r}")
    return at
