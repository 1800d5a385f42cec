"""Which booked meetings the log confirms: a log entry sets `Status` to `held`, what staff typed in `Held` stays theirs."""

from collections.abc import Iterable
from datetime import date

from tasks.checkins.log import Log, held_minutes
from tasks.checkins.spans import Spans
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.workbook.changes import Change, SetCells

# A meeting that was put off by a few days among themselves is still the one that was booked.
NEAR_DAYS = 3
_OPEN = frozenset(
    {
        MeetingStatus.PLANNED,
        MeetingStatus.BOOKED,
        MeetingStatus.MOVED,
        MeetingStatus.NOT_CONFIRMED,
        MeetingStatus.MISSED,
    }
)


def confirmed(book: Book, spans: Spans, log: Log) -> tuple[Meeting, ...]:
    """The meetings that a log entry shows were held, each by an entry of its own, nearest day first."""
    days: dict[str, list[date]] = {}
    for met in log.met:
        if met.by != "staff":
            days.setdefault(met.pair, []).append(met.day)
    together = {span.pair.id: span.together for span in spans.all}
    booked: dict[str, list[Meeting]] = {}
    for meeting in book.meetings:
        if meeting.starts.date() <= book.run.today and not meeting.held:
            booked.setdefault(meeting.pairing_id, []).append(meeting)
    found: dict[str, Meeting] = {}
    for pair in sorted(days):
        own = [meeting for id_ in dict.fromkeys((pair, together[pair])) for meeting in booked.get(id_, [])]
        for meeting in _matched(sorted(own, key=lambda one: (one.starts, one.id)), days[pair]):
            found[meeting.id] = meeting
    return tuple(found.values())


def _matched(meetings: list[Meeting], days: Iterable[date]) -> list[Meeting]:
    left, rest, found = list(meetings), [], []
    for day in days:
        same = next((one for one in left if one.starts.date() == day), None)
        if same is None:
            rest.append(day)
        else:
            left.remove(same)
            found.append(same)
    for day in rest:
        near = [(abs((one.starts.date() - day).days), number) for number, one in enumerate(left)]
        if near and min(near)[0] <= NEAR_DAYS:
            found.append(left.pop(min(near)[1]))
    return found


def changes(book: Book, meetings: Iterable[Meeting]) -> tuple[Change, ...]:
    rows = {row.number: row for row in book.snapshot.rows("Meetings")}
    return tuple(
        SetCells("Meetings", rows[meeting.row], {"Status": MeetingStatus.HELD.value})
        for meeting in meetings
        if meeting.status in _OPEN
    )


def unanswered(meeting: Meeting) -> bool:
    """Whether nobody has said yet if the meeting took place."""
    return held_minutes(meeting) is None and meeting.status in _OPEN
