"""People whose pair or circle came to its end as `completed`: nobody is proposed for them again before staff say so."""

from collections.abc import Iterable, Iterator, Mapping

from tasks.pairing.case import GROUPS, Case
from tasks.program import keys
from tasks.program.pairs import Pair, PairStatus
from tasks.program.todo import ToDo
from tasks.program.wording import listed

DONE, PAIR_AGAIN = "done", "pair again"
FEW = 5
"""Pairs that were completed on one day and still have a line each."""


def finished(case: Case, pairs: Iterable[Pair], answers: Mapping[str, str]) -> dict[str, Pair]:
    """By mentee (of peers by either), the completed pair that was the last one, where staff have not asked for another."""
    last: dict[str, Pair] = {}
    own = [pair for pair in pairs if pair.status is PairStatus.ENDED and pair.ended_on and not pair.is_second]
    for pair in sorted(own, key=lambda one: (str(one.ended_on), one.row)):
        last |= dict.fromkeys(_waiting(case, pair), pair)
    completed = {person: pair for person, pair in last.items() if pair.ending == "completed"}
    again = {
        pair.id
        for key, together in _lines(completed).items()
        for pair in together
        if answers.get(key) == PAIR_AGAIN
    }
    return {person: pair for person, pair in completed.items() if pair.id not in again}


def _waiting(case: Case, pair: Pair) -> tuple[str, ...]:
    """Whoever has nobody once the pair is over."""
    both = case.settings.model in GROUPS and not pair.group
    return (pair.mentor, pair.mentee) if both else (pair.mentee,)


def completed_lines(
    case: Case, found: Mapping[str, Pair], pairs: Iterable[Pair], answers: Mapping[str, str]
) -> Iterator[ToDo]:
    """A line for each completed pair of which somebody is still here and has nobody, or one line for many of one day."""
    busy = {
        person
        for pair in pairs
        if pair.stands or pair.status is PairStatus.PROPOSED
        for person in _waiting(case, pair)
    }
    for key, together in _lines(found).items():
        here = [pair for pair in together if _here(case, pair, busy)]
        if not here or answers.get(key) == DONE:
            continue
        units = list(_units(here).values())
        names = "; ".join(_named(case, unit) for unit in units[:FEW])
        more = f" and {len(units) - FEW} more" if len(units) > FEW else ""
        mentor = "group" if case.settings.model in GROUPS else "mentor"
        what = (
            f"Completed on {together[0].ended_on}: {names}{more}. No further {mentor} is proposed. If that is right, type "
            f"done; for another year together or another {mentor}, type pair again."
        )
        yield ToDo(key, what, look_in=_where(here), choices=(DONE, PAIR_AGAIN), kind="question")


def _here(case: Case, pair: Pair, busy: set[str]) -> bool:
    people = case.people
    known = pair.mentor in people and pair.mentee in people
    return known and any(case.here(people[one]) and one not in busy for one in _waiting(case, pair))


def _named(case: Case, unit: list[Pair]) -> str:
    first = unit[0]
    if first.group:
        return f"the circle of {listed([case.people[pair.mentee].name for pair in unit])}"
    return f"{case.people[first.mentor].name} and {case.people[first.mentee].name}"


def _where(pairs: list[Pair]) -> str:
    return f"Pairings: {pairs[0].id}" if len(pairs) == 1 else "Pairings: Ended on"


def _units(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Each pair once by its id, and the rows of each circle by the group's."""
    found: dict[str, dict[str, Pair]] = {}
    for pair in pairs:
        found.setdefault(pair.group or pair.id, {})[pair.id] = pair
    return {unit: list(rows.values()) for unit, rows in found.items()}


def _lines(found: Mapping[str, Pair]) -> dict[str, list[Pair]]:
    """Completed pairs by the `To do` item that asks about them."""
    by_day: dict[str, dict[str, list[Pair]]] = {}
    for unit, rows in _units(found.values()).items():
        by_day.setdefault(str(rows[0].ended_on), {})[unit] = rows
    lines: dict[str, list[Pair]] = {}
    for day, those in by_day.items():
        if len(those) > FEW:
            lines[keys.todo("completed", day)] = [pair for rows in those.values() for pair in rows]
        else:
            lines |= {keys.todo("completed", unit): rows for unit, rows in those.items()}
    return lines
