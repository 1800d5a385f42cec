"""One stage of the solve: graph of good pairs -> flow -> prices -> every allowed pair priced -> repeat."""

from dataclasses import dataclass

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints, Mask
from tasks.pairing.engine.blocks import BlockPool
from tasks.pairing.engine.flow import Network, heaviest
from tasks.pairing.engine.goals import Goals
from tasks.pairing.engine.pools import NEVER, ArcPool, Pool, Sweep
from tasks.pairing.engine.prices import Prices, minimal_prices
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.ties import Lots, best_of_each

BEST, SHELF = 20, 60
"""Pairs a mentee starts with, and pairs priced after every flow, before all pairs are scored again."""
FIRST = 1 << 14
"""Pairs of a mentee, times mentors, in the first graph where all pairs are quickly priced: larger graphs need fewer flows."""
FEW = 8
"""Pairs a mentee gets more after a flow, and twice as many after the next."""
RARE = 100
"""When fewer than one mentee in so many has something missing at hand, all pairs are scored at once."""
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
    """One problem with all that its stages share. `proven` turns false when rounds run out in any of them."""

    def __init__(self, problem: Problem, warm: Assignment | None = None) -> None:
        self.problem = problem
        self.lots = Lots.of(problem.mentee_ids or problem.mentees, problem.mentor_ids or problem.mentors)
        self.pool, shift = _pool(problem)
        always = problem.kept_pairs[:, 0] * problem.mentors + problem.kept_pairs[:, 1]
        if warm is None:
            few = max(BEST, FIRST // max(problem.mentors, 1)) if self.pool.quick else SHELF
            start = self.pool.start(few, always)
        else:
            before = warm.graph.raised(-shift)
            new = self.pool.among(np.setdiff1d(always, before.keys(problem.mentors)))
            start = Arcs.join(before, new)
            start = start[problem.open_seats[start.mentor] > 0]
            self.pool.reach = max(self.pool.reach, warm.reach - shift)
        if not problem.open_mentees.all():
            start = start[problem.open_mentees[start.mentee]]
        self.shelf = start.unique(problem.mentors)
        self.shift, self.goals = shift, Goals.of(problem, self.pool.reach, shift)
        self.first = self.shelf if warm or self.pool.quick else self._best_of_shelf()
        self.left = problem.rounds
        self.proven = True

    def _best_of_shelf(self) -> Arcs:
        best = best_of_each(self.shelf.mentee, self.shelf.score, BEST)
        return self.shelf[np.union1d(best, np.flatnonzero(self.goals.is_kept(self.shelf)))]

    def network(self, shares: Ints | None = None) -> Network:
        """The seats that locks leave; groups only where shares are given."""
        none = shares is None
        group = np.full(self.problem.mentees, -1) if none else self.problem.group_of
        free = np.zeros(0, np.int64) if shares is None else shares
        return Network(self.problem.open_seats, group, free, self.goals.units.crowding)

    def certify(self, net: Network, graph: Arcs) -> Solved:
        """Solve on `graph`, add what the prices show to be missing, until nothing is or the rounds are used up."""
        few = FEW
        while True:
            self.left -= 1
            weight = self.goals.below_match(graph)
            chosen = heaviest(net, graph.mentee, graph.mentor, weight)
            weight += self.goals.units.matched
            prices = minimal_prices(net, graph.mentee, graph.mentor, weight, chosen)
            missing = Arcs.none() if self.pool.quick else self.best_missing(self.shelf, prices, few)
            few *= 2
            if len(missing) <= len(self.lots.mentee) // RARE or self.left <= 0:
                sweep = self.sweep(prices, TIES)
                solved = Solved(graph, chosen, prices, sweep, self.problem.rounds - self.left)
                if solved.proven or self.left <= 0:
                    self.proven &= solved.proven
                    return solved
                few = FEW
                missing = self.best_missing(sweep.better, prices, few)
            graph = Arcs.join(graph, missing).unique(self.problem.mentors)

    def target(self, prices: Prices) -> Ints:
        """What a pair's score less the mentor's price must exceed to improve the solution, by mentee."""
        target = prices.ask - self.goals.units.matched - self.goals.bonus
        target[~self.problem.open_mentees] = NEVER
        return target

    def sweep(self, prices: Prices, ties: int) -> Sweep:
        """Compare every allowed pair with the prices."""
        return self.pool.sweep(prices.mentor, self.target(prices), self.lots, ties)

    def best_missing(self, arcs: Arcs, prices: Prices, few: int) -> Arcs:
        """Each mentee's best improvements among `arcs`, which are ordered by mentee."""
        over = arcs.score - prices.mentor[arcs.mentor] - self.target(prices)[arcs.mentee]
        better = np.flatnonzero((over > 0) & (arcs.score >= self.pool.least))
        return arcs[better[best_of_each(arcs.mentee[better], over[better], few)]]

    def reached(self, pairs: Arcs) -> tuple[int, ...]:
        """The goals above the floor, most important first."""
        worth = self.goals.worth(pairs)
        return (worth.matched, worth.kept, *worth.waited)


def _pool(problem: Problem) -> tuple[Pool, int]:
    """The pool and how far its scores are shifted; more than every match changes nothing, being the first goal."""
    if not isinstance(problem.candidates, Arcs):
        return BlockPool(problem.candidates, problem.mentees, problem.open_seats > 0), 0
    arcs = problem.candidates.unique(problem.mentors)
    arcs = arcs[problem.open_mentees[arcs.mentee]]
    shift = int(arcs.score.min(initial=0)) if len(arcs) else 0
    return ArcPool(arcs.raised(-shift), problem.mentees, problem.open_seats > 0), shift
