"""`Meetings` as it stands: ids, cycles, and what staff typed in `Change` and `Held`."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tasks.meetings.hours import school_is_out
from tasks.program.book import Book
from tasks.program.keys import meeting_id
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.problems import Problem, fix, note
from tasks.program.reading import values
from tasks.program.schooldays import SchoolCalendar

TAB = "Meetings"
_CANCEL = frozenset({"cancel", "cancelled", "canceled", "x", "delete"})
LIVE = frozenset({MeetingStatus.PLANNED, MeetingStatus.BOOKED, MeetingStatus.MOVED})
TOLD = frozenset({MeetingStatus.BOOKED, MeetingStatus.MOVED})


@dataclass(frozen=True)
class Change:
    """What `Change` asks for: cancel, a new start, or nothing that can be done (then `problem` says why).

    A new start at an odd hour stands, with a note.
    """

    cancel: bool = False
    starts: datetime | None = None
    problem: Problem | None = None


NONE = Change()


def ordinal(meeting: Meeting) -> int | None:
    """The number at the end of a Meeting ID: the week of the school year in which its cycle begins."""
    tail = meeting.id.removeprefix(f"{meeting.pairing_id}-")
    return int(tail) if tail.isascii() and tail.isdigit() and int(tail) > 0 else None


@dataclass(frozen=True)
class Cycles:
    """The term's cycles of `span` weeks; `first` is the number of the term's first week in the school year.

    Weeks are numbered from July 1, so that ids stay what they are when a term's dates are corrected, and a second term in
    the same workbook goes on counting. With `groups` (first week, weeks) the cadence changes: cycles are weeks then, and
    a meeting is wanted in each group, at best in its first week.
    """

    first: int
    span: int
    groups: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_term(cls, start: date, span: int) -> "Cycles":
        july = date(start.year if start.month >= 7 else start.year - 1, 7, 1)
        monday, begins = (day - timedelta(days=day.weekday()) for day in (start, july))
        return cls((monday - begins).days // 7 + 1, span)

    def of(self, meeting: Meeting) -> int | None:
        """The cycle a meeting belongs to, negative before the term; nothing where its id does not say."""
        number = ordinal(meeting)
        if number is None:
            return None
        cycle = (number - self.first) // self.span
        at = bisect_right(self.groups, cycle, key=lambda group: group[0]) - 1
        return self.groups[at][0] if self.groups and at >= 0 else cycle

    def id(self, pairing_id: str, cycle: int) -> str:
        return meeting_id(pairing_id, self.first + cycle * self.span)


def by_pair(book: Book) -> Mapping[str, list[Meeting]]:
    """The rows of each pair, in the order of their ids."""
    found: dict[str, list[Meeting]] = {}
    for meeting in book.meetings:
        found.setdefault(meeting.pairing_id, []).append(meeting)
    for rows in found.values():
        rows.sort(key=lambda meeting: (ordinal(meeting) or 0, meeting.id))
    return found


def change_of(meeting: Meeting, book: Book, schools: frozenset[str]) -> Change:
    """Understands `Change` of a meeting that is still to come."""
    typed = meeting.change
    if not typed:
        return NONE
    if typed.casefold().strip(" .!") in _CANCEL:
        return Change(cancel=True)
    try:
        starts = new_start(typed, meeting.starts)
    except values.Unreadable:
        return _refused(
            meeting, f"“{typed}” is neither “cancel” nor a new start.", "Type it like 2026-09-30 15:15."
        )
    if starts == meeting.starts:
        return _granted(meeting, starts, book)
    return _allowed(meeting, starts, book, schools)


def new_start(typed: str, was: datetime) -> datetime:
    """What `Change` says: a date with a time; a date alone keeps the time, a time alone the date."""
    if re.fullmatch(r"\d{1,2}([:.]\d{2})?\s*([ap]\.?m?\.?)?", typed.strip(), re.IGNORECASE):
        return datetime.combine(was.date(), values.as_time(typed))
    moment = values.as_moment(typed)
    has_time = moment.time() != time() or re.search(r"\d[:.]\d{2}|[ap]\.?m", typed, re.IGNORECASE)
    return moment if has_time else datetime.combine(moment.date(), was.time())


def _allowed(meeting: Meeting, starts: datetime, book: Book, schools: frozenset[str]) -> Change:
    settings = book.settings
    if starts <= book.run.now.replace(tzinfo=None):
        return _refused(meeting, "The new start lies in the past.", "Type a start that is still to come.")
    if not settings.term_start <= starts.date() <= settings.term_end:
        return _refused(meeting, "The new start lies outside the term.", "Type a start within the term.")
    if not _meets(book.calendar, starts, schools):
        return _refused(meeting, f"There is no school on {starts:%B} {starts.day}.", "Type another day.")
    return _granted(meeting, starts, book)


def _granted(meeting: Meeting, starts: datetime, book: Book) -> Change:
    """What staff type counts; outside the meeting hours it may be a slip of the keyboard, and is said."""
    opens, closes = book.settings.meeting_hours
    ends = starts + timedelta(minutes=book.settings.meeting_minutes)
    if datetime.combine(starts.date(), opens) <= starts and ends <= datetime.combine(starts.date(), closes):
        return Change(starts=starts)
    message = f"The new start lies outside the meeting hours ({opens:%H:%M}-{closes:%H:%M})."
    remedy = "The meeting is there as you typed; type another start if that is not meant."
    return Change(starts=starts, problem=note(TAB, meeting.row, "Change", meeting.change, message, remedy))


def _meets(calendar: SchoolCalendar, moment: datetime, schools: frozenset[str]) -> bool:
    return all(calendar.is_school_day(moment.date(), school) for school in schools)


def _refused(meeting: Meeting, message: str, remedy: str) -> Change:
    return Change(problem=fix(TAB, meeting.row, "Change", meeting.change, message, remedy))


def past_status(meeting: Meeting, book: Book, schools: frozenset[str]) -> MeetingStatus:
    """The status of a meeting that has begun: what `Held` says; where school was out nobody is asked."""
    held = _held(meeting.held)
    if held is not None:
        return MeetingStatus.HELD if held else MeetingStatus.MISSED
    if meeting.status not in TOLD | {MeetingStatus.NOT_CONFIRMED, MeetingStatus.MISSED}:
        return meeting.status
    if not _meets(book.calendar, meeting.starts, schools):
        return MeetingStatus.NO_SCHOOL
    # A meeting that people or staff moved into closed hours is their own affair.
    as_planned = meeting.status is MeetingStatus.BOOKED and not meeting.change
    if as_planned and school_is_out(book, schools, meeting.starts, meeting.ends):
        return MeetingStatus.NO_SCHOOL
    over = meeting.starts.date() < book.run.today
    return MeetingStatus.NOT_CONFIRMED if over else meeting.status


def _held(typed: str) -> bool | None:
    """`yes`, `no` or minutes; nothing where the cell says neither."""
    if not typed or values.blank(typed):
        return None
    try:
        return values.as_yes_no(typed) if not typed.isdigit() else int(typed) > 0
    except values.Unreadable:
        pass
    try:
        return values.as_number(typed, 0, 24 * 60) > 0
    except values.Unreadable:
        return None
