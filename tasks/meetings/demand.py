"""The wishes as arrays: which cycles are open, on which dates, and what kept meetings take."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from tasks.meetings.free import Free
from tasks.meetings.grid import Flags
from tasks.meetings.term import Case
from tasks.meetings.travel import barred, roaming
from tasks.meetings.wishes import NOTICE, Wish, earliest, span_of
from tasks.program.book import Book
from tasks.program.meetings import Meeting, MeetingStatus


def case_for(book: Book, wishes: Sequence[Wish], free: Free) -> Case:
    """The arrays that `schedule` works on, with everything kept taken out of people's times."""
    grid = free.grid
    span = span_of(book.settings.rhythm)
    count = -(-grid.weeks // span)
    case = Case(
        free=free,
        mentor=np.array([free.number[wish.mentor.id] for wish in wishes], np.intp),
        mentee=np.array([free.number[wish.mentee.id] for wish in wishes], np.intp),
        length=book.settings.meeting_minutes // grid.unit,
        span=span,
        allowance=book.settings.planning_periods_per_week,
        open=np.zeros((len(wishes), count), np.bool_),
        days=_days(book, wishes, free),
        usual=np.array([_usual(wish, free, span) for wish in wishes], np.int64),
        kicked_off=np.array(
            [any(_counts(m) for m in wish.past) or bool(wish.kept) for wish in wishes], np.bool_
        ),
        used=np.zeros((len(free.people), grid.weeks), np.int32),
        **_limits(book, wishes, free),
    )
    _occupy_kept(book, wishes, case)
    both = free.meets[case.mentor] & free.meets[case.mentee] & case.days
    case.open[:] = case.by_cycle(both.reshape(len(wishes), grid.weeks, both.shape[1] // grid.weeks)).any(
        axis=2
    )
    if book.settings.rhythm.phases:
        case = _in_groups(case, wishes)
    for number, wish in enumerate(wishes):
        for cycle in wish.taken_cycles():
            if 0 <= cycle < count:
                case.open[number, cycle] = False
    return case


def _limits(book: Book, wishes: Sequence[Wish], free: Free) -> dict[str, Any]:
    """What the settings say of meetings a day and a week, and of the way between schools."""
    settings, grid = book.settings, free.grid
    way = -(-settings.travel_minutes // grid.unit)
    roams = roaming(wishes, free)
    capped = settings.meetings_per_day or settings.meetings_per_week
    return {
        "per_day": settings.meetings_per_day,
        "per_week": settings.meetings_per_week,
        "held": np.zeros((len(free.people), len(grid.dates)), np.int32) if capped else None,
        "way": way,
        "roams": roams if roams.any() and way else None,
        "barred": barred(book, wishes, free, settings.meeting_minutes // grid.unit, way),
    }


def _in_groups(case: Case, wishes: Sequence[Wish]) -> Case:
    """One open cycle for each group of weeks in which the pair may meet at all: the group's first."""
    sizes, wanted = np.zeros(case.open.shape, np.int64), np.zeros_like(case.open)
    for number, wish in enumerate(wishes):
        for week, size in wish.cycles.groups:
            sizes[number, week] = size
            wanted[number, week] = case.open[number, week : week + size].any()
    return replace(case, open=wanted, sizes=sizes)


def _counts(meeting: Meeting) -> bool:
    return meeting.status not in (MeetingStatus.CANCELLED, MeetingStatus.PLANNED, MeetingStatus.NO_SCHOOL)


def _days(book: Book, wishes: Sequence[Wish], free: Free) -> Flags:
    """The dates on which each pair may still be given a meeting."""
    dates = np.array([day.toordinal() for day in free.grid.dates])
    soonest = (book.run.today + NOTICE).toordinal()
    never = dates[-1] + 1
    firsts = [
        never if (day := earliest(book, wish)) is None else max(day.toordinal(), soonest) for wish in wishes
    ]
    first = np.array(firsts, np.int64)
    end = book.settings.term_end.toordinal()
    lasts = [end if wish.until is None else min(end, wish.until.toordinal() - 1) for wish in wishes]
    inside: Flags = (dates >= first[:, None]) & (dates <= np.array(lasts, np.int64)[:, None])
    return inside


def _usual(wish: Wish, free: Free, span: int) -> int:
    """The position most of the kept meetings have; the one before a leave that left none to keep; -1 where it is still
    to be chosen.
    """
    grid = free.grid
    own = wish.by_staff | wish.moved.keys()
    kept = [starts for meeting, starts in wish.kept.values() if meeting.id not in own]
    places: Counter[int] = Counter()
    for starts in kept or wish.before:
        place = grid.place(starts)
        if place is not None:
            day, slot = place
            places[day % (grid.days * span) * grid.stride + slot] += 1
    return min(places, key=lambda place: (-places[place], place)) if places else -1


def _occupy_kept(book: Book, wishes: Sequence[Wish], case: Case) -> None:
    """Takes the kept meetings out of the free times of everybody who comes, and those that people or staff called off:
    whoever had no time for the one has none for another in its place.
    """
    grid = case.grid
    length = book.settings.meeting_minutes
    places = [
        (case.free.number[person.id], grid.index[starts.date()], slots)
        for wish in wishes
        for starts in wish.spoken_for()
        if starts.date() in grid.index
        and (slots := grid.span(*_minutes(starts, length), outward=True))[0] < slots[1]
        for person in wish.people
    ]
    for count in {two - one for *_, (one, two) in places}:
        same = [(person, day, one) for person, day, (one, two) in places if two - one == count]
        people, days, begins = (np.array(part, np.intp) for part in zip(*same, strict=True))
        case.occupy(people, days, begins, count)


def _minutes(starts: datetime, length: int) -> tuple[int, int]:
    first = starts.hour * 60 + starts.minute
    return first, first + length


def moment_of(case: Case, cycle: int, place: int) -> datetime | None:
    """The wall-clock time of a position in a cycle; nothing behind the end of the grid."""
    day, slot = divmod(place, case.grid.stride)
    day += cycle * case.span * case.grid.days
    return case.grid.moment(day, slot) if day < len(case.grid.dates) else None
