"""Peers, reciprocal pairs and circles: people of one pool put together, each with each allowed."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, count

import numpy as np
import numpy.typing as npt

from tasks.pairing.case import Case
from tasks.pairing.engine.arrays import Arcs
from tasks.pairing.engine.circles import best_circles
from tasks.pairing.engine.peers import Peers, best_peers
from tasks.pairing.engine.units import Worth
from tasks.pairing.explain import SHOWN_WINDOWS, named, phrases, sentence, times
from tasks.pairing.matching import PAIR_BY_PAIR, Match, Matching, Pool, lot
from tasks.pairing.scorer import Scorer
from tasks.pairing.times import Point
from tasks.program import keys
from tasks.program.people import Person
from tasks.program.settings import Model
from tasks.program.wording import listed

LEAST, MOST = 3, 6
"""How many people are in a circle."""
# Up to this many people every pair is weighed (60 MB of scores); in larger pools each person's best ones.
ALL_PAIRS = 4_000
BEST = 80

PAIR = 2
NEVER = -(2**40)
"""A score below every possible one."""

Scores = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Placed:
    """People who are together already, undecided: they stay if they still may."""

    group: str
    couples: tuple[tuple[str, str], ...]
    """Each row's two people, the one whom the row stands for last."""

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person for couple in self.couples for person in reversed(couple)))


