"""Mentors and mentees as arrays, and blocks of them: some mentees against every mentor."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from tasks.pairing.case import Case
from tasks.pairing.engine.prices import spans
from tasks.pairing.marks import Counts, Marks, Mask, from_masks, marks, places
from tasks.pairing.ties import Couple, Couples
from tasks.program.people import Person

T = TypeVar("T")
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Words = Callable[[Person], Iterable[str]]
Test = Callable[[Case, Person], bool]
Key = Callable[[Case, Person], Hashable]


def folded(words: Iterable[str]) -> frozenset[str]:
    """Words compared without case."""
    return _folded(tuple(words))


@lru_cache(maxsize=1 << 16)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


@dataclass(frozen=True)
class Sides:
    """Something of every mentor and of every mentee, in the table's order."""

    mentors: Marks
    mentees: Marks


@dataclass(frozen=True)
class Cells:
    """Single pairs with a value each, ordered by mentee: what is known of few pairs only."""

    mentee: npt.NDArray[np.int64]
    mentor: npt.NDArray[np.int64]
    value: npt.NDArray[np.int64]

    def of(self, rows: Places) -> tuple[Places, Places, Places]:
        """The line of each cell in a block of these mentees, its mentor, its value."""
        first, last = np.searchsorted(self.mentee, rows), np.searchsorted(self.mentee, rows, side="right")
        cells = spans(first, last)
        return np.repeat(np.arange(rows.size), last - first), self.mentor[cells], self.value[cells]

    def put(self, rows: Places, block: npt.NDArray[np.generic]) -> None:
        """Writes the values of these mentees into their block."""
        lines, mentors, values = self.of(rows)
        block[lines, mentors] = values


