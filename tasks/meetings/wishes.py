"""What each pair wants of the term, and what already stands: kept, to be moved, or closed.

A meeting belongs to a cycle (one, two or four weeks). A cycle is open where a meeting is wanted and none stands.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np

from tasks.meetings import rows
from tasks.meetings.free import Free, here_on
from tasks.meetings.grid import Flags
from tasks.meetings.rows import Change
from tasks.meetings.term import Case
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person
from tasks.program.problems import Problem
from tasks.program.settings import Cadence, TrainingRule

SPANS = {Cadence.WEEKLY: 1, Cadence.BIWEEKLY: 2, Cadence.MONTHLY: 4}
NOTICE = timedelta(days=2)
"""Nobody finds a meeting in the calendar that is today or tomorrow; what stands there stays or goes, but never moves."""


@dataclass
class Wish:
    """One pair that should meet: its people, its rows, and what becomes of each row that is still to come."""

    pair: Pair
    mentor: Person
    mentee: Person
    rows: Sequence[Meeting]
    past: list[Meeting] = field(default_factory=list)
    kept: dict[str, tuple[Meeting, datetime]] = field(default_factory=dict)
    closed: dict[str, tuple[Meeting, MeetingStatus]] = field(default_factory=dict)
    open: dict[int, Meeting] = field(default_factory=dict)
    extra: list[Meeting] = field(default_factory=list)
    by_staff: set[str] = field(default_factory=set)

    @property
    def schools(self) -> frozenset[str]:
        return frozenset({self.mentor.school, self.mentee.school})


def schedulable(book: Book, pair: Pair) -> bool:
    """Whether the program plans meetings for this pair: decided on, both people known, nobody away without end."""
    if not pair.id or pair.mentor not in book.people or pair.mentee not in book.people:
        return False
    if pair.status in (PairStatus.APPROVED, PairStatus.ACTIVE):
        return True
    return pair.status is PairStatus.PAUSED and any(
        person.away_until is not None and person.away_until > book.run.today
        for person in (book.people[pair.mentor], book.people[pair.mentee])
    )


def earliest(book: Book, wish: Wish) -> date | None:
    """The first date this pair may meet, whatever today is; nothing while the mentor's training is missing."""
    settings = book.settings
    days = [settings.term_start, *(p.starts_on for p in (wish.mentor, wish.mentee) if p.starts_on)]
    if wish.pair.matched_on is not None:
        days.append(wish.pair.matched_on + NOTICE)
    if settings.training_rule is TrainingRule.BEFORE_FIRST_MEETING:
        if wish.mentor.trained_on is None:
            return None
        days.append(wish.mentor.trained_on + timedelta(days=1))
    return max(days)


def sort_rows(book: Book, wishes: Sequence[Wish], free: Free, span: int) -> list[Problem]:
    """Decides for every row whether it is past, kept, closed or open; gives what is wrong with `Change`."""
    problems: list[Problem] = []
    undecided: list[tuple[Wish, Meeting]] = []
    now = book.run.now.replace(tzinfo=None)
    for wish in wishes:
        gone = _cancelled_by_people(book, wish.pair.id)
        for meeting in wish.rows:
            if meeting.starts <= now:
                wish.past.append(meeting)
                continue
            change = rows.change_of(meeting, book, wish.schools)
            if change.problem is not None:
                problems.append(change.problem)
            if not _decided(wish, meeting, change, cancelled=meeting.id in gone):
                undecided.append((wish, _restored(book, meeting)))
    taken = _Taken(book)
    for wish in wishes:
        for _, starts in wish.kept.values():
            taken.take((wish.mentor.id, wish.mentee.id), starts)
    _keep_what_fits(book, undecided, free, span, taken)
    return problems


def _cancelled_by_people(book: Book, pairing_id: str) -> frozenset[str]:
    standing = book.world.standing.get(pairing_id)
    return standing.cancelled_by_people if standing else frozenset()


def _decided(wish: Wish, meeting: Meeting, change: Change, *, cancelled: bool) -> bool:
    if change.cancel or cancelled:
        wish.closed[meeting.id] = (meeting, MeetingStatus.CANCELLED)
    elif change.starts is not None:
        wish.kept[meeting.id] = (meeting, change.starts)
        wish.by_staff.add(meeting.id)
    else:
        return False
    return True