class Gathering(Matching):
    """A solved pool of peers. Scores are those of both directions added. `used` are ids of groups that have rows."""

    def __init__(
        self,
        case: Case,
        people: Iterable[Person],
        placed: Sequence[Placed],
        program: str,
        used: AbstractSet[str] = frozenset(),
    ) -> None:
        everyone = tuple(people)
        super().__init__(case, Pool.of(((person, 1) for person in everyone), everyone))
        self.placed, self.program, self.used = placed, program, used

    @property
    def solved(self) -> None:
        return None

    @cached_property
    def scorer(self) -> Scorer:
        """Wishes count pair by pair among peers."""
        return self._scorer(PAIR_BY_PAIR)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return self.pool.mentees

    @cached_property
    def both_ways(self) -> Scores:
        """The score of each two people; the lowest number where they are not allowed together."""
        ways = self.scorer.block(0, len(self.people)).astype(np.int64)
        allowed = (ways >= 0) & (ways >= 0).T
        return np.where(allowed, ways + ways.T - 2 * self.scorer.shift, NEVER)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The members of each group by place, two or more each."""
        circle = self.case.settings.model is Model.CIRCLE
        return tuple(self._circles()) if circle else self._peers.groups

    @cached_property
    def _edges(self) -> Arcs:
        scores = self.both_ways
        allowed = np.triu(scores > NEVER, 1)
        if len(self.people) > ALL_PAIRS:
            cut = np.partition(scores, -BEST, axis=1)[:, -BEST]
            allowed &= scores >= np.minimum(cut[:, None], cut[None, :])
        one, other = np.nonzero(allowed)
        return Arcs.of(one, other, scores[one, other])

    @cached_property
    def _above(self) -> int:
        """More than all scores together: what a pair that is together already counts besides its score."""
        return int(np.abs(self._edges.score).max(initial=0)) * (len(self.people) + 1) if self.placed else 0

    @cached_property
    def _peers(self) -> Peers:
        edges = self._edges
        stay = {frozenset(two) for one in self.placed for two in combinations(self._places(one.members), 2)}
        couples = zip(edges.mentee.tolist(), edges.mentor.tolist(), strict=True)
        lift = np.array([frozenset(couple) in stay for couple in couples], np.int64) * self._above
        odd = "out" if self.case.settings.model is Model.RECIPROCAL else "trio"
        ids = [lot(person) for person in self.people]
        lifted = Arcs(edges.mentee, edges.mentor, edges.score + lift)
        return best_peers(len(self.people), lifted, ids, odd)  # type: ignore[arg-type] # one of the two words

    def _places(self, members: Iterable[str]) -> list[int]:
        places = (self.table.place_of_mentee.get(member) for member in members)
        return [place for place in places if place is not None]

    def _circles(self) -> Iterator[tuple[int, ...]]:
        """Circles that stand stay; the rest form new ones; who is left joins one with room."""
        placed = (self._places(one.members) for one in self.placed)
        circles = [places for places in placed if self._whole(places)]
        left = sorted(set(range(len(self.people))) - {place for circle in circles for place in circle})
        while new := self._new_circles(left):
            circles += new
            left = sorted(set(left) - {place for circle in new for place in circle})
        for place in left:
            self._take_in(place, circles)
        return (tuple(circle) for circle in circles)

    def _whole(self, places: Sequence[int]) -> bool:
        fits = len(places) >= LEAST and self._slots(places) != 0
        return fits and all(self.both_ways[i, j] > NEVER for i, j in combinations(places, 2))

    def _slots(self, places: Iterable[int]) -> int:
        """The points of the week at which all of these are free."""
        common = -1
        for place in places:
            common &= self._free(self.people[place])
        return common

    def common_points(self, people: Iterable[Person]) -> list[Point]:
        """The points of the week at which all of these people are free."""
        common = self._slots(self._places(person.id for person in people))
        return [point for place, point in enumerate(self.case.term.points) if common >> place & 1]

    def _free(self, person: Person) -> int:
        everything = (1 << len(self.case.term.points)) - 1 or 1
        return self.case.term.usable(person) if person.times_known else everything

    def _take_in(self, place: int, circles: list[list[int]]) -> None:
        fitting = [c for c in circles if len(c) < MOST and self._whole([*c, place])]
        if fitting:
            max(fitting, key=lambda c: (sum(int(self.both_ways[place, other]) for other in c), -c[0])).append(
                place
            )

    def _new_circles(self, rest: list[int]) -> list[list[int]]:
        if len(rest) < LEAST:
            return []
        scores = self.both_ways[np.ix_(rest, rest)]
        # A circle with two people who may not be together is worth less than none, and is broken up below.
        worst = -int(np.abs(scores[scores > NEVER]).max(initial=1)) * (MOST + 1) * MOST
        fits = np.where(scores > NEVER, scores, worst)
        width = max(len(self.case.term.points), 1)
        slots = np.array([_words(self._free(self.people[place]), width) for place in rest], np.uint64)
        found = best_circles(
            len(rest), fits, slots, LEAST, MOST, ids=[lot(self.people[place]) for place in rest]
        )
        circles = ([rest[i] for i in group] for group in found.groups)
        return [circle for circle in circles if self._whole(circle)]

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """One row for two people; for more, one a member, each beside another member of the group."""
        before = {member: placed for placed in self.placed for member in placed.members if placed.group}
        return tuple(match for group in self.groups for match in self._rows(group, before))

    def _rows(self, group: tuple[int, ...], before: dict[str, Placed]) -> Iterator[Match]:
        members = {person.id: person for person in sorted((self.people[p] for p in group), key=lot)}
        names = list(members)
        if len(members) == PAIR:
            yield self._match(members[names[0]], members[names[1]], "")
            return
        known = next((before[name] for name in names if name in before), None)
        beside = {name: names[(place + 1) % len(names)] for place, name in enumerate(names)}
        beside |= {mentee: mentor for mentor, mentee in known.couples if mentor in members} if known else {}
        group_id = known.group if known else self._new_group(names)
        for name in names:
            yield self._match(members[beside[name]], members[name], group_id)

    def _new_group(self, members: Iterable[str]) -> str:
        """The id of these people's next time together: the first that no row has."""
        ids = (keys.group_id(self.program, members, turn) for turn in count(1))
        return next(id_ for id_ in ids if id_ not in self.used)

    def _match(self, one: Person, other: Person, group: str) -> Match:
        i, j = self._places((one.id, other.id))
        return Match(one, other, int(self.both_ways[i, j]) // 2, group)

    @property
    def score(self) -> int:
        """Of pairs, both directions of each; of circles, of every two members."""
        if self.case.settings.model is Model.CIRCLE:
            return sum(int(self.both_ways[i, j]) for group in self.groups for i, j in combinations(group, 2))
        return self._peers.score - self._kept_pairs * self._above

    @property
    def bound(self) -> int:
        circle = self.case.settings.model is Model.CIRCLE
        return self.score if circle else self._peers.bound - self._kept_pairs * self._above

    @property
    def _kept_pairs(self) -> int:
        return (self._peers.score + self._above // 2) // self._above if self._above else 0

    @property
    def proof(self) -> str:
        """Circles are as good as could be found; pairs are proven where all of them were weighed."""
        weighed = self.case.settings.model is not Model.CIRCLE and len(self.people) <= ALL_PAIRS
        return self._peers.proof if weighed else "feasible"

    @property
    def order(self) -> tuple[str, ...]:
        return ("locks", "matched", "kept", "score") if self.placed else ("locks", "matched", "score")

    def seat_worth(self, mentor: str) -> Worth:  # noqa: ARG002 - peers have no seats
        return Worth(0)


def _words(mask: int, width: int) -> list[int]:
    """A number's bits as words of 64."""
    return [(mask >> (64 * word)) & (2**64 - 1) for word in range(-(-width // 64))]


class GroupReasons:
    """Why people of one group are together."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.members: dict[str, list[Person]] = {}
        for match in gathering.matches:
            self.members.setdefault(match.group, []).append(match.mentee)

    def why(self, match: Match) -> str:
        return f"{self.common(match)} Best for the whole group." if not match.group else self._circle(match)

    def common(self, match: Match) -> str:
        """What the two have in common, and when they (or all of their group) could meet."""
        case = self.gathering.case
        said = listed(phrases(case, match, self.gathering.scorer.parts(match.mentor, match.mentee)))
        when = self._times(match.group) if match.group else times(case, match.mentor, match.mentee)
        return sentence("; ".join(filter(None, (said, when))))

    def _circle(self, match: Match) -> str:
        others = [person.name for person in self.members[match.group] if person.id != match.mentee.id]
        return f"Together with {listed(others)}. {self.common(match)}"

    def _times(self, group: str) -> str:
        """The first times of the week at which everyone of the group is free."""
        members = self.members[group]
        common = self.gathering.common_points(members)
        starts = {(w.day, w.starts): w for person in members for w in person.windows}
        free = [starts[point[0], point[2]] for point in common if (point[0], point[2]) in starts]
        return (
            f"all free {listed([named(window) for window in free[:SHOWN_WINDOWS]])}"
            if free
            else "times not known"
        )
