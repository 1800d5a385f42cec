"""What the pairing room says besides its rows: questions for staff, dated things to come, audit lines, figures."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tasks.pairing.case import Case
from tasks.pairing.engine.explain import seats_that_help
from tasks.pairing.matching import Matching
from tasks.pairing.rows import Line
from tasks.pairing.rules import CONFIDENTIAL
from tasks.pairing.settled import Decided, conflict_key
from tasks.pairing.sought import nobody
from tasks.pairing.stand_in import STAND_IN, WAIT, stand_in_key
from tasks.pairing.transfers import transfer_key
from tasks.pairing.unmatched import Reason
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person, Status
from tasks.program.plan import Said
from tasks.program.todo import Coming, ToDo

CHOICES = ("end", "replace", "keep")
HELPFUL_SEATS = 10

Waiting = Mapping[str, tuple[Person, Reason]]


def todos(
    case: Case, decided: Decided, waiting: Waiting, said: Mapping[str, str], wanted: Mapping[str, str]
) -> tuple[ToDo, ...]:
    """Pairs that stand though something changed, mentors who are away, and people whose deadline comes near.

    `said` are staff's answers, `wanted` what came of those that ask for somebody else (`sought`): once a pair is proposed,
    it waits in `Pairings`, and the question is closed.
    """
    return (
        *_conflicts(case, decided, wanted),
        *_transfers(case, decided, wanted),
        *_stand_ins(case, decided, said, wanted),
        *_deadlines(case, decided, waiting),
    )


def _conflicts(case: Case, decided: Decided, wanted: Mapping[str, str]) -> Iterable[ToDo]:
    for row in decided.rows:
        for rule in row.conflicts if wanted.get(row.pair.id) != "" else ():
            mentor, mentee = case.people[row.pair.mentor].name, case.people[row.pair.mentee].name
            cause = CONFIDENTIAL if rule.confidential else rule.said
            what = f"{mentor} and {mentee} are a pair, but that is no longer possible: {cause}.{_vain(row.pair, wanted)}"
            key = conflict_key(row.pair, rule)
            yield ToDo(key, what, look_in=f"Pairings: {row.pair.id}", choices=CHOICES, kind="question")


def _transfers(case: Case, decided: Decided, wanted: Mapping[str, str]) -> Iterable[ToDo]:
    for row in decided.rows:
        if not row.transfer or wanted.get(row.pair.id) == "":
            continue
        mentor, mentee = case.people[row.pair.mentor], case.people[row.pair.mentee]
        what = (
            f"{row.transfer} changed since you agreed to {mentor.name} and {mentee.name}. The pair goes on until you say "
            f"otherwise.{_vain(row.pair, wanted)}"
        )
        key = transfer_key(row.pair, mentor, mentee)
        yield ToDo(key, what, look_in=f"Pairings: {row.pair.id}", choices=CHOICES, kind="question")


def _vain(pair: Pair, wanted: Mapping[str, str]) -> str:
    why = wanted.get(pair.id)
    return f" {nobody(why)}" if why else ""


def _stand_ins(
    case: Case, decided: Decided, said: Mapping[str, str], wanted: Mapping[str, str]
) -> Iterable[ToDo]:
    """Mentees who are here while their mentor is not, unless staff chose to wait or somebody is proposed."""
    by_id = {pair.id: pair for pair in decided.pairs}
    for mentee_id, pair_id in decided.seats.resting.items():
        pair = by_id[pair_id]
        if said.get(stand_in_key(case, pair)) == WAIT or wanted.get(pair_id) == "":
            continue
        mentor, mentee = case.people[pair.mentor].name, case.people[mentee_id].name
        what = (
            f"{mentor} is away, and {mentee} has nobody meanwhile. Wait, have somebody proposed who stands in, or type the "
            f"two addresses in Pairings yourself. The pair with {mentor} rests and goes on afterwards.{_vain(pair, wanted)}"
        )
        yield ToDo(
            stand_in_key(case, pair),
            what,
            look_in=f"Pairings: {pair_id}",
            choices=(WAIT, STAND_IN),
            kind="question",
        )


def _deadlines(case: Case, decided: Decided, waiting: Waiting) -> Iterable[ToDo]:
    """People without an approved mentor whose deadline comes near: nobody is possible, or nobody has decided yet."""
    ahead = timedelta(days=case.settings.warn_days_before)
    late = [(person, reason.why, "Unmatched") for person, reason in waiting.values()]
    served = {*waiting, *decided.seats.served}
    late += [
        (person, "A pair is proposed and waits for your decision.", "Pairings")
        for person in case.people.values()
        if case.waits(person) and person.id not in served and case.here(person)
    ]
    for person, why, where in late:
        if person.match_by is not None and person.match_by - ahead <= case.today:
            what = f"{person.name} should have a mentor by {person.match_by.isoformat()}. {why}"
            key = keys.todo("match-by", person.id)
            yield ToDo(key, what, look_in=where, due=person.match_by, kind="deadline")


def coming(case: Case, pairs: Iterable[Pair]) -> tuple[Coming, ...]:
    """What happens to pairs and people by itself on a date that staff typed."""
    today = case.today
    ends = [
        Coming(pair.ends_on, "Pairs end", 1)
        for pair in pairs
        if pair.stands and pair.ends_on is not None and pair.ends_on > today
    ]
    return (*ends, *(one for person in case.people.values() for one in _days_of(person) if one.on > today))


def _days_of(person: Person) -> Iterator[Coming]:
    """The days on which the person's part in the program changes."""
    if person.status in (Status.LEFT, Status.WITHDRAWN, Status.COMPLETED):
        return
    if person.ends_on is not None:
        yield Coming(person.ends_on, "Last day of people who leave", 1)
    if person.away_from is not None and person.status_on(person.away_from) is Status.ON_LEAVE:
        yield Coming(person.away_from, "People go on leave", 1)
        if person.away_until is not None and person.takes_part_on(person.away_until):
            yield Coming(person.away_until, "People are back from leave", 1)


