"""A term of meetings for all pairs: a usual time for each pair, then every week (or cycle of weeks).

A mentor's pairs are chosen together, exactly. Mentors who share a person are handled one after the other, all others
at once. Weeks that do not fit the usual time go to the nearest free time, or are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tasks.meetings.free import Free
from tasks.meetings.grid import Bits, Flags, Grid, Index, Ints, Places, dilated, eroded, unpacked
from tasks.meetings.pick import MOST


@dataclass(frozen=True)
class Case:
    """What is to be scheduled. Pairs are numbered; `mentor` and `mentee` number the people of `free`.

    `span` is the weeks of a cycle. `open` is pairs x cycles, true where a meeting is wanted; `days` is pairs x dates,
    true where the pair may meet; `usual` is a position in the cycle, -1 where none is set yet; `kicked_off` is true
    where the first meeting stands. `used` counts the planning periods that standing meetings use: people x weeks.
    `sizes` (pairs x cycles) is set where the cadence changes: over how many weeks from its cycle a meeting may be put.

    At most `per_day` and `per_week` meetings a person (0: no limit); `held` counts those that stand: people x dates.
    `way` is the slots of a way between two buildings, kept free around every meeting of people who meet in more than
    one (`roams`); `barred` are the starts (dates x words), by pair, that leave no time for the way to another building.
    """

    free: Free
    mentor: Index
    mentee: Index
    length: int
    span: int
    allowance: int
    open: Flags
    days: Flags
    usual: Places
    kicked_off: Flags
    used: Ints
    sizes: Places | None = None
    per_day: int = 0
    per_week: int = 0
    held: Ints | None = None
    way: int = 0
    roams: Flags | None = None
    barred: Mapping[int, Bits] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        return self.free.grid

    @property
    def cycle(self) -> int:
        """Positions in a cycle."""
        return self.grid.week * self.span

    def part(self, pairs: Index) -> "Case":
        """The case of these pairs only, on the same free times."""
        numbers = {int(pair): number for number, pair in enumerate(pairs)}
        return replace(
            self,
            mentor=self.mentor[pairs],
            mentee=self.mentee[pairs],
            open=self.open[pairs],
            days=self.days[pairs],
            usual=self.usual[pairs],
            kicked_off=self.kicked_off[pairs],
            sizes=None if self.sizes is None else self.sizes[pairs],
            barred={numbers[pair]: bits for pair, bits in self.barred.items() if pair in numbers},
        )

    def starts(self, pairs: Index) -> Bits:
        """Slots where these pairs could begin: pair x date x words."""
        both = self.free.free[self.mentor[pairs]] & self.free.free[self.mentee[pairs]]
        both[~self.days[pairs]] = 0
        found = eroded(both, self.length)
        if self.barred:
            for row, pair in enumerate(pairs.tolist()):
                if pair in self.barred:
                    found[row] &= ~self.barred[pair]
        return found

    def apart(self, mentors: Index) -> int:
        """How far apart the starts of these people's meetings must lie, in slots."""
        roams = self.roams is not None and bool(self.roams[mentors].any())
        return self.length + self.way * roams

    def soft(self, pairs: Index) -> Flags:
        """Days better avoided: pair x cycle x day of the cycle."""
        days = self.free.soft[self.mentor[pairs]] | self.free.soft[self.mentee[pairs]]
        return self.by_cycle(days.reshape(len(pairs), self.grid.weeks, -1))

    def planned(self, people: Index) -> Flags:
        """Starts that use one of the person's planning periods: person x cycle x position."""
        return self.positions(dilated(self.free.planning[people], self.length))

    def positions(self, starts: Bits) -> Flags:
        """Bits as flags: row x cycle x position."""
        flags = unpacked(starts, self.grid.slots)
        return self.by_cycle(flags.reshape(len(starts), self.grid.weeks, -1))

    def by_cycle(self, weeks: Flags) -> Flags:
        """Row x week x something as row x cycle x something; a last cycle that is not whole is filled up."""
        rows, count, each = weeks.shape
        lacking = -count % self.span
        if lacking:
            weeks = np.concatenate([weeks, np.zeros((rows, lacking, each), np.bool_)], axis=1)
        return weeks.reshape(rows, weeks.shape[1] // self.span, self.span * each)

    def day_and_slot(self, cycles: Index, places: Places) -> tuple[Index, Index]:
        """Date number and slot of positions in cycles."""
        day, slot = np.divmod(places, self.grid.stride)
        return cycles * self.span * self.grid.days + day, slot

    def occupy(self, people: Index, days: Index, slots: Index, count: int) -> None:
        """Takes `count` slots of these people out, and counts the planning periods this uses."""
        grid = self.grid
        spent = dilated(self.free.planning[people, days], count)
        hit = (spent[np.arange(len(people)), slots // 64] >> (slots % 64).astype(np.uint64)) & np.uint64(1)
        np.add.at(self.used, (people, days // grid.days), hit.astype(np.int32))
        self._take(people, days, slots, count, 0)
        if self.roams is not None and self.way:
            far = self.roams[people]
            self._take(people[far], days[far], slots[far], count, self.way)
        if self.held is not None:
            self._count(people, days)

    def _take(self, people: Index, days: Index, slots: Index, count: int, margin: int) -> None:
        grid = self.grid
        wide, whole = (1 << (count + 2 * margin)) - 1, (1 << grid.slots) - 1
        masks = grid.packed((((wide << slot) >> margin) & whole) for slot in range(grid.slots))
        np.bitwise_and.at(self.free.free, (people, days), ~masks[slots])

    def _count(self, people: Index, days: Index) -> None:
        """Closes the days and weeks in which somebody has as many meetings as a person may have."""
        assert self.held is not None, "see occupy"
        np.add.at(self.held, (people, days), 1)
        if self.per_day:
            full = self.held[people, days] >= self.per_day
            self.free.free[people[full], days[full]] = 0
        if self.per_week:
            weekly = self.held.reshape(len(self.held), self.grid.weeks, -1).sum(axis=2)
            for person, week in zip(*np.nonzero(weekly >= self.per_week), strict=True):
                self.free.free[person, week * self.grid.days : (week + 1) * self.grid.days] = 0


@dataclass
class Term:
    """The result: each pair's usual position, its position in every cycle (-1 for none), and where one was possible.

    `possible` is exact for people who share nobody with another mentor, an upper bound for the others.
    """

    usual: Places
    placed: Places
    possible: Flags


@dataclass(frozen=True)
class Layer:
    """Stars (a mentor's pairs) that share nobody, by their size: arrays of stars x pairs."""

    stars: dict[int, Index]


def layers(mentor: Index, mentee: Index, numbers: Index) -> tuple[Layer, ...]:
    """Groups each mentor's pairs, at most MOST together, so that within a layer nobody meets in two groups."""
    stars: dict[tuple[int, int], list[int]] = {}
    seen: dict[int, int] = {}
    for row, one in enumerate(mentor.tolist()):
        count = seen[one] = seen.get(one, -1) + 1
        stars.setdefault((one, count // MOST), []).append(row)
    others, ids = mentee.tolist(), numbers.tolist()
    depth_of: dict[int, int] = {}
    found: list[dict[int, list[list[int]]]] = []
    for (one, _), rows in stars.items():
        people = (one, *(others[row] for row in rows))
        depth = max(depth_of.get(person, 0) for person in people)
        depth_of.update(dict.fromkeys(people, depth + 1))
        if depth == len(found):
            found.append({})
        found[depth].setdefault(len(rows), []).append([ids[row] for row in rows])
    return tuple(
        Layer({size: np.array(rows, np.intp) for size, rows in sorted(by_size.items())}) for by_size in found
    )