def _restored(book: Book, meeting: Meeting) -> Meeting:
    """A booked meeting with the time its people know, should somebody have typed over `Starts`."""
    standing = book.world.standing.get(meeting.pairing_id)
    if standing is None or meeting.status not in rows.TOLD:
        return meeting
    for one in standing.series.occurrences:
        if one.id == meeting.id and not one.cancelled and one.starts > book.run.now.replace(tzinfo=None):
            return replace(meeting, starts=one.starts, ends=one.ends)
    return meeting


def _keep_what_fits(
    book: Book, undecided: Sequence[tuple[Wish, Meeting]], free: Free, span: int, taken: "_Taken"
) -> None:
    fits = _fitting(undecided, free, book.settings.meeting_minutes)
    soon = book.run.today + NOTICE
    order = sorted(range(len(undecided)), key=lambda n: (undecided[n][1].starts, undecided[n][1].id))
    for number in order:
        wish, meeting = undecided[number]
        revivable = meeting.status is MeetingStatus.CANCELLED
        people = (wish.mentor.id, wish.mentee.id)
        if not revivable and fits[number] and taken.take(people, meeting.starts):
            wish.kept[meeting.id] = (meeting, meeting.starts)
        elif meeting.starts.date() >= soon:
            _open(wish, meeting, span)
        else:
            _at_short_notice(book, wish, meeting)


def _at_short_notice(book: Book, wish: Wish, meeting: Meeting) -> None:
    """Today's and tomorrow's meetings do not move: they stay, or go where somebody is away or school is out."""
    day = meeting.starts.date()
    if meeting.status not in rows.LIVE:
        wish.closed[meeting.id] = (meeting, meeting.status)
    elif any(not book.calendar.is_school_day(day, school) for school in wish.schools):
        wish.closed[meeting.id] = (meeting, MeetingStatus.NO_SCHOOL)
    elif all(here_on(person, day) for person in (wish.mentor, wish.mentee)):
        wish.kept[meeting.id] = (meeting, meeting.starts)
    else:
        wish.closed[meeting.id] = (meeting, MeetingStatus.CANCELLED)


def _open(wish: Wish, meeting: Meeting, span: int) -> None:
    number = rows.ordinal(meeting)
    cycle = -1 if number is None else (number - 1) // span
    if cycle < 0 or cycle in wish.open:
        wish.extra.append(meeting)
    else:
        wish.open[cycle] = meeting


def _fitting(undecided: Sequence[tuple[Wish, Meeting]], free: Free, minutes: int) -> Flags:
    """Whether both people are free at the time of each meeting, other meetings aside."""
    grid = free.grid
    length = minutes // grid.unit
    fits = np.zeros(len(undecided), np.bool_)
    places = [grid.place(meeting.starts) for _, meeting in undecided]
    on = [number for number, place in enumerate(places) if place is not None]
    if not on:
        return fits
    days, slots = (np.array(part) for part in zip(*(places[n] for n in on if places[n]), strict=True))
    wanted = grid.packed(((1 << length) - 1) << slot for slot in range(grid.slots - length + 1))
    inside = slots <= grid.slots - length
    mask = wanted[np.minimum(slots, len(wanted) - 1)]
    for side in ("mentor", "mentee"):
        people = np.array([free.number[getattr(undecided[n][0], side).id] for n in on])
        inside &= (free.free[people, days] & mask == mask).all(axis=1)
    fits[on] = inside
    return fits


class _Taken:
    """Times that kept meetings take, by person and date; first come, first kept."""

    def __init__(self, book: Book) -> None:
        self.length = timedelta(minutes=book.settings.meeting_minutes)
        self.times: dict[tuple[str, date], list[datetime]] = {}

    def take(self, people: tuple[str, str], starts: datetime) -> bool:
        days = [self.times.setdefault((person, starts.date()), []) for person in people]
        if any(abs(starts - other) < self.length for day in days for other in day):
            return False
        for day in days:
            day.append(starts)
        return True


