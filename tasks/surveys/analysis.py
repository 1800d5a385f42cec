"""Counts, shares and their uncertainty; small numbers are treated as small numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from tasks.program.suppression import hidden, total_may_show
from tasks.surveys.answers import Response
from tasks.surveys.instrument import ROLES, Question, questions

EVERYONE = "Everyone"


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval for a share: honest for small n, never outside 0 to 1."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Result:
    """One question for one group: counts in the order of the options; nothing but `n` where it is suppressed.

    `role` is set where only one role's answers are counted.
    """

    question: Question
    group: str
    n: int
    invited: int
    counts: Mapping[str, int] = field(default_factory=dict)
    suppressed: bool = False
    role: str = ""

    @property
    def text(self) -> str:
        """The question as this group read it."""
        return self.question.wording[self.role] if self.role else self.question.both

    @property
    def whole(self) -> bool:
        """Whether these are all who were asked this very question, rather than a part of them."""
        return self.group == EVERYONE or not self.question.both

    @property
    def top2(self) -> int:
        return sum(list(self.counts.values())[:2])

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.top2, self.n)

    @property
    def median(self) -> str:
        """The middle answer; of two middle ones the less favorable."""
        place = 0
        for option, count in self.counts.items():
            place += count
            if place * 2 > self.n:
                return option
        return ""


@dataclass(frozen=True)
class Rate:
    """How many of a group answered; hidden where the group is too small."""

    group: str
    answered: int
    invited: int
    suppressed: bool = False

    @property
    def share(self) -> float:
        return self.answered / self.invited if self.invited else 0.0


@dataclass(frozen=True)
class Invited:
    """Somebody who was asked: role and school are the groups that are compared."""

    person: str
    role: str
    school: str


def rates(invited: Sequence[Invited], responses: Sequence[Response], minimum: int) -> tuple[Rate, ...]:
    """Response rates: everyone, then by role, then by school."""
    answered = {response.person for response in responses if not response.late}
    found = [_rate(EVERYONE, invited, answered)]
    for of in ("role", "school"):
        groups = _groups(invited, of)
        sizes = {group: len(members) for group, members in groups.items()}
        back = {group: sum(m.person in answered for m in members) for group, members in groups.items()}
        unseen = hidden(sizes, minimum) | hidden(back, minimum)
        for group, members in groups.items():
            rate = _rate(group, members, answered)
            found.append(Rate(group, 0, 0, suppressed=True) if group in unseen else rate)
    return tuple(found)


def _rate(group: str, invited: Sequence[Invited], answered: set[str]) -> Rate:
    return Rate(group, sum(person.person in answered for person in invited), len(invited))


def group_of(one: Invited | Response, of: str) -> str:
    """The group somebody is counted in, as people read it: `Mentors`, a school, `School not given`."""
    if of == "role":
        return f"{one.role.capitalize()}s"
    return one.school or "School not given"


def _groups(invited: Iterable[Invited], of: str) -> dict[str, list[Invited]]:
    groups: dict[str, list[Invited]] = {}
    for person in invited:
        groups.setdefault(group_of(person, of), []).append(person)
    return dict(sorted(groups.items()))


def results(invited: Sequence[Invited], responses: Sequence[Response], minimum: int) -> tuple[Result, ...]:
    """Every closed question, suppressed question by question, since people skip questions.

    Where both roles were asked the same: everyone, then by role and by school. Otherwise each role on its own.
    """
    on_time = [response for response in responses if not response.late]
    found: list[Result] = []
    for question in questions():
        if question.counted:
            given = [response for response in on_time if question.id in response.values]
            split = _together if question.both else _apart
            found.extend(split(question, invited, given, minimum))
    return tuple(found)


def _together(
    question: Question, invited: Sequence[Invited], given: Sequence[Response], minimum: int
) -> Iterable[Result]:
    shown = total_may_show({"all": len(given)}, minimum)
    yield _result(question, EVERYONE, given, len(invited), suppressed=not shown)
    for of in ("role", "school"):
        sizes = Counter(group_of(person, of) for person in invited)
        members = {group: [r for r in given if group_of(r, of) == group] for group in sorted(sizes)}
        counts = {group: len(those) for group, those in members.items()}
        unseen = hidden(counts, minimum) if shown else frozenset(counts)
        for group, those in members.items():
            suppressed = group in unseen or not those
            role = those[0].role if of == "role" and those else ""
            yield _result(question, group, those, sizes[group], suppressed=suppressed, role=role)


def _apart(
    question: Question, invited: Sequence[Invited], given: Sequence[Response], minimum: int
) -> Iterable[Result]:
    """Each role's own question: no total is shown, so a small role gives nothing away beyond itself."""
    for role in ROLES:
        asked = [one for one in invited if one.role == role]
        those = [one for one in given if one.role == role]
        if asked:
            shown = total_may_show({role: len(those)}, minimum)
            yield _result(
                question, group_of(asked[0], "role"), those, len(asked), suppressed=not shown, role=role
            )


def _result(
    question: Question,
    group: str,
    given: Sequence[Response],
    invited: int,
    *,
    suppressed: bool,
    role: str = "",
) -> Result:
    if suppressed:
        return Result(question, group, 0, invited, suppressed=True, role=role)
    counted = Counter(response.values[question.id] for response in given)
    counts = {option: counted[option] for option in question.options}
    return Result(question, group, len(given), invited, counts, role=role)


def percent(share: float) -> str:
    """A share in whole percent: no decimals where numbers are small."""
    return f"{round(share * 100)}%"
