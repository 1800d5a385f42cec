"""The best assignment with its proof: all goals in their order, and what is known in the end."""

import numpy as np

from tasks.pairing.engine.arrays import Arcs, Ints
from tasks.pairing.engine.certify import Solved, Solver
from tasks.pairing.engine.flow import Network
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.stages import canonical, lift, share_out


def best_assignment(problem: Problem, warm: Assignment | None = None) -> Assignment:
    """The best assignment under the problem's goals in their order, proven over every allowed pair.

    Goals: locked pairs; most mentees matched; most pairs kept; higher priority first; the highest floor; no group
    above its share; the highest score; and a tie-break by ids, so that shuffled input gives the same pairs.
    `warm` may be the assignment of a similar problem: same people and scores, other seats or locks.
    """
    solver = Solver(problem, warm)
    net = solver.network()
    solved = solver.certify(net, solver.first)
    if problem.lift_worst:
        solved = lift(solver, net, solved)
    if (problem.group_of >= 0).any():
        solved, net = share_out(solver, solved)
    return _report(solver, net, solved, canonical(solver, net, solved))


def _all_prices(solver: Solver, net: Network, solved: Solved) -> Ints:
    """Worth of one more seat at every mentor, those without any seat included."""
    closed, kept = np.maximum(solved.sweep.closed, 0), solver.goals.kept
    there = solver.problem.open_mentees[kept // net.mentors] & (net.seats[kept % net.mentors] == 0)
    kept_there = solver.pool.among(kept[there])
    gain = kept_there.score + solver.goals.units.kept - solver.target(solved.prices)[kept_there.mentee]
    np.maximum.at(closed, kept_there.mentor, gain)
    return np.where(net.seats > 0, solved.prices.mentor, closed)


def _report(solver: Solver, net: Network, solved: Solved, best: Arcs) -> Assignment:
    """Put shifted scores and locked pairs back, and state the bound."""
    units, prices = solver.goals.units, solved.prices
    pairs = Arcs.join(best.raised(units.shift), solver.problem.locked).unique(solver.problem.mentors)
    slack = sum(solved.sweep.excess.tolist())
    room = min(int(solver.problem.open_mentees.sum()), int(net.seats.sum()))
    more = min((slack + units.matched // 2) // units.matched, room - len(best))
    score = int(pairs.score.sum())
    return Assignment(
        pairs=pairs,
        matched=len(pairs),
        score=score,
        kept=int(solver.goals.is_kept(pairs).sum()),
        proof="optimal" if solver.proven else "feasible",
        bound=score + min(slack, room * solver.pool.reach),
        bound_matched=len(pairs) + more,
        floor=int(best.score.min()) + units.shift if solver.problem.lift_worst and len(best) else None,
        prices=_all_prices(solver, net, solved),
        utilities=np.where(solver.problem.open_mentees, prices.utilities(net), 0),
        group_prices=prices.group,
        units=units,
        graph=solved.graph.raised(units.shift),
        reach=solver.pool.reach + units.shift,
        rounds=solved.rounds,
    )
