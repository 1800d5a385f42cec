"""The whole case as plain data, so that anyone can check the choice: who could be paired, at what score, and why not."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.pairing.case import Case
from tasks.pairing.groups import NEVER, Gathering
from tasks.pairing.matching import Matching
from tasks.pairing.plan import Pairing
from tasks.pairing.rules import Rule, rules_of
from tasks.pairing.ties import couple
from tasks.program.book import Book
from tasks.program.people import Person

MOST_EXCLUDED = 200_000
"""Up to this many forbidden pairs are listed one by one; beyond, they are counted by rule."""
ROWS = 64
NOT_RECORDED = "not recorded"

Json = dict[str, Any]


def audit(book: Book, before: Book | None = None, *, confidential: bool = False) -> Json:
    """The case of a book: people by address, scores in hundredths of a point.

    `before` is the book as the run found it: what the run itself proposed was free to be chosen, and is not `kept`.
    `capacity` is what standing pairs (`standing`) and typed proposals (`locked`) leave. Avoid and former pairs are
    named with `confidential` only.
    """
    studied = None if before is None else frozenset(pair.id for pair in before.pairs)
    pairing = Pairing(book, studied)
    matching = pairing.matching
    return {
        "mentors": [
            {"id": _name_of(person), "capacity": seats}
            for person, seats in zip(matching.pool.mentors, matching.pool.seats, strict=True)
        ],
        "mentees": [{"id": _name_of(person)} for person in matching.pool.mentees],
        "candidates": list(_candidates(matching)),
        "excluded": _excluded(matching, confidential=confidential),
        "pairs": [[_name_of(m.mentor), _name_of(m.mentee), m.score] for m in matching.matches],
        "standing": _held(pairing, fixed=False),
        "locked": _held(pairing, fixed=True),
        "kept": [
            [_name_of(matching.case.people[mentor]), _name_of(matching.case.people[mentee])]
            for mentor, mentee in matching.pool.kept
        ],
        "objective": {
            "order": list(matching.order),
            "matched": len(matching.matches),
            "score": matching.score,
            "proof": matching.proof,
            "bound": matching.bound,
            "unit": "hundredths of a point",
            "practicable": _practicable(matching),
        },
        **_groups(matching),
        "conflicts": [
            _conflict_line(matching.case, mentor, mentee, confidential=confidential)
            for mentor, mentee in _everyone_paired(pairing)
        ],
    }


def _practicable(matching: Matching) -> list[Json]:
    """The wishes of `Practicable first` in their order: how many pairs keep each, and what one counts in a score."""
    kept = [matching.scorer.parts(match.mentor, match.mentee) for match in matching.matches]
    return [
        {
            "wish": word,
            "pairs": sum(bool(parts[likeness.name]) for parts in kept),
            "in score": unit,
            "of": "all pairs together" if matching.wishes_first else "each pair by itself",
        }
        for word, (likeness, unit) in zip(
            matching.case.settings.practicable, matching.scorer.wishes, strict=True
        )
    ]


def _name_of(person: Person) -> str:
    """What a person is called in the audit: their address, or their Person ID where they have none."""
    return person.email or person.id


def _candidates(matching: Matching) -> Iterator[list[Any]]:
    if isinstance(matching, Gathering):
        yield from _peers(matching)
        return
    mentors = [_name_of(person) for person in matching.pool.mentors]
    shift = matching.scorer.shift
    for place, mentee in enumerate(matching.pool.mentees):
        scores = matching.scorer.block(place, place + 1)[0]
        name = _name_of(mentee)
        for j in np.flatnonzero(scores >= 0).tolist():
            yield [mentors[j], name, int(scores[j]) - shift]


def _peers(gathering: Gathering) -> Iterator[list[Any]]:
    """Every two people who may be together, once, with both directions' scores added."""
    names = [_name_of(person) for person in gathering.people]
    for i, j in zip(
        *(axis.tolist() for axis in np.nonzero(np.triu(gathering.both_ways > NEVER, 1))), strict=True
    ):
        yield [names[i], names[j], int(gathering.both_ways[i, j])]


def _groups(matching: Matching) -> Json:
    if not isinstance(matching, Gathering):
        return {}
    names = [_name_of(person) for person in matching.people]
    return {"groups": [[names[place] for place in group] for group in matching.groups]}


def _first_broken(matching: Matching) -> Iterator[tuple[int, npt.NDArray[np.int8]]]:
    """For blocks of mentees: the position of the first broken rule with each mentor, -1 where none is."""
    rules = rules_of(matching.case)
    for a in range(0, len(matching.pool.mentees), ROWS):
        block = matching.table.block(a, min(a + ROWS, len(matching.pool.mentees)))
        first = np.full(block.shape, -1, np.int8)
        for place, rule in reversed(list(enumerate(rules))):
            first[np.broadcast_to(rule.block(block), block.shape)] = place
        yield a, first


def _excluded(matching: Matching, *, confidential: bool) -> list[list[str]] | dict[str, int]:
    shown = [_name(rule, confidential=confidential) for rule in rules_of(matching.case)]
    counts: Counter[str] = Counter()
    listed: list[list[str]] = []
    for a, first in _first_broken(matching):
        places, sizes = np.unique(first[first >= 0], return_counts=True)
        counts.update({shown[p]: 0 for p in places})
        for place, size in zip(places.tolist(), sizes.tolist(), strict=True):
            counts[shown[place]] += size
        if counts.total() <= MOST_EXCLUDED:
            listed.extend(
                [
                    _name_of(matching.pool.mentors[j]),
                    _name_of(matching.pool.mentees[a + i]),
                    shown[first[i, j]],
                ]
                for i, j in zip(*(axis.tolist() for axis in np.nonzero(first >= 0)), strict=True)
            )
    return listed if counts.total() <= MOST_EXCLUDED else dict(sorted(counts.items()))


def _name(rule: Rule, *, confidential: bool) -> str:
    return rule.name if confidential else rule.shown


def _held(pairing: Pairing, *, fixed: bool) -> list[list[str]]:
    people = pairing.case.people
    rows = (row for row in pairing.decided.rows if (row.fixed if fixed else row.pair.stands))
    known = (row.pair for row in rows if row.pair.mentor in people and row.pair.mentee in people)
    return [[_name_of(people[pair.mentor]), _name_of(people[pair.mentee])] for pair in known]


def _everyone_paired(pairing: Pairing) -> Iterator[tuple[Person, Person]]:
    people = pairing.case.people
    for pair in pairing.pairs:
        wanted = pair.stands or pair.status == "proposed"
        if wanted and pair.mentor in people and pair.mentee in people:
            yield people[pair.mentor], people[pair.mentee]


def _conflict_line(case: Case, mentor: Person, mentee: Person, *, confidential: bool) -> Json:
    """What was checked for a pair, with the values found."""
    both = couple(mentor.id, mentee.id)
    line: Json = {
        "mentor": _name_of(mentor),
        "mentee": _name_of(mentee),
        "mentee's evaluator": mentee.evaluator or NOT_RECORDED,
        "mentor's evaluator": mentor.evaluator or NOT_RECORDED,
        "mentee's supervisor": mentee.supervisor or NOT_RECORDED,
        "mentor's supervisor": mentor.supervisor or NOT_RECORDED,
        "evaluator conflict": both in case.ties.evaluate,
        "supervisor conflict": both in case.ties.supervise,
    }
    if confidential:
        line |= {"avoid": both in case.ties.avoid, "former pair": both in case.ties.former}
    return line
