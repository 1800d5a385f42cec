"""Most matches at the highest weight on an explicit graph, by OR-tools' min-cost flow.

Does not care what weights mean, and proves nothing about pairs outside the graph.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from tasks.pairing.engine.arrays import Ints, Mask
from tasks.pairing.engine.units import LARGEST


@dataclass(frozen=True)
class Network:
    """Everything about the flow except its pairs: `seats` by mentor, `group` by mentee (-1 none), and by group
    the `shares` that cost nothing; each match above a share costs `crowding`.
    """

    seats: Ints
    group: Ints
    shares: Ints
    crowding: int

    @property
    def mentees(self) -> int:
        return int(self.group.size)

    @property
    def mentors(self) -> int:
        return int(self.seats.size)


class Builder:
    """Collects arcs as arrays; `solver` hands them over in one call for each kind, as exact integers."""

    def __init__(self) -> None:
        self.tails: list[Ints] = []
        self.heads: list[Ints] = []
        self.room: list[Ints] = []
        self.costs: list[Ints] = []

    def add(self, tail: Ints | int, head: Ints | int, room: Ints | int, cost: Ints | int = 0) -> None:
        given = (tail, head, room, cost)
        size = next(x.size for x in given if isinstance(x, np.ndarray))
        for x, into in zip(given, (self.tails, self.heads, self.room, self.costs), strict=True):
            into.append(x if isinstance(x, np.ndarray) else np.full(size, x, np.int64))

    def solver(self, nodes: int) -> SimpleMinCostFlow:
        cost = np.concatenate(self.costs)
        # OR-tools truncates floats without a word and multiplies costs by the number of nodes.
        assert cost.dtype == np.int64
        if cost.size and int(np.abs(cost).max()) * (nodes + 1) >= LARGEST:
            raise OverflowError("scores and goals are too large for an exact flow: scale the scores down")
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(self.tails), np.concatenate(self.heads), np.concatenate(self.room), cost
        )
        return flow


def _checked(flow: SimpleMinCostFlow, status: object, pairs: int) -> Mask:
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}")
    return np.asarray(flow.flows(np.arange(pairs))) > 0


def heaviest(net: Network, mentee: Ints, mentor: Ints, weight: Ints, most: int | None = None) -> Mask:
    """Which pairs to choose: as many as possible (up to `most`), of those the heaviest less `crowding`."""
    if not mentee.size:
        return np.zeros(0, np.bool_)
    m, n = net.mentees, net.mentors
    source, sink, group = m + n, m + n + 1, m + n + 2
    build = Builder()
    build.add(mentee, m + mentor, 1, -weight)
    people = np.flatnonzero(np.bincount(mentee, minlength=m))
    home = net.group[people]
    build.add(np.where(home < 0, source, group + home), people, 1)
    if net.shares.size:
        groups = group + np.arange(net.shares.size)
        build.add(source, groups, net.shares)
        build.add(source, groups, m, net.crowding)
    used = np.flatnonzero(np.bincount(mentor, minlength=n))
    build.add(m + used, sink, net.seats[used])
    flow = build.solver(group + net.shares.size)
    flow.set_node_supply(source, m if most is None else most)
    flow.set_node_supply(sink, -m)
    return _checked(flow, flow.solve_max_flow_with_min_cost(), mentee.size)


@dataclass(frozen=True)
class Musts:
    """What every best solution has in common, read off its prices: people matched, seats full, groups at their
    share (`full`) and groups that may stand above it (`over`); `matched` pairs in all.
    """

    mentee: Mask
    mentor: Mask
    full: Mask
    over: Mask
    matched: int


def heaviest_among_best(net: Network, must: Musts, mentee: Ints, mentor: Ints, weight: Ints) -> Mask | None:
    """The heaviest choice of `must.matched` tight pairs that keeps every must; nothing if there is none.

    Lower bounds are moved into node supplies, so that `weight` has all 62 bits to itself.
    """
    m, n, k = net.mentees, net.mentors, net.shares.size
    source, sink, group = m + n, m + n + 1, m + n + 2
    nodes = group + k
    supply = np.zeros(nodes, np.int64)
    build = Builder()
    build.add(mentee, m + mentor, 1, -weight)
    people = np.flatnonzero(np.bincount(mentee, minlength=m))
    home = np.where(net.group[people] < 0, source, group + net.group[people])
    forced = must.mentee[people]
    supply[people[forced]] += 1
    np.subtract.at(supply, home[forced], 1)
    build.add(home[~forced], people[~forced], 1)
    groups = group + np.arange(k)
    supply[groups] += np.where(must.full, net.shares, 0)
    build.add(source, groups, np.where(must.full, np.where(must.over, m, 0), net.shares))
    used = np.flatnonzero(np.bincount(mentor, minlength=n))
    filled = must.mentor[used]
    supply[m + used[filled]] -= net.seats[used[filled]]
    build.add(m + used[~filled], sink, net.seats[used[~filled]])
    supply[source] += must.matched - int(np.where(must.full, net.shares, 0).sum())
    supply[sink] -= must.matched - int(net.seats[used[filled]].sum())
    build.add(np.array([source]), sink, 0)
    flow = build.solver(nodes)
    flow.set_nodes_supplies(np.arange(nodes), supply)
    status = flow.solve()
    return None if status == flow.INFEASIBLE else _checked(flow, status, mentee.size)
