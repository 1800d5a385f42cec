"""The goals that take a stage of their own: the floor, the groups' shares, and one answer among equals."""

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints
from tasks.pairing.engine.certify import TIES, Solved, Solver
from tasks.pairing.engine.flow import Musts, Network, heaviest, heaviest_among_best
from tasks.pairing.engine.goals import Goals


def lift(solver: Solver, net: Network, solved: Solved) -> Solved:
    """Raise the lowest score as far as the goals above it allow; each step is proven over all pairs."""
    wanted = solver.reached(solved.pairs)
    while len(solved.pairs):
        low = _floor_on(solver, net, solved, wanted)
        solver.pool.least = low + 1
        tried = solver.certify(net, solved.graph[solved.graph.score > low])
        if solver.reached(tried.pairs) != wanted:
            solver.pool.least = low
            graph = Arcs.join(tried.graph, solved.graph[solved.graph.score >= low])
            return solver.certify(net, graph.unique(solver.problem.mentors))
        solved = tried
    return solved


def _floor_on(solver: Solver, net: Network, solved: Solved, wanted: tuple[int, ...]) -> int:
    """The best floor on the graph alone, by bisection over its scores."""
    scores = np.unique(solved.graph.score[solved.graph.score >= solved.pairs.score.min()])
    low, high = 0, scores.size
    while high - low > 1:
        middle = (low + high) // 2
        part = solved.graph[solved.graph.score >= scores[middle]]
        choice = heaviest(net, part.mentee, part.mentor, solver.goals.below_match(part))
        low, high = (middle, high) if solver.reached(part[choice]) == wanted else (low, middle)
    return int(scores[low])


def _shares(solver: Solver, matched: int) -> Ints:
    """What each group may take of all matches, less what locks gave it."""
    group = solver.problem.group_of[solver.problem.locked.mentee]
    share = solver.problem.shares(matched + len(solver.problem.locked))
    left: Ints = np.maximum(share - np.bincount(group[group >= 0], minlength=share.size), 0)
    return left


def share_out(solver: Solver, solved: Solved) -> tuple[Solved, Network]:
    """Solve again with the groups' shares. What now stands above them is enough to bound their unit by, since
    one more seat moves a group's matches by one at most.
    """
    shares = _shares(solver, len(solved.pairs))
    group = solver.problem.group_of[solved.pairs.mentee]
    over = np.maximum(np.bincount(group[group >= 0], minlength=shares.size) - shares, 0)
    crowding = int(over.sum()) + shares.size + 1
    solver.goals = Goals.of(solver.problem, solver.pool.reach, solver.shift, crowding)
    net = solver.network(shares)
    return solver.certify(net, solved.graph), net


def canonical(solver: Solver, net: Network, solved: Solved) -> Arcs:
    """Of all equally good choices the one whose ids drew the most luck."""
    prices, matched = solved.prices, len(solved.pairs)
    must = Musts(
        prices.utilities(net) > 0,
        prices.mentor > 0,
        prices.group > 0,
        prices.group >= max(net.crowding, 1),
        matched,
    )
    own = solved.graph[solver.goals.is_kept(solved.graph)]
    own = own[solver.goals.weight(own) == prices.ask[own.mentee] + prices.mentor[own.mentor]]
    sweep, ties = solved.sweep, TIES
    while True:
        tight = Arcs.join(sweep.tight, own).unique(solver.problem.mentors)
        luck = solver.lots.draw(tight.mentee, tight.mentor)
        chosen = heaviest_among_best(net, must, tight.mentee, tight.mentor, luck) if len(tight) else None
        if chosen is not None:
            return tight[chosen]
        if ties >= solver.problem.mentors:
            return solved.pairs
        ties *= 8
        sweep = solver.sweep(prices, ties)
