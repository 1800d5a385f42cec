"""Groups that stand: each row is about its own member, beside another one. A row outlives those it was beside.

Who leads a group and has no row of their own in it stands in every row of it as its mentor, as in a pair.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tasks.pairing.case import Case
from tasks.pairing.settled import NO, YES, Seats, Settled
from tasks.pairing.transitions import Event, after
from tasks.program.pairs import Pair, PairStatus, by_group
from tasks.program.people import Person, Status

GONE = (Status.LEFT, Status.WITHDRAWN, Status.COMPLETED)
_WAITS = (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED)
_OPEN = (None, *_WAITS)

Members = Mapping[str, frozenset[str]]
"""Everybody who has or had a row of their own, by group."""


def members_of(pairs: Iterable[Pair]) -> Members:
    return {group: frozenset(row.mentee for row in rows) for group, rows in by_group(pairs).items()}


def lived(pairs: Iterable[Pair]) -> frozenset[str]:
    """Groups that stand or stood: the same people's next time together is another group."""
    return frozenset(pair.group for pair in pairs if pair.group and (pair.stands or pair.ended_on))


def whose(case: Case, pair: Pair, mentor: Person, mentee: Person, members: Members) -> tuple[Person, ...]:
    """The people on whom it depends whether a row goes on."""
    led = not pair.group or (mentor.id not in members[pair.group] and _leads(case, mentor.id))
    return (mentor, mentee) if led else (mentee,)


def _leads(case: Case, person: str) -> bool:
    """Whether somebody without a row in a group leads it, and is no peer who once stood in it."""
    return person in case.people and not case.takes(case.people[person])


def company(pairs: Iterable[Pair]) -> Members:
    """Everybody who is in a group, or shall be by what staff typed, by group."""
    return members_of(
        pair
        for pair in pairs
        if pair.stands
        or (pair.status in _OPEN and pair.decision not in NO)
        or (pair.decision in YES and pair.ended_on is None)
    )


def beside(case: Case, rows: Mapping[int, Settled]) -> dict[int, Settled]:
    """Rows that stand beside somebody who is out of the group: moved to the next member, or over where nobody is left."""
    found = dict(rows)
    for own in by_group(row.pair for row in rows.values()).values():
        people = {pair.mentee for pair in own}
        staying = sorted({pair.mentee for pair in own if pair.stands or pair.status in _WAITS})
        for pair in own:
            out = pair.mentor not in staying and (pair.mentor in people or not _leads(case, pair.mentor))
            if pair.stands and out:
                others = [one for one in staying if one != pair.mentee]
                found[pair.row] = _moved(case, rows[pair.row], others)
    return found


def _moved(case: Case, row: Settled, others: list[str]) -> Settled:
    """`others` are sorted; the next one after whoever is out is taken, so that a ring stays a ring."""
    pair = row.pair
    out = case.people[pair.mentor].name if pair.mentor in case.people else "somebody"
    if not others:
        over = replace(pair, status=after(pair.status, Event.END), ended_on=case.today)
        return Settled(over, f"Ended: {out} left, and nobody else is in the circle.", "rule: circle")
    next_ = next((one for one in others if one > pair.mentor), others[0])
    changed = f"Beside {case.people[next_].name} now: {out} is no longer in the circle."
    return replace(
        row,
        pair=replace(pair, mentor=next_),
        changed=row.changed or changed,
        because=row.because or "rule: circle",
    )


def hold_open(case: Case, rows: dict[int, Settled], seats: Seats) -> None:
    """Once a row of a group stands, the group's open rows wait for staff instead of being matched again."""
    standing = {row.pair.group for row in rows.values() if row.pair.group and row.pair.stands}
    for number, row in rows.items():
        if row.pair.group not in standing or row.pair.status is not PairStatus.PROPOSED or row.fixed:
            continue
        member = case.people.get(row.pair.mentee)
        if member is None or member.status_on(case.today) not in GONE:
            rows[number] = replace(row, fixed=True)
            seats.take(row.pair)
