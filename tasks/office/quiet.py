"""Whether a scheduled run may go home at once: the workbook is the very one of which an earlier run said “nothing to do”.

Only a register that can tell its version in one request knows (`ports.Versioned`). A workbook that stays the same does
not say all: days pass, people move meetings in the calendar, forms come back. So this holds for some hours of one date,
and not past the hour at which letters leave; each date's first run looks at everything, and so does a run by hand.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from tasks.office.stock import moment
from tasks.office.summary import Summary
from tasks.ports import Ports, Versioned

FACT = "office:quiet"
_HOURS = timedelta(hours=6)


@dataclass(frozen=True)
class Quiet:
    """What an earlier run found: the workbook's version before it read, when it was, until when that holds, how it ended."""

    version: str
    zone: str
    since: str
    until: str
    exit_code: int


def version_of(ports: Ports) -> str:
    """The workbook's version; empty where that is not to be had in one request."""
    return ports.register.version() if isinstance(ports.register, Versioned) else ""


def quiet(ports: Ports, version: str, today: str) -> Quiet | None:
    """What an earlier run found, if it still holds for this version at this moment."""
    held = ports.ledger.facts().get(FACT, "")
    if not held or not version:
        return None
    known = Quiet(**json.loads(held))
    now = moment(today, known.zone)
    begins, ends = datetime.fromisoformat(known.since), datetime.fromisoformat(known.until)
    return known if known.version == version and begins <= now < ends else None


def note(ports: Ports, version: str, summary: Summary) -> None:
    """Remembers that there was nothing to do, so that the next run may be short."""
    book = summary.book
    if not version or book is None or summary.anything or summary.trouble or not ports.ledger.program():
        return
    now = book.run.now
    ends = [now + _HOURS, datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)]
    leave = datetime.combine(now.date(), book.settings.letters_leave_at, now.tzinfo)
    until = min([*ends, *([leave] if leave > now else [])])
    found = Quiet(version, book.settings.time_zone, now.isoformat(), until.isoformat(), summary.exit_code)
    ports.ledger.remember({FACT: json.dumps(asdict(found))})
