"""Mentees whose pair came to its end as `completed`: nobody is proposed for them again before staff say so."""

from collections.abc import Iterable, Iterator, Mapping

from tasks.pairing.case import GROUPS, Case
from tasks.program import keys
from tasks.program.pairs import Pair, PairStatus
from tasks.program.todo import ToDo

DONE, PAIR_AGAIN = "done", "pair again"
FEW = 5
"""Pairs that were completed on one day and still have a line each."""


def finished(case: Case, pairs: Iterable[Pair], answers: Mapping[str, str]) -> dict[str, Pair]:
    """By mentee, the completed pair that was the last one, where staff have not asked for another."""
    if case.settings.model in GROUPS:
        return {}
    last: dict[str, Pair] = {}
    own = [pair for pair in pairs if pair.status is PairStatus.ENDED and pair.ended_on and not pair.is_second]
    for pair in sorted(own, key=lambda one: (str(one.ended_on), one.row)):
        last[pair.mentee] = pair
    completed = {mentee: pair for mentee, pair in last.items() if pair.ending == "completed"}
    asked = _lines(completed)
    return {
        pair.mentee: pair
        for key, together in asked.items()
        for pair in together
        if answers.get(key) != PAIR_AGAIN
    }


def completed_lines(
    case: Case, found: Mapping[str, Pair], pairs: Iterable[Pair], answers: Mapping[str, str]
) -> Iterator[ToDo]:
    """A line for each completed pair whose mentee is still here and has nobody, or one line for many of one day."""
    busy = {
        pair.mentee for pair in pairs if (pair.stands or pair.status is PairStatus.PROPOSED) and pair.mentee
    }
    for key, together in _lines(found).items():
        here = [pair for pair in together if _here(case, pair) and pair.mentee not in busy]
        if not here or answers.get(key) == DONE:
            continue
        names = "; ".join(
            f"{case.people[p.mentor].name} and {case.people[p.mentee].name}" for p in here[:FEW]
        )
        more = f" and {len(here) - FEW} more" if len(here) > FEW else ""
        what = (
            f"Completed on {together[0].ended_on}: {names}{more}. No further mentor is proposed. If that is right, type "
            "done; for another year together or another mentor, type pair again."
        )
        yield ToDo(key, what, look_in=_where(here), choices=(DONE, PAIR_AGAIN), kind="question")


def _here(case: Case, pair: Pair) -> bool:
    people = case.people
    return pair.mentor in people and pair.mentee in people and case.here(people[pair.mentee])


def _where(pairs: list[Pair]) -> str:
    return f"Pairings: {pairs[0].id}" if len(pairs) == 1 else "Pairings: Ended on"


def _lines(found: Mapping[str, Pair]) -> dict[str, list[Pair]]:
    """Completed pairs by the `To do` item that asks about them."""
    by_day: dict[str, list[Pair]] = {}
    for pair in found.values():
        by_day.setdefault(str(pair.ended_on), []).append(pair)
    lines: dict[str, list[Pair]] = {}
    for day, those in by_day.items():
        if len(those) > FEW:
            lines[keys.todo("completed", day)] = those
        else:
            lines |= {keys.todo("completed", pair.id): [pair] for pair in those}
    return lines