def case_for(book: Book, wishes: Sequence[Wish], free: Free, span: int) -> Case:
    """The arrays that `schedule` works on, with everything kept taken out of people's times."""
    grid = free.grid
    cycles = -(-grid.weeks // span)
    case = Case(
        free=free,
        mentor=np.array([free.number[wish.mentor.id] for wish in wishes], np.intp),
        mentee=np.array([free.number[wish.mentee.id] for wish in wishes], np.intp),
        length=book.settings.meeting_minutes // grid.unit,
        span=span,
        allowance=book.settings.planning_periods_per_week,
        open=np.zeros((len(wishes), cycles), np.bool_),
        days=_days(book, wishes, free),
        usual=np.array([_usual(wish, free, span) for wish in wishes], np.int64),
        kicked_off=np.array(
            [any(_counts(m) for m in wish.past) or bool(wish.kept) for wish in wishes], np.bool_
        ),
        used=np.zeros((len(free.people), grid.weeks), np.int32),
    )
    _occupy_kept(book, wishes, case)
    both = free.meets[case.mentor] & free.meets[case.mentee] & case.days
    case.open[:] = case.by_cycle(both.reshape(len(wishes), grid.weeks, both.shape[1] // grid.weeks)).any(axis=2)
    for number, wish in enumerate(wishes):
        for cycle in _closed_cycles(wish, span):
            if 0 <= cycle < cycles:
                case.open[number, cycle] = False
    return case


def _counts(meeting: Meeting) -> bool:
    return meeting.status not in (MeetingStatus.CANCELLED, MeetingStatus.PLANNED, MeetingStatus.NO_SCHOOL)


def _closed_cycles(wish: Wish, span: int) -> Iterator[int]:
    closed = (*wish.past, *(meeting for meeting, _ in (*wish.kept.values(), *wish.closed.values())))
    for meeting in closed:
        number = rows.ordinal(meeting)
        if number is not None:
            yield (number - 1) // span


def _days(book: Book, wishes: Sequence[Wish], free: Free) -> Flags:
    """The dates on which each pair may still be given a meeting."""
    dates = np.array([day.toordinal() for day in free.grid.dates])
    soonest = (book.run.today + NOTICE).toordinal()
    never = dates[-1] + 1
    firsts = [
        never if (day := earliest(book, wish)) is None else max(day.toordinal(), soonest) for wish in wishes
    ]
    first = np.array(firsts, np.int64)
    inside: Flags = (dates >= first[:, None]) & (dates <= book.settings.term_end.toordinal())
    return inside


def _usual(wish: Wish, free: Free, span: int) -> int:
    """The position most of the kept meetings have; -1 where a usual time is still to be chosen."""
    grid = free.grid
    places: Counter[int] = Counter()
    for meeting, starts in wish.kept.values():
        place = grid.place(starts)
        if place is not None and meeting.id not in wish.by_staff:
            day, slot = place
            places[day % (grid.days * span) * grid.stride + slot] += 1
    return min(places, key=lambda place: (-places[place], place)) if places else -1


def _occupy_kept(book: Book, wishes: Sequence[Wish], case: Case) -> None:
    """Takes the kept meetings out of the free times of both people."""
    grid = case.grid
    kept = [(number, starts) for number, wish in enumerate(wishes) for _, starts in wish.kept.values()]
    places = [
        (case.mentor[number], case.mentee[number], grid.index[starts.date()], slots)
        for number, starts in kept
        if starts.date() in grid.index
        and (slots := grid.span(*_minutes(starts, book.settings.meeting_minutes), outward=True))[0] < slots[1]
    ]
    for count in {two - one for *_, (one, two) in places}:
        same = [(a, b, day, one) for a, b, day, (one, two) in places if two - one == count]
        mentors, mentees, days, begins = (np.array(part, np.intp) for part in zip(*same, strict=True))
        for people in (mentors, mentees):
            case.occupy(people, days, begins, count)


def _minutes(starts: datetime, length: int) -> tuple[int, int]:
    first = starts.hour * 60 + starts.minute
    return first, first + length


def moment_of(case: Case, cycle: int, place: int) -> datetime | None:
    """The wall-clock time of a position in a cycle; nothing behind the end of the grid."""
    days, slots = case.day_and_slot(np.array([cycle]), np.array([place]))
    day = int(days[0])
    return case.grid.moment(day, int(slots[0])) if day < len(case.grid.dates) else None
