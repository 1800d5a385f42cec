"""A term of meetings for many pairs: ours beside a greedy scheduler and, with `--solver`, one OR-tools CP-SAT model.

    python -m benchmarks.meetings [pairs …] [--minutes 45] [--slot 15] [--solver] [--files] [--rooms]

CPU seconds from everybody's bits to dated meetings; every result is checked for double bookings and busy times.
"""

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

from tasks.backends.local.diary import LocalDiary
from tasks.meetings.free import Free
from tasks.meetings.grid import WORD, Flags, Grid, Places
from tasks.meetings.rooms import Rooms, in_rooms
from tasks.meetings.term import Case
from tasks.meetings.weeks import schedule
from tasks.program.meetings import Guest, Occurrence, Series

WEEKS, DAYS = 18, 5
NO_SCHOOL = (20, 45, 60, 63, 76, 77, 78)


def instance(pairs: int, minutes: int, slot: int, seed: int = 1) -> Case:
    """Mentors with one to five mentees; four periods and some mornings and afternoons each; eight busy times, holidays."""
    rng = np.random.default_rng(seed)
    grid = Grid(date(2026, 8, 10), WEEKS, DAYS, 450, 540 // slot, slot)
    mentor = np.repeat(np.arange(pairs), rng.choice([1, 1, 1, 2, 2, 3, 5], pairs))[:pairs]
    people = int(mentor.max()) + 1 + pairs
    free = np.tile(_weekly(rng, people, grid, minutes // slot), (1, WEEKS, 1))
    _take_busy(rng, free, grid)
    free[:, NO_SCHOOL] = 0
    free[rng.random(free.shape[:2]) < 0.012] = 0
    never = np.zeros(free.shape[:2], np.bool_)
    return Case(
        free=Free(grid, (), free, np.zeros_like(free), ~never, never, never),
        mentor=mentor,
        mentee=np.arange(people - pairs, people),
        length=minutes // slot,
        span=1,
        allowance=5,
        open=np.ones((pairs, WEEKS), np.bool_),
        days=np.ones((pairs, WEEKS * DAYS), np.bool_),
        usual=np.full(pairs, -1, np.int64),
        kicked_off=np.zeros(pairs, np.bool_),
        used=np.zeros((people, WEEKS), np.int32),
    )


def _weekly(rng: np.random.Generator, people: int, grid: Grid, length: int) -> np.ndarray:
    flags = np.zeros((people, DAYS, grid.words * 64), np.bool_)
    everyone = np.arange(people)
    for _ in range(4):
        weekday, period = rng.integers(0, DAYS, people), rng.integers(0, grid.slots // length, people)
        for step in range(length):
            flags[everyone, weekday, period * length + step] = True
    for day in range(DAYS):
        for part in (slice(0, length), slice(grid.slots - length - 2, grid.slots)):
            flags[rng.random(people) < 0.5, day, part] = True
    return np.packbits(flags, axis=-1, bitorder="little").view(WORD)


def _take_busy(rng: np.random.Generator, free: np.ndarray, grid: Grid) -> None:
    count, long = len(free) * 8, 60 // grid.unit
    masks = grid.packed(((1 << long) - 1) << slot for slot in range(grid.slots - long))
    who, day = rng.integers(0, len(free), count), rng.integers(0, WEEKS * DAYS, count)
    np.bitwise_and.at(free, (who, day), ~masks[rng.integers(0, len(masks), count)])


def copied(case: Case) -> Case:
    return replace(case, free=replace(case.free, free=case.free.free.copy()), used=case.used.copy())


def greedy(case: Case) -> Places:
    """Pair by pair, week by week, the first free time."""
    placed = np.full(case.open.shape, -1, np.int64)
    free, words = case.free.free, case.grid.words
    taken = [
        [int.from_bytes(day.tobytes(), "little") for day in person]
        for person in free.reshape(len(free), -1, words)
    ]
    for pair, (one, two) in enumerate(zip(case.mentor.tolist(), case.mentee.tolist(), strict=True)):
        for week in range(WEEKS):
            for day in range(DAYS):
                both = taken[one][week * DAYS + day] & taken[two][week * DAYS + day]
                starts = both
                for step in range(1, case.length):
                    starts &= both >> step
                if starts:
                    slot = (starts & -starts).bit_length() - 1
                    mask = ~(((1 << case.length) - 1) << slot)
                    taken[one][week * DAYS + day] &= mask
                    taken[two][week * DAYS + day] &= mask
                    placed[pair, week] = day * case.grid.stride + slot
                    break
    return placed


def solver(case: Case, seconds: float) -> tuple[int, float]:
    """One CP-SAT model of all mentors' weeks: meetings placed and the bound it proves."""
    model = cp_model.CpModel()
    fits = case.positions(case.starts(np.arange(len(case.mentor))))
    chosen: list[cp_model.IntVar] = []
    busy: dict[tuple[int, int], list[cp_model.IntervalVar]] = {}
    for pair, week in zip(*np.nonzero(fits.any(axis=2)), strict=True):
        allowed = np.flatnonzero(fits[pair, week]).tolist()
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(allowed), "")
        there = model.new_bool_var("")
        chosen.append(there)
        interval = model.new_optional_fixed_size_interval_var(start, case.length, there, "")
        busy.setdefault((int(case.mentor[pair]), int(week)), []).append(interval)
    for intervals in busy.values():
        model.add_no_overlap(intervals)
    model.maximize(sum(chosen))
    run = cp_model.CpSolver()
    run.parameters.max_time_in_seconds, run.parameters.num_workers = seconds, 2
    run.solve(model)
    return int(run.objective_value), run.best_objective_bound


def rooms(pairs: int, schools: int, minutes: int, slot: int) -> None:
    """Schools with one room each: the first free time, and ours (CP-SAT only where rooms are short)."""
    placed = usual = wrong = bound = 0
    greedy_placed, seconds = 0, 0.0
    for school in range(schools):
        case = instance(pairs, minutes, slot, seed=school + 1)
        shape = (len(case.grid.dates), case.grid.slots)
        bound += int(schedule(copied(case)).possible.sum())
        greedy_placed += _greedy_in_one_room(case)
        work, before = copied(case), time.process_time()
        term = in_rooms(work, Rooms(np.ones(shape, np.int64)))
        seconds += time.process_time() - before
        used = Rooms(np.ones(shape, np.int64))
        rows, cycles = np.nonzero(term.placed >= 0)
        used.take(*case.day_and_slot(cycles, term.placed[rows, cycles]), case.length)
        placed += int((term.placed >= 0).sum())
        usual += int(((term.placed >= 0) & (term.placed == term.usual[:, None])).sum())
        wrong += violations(case, term.placed) + int((used.free < 0).sum())
    print(f"{schools} schools of {pairs} pairs with one room each: {bound:,} meetings if rooms were free")
    print(f"  first free time       {greedy_placed:,}")
    print(
        f"  ours                  {placed:,} placed, {usual:,} at the usual time, {seconds:.1f} s, {wrong} wrong"
    )


def _greedy_in_one_room(case: Case) -> int:
    """Pair by pair, week by week, the first time that is free for both and for the room."""
    work = copied(case)
    room, count = np.ones((len(case.grid.dates), case.grid.slots), np.bool_), 0
    for pair in range(len(case.mentor)):
        fits = work.positions(work.starts(np.array([pair])))[0]
        for week in range(WEEKS):
            for place in np.flatnonzero(fits[week]).tolist():
                day, slot = divmod(place, case.grid.stride)
                day += week * DAYS
                if room[day, slot : slot + case.length].all():
                    room[day, slot : slot + case.length] = False
                    for person in (case.mentor[pair], case.mentee[pair]):
                        work.occupy(np.array([person]), np.array([day]), np.array([slot]), case.length)
                    count += 1
                    break
    return count


def violations(case: Case, placed: Places) -> int:
    """Meetings outside both people's free bits, and pairs of meetings of one person that overlap."""
    rows, cycles = np.nonzero(placed >= 0)
    days, slots = case.day_and_slot(cycles, placed[rows, cycles])
    wrong = 0
    for people in (case.mentor, case.mentee):
        order = np.sort(people[rows] * 10**7 + days * 1000 + slots)
        wrong += int((np.diff(order) < case.length).sum())
        for step in range(case.length):
            at = slots + step
            bits = case.free.free[people[rows], days, at // 64] >> (at % 64).astype(np.uint64)
            wrong += int((~_set(bits)).sum())
    return wrong


def _set(bits: np.ndarray) -> Flags:
    result: Flags = (bits & np.uint64(1)).astype(np.bool_)
    return result


def report(name: str, case: Case, placed: Places, usual: Places | None, seconds: float, bound: int) -> None:
    count = int((placed >= 0).sum())
    at_usual = f"{(placed == usual[:, None])[placed >= 0].mean():6.1%}" if usual is not None else "     -"
    print(
        f"  {name:<22}{seconds:8.2f} s{count:10,}{count / bound:9.2%}{at_usual:>9}{violations(case, placed):6}"
    )


def files(pairs: int) -> None:
    """Writes a term's calendar files for this many pairs."""
    start = datetime(2026, 8, 12, 15)  # noqa: DTZ001 - wall clock
    with tempfile.TemporaryDirectory() as folder:
        diary = LocalDiary(Path(folder))
        before = time.process_time()
        for number in range(pairs):
            times = [start + timedelta(weeks=week) for week in range(WEEKS)]
            found = tuple(
                Occurrence(f"{number}-{n}", t, t, t + timedelta(minutes=45)) for n, t in enumerate(times)
            )
            guests = tuple(Guest(f"{side}{number}", "Name", f"{side}{number}@example.org") for side in "ab")
            series = Series(
                f"p{number}",
                f"u{number}",
                "meetings",
                "Mentoring",
                "America/Chicago",
                guests[0],
                guests,
                found,
            )
            diary.put(series, datetime(2026, 8, 5, tzinfo=UTC))
        print(f"  {3 * pairs:,} calendar files: {time.process_time() - before:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--minutes", type=int, default=45)
    parser.add_argument("--slot", type=int, default=15)
    parser.add_argument("--solver", action="store_true")
    parser.add_argument("--rooms", action="store_true")
    parser.add_argument("--files", action="store_true")
    given = parser.parse_args()
    for pairs in given.pairs:
        case = instance(pairs, given.minutes, given.slot)
        work = copied(case)
        before = time.process_time()
        term = schedule(work)
        seconds = time.process_time() - before
        bound = int(term.possible.sum())
        print(f"{pairs:,} pairs x {WEEKS} weeks: at most {bound:,} of {case.open.size:,} meetings possible")
        print(f"  {'':<22}{'CPU':>10}{'placed':>10}{'of bound':>9}{'usual':>9}{'wrong':>6}")
        report("ours", case, term.placed, term.usual, seconds, bound)
        _one_holiday(case, term.placed, term.usual)
        before = time.process_time()
        placed = greedy(case)
        report("first free time", case, placed, None, time.process_time() - before, bound)
        if given.solver:
            before = time.process_time()
            found, best = solver(case, 60)
            print(
                f"  CP-SAT, 60 s          {time.process_time() - before:8.2f} s{found:10,}   proven bound {best:,.0f}"
            )
        if given.files:
            files(pairs)
    if given.rooms:
        rooms(100, 12, given.minutes, given.slot)
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _one_holiday(case: Case, placed: Places, usual: Places) -> None:
    """The cost of one new day off: all else stands, only that day's meetings are placed anew."""
    off = 32
    work = copied(case)
    days = np.where(placed >= 0, placed // case.grid.stride + np.arange(WEEKS) * DAYS, -1)
    hit = days == off
    rows, cycles = np.nonzero((placed >= 0) & ~hit)
    at, slots = case.day_and_slot(cycles, placed[rows, cycles])
    before = time.process_time()
    for people in (case.mentor, case.mentee):
        work.occupy(people[rows], at, slots, case.length)
    work.free.free[:, off] = 0
    again = schedule(replace(work, open=hit, usual=usual, kicked_off=np.ones(len(hit), np.bool_)))
    seconds = time.process_time() - before
    print(
        f"  one new day off       {seconds:8.2f} s{hit.sum():10,} to move, {(again.placed >= 0).sum():,} placed"
    )


if __name__ == "__main__":
    main()
