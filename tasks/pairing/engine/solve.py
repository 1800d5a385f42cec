"""The best assignment with its proof: graph of good pairs -> flow -> prices -> every allowed pair priced -> repeat."""

from dataclasses import dataclass

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints, Mask
from tasks.pairing.engine.blocks import BlockPool
from tasks.pairing.engine.flow import Musts, Network, heaviest, heaviest_among_best
from tasks.pairing.engine.goals import Goals
from tasks.pairing.engine.pools import NEVER, ArcPool, Pool, Sweep
from tasks.pairing.engine.prices import Prices, minimal_prices
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.ties import Lots, best_of_each

BEST, SHELF = 20, 80
"""Pairs a mentee starts with, and pairs priced after every flow, before all pairs are scored again."""
FEW = 8
"""Pairs a mentee gets more after a flow, and twice as many after the next."""
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

    def __init__(self, problem: Problem, warm: Assignment | None = None) -> None:
        self.problem = problem
        self.lots = Lots.of(problem.mentee_ids or problem.mentees, problem.mentor_ids or problem.mentors)
        self.pool, shift = _pool(problem)
        always = problem.kept_pairs[:, 0] * problem.mentors + problem.kept_pairs[:, 1]
        if warm is None:
            start = self.pool.start(SHELF, always)
        else:
            before = warm.graph.raised(-shift)
            new = self.pool.among(np.setdiff1d(always, before.keys(problem.mentors)))
            start = Arcs.join(before, new)
            start = start[problem.open_seats[start.mentor] > 0]
            self.pool.reach = warm.reach - shift
        self.shelf = start[problem.open_mentees[start.mentee]].unique(problem.mentors)
        self.shift, self.goals = shift, Goals.of(problem, self.pool.reach, shift)
        best = best_of_each(self.shelf.mentee, self.shelf.score, BEST)
        first = np.union1d(best, np.flatnonzero(self.goals.is_kept(self.shelf)))
        self.first = self.shelf[first] if warm is None else self.shelf
        self.left = problem.rounds

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
            chosen = heaviest(net, graph.mentee, graph.mentor, self.goals.below_match(graph))
            prices = minimal_prices(net, graph.mentee, graph.mentor, self.goals.weight(graph), chosen)
            missing = self.off_the_shelf(prices, few)
            few *= 2
            if not len(missing) or self.left <= 0:
                sweep = self.pool.sweep(prices.mentor, self.target(prices), self.lots, TIES)
                solved = Solved(graph, chosen, prices, sweep, self.problem.rounds - self.left)
                if solved.proven or self.left <= 0:
                    return solved
                self.shelf = Arcs.join(self.shelf, sweep.better).unique(self.problem.mentors)
                few = FEW
                missing = self.off_the_shelf(prices, few)
            graph = Arcs.join(graph, missing).unique(self.problem.mentors)

    def target(self, prices: Prices) -> Ints:
        """What a pair's score less the mentor's price must exceed to improve the solution, by mentee."""
        target = prices.ask - self.goals.units.matched - self.goals.bonus
        target[~self.problem.open_mentees] = NEVER
        return target

    def off_the_shelf(self, prices: Prices, few: int) -> Arcs:
        """Each mentee's best improvements among the pairs at hand."""
        over = self.shelf.score - prices.mentor[self.shelf.mentor] - self.target(prices)[self.shelf.mentee]
        better = np.flatnonzero((over > 0) & (self.shelf.score >= self.pool.least))
        return self.shelf[better[best_of_each(self.shelf.mentee[better], over[better], few)]]

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
        """What each group may take of all matches, less what locks gave it."""
        group = self.problem.group_of[self.problem.locked.mentee]
        share = self.problem.shares(matched + len(self.problem.locked))
        left: Ints = np.maximum(share - np.bincount(group[group >= 0], minlength=share.size), 0)
        return left

    def share_out(self, solved: Solved) -> tuple[Solved, Network]:
        """Solve again with the groups' shares. What now stands above them is enough to bound their unit by, since
        one more seat moves a group's matches by one at most.
        """
        shares = self.shares(len(solved.pairs))
        group = self.problem.group_of[solved.pairs.mentee]
        over = np.maximum(np.bincount(group[group >= 0], minlength=shares.size) - shares, 0)
        crowding = int(over.sum()) + shares.size + 1
        self.goals = Goals.of(self.problem, self.pool.reach, self.shift, crowding)
        net = self.network(shares)
        return self.certify(net, solved.graph), net

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
            sweep = self.pool.sweep(prices.mentor, self.target(prices), self.lots, ties)

    def run(self) -> Assignment:
        """All stages in their order."""
        net = self.network()
        solved = self.certify(net, self.first)
        if self.problem.lift_worst:
            solved = self.lift(net, solved)
        if (self.problem.group_of >= 0).any():
            solved, net = self.share_out(solved)
        return self.report(net, solved, self.canonical(net, solved))

    def prices(self, net: Network, solved: Solved) -> Ints:
        """Worth of one more seat at every mentor, those without any seat included."""
        closed, kept = np.maximum(solved.sweep.closed, 0), self.goals.kept
        there = self.problem.open_mentees[kept // net.mentors] & (net.seats[kept % net.mentors] == 0)
        kept_there = self.pool.among(kept[there])
        gain = kept_there.score + self.goals.units.kept - self.target(solved.prices)[kept_there.mentee]
        np.maximum.at(closed, kept_there.mentor, gain)
        return np.where(net.seats > 0, solved.prices.mentor, closed)

    def report(self, net: Network, solved: Solved, best: Arcs) -> Assignment:
        """Put shifted scores and locked pairs back, and state the bound."""
        units, prices = self.goals.units, solved.prices
        pairs = Arcs.join(best.raised(units.shift), self.problem.locked).unique(self.problem.mentors)
        slack = sum(solved.sweep.excess.tolist())
        room = min(int(self.problem.open_mentees.sum()), int(net.seats.sum()))
        more = min((slack + units.matched // 2) // units.matched, room - len(best))
        score = int(pairs.score.sum())
        return Assignment(
            pairs=pairs,
            matched=len(pairs),
            score=score,
            kept=int(self.goals.is_kept(pairs).sum()),
            proof="optimal" if solved.proven else "feasible",
            bound=score + min(slack, room * self.pool.reach),
            bound_matched=len(pairs) + more,
            floor=int(best.score.min()) + units.shift if self.problem.lift_worst and len(best) else None,
            prices=self.prices(net, solved),
            utilities=np.where(self.problem.open_mentees, prices.utilities(net), 0),
            group_prices=prices.group,
            units=units,
            graph=solved.graph.raised(units.shift),
            reach=self.pool.reach + units.shift,
            rounds=solved.rounds,
        )


def _pool(problem: Problem) -> tuple[Pool, int]:
    """The pool and how far its scores are shifted; more than every match changes nothing, being the first goal."""
    if not isinstance(problem.candidates, Arcs):
        return BlockPool(problem.candidates, problem.mentees, problem.open_seats > 0), 0
    arcs = problem.candidates.unique(problem.mentors)
    arcs = arcs[problem.open_mentees[arcs.mentee]]
    shift = int(arcs.score.min(initial=0)) if len(arcs) else 0
    return ArcPool(arcs.raised(-shift), problem.mentees, problem.open_seats > 0), shift


def best_assignment(problem: Problem, warm: Assignment | None = None) -> Assignment:
    """The best assignment under the problem's goals in their order, proven over every allowed pair.

    Goals: locked pairs; most mentees matched; most pairs kept; higher priority first; the highest floor; no group
    above its share; the highest score; and a tie-break by ids, so that shuffled input gives the same pairs.
    `warm` may be the assignment of a similar problem: same people and scores, other seats or locks.
    """
    return Solver(problem, warm).run()