def said(book: Book, lines: Iterable[Line]) -> tuple[Said, ...]:
    """A line for each pair whose status is new."""
    before = {pair.id: pair.status for pair in book.pairs if pair.id}
    return tuple(
        Said(str(line.pair.status), line.pair.id, line.because)
        for line in lines
        if line.pair.id and line.pair.status and before.get(line.pair.id) is not line.pair.status
    )


def figures(matching: Matching, pairs: Iterable[Pair], waiting: Waiting) -> dict[str, Any]:
    """Counts for the digest and `--json`: ids and numbers only."""
    every = tuple(pairs)
    standing = sum(pair.stands for pair in every)
    proposed = sum(pair.status is PairStatus.PROPOSED for pair in every)
    undecided = sum(pair.status is PairStatus.PROPOSED and pair.decision is Decision.NONE for pair in every)
    kinds: dict[str, int] = {}
    for _, reason in waiting.values():
        kinds[reason.kind] = kinds.get(reason.kind, 0) + 1
    kept, score = matching.split(matching.score)
    return {
        "pairs": standing,
        "proposed": proposed,
        "undecided": undecided,
        "unmatched": len(waiting),
        "unmatched_because": dict(sorted(kinds.items())),
        "score": score / 100,
        "bound": (score + matching.bound - matching.score) / 100,
        "practicable": kept,
        "proof": matching.proof,
        "seats_that_help": _seats_that_help(matching),
    }


def _seats_that_help(matching: Matching) -> list[dict[str, Any]]:
    """Where one more seat helps most: the mentor's id, further people matched, points gained."""
    if matching.solved is None:
        return []
    best = seats_that_help(matching.solved, HELPFUL_SEATS)
    people = [matching.pool.mentors[place].id for place, _ in best]
    worths = [matching.seat_worth(person) for person in people]
    return [
        {"mentor": person, "matched": worth.matched, "points": matching.split(worth.score)[1] / 100}
        for person, worth in zip(people, worths, strict=True)
    ]
