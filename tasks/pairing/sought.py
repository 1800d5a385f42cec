"""Pairs for whose mentee staff want somebody else, and what has come of it: a proposal, or why nobody can be proposed."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from tasks.pairing.case import GROUPS, Case
from tasks.pairing.settled import TAB, Decided
from tasks.pairing.stand_in import STAND_IN, stand_in_key
from tasks.pairing.unmatched import Unmatched
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.problems import Problem, note


def sought(
    case: Case, decided: Decided, said: Mapping[str, str], pairs: Iterable[Pair], reasons: Unmatched
) -> dict[str, str]:
    """The pairs that `replace`, `Change mentor to` or `stand in` is said about, by id: why nobody is proposed, or nothing."""
    if case.settings.model in GROUPS:
        return {}
    proposed = {pair.mentee for pair in pairs if pair.status is PairStatus.PROPOSED and not pair.is_second}
    resting = decided.seats.resting.values()
    wanted = [row.pair for row in decided.rows if row.pair.stands and row.asks_new]
    wanted += [p for p in decided.pairs if p.id in resting and said.get(stand_in_key(case, p)) == STAND_IN]
    return {pair.id: _why(case, pair, proposed, reasons) for pair in wanted}


def _why(case: Case, pair: Pair, proposed: Collection[str], reasons: Unmatched) -> str:
    """What `Change mentor to` asks for has a row of its own, which says what is wrong with it."""
    if pair.mentee in proposed or pair.change_mentor_to:
        return ""
    return reasons.of(case.people[pair.mentee]).why


def in_vain(case: Case, pairs: Collection[Pair], found: Mapping[str, str]) -> Iterator[Problem]:
    """Beside a wish that nothing can come of: why, and what else may be done."""
    refused = {(p.mentor, p.mentee): p for p in pairs if p.status is PairStatus.NOT_ALLOWED}
    for pair in pairs:
        if pair.decision is Decision.REPLACE and found.get(pair.id):
            why, typed = nobody(found[pair.id]), str(pair.decision)
            yield note(TAB, pair.row, "Decision", typed, why, "The pair goes on meanwhile.")
        asked = case.people.find(pair.change_mentor_to) if pair.stands else None
        other = refused.get((asked.id, pair.mentee)) if asked is not None else None
        if asked is not None and other is not None:
            why, typed = f"{asked.name} cannot be taken. {other.why}", pair.change_mentor_to
            yield note(TAB, pair.row, "Change mentor to", typed, why, "The pair goes on meanwhile.")


def nobody(why: str) -> str:
    return f"Nobody can be proposed: {why}"
