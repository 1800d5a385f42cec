"""Statuses that cannot be meant of somebody whose pair runs: a cell that is mistyped in March stops no pair."""

from collections.abc import Iterable
from dataclasses import replace

from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import People, Status
from tasks.program.problems import Problem, fix

TAB = "Enrollment"
_BEFORE = (Status.APPLIED, Status.EXPECTED)
_RUNS = (PairStatus.ACTIVE, PairStatus.PAUSED)


def with_running_pairs(people: People, pairs: Iterable[Pair]) -> tuple[People, tuple[Problem, ...]]:
    """Everyone, with those counted as active who are in a pair that was told of, whatever their row says of a beginning."""
    running = {person for pair in pairs if pair.status in _RUNS for person in (pair.mentor, pair.mentee)}
    odd = [person for person in people.values() if person.status in _BEFORE and person.id in running]
    if not odd:
        return people, ()
    problems = tuple(
        fix(
            TAB,
            person.row,
            "Status",
            str(person.status),
            "This person's pair runs, so it goes on.",
            "Type withdrawn, left or on leave, or clear it.",
        )
        for person in odd
    )
    begun = {person.id: replace(person, status=Status.ACTIVE) for person in odd}
    return People(begun.get(person.id, person) for person in people.values()), problems
