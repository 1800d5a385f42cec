"""The clocks that run for each person: since when they are enrolled, by when they should be matched.

Clocks run on name and start date: also for a row with problems, or without an address.
"""

from datetime import date, timedelta

from tasks.enrollment.seen import Seen
from tasks.program.book import Book
from tasks.program.people import Person, Role, Status
from tasks.program.schooldays import NO_SCHOOL

_WAITING = (Role.MENTEE, Role.BOTH, Role.PEER)
_RUNNING = (Status.ACTIVE, Status.ON_LEAVE)


class Clock:
    """Reads the policy once for all people."""

    def __init__(self, book: Book) -> None:
        self.today = book.run.today
        self.calendar = book.calendar
        self.within = book.settings.match_within_days
        self.counted = book.settings.days_counted_as
        self._deadlines: dict[tuple[date, str], date] = {}

    def enrolled_on(self, person: Person, seen: Seen | None) -> date | None:
        """Set once, at first sight, and put back where somebody typed over it. A vacancy is not enrolled."""
        if person.status is Status.EXPECTED:
            return None
        if seen is not None and seen.enrolled_on is not None:
            return seen.enrolled_on
        return person.enrolled_on or self.today

    def match_by(self, person: Person, enrolled: date | None) -> date | None:
        """The day by which a partner should be found; nothing for people who do not wait for one."""
        start = person.starts_on or enrolled
        running = person.status in _RUNNING and person.role in _WAITING
        if self.within is None or start is None or not running:
            return None
        key = (start, person.school)
        if key not in self._deadlines:
            self._deadlines[key] = self._after(start, self.within, person.school)
        return self._deadlines[key]

    def _after(self, start: date, days: int, school: str) -> date:
        """So many days later, counted as the setting says: all, school days, or weekdays that are no holiday."""
        if self.counted == "calendar":
            return start + timedelta(days=days)
        day, left = start, days
        while left and day < start + timedelta(days=3 * 365):
            day += timedelta(days=1)
            left -= self._counts(day, school)
        return day

    def _counts(self, day: date, school: str) -> bool:
        if self.counted == "school":
            return self.calendar.is_school_day(day, school)
        return day.weekday() < 5 and NO_SCHOOL not in self.calendar.day(day, school).kinds
