"""A person's weeks: so many routine letters each, the next one in the first week with room."""

from datetime import date, timedelta

from tasks.program.routine import Weeks
from tests import build

MONDAY = date(2026, 9, 14)


def test_each_letter_has_the_first_week_with_room_in_whatever_order_they_are_placed() -> None:
    weeks = Weeks(build.book([build.mentee("Ana Lee")], now="2026-09-08 12:00"))
    week = timedelta(days=7)
    placed = [weeks.place("p-ana-lee", day) for day in (MONDAY, MONDAY, MONDAY - week, MONDAY - week, MONDAY)]
    assert placed == [MONDAY, MONDAY + week, MONDAY - week, MONDAY + 2 * week, MONDAY + 3 * week]
    assert weeks.place("p-ben-fox", MONDAY) == MONDAY
