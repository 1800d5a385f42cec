from functools import lru_cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from tasks.pairing.engine import Arcs, best_peers, reciprocal
from tests.pairing.engine.build import arcs_of

Edges = dict[tuple[int, int], int]


@st.composite
def pools(draw: st.DrawFn, most: int = 9) -> tuple[int, Edges]:
    n = draw(st.integers(0, most))
    score = st.one_of(st.none(), st.integers(-3, 9))
    edges = {(i, j): draw(score) for i in range(n) for j in range(i + 1, n)}
    return n, {pair: s for pair, s in edges.items() if s is not None}


def best_by_hand(n: int, edges: Edges) -> tuple[int, int]:
    @lru_cache
    def rest(free: int) -> tuple[int, int]:
        if not free:
            return (0, 0)
        i = (free & -free).bit_length() - 1
        out = rest(free ^ (1 << i))
        for j in range(i + 1, n):
            if free >> j & 1 and (i, j) in edges:
                pairs, score = rest(free ^ (1 << i) ^ (1 << j))
                out = max(out, (pairs + 1, score + edges[i, j]))
        return out

    return rest((1 << n) - 1)


def arcs(edges: Edges) -> Arcs:
    return arcs_of([(i, j, s) for (i, j), s in edges.items()])


@settings(max_examples=150, deadline=None)
@given(pools())
def test_best_peers_pair_the_most_then_score_the_most(pool: tuple[int, Edges]) -> None:
    n, edges = pool
    found = best_peers(n, arcs(edges), odd="out")

    assert (found.pairs, found.score) == best_by_hand(n, edges)
    assert sum(edges[pair] for pair in found.groups) == found.score <= found.bound
    assert sorted([i for pair in found.groups for i in pair] + list(found.left)) == list(range(n))
    assert found.proof == "optimal"


@settings(max_examples=100, deadline=None)
@given(pools())
def test_a_trio_takes_in_who_is_left_if_both_members_may(pool: tuple[int, Edges]) -> None:
    n, edges = pool
    trios, pairs = best_peers(n, arcs(edges)), best_peers(n, arcs(edges), odd="out")

    for group in trios.groups:
        known = [(a, b) in edges for a in group for b in group if a < b]
        assert all(known) or len(group) == 2
    assert {i for group in pairs.groups for i in group} <= {i for group in trios.groups for i in group}
    grown = [group for group in trios.groups if len(group) == 3]
    assert len(grown) == len(pairs.left) - len(trios.left)


def test_the_third_joins_the_pair_with_the_best_sum() -> None:
    edges = {(0, 1): 50, (2, 3): 50, (0, 4): 3, (1, 4): 3, (2, 4): 1, (3, 4): 9}

    assert best_peers(5, arcs(edges)).groups == ((0, 1), (2, 3, 4))


@settings(max_examples=60, deadline=None)
@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(pool: tuple[int, Edges], random: object) -> None:
    n, edges = pool
    order = list(range(n))
    random.shuffle(order)
    turned = {(order.index(i), order.index(j)): s for (i, j), s in edges.items()}
    there = best_peers(n, arcs(turned), ids=[f"{i:02}" for i in order])
    here = best_peers(n, arcs(edges), ids=[f"{i:02}" for i in range(n)])

    assert sorted(tuple(sorted(order[i] for i in group)) for group in there.groups) == list(here.groups)


def random_pool(n: int, count: int, seed: int) -> Arcs:
    rng = np.random.default_rng(seed)
    return Arcs.of(rng.integers(0, n, count), rng.integers(0, n, count), rng.integers(0, 3000, count))


def test_dozens_agree_with_an_integer_program_though_most_pairs_are_set_aside() -> None:
    edges = random_pool(45, 2500, 4)
    edges = Arcs(np.minimum(edges.mentee, edges.mentor), np.maximum(edges.mentee, edges.mentor), edges.score)
    edges = edges[edges.mentee != edges.mentor].unique(45)
    found = best_peers(45, edges, odd="out")

    once = np.zeros((45, len(edges)))
    once[edges.mentee, np.arange(len(edges))] = once[edges.mentor, np.arange(len(edges))] = 1
    program = milp(
        -(edges.score + 10**6),
        constraints=LinearConstraint(once, ub=1),
        integrality=np.ones(len(edges)),
        bounds=(0, 1),
    )
    assert found.pairs * 10**6 + found.score == round(-program.fun)


def test_beyond_the_exact_size_rounding_stays_close_below_its_bound() -> None:
    edges = random_pool(601, 6000, 7)
    exact = best_peers(601, edges, odd="out")
    rounded = best_peers(601, edges, odd="out", exact=100)

    assert 0.98 * exact.pairs <= rounded.pairs <= exact.pairs
    assert rounded.score >= 0.97 * exact.score * rounded.pairs / exact.pairs
    assert rounded.score <= rounded.bound
    members = [i for group in rounded.groups for i in group]
    assert len(members) == len(set(members)) == 2 * rounded.pairs


def test_reciprocal_keeps_pairs_that_both_directions_allow() -> None:
    assert reciprocal(arcs_of([(0, 1, 5), (1, 0, 7), (2, 1, 9), (0, 2, 4), (2, 0, -1)]), 3).triples() == [
        (0, 1, 12),
        (0, 2, 3),
    ]


def test_published_stable_roommates_preferences_can_be_fed_as_plain_arrays() -> None:
    """Irving's six people (1985, first example): ranks of both as one score."""
    wishes = [
        [3, 5, 1, 2, 4],
        [5, 2, 3, 0, 4],
        [3, 4, 0, 5, 1],
        [1, 4, 5, 2, 0],
        [2, 0, 1, 3, 5],
        [4, 0, 2, 3, 1],
    ]
    one_way = [(i, j, 5 - rank) for i, row in enumerate(wishes) for rank, j in enumerate(row)]
    both = reciprocal(arcs_of(one_way), 6)
    found = best_peers(6, both)

    assert len(both) == 15
    assert (found.pairs, found.score) == best_by_hand(6, {(i, j): s for i, j, s in both.triples()})
