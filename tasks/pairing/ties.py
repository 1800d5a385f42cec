"""What already stands between two people: who evaluates or leads whom, who avoids whom, former pairs, wishes.

Each is a short list of couples however large the program is, so rules look couples up instead of computing them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tasks.program.last_year import LastYear
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import People, Person
from tasks.program.schooldays import School

Couple = tuple[str, str]
"""Two Person IDs in alphabetical order."""

Couples = frozenset[Couple]


def couple(one: str, other: str) -> Couple:
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True)
class Ties:
    """Couples by what stands between them; `ranks` is a person's wish for another, 0 for the first named."""

    evaluate: Couples = frozenset()
    supervise: Couples = frozenset()
    avoid: Couples = frozenset()
    former: Couples = frozenset()
    rejected: Couples = frozenset()
    continued: Couples = frozenset()
    ranks: Mapping[tuple[str, str], int] = field(default_factory=dict)


def ties_of(
    people: People, schools: Iterable[School], pairs: Iterable[Pair], last_year: LastYear | None = None
) -> Ties:
    """Every tie that the workbook or last year's names, in whichever direction it was typed."""
    found: dict[str, set[Couple]] = {"evaluate": set(), "supervise": set(), "avoid": set()}
    ranks: dict[tuple[str, str], int] = {}
    for person in people.values():
        named = (
            ("evaluate", (person.evaluator,)),
            ("supervise", (person.supervisor,)),
            ("avoid", person.avoid),
        )
        for tie, words in named:
            found[tie] |= {couple(person.id, other.id) for other in _found(people, words)}
        for rank, other in enumerate(_found(people, person.preferred)):
            ranks.setdefault((person.id, other.id), rank)
    found["evaluate"] |= _leaders(people, schools)
    past, before = _past(pairs), last_year or LastYear()
    former = past["former"] | _known(people, before.failed)
    return Ties(
        evaluate=frozenset(found["evaluate"]),
        supervise=frozenset(found["supervise"]),
        avoid=frozenset(found["avoid"]),
        former=former,
        rejected=past["rejected"],
        continued=(past["continued"] | _known(people, before.together)) - former,
        ranks=ranks,
    )


def _known(people: People, addresses: Iterable[tuple[str, str]]) -> Couples:
    """The couples who are both here again."""
    found = ((people.by_email.get(one), people.by_email.get(other)) for one, other in addresses)
    return frozenset(
        couple(one.id, other.id) for one, other in found if one is not None and other is not None
    )


def _found(people: People, words: Iterable[str]) -> list[Person]:
    found = (people.find(word) for word in words if word)
    return [person for person in found if person is not None]


def _leaders(people: People, schools: Iterable[School]) -> set[Couple]:
    """Principals and evaluators who are enrolled themselves, with everyone at their school."""
    staff: dict[str, list[str]] = {}
    for person in people.values():
        for school in person.schools:
            staff.setdefault(school, []).append(person.id)
    return {
        couple(leader.id, member)
        for school in schools
        for leader in _found(people, (school.principal_email, *school.evaluators))
        for member in staff.get(school.name, ())
        if leader.id != member
    }


def _past(pairs: Iterable[Pair]) -> dict[str, Couples]:
    found: dict[str, set[Couple]] = {"former": set(), "rejected": set(), "continued": set()}
    for pair in pairs:
        if not pair.mentor or not pair.mentee:
            continue
        both = couple(pair.mentor, pair.mentee)
        if pair.ended_on is not None:
            barred = pair.ending == "no-fault"
            found["former"].update({both} if barred else ())
            found["continued"].update({both} if pair.status is PairStatus.ENDED and not barred else ())
        elif _refused(pair):
            found["rejected"].add(both)
    return {name: frozenset(couples) for name, couples in found.items()}


def _refused(pair: Pair) -> bool:
    """Staff said no to this pair, or want another mentor while it still stands."""
    if pair.status is PairStatus.REJECTED:
        return pair.decision not in (Decision.APPROVE, Decision.LOCK, Decision.EXCEPTION)
    return pair.decision in (Decision.REJECT, Decision.REPLACE)
