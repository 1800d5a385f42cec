"""What a run changes, or would change, in the meetings people know of, and how many meetings are possible at all.

It compares two readings of the workbook and does not care how many rounds lie between them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasks.program.book import Book
from tasks.program.cells import text
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.workbook.snapshot import Row

TAB = "Meetings"
_GONE = frozenset({MeetingStatus.CANCELLED, MeetingStatus.NO_SCHOOL})
_AHEAD = frozenset({MeetingStatus.PLANNED, MeetingStatus.BOOKED, MeetingStatus.MOVED})


@dataclass(frozen=True)
class Changed:
    """One meeting that a run changes: `what` is new, booked, moved, back or cancelled; times are wall-clock times."""

    id: str
    who: str
    what: str
    was: datetime | None
    now: datetime | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """Ids and facts; names stay in the workbook."""
        return {
            "id": self.id,
            "what": self.what,
            "from": self.was.isoformat() if self.was else None,
            "to": self.now.isoformat() if self.now else None,
            "why": self.why,
        }


def changed(before: Book, after: Book, reasons: Mapping[str, str]) -> tuple[Changed, ...]:
    """Every meeting of `after` that differs from `before`, in order of time; `reasons` are by Meeting ID."""
    old, new = ({one.id: one for one in book.meetings} for book in (before, after))
    names = {
        row.text("Meeting ID"): _names(row) for book in (before, after) for row in book.snapshot.rows(TAB)
    }
    found = []
    for identity in {**old, **new}:
        was, now = old.get(identity), new.get(identity)
        what = _what(was, now)
        if what:
            stands = now is not None and now.status not in _GONE
            found.append(
                Changed(
                    identity,
                    names[identity],
                    what,
                    was.starts if was is not None and was.status not in _GONE else None,
                    now.starts if now is not None and stands else None,
                    reasons.get(identity, ""),
                )
            )
    return tuple(sorted(found, key=lambda one: (str(one.was or one.now), one.id)))


def _names(row: Row) -> str:
    return " and ".join(filter(None, (row.text("Mentor"), row.text("Mentee"))))


def _what(was: Meeting | None, now: Meeting | None) -> str:
    if was is None or now is None:
        return "new" if was is None else "cancelled"
    if now.status in _GONE:
        return "" if was.status in _GONE else "cancelled"
    if was.status in _GONE and now.status in _AHEAD:
        return "back"
    if was.starts != now.starts:
        return "moved"
    booked = was.status is MeetingStatus.PLANNED and now.status is MeetingStatus.BOOKED
    return "booked" if booked else ""


def capacity(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Meetings wanted, possible, placed, at the usual time: in all, `by_school`, and the ids of pairs that hardly meet."""
    return dict(figures.get("meetings", {}))


def capacity_table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The same counts as lines of a Markdown table; nothing where no meeting is wanted."""
    total = capacity(figures)
    if not total.get("wanted"):
        return
    yield "| meetings | wanted | possible | placed | at the usual time |"
    yield "|---|---|---|---|---|"
    for school, counts in {"all schools": total, **total["by_school"]}.items():
        name = text(school).replace("|", "/") or "school not given"
        shares = (_share(counts[what], counts["wanted"]) for what in ("possible", "placed", "usual"))
        yield f"| {name} | {counts['wanted']} | {' | '.join(shares)} |"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)" if whole else str(part)
