"""Minute windows for each user and project, counted in each API's own units.

Sheets and Forms count requests, reads apart from writes; Gmail counts units per method; Calendar counts requests.
Figures are those published for projects of 2026. A refused call is not counted (not recorded). Drive publishes units
per minute but not the price of every method: all cost 100 here (not recorded).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.google_service.errors import PROJECT
from tests.google_service.wire import RefusalError

WINDOW = timedelta(minutes=1)
GMAIL_UNITS = {
    "gmail.users.messages.send": 100,
    "gmail.users.drafts.send": 100,
    "gmail.users.drafts.create": 10,
    "gmail.users.drafts.update": 15,
    "gmail.users.drafts.delete": 10,
    "gmail.users.messages.get": 20,
    "gmail.users.messages.list": 5,
    "gmail.users.history.list": 2,
    "gmail.users.getProfile": 1,
    "gmail.users.labels.list": 1,
}
SHEETS_READS = frozenset({"batchGetByDataFilter", "getByDataFilter", "search"})


@dataclass(frozen=True)
class Limit:
    """`user` and `project` are units per minute."""

    metric: str
    name: str
    user: int
    project: int


LIMITS = {
    "sheets.read": Limit("Read requests", "ReadRequests", 60, 300),
    "sheets.write": Limit("Write requests", "WriteRequests", 60, 300),
    "forms.read": Limit("Expensive Read requests", "ExpensiveReadRequests", 390, 975),
    "forms.responses": Limit("Read responses", "ReadResponses", 180, 450),
    "forms.write": Limit("Write requests", "WriteRequests", 150, 375),
    "calendar.all": Limit("Queries", "Queries", 600, 10_000),
    "gmail.all": Limit("Queries", "Queries", 6_000, 1_200_000),
    "drive.all": Limit("Queries", "Queries", 325_000, 1_000_000),
}


def cost(method: str, http: str) -> tuple[str, int]:
    """Which window a call counts in, and how much."""
    api, last = method.split(".", maxsplit=1)[0], method.rsplit(".", 1)[-1]
    if api == "gmail":
        return "gmail.all", GMAIL_UNITS.get(method, 5)
    if api == "drive":
        return "drive.all", 100
    if api == "sheets":
        return ("sheets.read" if http == "GET" or last in SHEETS_READS else "sheets.write"), 1
    if api == "forms":
        if ".responses." in method:
            return "forms.responses", 1
        return ("forms.read" if http == "GET" else "forms.write"), 1
    return "calendar.all", 1


@dataclass
class Window:
    """A sliding minute: when and how much."""

    spent: deque[tuple[datetime, int]] = field(default_factory=deque)
    total: int = 0

    def left(self, now: datetime, limit: int) -> int:
        while self.spent and self.spent[0][0] <= now - WINDOW:
            self.total -= self.spent.popleft()[1]
        return limit - self.total

    def spend(self, now: datetime, units: int) -> None:
        self.spent.append((now, units))
        self.total += units


@dataclass
class Quotas:
    """All windows. `enforced` off counts nothing."""

    enforced: bool = True
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    limits: dict[str, Limit] = field(default_factory=lambda: dict(LIMITS))

    def charge(self, method: str, http: str, user: str, now: datetime) -> None:
        """Count a call or refuse it."""
        if not self.enforced:
            return
        bucket, units = cost(method, http)
        limit = self.limits[bucket]
        found = list(self._windows(bucket, user, limit))
        for window, allowed, scope in found:
            if window.left(now, allowed) < units:
                raise exhausted(method.split(".", maxsplit=1)[0], limit, per_user=scope == "user")
        for window, _, _ in found:
            window.spend(now, units)

    def _windows(self, bucket: str, user: str, limit: Limit) -> Iterator[tuple[Window, int, str]]:
        yield self.windows.setdefault((bucket, user), Window()), limit.user, "user"
        yield self.windows.setdefault((bucket, ""), Window()), limit.project, "project"


def exhausted(api: str, limit: Limit, *, per_user: bool) -> RefusalError:
    """429 from the new stack, 403 rateLimitExceeded from Drive, Calendar and Gmail's unit counter."""
    name = f"{limit.name}PerMinute" + ("PerUser" if per_user else "PerProject")
    title = f"{limit.metric} per minute" + (" per user" if per_user else "")
    service = f"{api}.googleapis.com"
    message = (
        f"Quota exceeded for quota metric '{limit.metric}' and limit '{title}' of service '{service}'"
        f" for consumer 'project_number:{PROJECT}'."
    )
    metric = limit.metric.lower().replace(" ", "_")
    metadata = {
        "quota_limit": name,
        "quota_metric": f"{service}/{metric}",
        "service": service,
        "consumer": f"projects/{PROJECT}",
    }
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    old = api in {"drive", "calendar"}
    return RefusalError(
        403 if old or api == "gmail" else 429,
        message,
        status="RESOURCE_EXHAUSTED" if api != "gmail" else "PERMISSION_DENIED",
        reason="userRateLimitExceeded" if old and per_user else "rateLimitExceeded",
        domain="usageLimits",
        details=[info],
    )