class Table:
    """The people of one matching; each array is made when first asked for."""

    def __init__(self, case: Case, mentors: Sequence[Person], mentees: Sequence[Person]) -> None:
        self.case, self.mentors, self.mentees = case, tuple(mentors), tuple(mentees)
        self.place_of_mentor = {person.id: place for place, person in enumerate(self.mentors)}
        self.place_of_mentee = {person.id: place for place, person in enumerate(self.mentees)}
        self._cells: dict[Couples, Cells] = {}
        self._remembered: dict[str, Any] = {}
        self._tested: dict[tuple[Test, bool], Mask] = {}

    def words(self, of_mentor: Words, of_mentee: Words | None = None) -> Sides:
        """Marks from the words of each side."""
        mentors = [folded(of_mentor(person)) for person in self.mentors]
        mentees = [folded((of_mentee or of_mentor)(person)) for person in self.mentees]
        bit_of = places((*mentors, *mentees))
        return Sides(marks(mentors, bit_of), marks(mentees, bit_of))

    def masks(self, of: Callable[[Person], int], width: int) -> Sides:
        """Marks from numbers whose bits are a person's words."""
        return Sides(
            from_masks([of(person) for person in self.mentors], width),
            from_masks([of(person) for person in self.mentees], width),
        )

    def tested(self, test: Test, people: tuple[Person, ...]) -> Mask:
        """Whom of these people a test holds for; asked once for each side."""
        key = (test, people is self.mentors)
        if key not in self._tested:
            found = (test(self.case, person) for person in people)
            self._tested[key] = np.fromiter(found, np.bool_, len(people))
        return self._tested[key]

    def cells(
        self, couples: Iterable[Couple], value: Callable[[Person, Person], int] = lambda *_: 1
    ) -> Cells:
        """The couples that are a pair of this table, whichever of the two is the mentor."""
        found = set()
        for one, other in couples:
            for mentor, mentee in ((one, other), (other, one)):
                i, j = self.place_of_mentee.get(mentee), self.place_of_mentor.get(mentor)
                if i is not None and j is not None:
                    found.add((i, j, value(self.mentors[j], self.mentees[i])))
        columns = np.array(sorted(found), np.int64).reshape(-1, 3)
        return Cells(columns[:, 0], columns[:, 1], columns[:, 2])

    def cells_of(self, couples: Couples) -> Cells:
        """`cells`, found once for each set of couples."""
        if couples not in self._cells:
            self._cells[couples] = self.cells(couples)
        return self._cells[couples]

    @cached_property
    def selves(self) -> Couples:
        """People who stand on both sides, with themselves."""
        return frozenset((person.id, person.id) for person in self.mentees)

    @cached_property
    def subjects(self) -> Sides:
        return self.words(lambda person: person.subjects)

    @cached_property
    def bands(self) -> Sides:
        return self.words(lambda person: person.grade_bands)

    @cached_property
    def schools(self) -> Sides:
        return self.words(lambda person: person.schools)

    @cached_property
    def _usable(self) -> tuple[list[int], list[int]]:
        """The points that each mentor and each mentee can use."""
        usable = self.case.term.usable
        return [usable(person) for person in self.mentors], [usable(person) for person in self.mentees]

    @cached_property
    def points(self) -> Sides:
        width = len(self.case.term.points)
        mentors, mentees = self._usable
        return Sides(from_masks(mentors, width), from_masks(mentees, width))

    @cached_property
    def points_by_cycle(self) -> tuple[tuple[Sides, Sides], ...]:
        """For each day of the cycle, the points that people can use, and those at which a window of theirs begins."""
        term = self.case.term
        width, days = len(term.points), [term.on_cycle(cycle) for cycle in term.cycles]
        return tuple(
            (
                self.masks(lambda p, day=day: term.usable(p) & day, width),  # type: ignore[misc]
                self.masks(lambda p, day=day: term.begins(p) & day, width),  # type: ignore[misc]
            )
            for day in days
        )

    @cached_property
    def needs(self) -> tuple[Sides, Sides]:
        """What mentors require of mentees' languages, and what mentees require of mentors'."""
        return (
            self.words(lambda p: p.required_languages, lambda p: p.languages),
            self.words(lambda p: p.languages, lambda p: p.required_languages),
        )

    @cached_property
    def years(self) -> tuple[Numbers, Numbers]:
        """Years of mentors and of mentees; what is not known never makes a gap too small."""
        mentors = [np.inf if p.years is None else p.years for p in self.mentors]
        mentees = [-np.inf if p.years is None else p.years for p in self.mentees]
        return np.array(mentors, np.float64), np.array(mentees, np.float64)

    @cached_property
    def planning(self) -> tuple[Sides, Sides]:
        """The points in planning periods that people can use, and those at which a planning period begins."""
        term, width = self.case.term, len(self.case.term.points)
        usable = self.masks(lambda p: term.usable(p, planning=True), width)
        return usable, self.masks(lambda p: term.begins(p, planning=True), width)

    @cached_property
    def weeks(self) -> tuple[tuple[int, Sides], ...]:
        """The points that people can use in each kind of week, with how many weeks of the term are of that kind."""
        term, width = self.case.term, len(self.case.term.points)
        mentors, mentees = (
            list(zip(*map(term.free, people, usable), strict=True))
            for people, usable in zip((self.mentors, self.mentees), self._usable, strict=True)
        )
        kinds: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        for week in zip(mentors, mentees, strict=True) if mentors and mentees else ():
            kinds[week] = kinds.get(week, 0) + 1
        return tuple(
            (times, Sides(from_masks(week[0], width), from_masks(week[1], width)))
            for week, times in kinds.items()
        )

    def remember(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: T = self._remembered[name]
        return found

    def block(self, a: int, b: int) -> "Block":
        """Mentees a to b-1."""
        return Block(self, np.arange(a, b))

    def block_of(self, rows: Places) -> "Block":
        """Mentees by place, in any order."""
        return Block(self, rows)


class Block:
    """Some mentees of a table, `rows`, against all mentors."""

    def __init__(self, table: Table, rows: Places) -> None:
        self.table, self.rows = table, rows
        self.shape = (rows.size, len(table.mentors))

    def meet(self, sides: Sides) -> Mask:
        return sides.mentees[self.rows].meet(sides.mentors)

    def meet_count(self, sides: Sides, begins: Sides | None = None) -> Counts:
        """How many marks each pair shares; with `begins`, those at which a time of either of them begins."""
        if begins is None:
            return sides.mentees[self.rows].count(sides.mentors)
        here, firsts = sides.mentees[self.rows], begins.mentees[self.rows]
        return here.count_begun(sides.mentors, firsts, begins.mentors)

    def mentors(self, test: Test) -> Mask:
        """Which mentors a test holds for, as one row."""
        return self.table.tested(test, self.table.mentors)[None, :]

    def mentees(self, test: Test) -> Mask:
        """Which of the block's mentees a test holds for, as one column."""
        return self.table.tested(test, self.table.mentees)[self.rows, None]

    def among(self, couples: Couples) -> Mask:
        """The pairs of the block that are one of the couples."""
        found = np.zeros(self.shape, np.bool_)
        self.table.cells_of(couples).put(self.rows, found)
        return found

    @cached_property
    def same_school(self) -> Mask:
        return self.meet(self.table.schools)
