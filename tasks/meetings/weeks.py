"""Places the meetings of many mentors at once: usual times first, then the weeks that do not fit."""

import numpy as np

from tasks.meetings.caps import close_crowded
from tasks.meetings.grid import Bits, Flags, Index, Ints, Places, dilated, unpacked
from tasks.meetings.pick import best_times
from tasks.meetings.term import Case, Term, layers

# What a time is worth in one week: being placed at all, not on a testing day, the usual time, then nearness.
_PLACED, _CALM, _USUAL = 1 << 21, 1 << 18, 1 << 14
_CHUNK = 24_000_000
_CELLS = 2_000_000


def schedule(case: Case, *, more: bool = False) -> Term:
    """Places every open cycle that can be placed; the free bits of `case` are used up by what is placed.

    With `more`, all of it is taken out of people's times, so that more can be placed afterwards.
    """
    pairs, shape = np.arange(len(case.mentor)), case.open.shape
    term = Term(case.usual.copy(), np.full(shape, -1, np.int64), np.zeros(shape, np.bool_))
    wanted = np.flatnonzero(case.open.any(axis=1))
    first = case.starts(pairs)
    stack = layers(case.mentor[wanted], case.mentee[wanted], wanted)
    for depth, layer in enumerate(stack):
        for size, stars in layer.stars.items():
            step = max(1, _CHUNK // (size * shape[1] * case.cycle))
            for low in range(0, len(stars), step):
                part = stars[low : low + step]
                for alike in _alike(case, part):
                    _place(_Stars(case, alike, first, alone=depth == 0), term)
                if more or depth + 1 < len(stack):
                    _occupy(case, part, term.placed)
    return term


def _alike(case: Case, stars: Index) -> list[Index]:
    """The stars whose mentors go from building to building apart from the others: they need time between meetings."""
    if case.roams is None or not case.way:
        return [stars]
    far = case.roams[case.mentor[stars[:, 0]]]
    return [part for part in (stars[~far], stars[far]) if len(part)]


class _Stars:
    """Some mentors with equally many pairs: where each pair fits, cycle by cycle (star x pair x cycle x position)."""

    def __init__(self, case: Case, stars: Index, first: Bits, *, alone: bool) -> None:
        self.case, self.stars = case, stars
        self.count, self.size = stars.shape
        self.flat = stars.ravel()
        self.mentors = case.mentor[stars[:, 0]]
        self.soft = self._shaped(case.soft(self.flat))
        at_first = self._shaped(case.positions(first[self.flat])) & case.open[stars][..., None]
        self.fits = at_first if alone else at_first & self._shaped(case.positions(case.starts(self.flat)))
        self.at_first = None if alone else at_first
        self.apart = case.apart(self.mentors)
        self.limited = case.allowance > 0 and (case.allowance < self.size or bool(case.used.any()))
        if self.limited:
            self._limit_planning()

    def _shaped(self, rows: Flags) -> Flags:
        return rows.reshape(self.count, self.size, *rows.shape[1:])

    def _limit_planning(self) -> None:
        """Takes out starts in planning periods where a week's allowance is spent; notes what the mentors have left."""
        case = self.case
        left = np.maximum(case.allowance - case.used, 0)
        padded = np.pad(left, ((0, 0), (0, -left.shape[1] % case.span)))
        weekly = padded.reshape(len(left), -1, case.span)
        shape = (*self.fits.shape[:3], case.span, -1)
        mentee = self._shaped(case.planned(case.mentee[self.flat])).reshape(shape)
        spent = self._shaped(weekly[case.mentee[self.flat]] == 0)[..., None]
        self.planned, self.left = case.planned(self.mentors), weekly[self.mentors].astype(np.int32)
        own = self.planned.reshape(self.count, 1, *shape[2:4], -1) & (self.left == 0)[:, None, :, :, None]
        self.fits &= ~((mentee & spent) | own).reshape(self.fits.shape)

    def usual(self) -> Places:
        """The positions that fit most cycles; testing days count half."""
        case = self.case
        by_day = self.fits.reshape(*self.fits.shape[:3], -1, case.grid.stride)
        weight = (2 - self.soft.astype(np.uint8))[..., None]
        counts = (by_day.view(np.uint8) * weight).sum(axis=2, dtype=np.uint16).astype(np.int32)
        values = counts.reshape(self.count, self.size, case.cycle)
        values = np.where(values > 0, values * 32 + self._preference(values > 0), 0)
        given = case.usual[self.stars]
        fixed, only = np.greater_equal(given, 0), np.equal(np.arange(case.cycle), given[..., None])
        values = np.where(fixed[..., None] & ~only, 0, values).astype(np.int32)
        if not self.limited:
            found = best_times(values, self.apart)
        else:
            ever: Flags = np.asarray(self.planned.any(axis=1, keepdims=True))
            most: Ints = self.left.max(axis=1)
            found = best_times(values, self.apart, np.repeat(ever, self.size, axis=1), most)
        return np.where(fixed, given, found)

    def _preference(self, fits: Flags) -> Ints:
        """Of equally good times: outside planning periods, at the beginning of a window, at a quarter of an hour."""
        case = self.case
        both = case.free.planning[case.mentor[self.flat]] | case.free.planning[case.mentee[self.flat]]
        dates = case.span * case.grid.days
        planned = self._shaped(_first_cycle(case, both[:, :dates]))
        return (~planned) * np.int32(16) + _alignment(case, fits)

    def near(self, usual: Places, rows: Index, cycles: Index) -> Ints:
        """What each start is worth in some stars' cycles: case x pair x position."""
        case = self.case
        fits = self.fits[rows, :, cycles]
        first_week = self._kickoff(cycles, rows)
        target = np.where(first_week, usual[rows] % case.grid.week, usual[rows]).astype(np.int32)[..., None]
        worth = np.arange(case.cycle, dtype=np.int32) - target
        np.abs(worth, out=worth)
        np.minimum(worth, _USUAL - 64, out=worth)
        np.subtract(_PLACED + _USUAL, worth, out=worth)
        worth += _alignment(case, fits) << 3
        calm = ~self.soft[rows, :, cycles]
        worth += np.repeat(calm.astype(np.int32) * _CALM, case.grid.stride, axis=2)
        at = np.clip(target, 0, None)
        np.put_along_axis(worth, at, np.take_along_axis(worth, at, axis=2) + _USUAL, axis=2)
        worth *= fits
        return worth

    def _kickoff(self, cycles: Index, rows: Index) -> Flags:
        """Whether this cycle brings the pair's first meeting, which comes in its first week where it can."""
        if self.case.span == 1:
            return np.zeros((len(rows), self.size), np.bool_)
        first = self.fits.any(axis=3).argmax(axis=2)
        now: Flags = np.equal(first[rows], cycles[:, None])
        return now & ~self.case.kicked_off[self.stars][rows]

    def at_usual(self, usual: Places) -> Places:
        """The usual position in every cycle where it fits everyone and is no testing day; -1 elsewhere."""
        case = self.case
        place = np.broadcast_to(np.maximum(usual, 0)[:, :, None, None], (*self.fits.shape[:3], 1))
        fits = np.take_along_axis(self.fits, place, axis=3)[..., 0]
        soft = np.take_along_axis(self.soft, place // case.grid.stride, axis=3)[..., 0]
        fits &= ~soft & np.greater_equal(usual, 0)[..., None]
        order = np.sort(np.where(usual >= 0, usual, -self.apart * (1 + np.arange(self.size))), axis=1)
        apart: Flags = np.all(np.diff(order, axis=1) >= self.apart, axis=1, keepdims=True)
        fits &= apart[..., None]
        if case.span > 1:
            cycles = np.arange(fits.shape[2])
            first = self.fits.any(axis=3).argmax(axis=2)[..., None] == cycles
            fits &= ~(first & ~case.kicked_off[self.stars][..., None] & (usual >= case.grid.week)[..., None])
        return np.where(fits, usual[..., None], -1)

    def choose(self, usual: Places, rows: Index, cycles: Index) -> Places:
        values = self.near(usual, rows, cycles)
        if not self.limited:
            return best_times(values, self.apart)
        marked = np.repeat(self.planned[rows, cycles][:, None], self.size, axis=1)
        return best_times(values, self.apart, marked, self.left[rows, cycles])


def _first_cycle(case: Case, planning: Bits) -> Flags:
    flags = unpacked(dilated(planning, case.length), case.grid.slots).reshape(len(planning), -1)
    return np.pad(flags, ((0, 0), (0, case.cycle - flags.shape[1])))


def _alignment(case: Case, fits: Flags) -> Ints:
    """2 where a free stretch begins, 1 at a quarter of an hour."""
    begins = fits.astype(np.int8)
    begins[..., 1:] &= ~fits[..., :-1]
    minute = case.grid.opens + (np.arange(fits.shape[-1]) % case.grid.stride) * case.grid.unit
    return (begins * np.int8(2) + np.equal(minute % 15, 0)).astype(np.int32)


def _place(stars: _Stars, term: Term) -> None:
    case, usual = stars.case, stars.usual()
    placed = stars.at_usual(usual)
    wanted = stars.case.open[stars.stars]
    missing = (placed < 0) & wanted
    # With a weekly limit even a cycle where all fit may hold too many planning periods.
    again = wanted.any(axis=1) if stars.limited else missing.any(axis=1)
    _choose(stars, usual, placed, *np.nonzero(again))
    while len((crowded := close_crowded(case, stars.stars, stars.fits, placed))[0]):
        _choose(stars, usual, placed, *crowded)
    term.usual[stars.stars], term.placed[stars.stars] = usual, placed
    term.possible[stars.stars] = (placed >= 0) if stars.at_first is None else stars.at_first.any(axis=3)


def _choose(stars: _Stars, usual: Places, placed: Places, rows: Index, cycles: Index) -> None:
    """Chooses anew for these stars and cycles, some at a time."""
    step = max(1, _CELLS // (stars.size * stars.case.cycle))
    for low in range(0, len(rows), step):
        one, two = rows[low : low + step], cycles[low : low + step]
        placed[one, :, two] = stars.choose(usual, one, two)


def _occupy(case: Case, stars: Index, placed: Places) -> None:
    pairs = stars.ravel()
    rows, cycles = np.nonzero(placed[pairs] >= 0)
    days, slots = case.day_and_slot(cycles, placed[pairs][rows, cycles])
    for people in (case.mentor[pairs], case.mentee[pairs]):
        case.occupy(people[rows], days, slots, case.length)
