"""Why staff cannot have a pair that they asked for, and what would help."""

from dataclasses import dataclass

from tasks.pairing.case import Case
from tasks.pairing.members import Members
from tasks.pairing.rules import REJECTED, broken
from tasks.pairing.settled import Seats
from tasks.program.pairs import Pair
from tasks.program.people import Person

CHANGE_THERE = "For another mentor, use Change mentor to in the row of the pair that stands."
ANOTHER_GROUP = "End their row there first, or choose somebody else."
MORE_SEATS = "Choose another mentor, or raise Capacity in the mentor's row."
CHOOSE = "Choose another pair."
EXCEPTION = "Choose another pair, or type exception in Decision and why in Reason."


@dataclass(frozen=True)
class Refusal:
    """Why staff cannot have a pair: `said` finishes "not allowed: …"."""

    said: str
    remedy: str


def refusal(
    case: Case, seats: Seats, company: Members, pair: Pair, people: tuple[Person, Person], *, waived: bool
) -> Refusal | None:
    """Why this pair of mentor and mentee cannot be made; nothing where it can. Staff may make a pair that they once rejected.

    `waived`: an exception was made, which softer rules give way to. Nobody's seats do: for these staff change a cell.
    `company` is who is in a group, or shall be.
    """
    mentor, mentee = people
    rules = [rule for rule in broken(case, mentor, mentee) if rule is not REJECTED]
    standing = next((rule for rule in rules if not (waived and rule.softer)), None)
    if standing is not None:
        open_to_staff = all(rule.softer and not rule.confidential for rule in rules)
        return Refusal(standing.said, EXCEPTION if open_to_staff else CHOOSE)
    if not (case.gives(mentor) and case.takes(mentee)):
        return Refusal("their Role does not say so", "Change Role in Enrollment, or choose another pair.")
    elsewhere = seats.elsewhere(pair)
    if elsewhere:
        return Refusal(f"{case.people[elsewhere].name} is in another group already", ANOTHER_GROUP)
    if pair.group:
        alone = company[pair.group] <= {pair.mentee}
        return Refusal("nobody else is in this circle any more", CHOOSE) if alone else None
    return _taken(case, seats, pair, people, waived=waived)


def _taken(
    case: Case, seats: Seats, pair: Pair, people: tuple[Person, Person], *, waived: bool
) -> Refusal | None:
    """Whether the mentee has a mentor, or the mentor no seat."""
    mentor, mentee = people
    other = case.people.get(seats.served.get(pair.place, ""))
    if other is not None and pair.place not in seats.resting:
        return Refusal(f"{mentee.name} is already paired with {other.name}", CHANGE_THERE)
    free = seats.left(mentor, waived=waived) > 0
    return None if free else Refusal(f"{mentor.name} has no seat left", MORE_SEATS)
