"""The pairing engine: exact assignment, its prices as explanations, peers and circles. Plain arrays in and out.

It knows nothing of people, rules or workbooks. Start at `solve.best_assignment`; documented with examples in
docs/developers/pairing-engine.md.
"""

from tasks.pairing.engine.arrays import Arcs, Blocks
from tasks.pairing.engine.circles import Circles, best_circles
from tasks.pairing.engine.explain import (
    Scarcity,
    cost_of_pair,
    loss_without,
    scarcity,
    seats_that_help,
    totals,
    worth_of_seat,
)
from tasks.pairing.engine.peers import Peers, best_peers, reciprocal
from tasks.pairing.engine.problem import Assignment, Problem
from tasks.pairing.engine.rounds import seats_left, second_round
from tasks.pairing.engine.solve import best_assignment
from tasks.pairing.engine.units import Units, Worth
from tasks.pairing.engine.whatif import Change, WhatIf

__all__ = [
    "Arcs",
    "Assignment",
    "Blocks",
    "Change",
    "Circles",
    "Peers",
    "Problem",
    "Scarcity",
    "Units",
    "WhatIf",
    "Worth",
    "best_assignment",
    "best_circles",
    "best_peers",
    "cost_of_pair",
    "loss_without",
    "reciprocal",
    "scarcity",
    "seats_left",
    "seats_that_help",
    "second_round",
    "totals",
    "worth_of_seat",
]
