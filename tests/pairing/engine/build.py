"""Small random problems, and all their solutions written out, to judge the engine by."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tasks.pairing.engine import Arcs, Assignment, Blocks, Problem

Pairs = list[tuple[int, int, int]]


@st.composite
def problems(draw: st.DrawFn, most: int = 5, *, lowest: int = -4, goals: bool = True) -> Problem:
    """Up to `most` mentees and four mentors; capacities 0 to 3; few distinct scores, so that ties abound."""
    m, n = draw(st.integers(0, most)), draw(st.integers(1, 4))
    scores = st.one_of(st.none(), st.integers(lowest, 6), st.just(1))
    grid = draw(st.lists(st.lists(scores, min_size=n, max_size=n), min_size=m, max_size=m))
    arcs = [(i, j, s) for i, row in enumerate(grid) for j, s in enumerate(row) if s is not None]
    capacity = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    problem = Problem(m, capacity, arcs_of(arcs))
    if not goals:
        return problem
    person = st.integers(0, max(m - 1, 0))
    some = st.lists(st.tuples(person, st.integers(0, n - 1)), max_size=3 if m else 0)
    of_each = st.one_of(st.none(), st.lists(st.integers(0, 2), min_size=m, max_size=m))
    locks = draw(st.lists(person, unique=True, max_size=1 if m else 0))
    return replace(
        problem,
        kept=draw(some) if m else (),
        priority=draw(of_each),
        groups=draw(of_each),
        lift_worst=draw(st.booleans()),
        locked=arcs_of([(i, draw(st.integers(0, n - 1)), draw(st.integers(0, 5))) for i in locks]),
    )


def arcs_of(pairs: Pairs) -> Arcs:
    return Arcs.of(*zip(*pairs, strict=True)) if pairs else Arcs.none()


def grid_of(problem: Problem) -> np.ndarray:
    """Scores as a matrix, -1 forbidden; for problems without negative scores."""
    grid = np.full((problem.mentees, problem.mentors), -1, np.int32)
    grid[problem.candidates.mentee, problem.candidates.mentor] = problem.candidates.score
    return grid


def in_blocks(problem: Problem, rows: int = 2) -> Problem:
    """The same problem, scored on demand."""
    grid = grid_of(problem)

    def fill(a: int, b: int, out: np.ndarray) -> None:
        out[:] = grid[a:b]

    return replace(problem, candidates=Blocks(fill, np.int32, rows))


def choices(problem: Problem) -> Iterator[Pairs]:
    """Every way to fill open seats, locked pairs included."""
    by_mentee: list[Pairs] = [[] for _ in range(problem.mentees)]
    for pair in problem.candidates.triples():
        if problem.open_mentees[pair[0]]:
            by_mentee[pair[0]].append(pair)
    seats = problem.open_seats.tolist()

    def rest(i: int, chosen: Pairs) -> Iterator[Pairs]:
        if i == problem.mentees:
            yield [*chosen, *problem.locked.triples()]
            return
        yield from rest(i + 1, chosen)
        for pair in by_mentee[i]:
            if seats[pair[1]]:
                seats[pair[1]] -= 1
                yield from rest(i + 1, [*chosen, pair])
                seats[pair[1]] += 1

    return rest(0, [])


def value(problem: Problem, pairs: Pairs, most: int) -> tuple[int, ...]:
    """A choice at every goal, most important first; `most` matches are possible."""
    kept = {tuple(pair) for pair in problem.kept_pairs.tolist()}
    free = [pair for pair in pairs if problem.open_mentees[pair[0]]]
    took = np.bincount([problem.group_of[i] for i, _, _ in pairs if problem.group_of[i] >= 0], minlength=1)
    share = np.append(problem.shares(most), [0] * took.size)[: took.size]
    return (
        len(pairs),
        sum((i, j) in kept for i, j, _ in pairs),
        *(sum(problem.classes[i] == rank for i, _, _ in pairs) for rank in problem.ranks[::-1]),
        min((s for _, _, s in free), default=0) if problem.lift_worst else 0,
        -int(np.maximum(took - share, 0).sum()) if problem.groups is not None else 0,
        sum(s for _, _, s in pairs),
    )


def best_value(problem: Problem) -> tuple[int, ...]:
    """The best that any choice reaches."""
    every = list(choices(problem))
    most = max(len(pairs) for pairs in every)
    return max(value(problem, pairs, most) for pairs in every)


def reached(problem: Problem, solved: Assignment) -> tuple[int, ...]:
    return value(problem, solved.pairs.triples(), solved.matched)
