"""Pairs within one pool, where anyone may be paired with anyone: general matching.

The certificate is the fractional relaxation, solved as an assignment of the pool to itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import rustworkx

from tasks.pairing.engine.arrays import Arcs, Ints
from tasks.pairing.engine.flow import Network, heaviest
from tasks.pairing.engine.prices import minimal_prices
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.solve import best_assignment
from tasks.pairing.engine.ties import best_of_each

EXACT = 10_000
"""Blossoms take minutes beyond."""
EACH = 24
"""Pairs a person at most brings into the exact matching: those nearest to the fractional optimum."""


@dataclass(frozen=True)
class Peers:
    """Pairs, and what is known of the best possible.

    Attributes:
        groups: positions, two each, three where somebody joined a pair; ordered.
        left: who has nobody.
        pairs, score: number and sum of the scores of the pairs, without those of third members.
        bound_pairs, bound: no matching has more pairs; none with as many pairs scores more.
        proof: "optimal" when nothing is better, over all the pairs that were given; else "feasible".
    """

    groups: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    pairs: int
    score: int
    bound_pairs: int
    bound: int
    proof: Literal["optimal", "feasible"]

    @property
    def gap(self) -> int:
        return self.bound - self.score


def reciprocal(arcs: Arcs, people: int) -> Arcs:
    """Pairs that are given in both directions, once each, with both scores added."""
    arcs = arcs.unique(people)
    forward, backward = arcs[arcs.mentee < arcs.mentor], arcs[arcs.mentee > arcs.mentor]
    back = Arcs(backward.mentor, backward.mentee, backward.score).unique(people)
    _, here, there = np.intersect1d(forward.keys(people), back.keys(people), return_indices=True)
    both = forward[here]
    return Arcs(both.mentee, both.mentor, both.score + back.score[there])


def best_peers(
    people: int,
    pairs: Arcs,
    ids: Sequence[str] | None = None,
    odd: Literal["trio", "out"] = "trio",
    exact: int = EXACT,
) -> Peers:
    """Most people paired, then the highest sum of scores.

    Args:
        people: size of the pool.
        pairs: allowed pairs by position, in either order; scores may be negative.
        ids: stable ids; the answer does not depend on the order of people.
        odd: who is left joins the best pair that both of its members allow ("trio"), or stays out.
        exact: people up to whom the matching is exact; beyond, the fractional solution is rounded.
    """
    order = (
        np.arange(people)
        if ids is None
        else np.array(sorted(range(people), key=lambda i: str(ids[i])), np.int64)
    )
    place = np.empty(people, np.int64)
    place[order] = np.arange(people)
    a, b = place[pairs.mentee], place[pairs.mentor]
    edges = Arcs(np.minimum(a, b), np.maximum(a, b), pairs.score)[a != b].unique(people)
    relaxed = best_assignment(_doubled(people, edges))
    near = _nearest(edges, relaxed)
    mate = _blossom(people, edges[near]) if people <= exact else _rounded(people, edges, relaxed)
    groups: list[tuple[int, ...]] = [(i, j) for i, j in enumerate(mate.tolist()) if i < j]
    chosen = edges[mate[edges.mentee] == edges.mentor]
    left = np.flatnonzero(mate < 0)
    score, most = int(chosen.score.sum()), relaxed.bound_matched // 2
    bound, distance = _certificate(people, edges, relaxed, len(chosen))
    aside = np.delete(distance, near) if people <= exact else distance
    sure = len(chosen) == most and aside.min(initial=2 * bound) >= 2 * (bound - score)
    if odd == "trio":
        groups, left = _thirds(people, edges, groups, left)
    back = sorted(tuple(sorted(order[list(group)].tolist())) for group in groups)
    return Peers(
        tuple(back),
        tuple(sorted(order[left].tolist())),
        len(chosen),
        score,
        most,
        bound,
        "optimal" if sure or (people <= exact and near.size == len(edges)) else "feasible",
    )


def _doubled(people: int, edges: Arcs) -> Problem:
    """The pool assigned to itself: each pair in both directions. Half its optimum bounds every matching."""
    return Problem(people, np.ones(people, np.int64), _both_ways(people, edges))


def _both_ways(people: int, edges: Arcs) -> Arcs:
    return Arcs.join(edges, Arcs(edges.mentor, edges.mentee, edges.score)).unique(people)


def _certificate(people: int, edges: Arcs, relaxed: Assignment, pairs: int) -> tuple[int, Ints]:
    """The best score of so many pairs in the relaxation, and twice each pair's reduced cost there.

    A matching that uses a pair stays below the bound by half of this at least.
    """
    both, unit = _both_ways(people, edges).raised(-relaxed.units.shift), relaxed.units.matched
    everyone = np.zeros(people, np.int64)
    net = Network(everyone + 1, everyone, np.array([2 * pairs]), 2 * unit)
    chosen = heaviest(net, both.mentee, both.mentor, both.score, 2 * pairs)
    prices = minimal_prices(net, both.mentee, both.mentor, both.score + unit, chosen)
    held, own = prices.ask + prices.mentor, edges.raised(unit - relaxed.units.shift)
    bound = (int(both.score[chosen].sum()) + 2 * pairs * relaxed.units.shift) // 2
    return bound, held[own.mentee] + held[own.mentor] - 2 * own.score


def _nearest(edges: Arcs, relaxed: Assignment) -> Ints:
    """Positions of the pairs that are among the nearest of either member."""
    held = relaxed.utilities + relaxed.prices
    near = 2 * edges.score - held[edges.mentee] - held[edges.mentor]
    turned = np.argsort(edges.mentor, kind="stable")
    ours = best_of_each(edges.mentee, near, EACH)
    theirs = turned[best_of_each(edges.mentor[turned], near[turned], EACH)]
    return np.union1d(ours, theirs)


def _blossom(people: int, edges: Arcs) -> Ints:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from(edges.triples())
    mate = np.full(people, -1)
    for i, j in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        mate[i], mate[j] = j, i
    return mate


def _rounded(people: int, edges: Arcs, relaxed: Assignment) -> Ints:
    """Each path and cycle of the relaxed solution cut into its best pairs; those left, matched among themselves."""
    after = np.full(people, -1)
    after[relaxed.pairs.mentee] = relaxed.pairs.mentor
    before = np.full(people, -1)
    before[relaxed.pairs.mentor] = relaxed.pairs.mentee
    score = dict(zip(edges.keys(people).tolist(), edges.score.tolist(), strict=True))
    mate, seen = np.full(people, -1), np.zeros(people, np.bool_)
    heads = np.flatnonzero(before < 0).tolist()
    for head in [*heads, *range(people)]:
        chain = []
        while head >= 0 and not seen[head]:
            seen[head] = True
            chain.append(head)
            head = int(after[head])  # noqa: PLW2901 - walks along the chain
        if len(chain) > 1:
            links = [score[min(pair) * people + max(pair)] for pair in pairwise(chain)]
            closing = (
                score[min(chain[-1], head) * people + max(chain[-1], head)] if head == chain[0] else None
            )
            for i, j in _cut(chain, links, closing):
                mate[i], mate[j] = j, i
    free = mate < 0
    return np.where(free, _blossom(people, edges[free[edges.mentee] & free[edges.mentor]]), mate)


def _cut(chain: list[int], links: list[int], closing: int | None) -> list[tuple[int, int]]:
    """The most, then best, disjoint links of a path, or of a cycle if it has a `closing` link."""
    size = len(chain)
    if closing is None or size == 2:
        return _cut_path(chain, links)
    if size % 2 == 0:
        outer = [*zip(chain[1:-1:2], chain[2:-1:2], strict=True), (chain[-1], chain[0])]
        inner = list(zip(chain[::2], chain[1::2], strict=True))
        return outer if sum(links[1::2]) + closing > sum(links[::2]) else inner
    ring, around = chain * 2, [*links, closing] * 2
    skip = max(range(size), key=lambda k: (sum(around[k + 1 : k + size - 1 : 2]), -k))
    return [(ring[k], ring[k + 1]) for k in range(skip + 1, skip + size - 1, 2)]


def _cut_path(chain: list[int], links: list[int]) -> list[tuple[int, int]]:
    """Dynamic programming along a path: (pairs, score) up to each person."""
    best: list[tuple[int, int]] = [(0, 0), (0, 0)]
    for k, link in enumerate(links):
        best.append(max(best[-1], (best[k][0] + 1, best[k][1] + link)))
    cut, k = [], len(chain)
    while k > 1:
        if best[k] == best[k - 1]:
            k -= 1
        else:
            cut.append((chain[k - 2], chain[k - 1]))
            k -= 2
    return cut


def _thirds(
    people: int, edges: Arcs, groups: list[tuple[int, ...]], left: Ints
) -> tuple[list[tuple[int, ...]], Ints]:
    """Let those left join pairs both of whose members may be with them, best sum first, one for each pair."""
    both = Arcs.join(edges, Arcs(edges.mentor, edges.mentee, edges.score))
    both = both[np.isin(both.mentee, left)]
    pair_of = np.full(people, -1)
    for number, (i, j) in enumerate(groups):
        pair_of[i] = pair_of[j] = number
    both = both[pair_of[both.mentor] >= 0]
    wide = max(len(groups), 1)
    keys, where, times = np.unique(
        both.mentee * wide + pair_of[both.mentor], return_inverse=True, return_counts=True
    )
    total = np.zeros(keys.size, np.int64)
    np.add.at(total, where, both.score)
    twice = times == 2
    seats = Arcs(np.searchsorted(left, keys[twice] // wide), keys[twice] % wide, total[twice])
    joined = best_assignment(Problem(left.size, np.ones(len(groups), np.int64), seats)).pairs
    grown = list(groups)
    for who, number, _ in joined.triples():
        grown[number] = (*grown[number], int(left[who]))
    return grown, np.delete(left, joined.mentee)
