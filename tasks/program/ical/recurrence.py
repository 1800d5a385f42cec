"""A series as calendars understand it: one weekly rule, dates left out, meetings moved; the few that stand alone apart.

Which meetings stand alone depends on all there ever were, cancelled ones too: a calendar that follows by mail knows an
event by its UID, and would keep for ever one that quietly got another.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import gcd

from tasks.program import keys
from tasks.program.meetings import Occurrence, Series

_WEEK = timedelta(weeks=1)
_VISIT = re.compile(r"-o\d+$")


@dataclass(frozen=True)
class Recurrence:
    """`first` to `last` every `interval` weeks (0: once), without `excluded`; wall-clock times of the series' zone.

    `moved` are instances that differ from the rule: each one's `slot` is its RECURRENCE-ID.
    """

    first: datetime
    last: datetime
    interval: int
    duration: timedelta
    where: str
    excluded: tuple[datetime, ...] = ()
    moved: tuple[Occurrence, ...] = ()

    @cached_property
    def instances(self) -> tuple[datetime, ...]:
        """What the rule gives before anything is left out or moved."""
        if not self.interval:
            return (self.first,)
        step = self.interval * _WEEK
        return tuple(self.first + n * step for n in range((self.last - self.first) // step + 1))

    def times(self) -> list[tuple[datetime, datetime]]:
        """Start and end of every meeting, in order of time."""
        gone = {*self.excluded, *(one.slot for one in self.moved)}
        regular = [(start, start + self.duration) for start in self.instances if start not in gone]
        return sorted(regular + [(one.starts, one.ends) for one in self.moved])


def split(series: Series) -> tuple[Series, tuple[Series, ...]]:
    """The meetings that one rule can say, and each other one as a series of its own with a UID of its own.

    Classroom visits always stand alone; so does a second meeting of a week.
    """
    every = sorted(series.occurrences, key=lambda one: (one.slot, one.id))
    visits = [one for one in every if _VISIT.search(one.id)]
    regular, others = _on_pattern([one for one in every if not _VISIT.search(one.id)])
    alone = tuple(
        replace(series, uid=keys.alone_uid(series.uid, one.id), occurrences=(one,))
        for one in (*others, *visits)
    )
    return replace(series, occurrences=tuple(regular)), alone


def recurrence(series: Series, *, cancelled: bool = False) -> Recurrence | None:
    """The rule of a series that was split; nothing where no meeting stands. With `cancelled`, of cancelled ones as well."""
    regular = {one.slot: one for one in series.occurrences if cancelled or not one.cancelled}
    if not regular:
        return None
    slots = sorted(regular)
    weeks = [(slot - slots[0]) // _WEEK for slot in slots]
    interval = gcd(*weeks) if len(slots) > 1 else 0
    usual = [one for one in regular.values() if one.starts == one.slot] or list(regular.values())
    duration = Counter(one.ends - one.starts for one in usual).most_common(1)[0][0]
    where = Counter(one.where for one in usual).most_common(1)[0][0]
    rule = Recurrence(slots[0], slots[-1], interval, duration, where)
    moved = tuple(
        one
        for slot in slots
        if (one := regular[slot]).starts != slot or one.ends - one.starts != duration or one.where != where
    )
    excluded = tuple(start for start in rule.instances if start not in regular)
    return replace(rule, excluded=excluded, moved=moved)


def _place_in_week(moment: datetime) -> timedelta:
    return timedelta(days=moment.weekday(), hours=moment.hour, minutes=moment.minute)


def _on_pattern(every: Sequence[Occurrence]) -> tuple[list[Occurrence], list[Occurrence]]:
    """Each meeting under the instance of the rule that stands for it: its slot, else its week's instance if that is
    not taken; and those for which none is left.
    """
    if not every:
        return [], []
    counts = Counter(_place_in_week(one.slot) for one in every)
    base = max(counts, key=lambda place: (counts[place], -place))
    regular: dict[datetime, Occurrence] = {}
    others: list[Occurrence] = []
    for one in every:
        if _place_in_week(one.slot) == base and one.slot not in regular:
            regular[one.slot] = one
        else:
            others.append(one)
    alone: list[Occurrence] = []
    for one in others:
        slot = one.slot - _place_in_week(one.slot) + base
        if slot in regular:
            alone.append(one)
        else:
            regular[slot] = replace(one, slot=slot)
    return list(regular.values()), alone
