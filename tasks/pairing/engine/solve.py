"""The best assignment with its proof: graph of good pairs -> flow -> prices -> every allowed pair priced -> repeat."""

from dataclasses import dataclass, replace

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints, Mask
from tasks.pairing.engine.blocks import BlockPool
from tasks.pairing.engine.flow import Musts, Network, heaviest, heaviest_among_best
from tasks.pairing.engine.goals import Goals
from tasks.pairing.engine.pools import NEVER, ArcPool, Pool, Sweep
from tasks.pairing.engine.prices import Prices, minimal_prices
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.ties import Lots

BEST = 20
"""Pairs a mentee starts with; pricing brings the others that matter."""
TIES = 16
"""Equally good pairs a mentee draws lots among."""


@dataclass(frozen=True)
class Solved:
    """An optimal choice on `graph`, its prices and what the pass over all pairs said."""

    graph: Arcs
    chosen: Mask
    prices: Prices
    sweep: Sweep
    rounds: int

    @property
    def pairs(self) -> Arcs:
        return self.graph[self.chosen]

    @property
    def proven(self) -> bool:
        return not len(self.sweep.better)


class Solver:
    """One problem with everything its stages share."""

    def __init__(self, problem: Problem, start: Arcs | None = None) -> None:
        self.problem = problem
        self.lots = Lots.of(problem.mentee_ids or problem.mentees, problem.mentor_ids or problem.mentors)
        self.pool, shift = _pool(problem)
        always = problem.kept_pairs[:, 0] * problem.mentors + problem.kept_pairs[:, 1]
        graph = self.pool.start(BEST, always) if start is None else replace(start, score=start.score - shift)
        self.start = graph[problem.open_mentees[graph.mentee]].unique(problem.mentors)
        self.goals = Goals.of(problem, self.pool.reach, shift)
        self.left = problem.rounds

    def network(self, shares: Ints | None = None) -> Network:
        """The seats that locks leave; groups only where shares are given."""
        none = shares is None
        group = np.full(self.problem.mentees, -1) if none else self.problem.group_of
        free = np.zeros(0, np.int64) if shares is None else shares
        return Network(self.problem.open_seats, group, free, self.goals.units.crowding)

    def certify(self, net: Network, graph: Arcs) -> Solved:
        """Solve on `graph`, add what the prices show to be missing, until nothing is or the rounds are used up."""
        while True:
            self.left -= 1
            chosen = heaviest(net, graph.mentee, graph.mentor, self.goals.below_match(graph))
            prices = minimal_prices(net, graph.mentee, graph.mentor, self.goals.weight(graph), chosen)
            sweep = self.sweep(prices, TIES)
            solved = Solved(graph, chosen, prices, sweep, self.problem.rounds - self.left)
            if solved.proven or self.left <= 0:
                return solved
            graph = Arcs.join(graph, sweep.better).unique(self.problem.mentors)

    def sweep(self, prices: Prices, ties: int) -> Sweep:
        target = prices.ask - self.goals.units.matched - self.goals.bonus
        target[~self.problem.open_mentees] = NEVER
        return self.pool.sweep(prices.mentor, target, self.lots, ties)

    def reached(self, pairs: Arcs) -> tuple[int, ...]:
        """The goals above the floor, most important first."""
        worth = self.goals.worth(pairs)
        return (worth.matched, worth.kept, *worth.waited)

    def lift(self, net: Network, solved: Solved) -> Solved:
        """Raise the lowest score as far as the goals above it allow; each step is proven over all pairs."""
        wanted = self.reached(solved.pairs)
        while len(solved.pairs):
            low = self._floor_on(net, solved, wanted)
            self.pool.least = low + 1
            tried = self.certify(net, solved.graph[solved.graph.score > low])
            if self.reached(tried.pairs) != wanted:
                self.pool.least = low
                graph = Arcs.join(tried.graph, solved.graph[solved.graph.score >= low])
                return self.certify(net, graph.unique(self.problem.mentors))
            solved = tried
        return solved

    def _floor_on(self, net: Network, solved: Solved, wanted: tuple[int, ...]) -> int:
        """The best floor on the graph alone, by bisection over its scores."""
        scores = np.unique(solved.graph.score[solved.graph.score >= solved.pairs.score.min()])
        low, high = 0, scores.size
        while high - low > 1:
            middle = (low + high) // 2
            part = solved.graph[solved.graph.score >= scores[middle]]
            choice = heaviest(net, part.mentee, part.mentor, self.goals.below_match(part))
            low, high = (middle, high) if self.reached(part[choice]) == wanted else (low, middle)
        return int(scores[low])

    def shares(self, matched: int) -> Ints:
        """What each group may take of all matches, rounded up, less what locks gave it."""
        group, locked = self.problem.group_of, ~self.problem.open_mentees
        size = np.bincount(group[group >= 0])
        taken = np.bincount(group[locked & (group >= 0)], minlength=size.size)
        ours = (matched + int(locked.sum())) * size
        return np.maximum(-(-ours // max(self.problem.mentees, 1)) - taken, 0)

    def canonical(self, net: Network, solved: Solved) -> Arcs:
        """Of all equally good choices the one whose ids drew the most luck."""
        prices, matched = solved.prices, len(solved.pairs)
        must = Musts(
            prices.utilities(net) > 0,
            prices.mentor > 0,
            prices.group > 0,
            prices.group >= max(net.crowding, 1),
            matched,
        )
        own = solved.graph[self.goals.is_kept(solved.graph)]
        own = own[self.goals.weight(own) == prices.ask[own.mentee] + prices.mentor[own.mentor]]
        sweep, ties = solved.sweep, TIES
        while True:
            tight = Arcs.join(sweep.tight, own).unique(self.problem.mentors)
            luck = self.lots.draw(tight.mentee, tight.mentor)
            chosen = heaviest_among_best(net, must, tight.mentee, tight.mentor, luck) if len(tight) else None
            if chosen is not None:
                return tight[chosen]
            if ties >= self.problem.mentors:
                return solved.pairs
            ties *= 8
            sweep = self.sweep(prices, ties)

    def run(self) -> Assignment:
        """All stages in their order."""
        net = self.network()
        solved = self.certify(net, self.start)
        if self.problem.lift_worst:
            solved = self.lift(net, solved)
        if (self.problem.group_of >= 0).any():
            net = self.network(self.shares(len(solved.pairs)))
            solved = self.certify(net, solved.graph)
        return self.report(net, solved, self.canonical(net, solved))

    def report(self, net: Network, solved: Solved, best: Arcs) -> Assignment:
        """Put shifted scores and locked pairs back, and state the bound."""
        units, prices = self.goals.units, solved.prices
        back = lambda arcs: replace(arcs, score=arcs.score + units.shift)  # noqa: E731 - one word for both uses
        pairs = Arcs.join(back(best), self.problem.locked).unique(self.problem.mentors)
        slack = int(solved.sweep.excess.sum())
        room = min(int(self.problem.open_mentees.sum()), int(net.seats.sum()))
        more = min((slack + units.matched // 2) // units.matched, room - len(best))
        score = int(pairs.score.sum())
        closed = np.maximum(solved.sweep.closed, 0)
        return Assignment(
            pairs=pairs,
            matched=len(pairs),
            score=score,
            kept=int(self.goals.is_kept(pairs).sum()),
            proof="optimal" if solved.proven else "feasible",
            bound=score + min(slack, room * self.pool.reach),
            bound_matched=len(pairs) + more,
            floor=int(best.score.min()) + units.shift if self.problem.lift_worst and len(best) else None,
            prices=np.where(net.seats > 0, prices.mentor, closed),
            utilities=np.where(self.problem.open_mentees, prices.utilities(net), 0),
            group_prices=prices.group,
            units=units,
            graph=back(solved.graph),
            rounds=solved.rounds,
        )


def _pool(problem: Problem) -> tuple[Pool, int]:
    """The pool and how far its scores are shifted; more than every match changes nothing, being the first goal."""
    if not isinstance(problem.candidates, Arcs):
        return BlockPool(problem.candidates, problem.mentees, problem.open_seats > 0), 0
    arcs = problem.candidates.unique(problem.mentors)
    arcs = arcs[problem.open_mentees[arcs.mentee]]
    shift = int(arcs.score.min(initial=0)) if len(arcs) else 0
    shifted = replace(arcs, score=arcs.score - shift)
    return ArcPool(shifted, problem.mentees, problem.open_seats > 0), shift


def best_assignment(problem: Problem, start: Arcs | None = None) -> Assignment:
    """The best assignment under the problem's goals in their order, proven over every allowed pair.

    Goals: locked pairs; most mentees matched; most pairs kept; higher priority first; the highest floor; no group
    above its share; the highest score; and a tie-break by ids, so that shuffled input gives the same pairs.
    `start` may give the pairs to look at first, such as the `graph` of a similar problem's assignment.
    """
    return Solver(problem, start).run()
