"""What `best_assignment` is given and what it gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from tasks.pairing.engine.arrays import Arcs, Blocks, Ints, Mask, whole
from tasks.pairing.engine.units import Units


@dataclass(frozen=True)
class Problem:
    """Mentees to be given seats with mentors, everything by position from 0.

    Args:
        mentees: how many mentees.
        capacity: seats of each mentor, 0 or more.
        candidates: `Arcs` (all allowed pairs; scores may be negative) or `Blocks`.
        locked: pairs that stand whatever else: their mentee takes no other seat, their mentor one seat less.
        absent: mentees who take no part.
        kept: array of shape (k, 2) of (mentee, mentor) that should stay together; forbidden ones are ignored.
        priority: one number a mentee; of those who cannot all be matched, higher goes first. Default all 0.
        lift_worst: raise the lowest score among the pairs as far as it goes before maximizing the sum.
        groups: group number of each mentee (-1 none): no group has more than its share of the matches.
        mentee_ids, mentor_ids: stable ids, which break ties; positions if not given.
        rounds: pricing rounds at most; the proof is "feasible" when they do not suffice.
    """

    mentees: int
    capacity: npt.ArrayLike
    candidates: Arcs | Blocks
    locked: Arcs = field(default_factory=Arcs.none)
    absent: npt.ArrayLike = ()
    kept: npt.ArrayLike = ()
    priority: npt.ArrayLike | None = None
    lift_worst: bool = False
    groups: npt.ArrayLike | None = None
    mentee_ids: Sequence[str] | None = None
    mentor_ids: Sequence[str] | None = None
    rounds: int = 400

    def __post_init__(self) -> None:
        if self.seats.ndim != 1 or (self.seats < 0).any():
            raise ValueError("capacity must be one number of seats, 0 or more, for each mentor")
        if np.unique(self.locked.mentee).size != len(self.locked):
            raise ValueError("a mentee is locked to two mentors: give a second mentor in a second round")
        pairs = [self.locked, *([self.candidates] if isinstance(self.candidates, Arcs) else [])]
        for arcs in [*pairs, Arcs(self.kept_pairs[:, 0], self.kept_pairs[:, 1], self.kept_pairs[:, 0])]:
            if len(arcs) and (
                min(arcs.mentee.min(), arcs.mentor.min()) < 0
                or arcs.mentee.max() >= self.mentees
                or arcs.mentor.max() >= self.mentors
            ):
                raise ValueError("a pair names a mentee or mentor outside the given numbers")
        sizes = {
            self.mentees,
            self.classes.size,
            self.group_of.size,
            len(self.mentee_ids or range(self.mentees)),
        }
        if len(sizes) > 1 or len(self.mentor_ids or range(self.mentors)) != self.mentors:
            raise ValueError("priority, groups and ids must have one entry for each person")

    @cached_property
    def seats(self) -> Ints:
        return whole(self.capacity, "capacity")

    @property
    def mentors(self) -> int:
        return int(self.seats.size)

    @cached_property
    def kept_pairs(self) -> Ints:
        return whole(self.kept, "kept").reshape(-1, 2)

    @cached_property
    def classes(self) -> Ints:
        return np.zeros(self.mentees, np.int64) if self.priority is None else whole(self.priority, "priority")

    @cached_property
    def ranks(self) -> Ints:
        """The priority classes that are preferred to the lowest, lowest first."""
        return np.unique(self.classes)[1:]

    @cached_property
    def rank(self) -> Ints:
        """Position of each mentee's class: 0 for the lowest."""
        return np.searchsorted(self.ranks, self.classes, side="right")

    @cached_property
    def group_of(self) -> Ints:
        return np.full(self.mentees, -1) if self.groups is None else whole(self.groups, "groups")

    @cached_property
    def present(self) -> Mask:
        """Mentees who take part."""
        here = np.ones(self.mentees, np.bool_)
        here[whole(self.absent, "absent")] = False
        return here

    def shares(self, matches: int) -> Ints:
        """What each group may take of so many matches: its part of all who take part, rounded up."""
        group = self.group_of[self.present]
        size = np.bincount(group[group >= 0], minlength=int(self.group_of.max(initial=-1)) + 1)
        return -(-matches * size // max(group.size, 1))

    @cached_property
    def open_mentees(self) -> Mask:
        """Mentees who take part and whom no lock has served."""
        free = self.present.copy()
        free[self.locked.mentee] = False
        return free

    @cached_property
    def open_seats(self) -> Ints:
        """Seats that locks leave; never below 0, since a lock may exceed a capacity."""
        taken = np.bincount(self.locked.mentor, minlength=self.mentors)
        left: Ints = np.maximum(self.seats - taken, 0)
        return left

    @property
    def order(self) -> tuple[str, ...]:
        """The goals in force, most important first, by the names the audit uses."""
        optional = (
            (bool(self.kept_pairs.size), "kept"),
            (bool((self.classes != 0).any()), "waited"),
            (self.lift_worst, "floor"),
            (bool((self.group_of >= 0).any()), "quotas"),
        )
        return ("locks", "matched", *(name for on, name in optional if on), "score", "tie-break")


@dataclass(frozen=True)
class Assignment:
    """The best pairs and the proof.

    Attributes:
        pairs: chosen pairs with their scores, locked ones included, ordered by mentee.
        matched, score, kept: totals over `pairs`.
        proof: "optimal" when no allowed pair at all could improve any goal; else "feasible".
        bound: no assignment with as many matches scores higher; `gap` is what is missing.
        bound_matched: no assignment matches more.
        floor: the best possible lowest score, when asked for.
        prices: worth of one more seat at each mentor; `utilities`: loss if a mentee withdrew;
            `group_prices`: worth of one more match allowed to a group. All in `units`; minimal, hence unique.
        graph: the pairs that had to be looked at, and `reach`, the highest score: a warm start for a changed problem.
        rounds: flows solved until the certificate.
    """

    pairs: Arcs
    matched: int
    score: int
    kept: int
    proof: Literal["optimal", "feasible"]
    bound: int
    bound_matched: int
    floor: int | None
    prices: Ints
    utilities: Ints
    group_prices: Ints
    units: Units
    graph: Arcs
    reach: int
    rounds: int

    @property
    def gap(self) -> int:
        return self.bound - self.score
