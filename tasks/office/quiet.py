"""Whether a scheduled run may go home at once: nothing differs from when an earlier run said “nothing to do”.

Only a register that can tell its version in one request knows (`ports.Versioned`); what the ledger holds must be the same as
well, since people settle letters at the command line. That does not say all: days pass, people move meetings in the
calendar, forms come back. So this holds for some hours of one date, and not past the hour at which letters leave; each
date's first run looks at everything, and so does a run by hand.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from tasks.office.stock import moment
from tasks.office.summary import Summary
from tasks.ports import Ledger, Ports, Versioned
from tasks.program import keys

_HOURS = timedelta(hours=6)


@dataclass(frozen=True)
class Quiet:
    """What an earlier run found: the version before it read, when it was, until when that holds, how it ended."""

    version: str
    zone: str
    since: str
    until: str
    exit_code: int


def version_of(ports: Ports) -> str:
    """The workbook's version and what the ledger holds; empty where that is not to be had in one request."""
    version = ports.register.version() if isinstance(ports.register, Versioned) else ""
    return f"{version} {_digest(ports.ledger)}" if version else ""


def _digest(ledger: Ledger) -> str:
    held = map(repr, sorted(ledger.deliveries().items()))
    facts = (f"{name}={value}" for name, value in sorted(ledger.facts().items()))
    return keys.digest(*held, *facts)


def quiet(ports: Ports, version: str, today: str) -> Quiet | None:
    """What an earlier run found, if it still holds for this version at this moment."""
    if not version or not isinstance(ports.register, Versioned):
        return None
    known = _read(ports.register.noted())
    if known is None or known.version != version:
        return None
    begins, ends = datetime.fromisoformat(known.since), datetime.fromisoformat(known.until)
    return known if begins <= moment(today, known.zone) < ends else None


def _read(noted: Mapping[str, Any]) -> Quiet | None:
    try:
        return Quiet(**noted)
    except TypeError:
        return None


def note(ports: Ports, version: str, summary: Summary) -> None:
    """Notes that there was nothing to do, so that the next run may be short."""
    register, book = ports.register, summary.book
    if not version or not isinstance(register, Versioned) or book is None:
        return
    if summary.anything or summary.trouble or not ports.ledger.program():
        return
    now = book.run.now
    ends = [now + _HOURS, datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)]
    leave = datetime.combine(now.date(), book.settings.letters_leave_at, now.tzinfo)
    until = min([*ends, *([leave] if leave > now else [])])
    found = Quiet(version, book.settings.time_zone, now.isoformat(), until.isoformat(), summary.exit_code)
    register.note(asdict(found))
