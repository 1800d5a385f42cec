"""A series as rule, exceptions and overrides; whatever becomes of its meetings, the times stay exactly those."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from tasks.program.ical.recurrence import Recurrence, recurrence, split
from tasks.program.meetings import Guest, Occurrence, Series

HOUR = timedelta(minutes=45)
FIRST = datetime(2026, 8, 12, 15)
WEEK = timedelta(weeks=1)


def one(number: int, slot: datetime, starts: datetime | None = None, **more: object) -> Occurrence:
    return Occurrence(f"pair-{number:02d}", slot, starts or slot, (starts or slot) + HOUR, **more)  # type: ignore[arg-type]


def series(*occurrences: Occurrence) -> Series:
    who = Guest("p", "Jordan", "j@example.org")
    return Series(
        "pair", "uid@mentorship", "meetings", "Mentoring", "America/Chicago", who, (who,), occurrences
    )


def rule_of(whole: Series) -> Recurrence | None:
    return recurrence(split(whole)[0])


def test_a_regular_series_is_one_rule() -> None:
    found = rule_of(series(*(one(n, FIRST + n * WEEK) for n in range(4))))
    assert found == Recurrence(FIRST, FIRST + 3 * WEEK, 1, HOUR, "")


def test_every_other_week_is_an_interval() -> None:
    found = rule_of(series(*(one(n, FIRST + n * 2 * WEEK) for n in range(4))))
    assert found is not None
    assert (found.interval, found.excluded) == (2, ())


def test_weeks_left_out_and_cancelled_meetings_are_excluded() -> None:
    found = rule_of(
        series(
            one(0, FIRST),
            one(2, FIRST + 2 * WEEK, cancelled=True),
            one(3, FIRST + 3 * WEEK),
            one(4, FIRST + 4 * WEEK),
        )
    )
    assert found is not None
    assert found.excluded == (FIRST + WEEK, FIRST + 2 * WEEK)


def test_a_moved_meeting_keeps_its_slot() -> None:
    moved = one(1, FIRST + WEEK, FIRST + WEEK + timedelta(days=1))
    found = rule_of(series(one(0, FIRST), moved, one(2, FIRST + 2 * WEEK)))
    assert found is not None
    assert (found.moved, found.excluded) == ((moved,), ())


def test_a_meeting_at_another_time_takes_its_weeks_instance() -> None:
    other = one(3, datetime(2026, 9, 1, 9))
    found = rule_of(series(one(0, FIRST), one(1, FIRST + WEEK), other))
    assert found is not None
    assert found.moved == (replace(other, slot=datetime(2026, 9, 2, 15)),)
    assert found.excluded == (FIRST + 2 * WEEK,)


def test_a_second_meeting_in_a_week_stands_alone_whatever_is_cancelled_later() -> None:
    extra = one(9, FIRST - timedelta(days=1))
    for cancelled in (False, True):
        whole = series(one(0, FIRST, cancelled=cancelled), one(1, FIRST + WEEK), extra)
        assert [(other.uid, other.occurrences) for other in split(whole)[1]] == [
            ("09-uid@mentorship", (extra,))
        ]


def test_a_classroom_visit_stands_alone_even_in_a_week_without_a_meeting() -> None:
    visit = replace(one(1, FIRST + WEEK), id="pair-o1")
    whole = series(one(0, FIRST), visit, one(2, FIRST + 2 * WEEK))
    assert [other.uid for other in split(whole)[1]] == ["o1-uid@mentorship"]
    assert rule_of(whole) == Recurrence(FIRST, FIRST + 2 * WEEK, 2, HOUR, "")


def test_a_single_meeting_repeats_not_at_all() -> None:
    assert rule_of(series(one(0, FIRST))) == Recurrence(FIRST, FIRST, 0, HOUR, "")


def test_nothing_stands_where_all_is_cancelled() -> None:
    gone = series(one(0, FIRST, cancelled=True))
    assert recurrence(gone) is None
    assert recurrence(gone, cancelled=True) == Recurrence(FIRST, FIRST, 0, HOUR, "")


def test_any_series_keeps_exactly_its_times() -> None:
    chance = random.Random(5)
    for _ in range(300):
        weeks = sorted(chance.sample(range(18), chance.randint(1, 18)))
        occurrences = []
        for week in weeks:
            slot = (
                FIRST + week * WEEK
                if chance.random() < 0.8
                else FIRST + week * WEEK - timedelta(days=2, hours=3)
            )
            starts = (
                slot if chance.random() < 0.7 else slot + timedelta(days=chance.randint(-2, 2), minutes=30)
            )
            occurrences.append(one(week, slot, starts, cancelled=chance.random() < 0.15))
        whole = series(*occurrences)
        regular, alone = split(whole)
        found = [rule for part in (regular, *alone) if (rule := recurrence(part))]
        live = sorted((o.starts, o.ends) for o in occurrences if not o.cancelled)
        assert sorted(time for rule in found for time in rule.times()) == live
