"""Minimal dual prices of an optimal flow: the exact worth of one more seat, by longest residual paths."""

from dataclasses import dataclass

import numpy as np

from tasks.pairing.engine.arrays import Ints, Mask
from tasks.pairing.engine.flow import Network


@dataclass(frozen=True)
class Prices:
    """`mentor`: worth of one more seat; `ask`: what a mentee's best pair brings after prices (and the group's
    price, where there are groups); `group`: worth of one more free match. All non-negative but for `ask`.
    """

    mentor: Ints
    ask: Ints
    group: Ints

    def utilities(self, net: Network) -> Ints:
        """What would be lost if a mentee withdrew."""
        out = self.ask.copy()
        grouped = net.group >= 0
        out[grouped] -= self.group[net.group[grouped]]
        return out


def spans(starts: Ints, ends: Ints) -> Ints:
    """The numbers of all ranges `starts[i]..ends[i]-1`, one after another."""
    lengths = ends - starts
    total = int(lengths.sum())
    return np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(total)


WHOLE = 1 << 13
"""Pairs up to which all are looked at again, instead of finding those that can have changed."""


def minimal_prices(net: Network, mentee: Ints, mentor: Ints, weight: Ints, chosen: Mask) -> Prices:
    """Prices of the optimal choice `chosen`; `mentee` must be sorted, `weight` includes the worth of a match.

    Bellman-Ford from the sink through the residual graph, looking again only at pairs of mentees whose
    own value rose. ArithmeticError if the choice was not optimal.
    """
    m, n = net.mentees, net.mentors
    mate = np.full(m, -1)
    mate[mentee[chosen]] = np.flatnonzero(chosen)
    matched = mate >= 0
    offers = _Offers(mentee, mentor, weight, m, n)
    at_mentor = np.flatnonzero(matched)[np.argsort(mentor[mate[matched]], kind="stable")]
    first_at = np.searchsorted(mentor[mate[at_mentor]], np.arange(n + 1))

    load = np.bincount(net.group[matched & (net.group >= 0)], minlength=net.shares.size)
    value = np.zeros(m, np.int64)
    of_group = np.where(load < net.shares, 0, -net.crowding)
    price = np.zeros(n, np.int64)

    free = ~matched
    value[free] = np.where(net.group[free] < 0, 0, of_group[net.group[free]]) if net.shares.size else 0
    value[at_mentor] = -weight[mate[at_mentor]]
    frontier = np.arange(m)
    for _ in range(n + net.shares.size + 3):
        if net.shares.size:
            frontier = _raise_groups(net, frontier, matched, value, of_group)
        if not frontier.size:
            break
        before = price
        price = offers.best(price, value, frontier)
        risen = np.flatnonzero(price > before)
        frontier = at_mentor[spans(first_at[risen], first_at[risen + 1])]
        value[frontier] = price[mentor[mate[frontier]]] - weight[mate[frontier]]
    used = np.bincount(mentor[chosen], minlength=n)
    if frontier.size or price[used < net.seats].any():
        raise ArithmeticError("the flow is not optimal: its prices do not settle")
    return Prices(price, -value, -of_group)


class _Offers:
    """What mentees offer for seats: their value and the weight of the pair."""

    def __init__(self, mentee: Ints, mentor: Ints, weight: Ints, mentees: int, mentors: int) -> None:
        self.mentee, self.mentor, self.weight = mentee, mentor, weight
        self.first = np.searchsorted(mentee, np.arange(mentees + 1))
        turned = np.argsort(mentor, kind="stable")
        self.turned, self.turned_weight = mentee[turned], weight[turned]
        start = np.searchsorted(mentor[turned], np.arange(mentors + 1))
        self.wanted = np.flatnonzero(start[1:] > start[:-1])
        self.start = start[self.wanted]

    def best(self, price: Ints, value: Ints, frontier: Ints) -> Ints:
        """The prices, raised to the best offers of the mentees in `frontier`; of all where those are as quick."""
        raised = price.copy()
        if self.mentee.size < WHOLE or 2 * frontier.size > value.size:
            offered = value[self.turned] + self.turned_weight
            raised[self.wanted] = np.maximum(price[self.wanted], np.maximum.reduceat(offered, self.start))
        else:
            arcs = spans(self.first[frontier], self.first[frontier + 1])
            np.maximum.at(raised, self.mentor[arcs], value[self.mentee[arcs]] + self.weight[arcs])
        return raised


def _raise_groups(net: Network, frontier: Ints, matched: Mask, value: Ints, of_group: Ints) -> Ints:
    """Carry values from matched mentees to their groups and on to the groups' unmatched mentees."""
    moved = frontier[matched[frontier] & (net.group[frontier] >= 0)]
    before = of_group.copy()
    np.maximum.at(of_group, net.group[moved], value[moved])
    risen = of_group > before
    waiting = np.flatnonzero(~matched & (net.group >= 0))
    waiting = waiting[risen[net.group[waiting]]]
    value[waiting] = of_group[net.group[waiting]]
    return np.unique(np.concatenate([frontier, waiting]))
