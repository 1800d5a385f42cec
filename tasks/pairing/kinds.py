"""Points of all pairs at the price of a few: what mentees are alike in is computed once for all who are alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from tasks.pairing.likeness import WIDE, Points
from tasks.pairing.marks import Mask
from tasks.pairing.table import Block, Key, Places, Table

Dtype = np.dtype[np.int32] | np.dtype[np.int64]
# A table may always grow to 16 MB by sharing, and to 64 MB where that at most doubles the largest of its features.
SHARED, OWN = 1 << 22, 1 << 24
NEVER = {np.dtype(np.int32): -(1 << 25), np.dtype(np.int64): -(1 << 56)}
"""What a forbidden pair gets, by the width of scores: below every sum of points, and dozens of them still fit."""


def dtype_for(most: int) -> Dtype:
    """The width that scores up to so many hundredths need. OverflowError where none is enough."""
    if most >= 1 << 55:
        raise OverflowError("the points of practicable wishes are too large for exact arithmetic")
    return np.dtype(np.int32) if most < WIDE else np.dtype(np.int64)


@dataclass(frozen=True)
class Feature:
    """Something that adds points to a block, or says where it forbids; mentees of one `sort` get the same."""

    points: Callable[[Block], Points | Mask]
    sort: Places | None = None

    def add(self, block: Block, out: Points) -> None:
        points = self.points(block)
        never = out.dtype.type(NEVER[out.dtype])
        out += np.multiply(points, never, dtype=out.dtype) if points.dtype == np.bool_ else points


@dataclass(frozen=True)
class Kinds:
    """The points of each kind of mentee with every mentor, and each mentee's kind."""

    points: Points
    kind: Places

    def add(self, a: int, b: int, out: Points) -> None:
        for line, kind in enumerate(self.kind[a:b].tolist()):
            out[line] += self.points[kind]


@dataclass(frozen=True)
class _Sorted:
    """Features with what they sort mentees into: `first` has one mentee of each kind."""

    features: tuple[Feature, ...]
    kind: Places
    first: Places

    @classmethod
    def of(cls, features: tuple[Feature, ...], values: Places) -> "_Sorted":
        _, first, kind = np.unique(values, return_index=True, return_inverse=True)
        return cls(features, kind.astype(np.int64), first.astype(np.int64))

    def with_(self, other: "_Sorted") -> "_Sorted":
        return _Sorted.of(self.features + other.features, self.kind * other.first.size + other.kind)


def kinds_of(
    table: Table, features: Iterable[Feature], dtype: Dtype
) -> tuple[tuple[Kinds, ...], tuple[Feature, ...]]:
    """The features' points by kind, as few tables as fit; and the features that sort mentees into too many kinds."""
    width = max(len(table.mentors), 1)
    every = tuple(features)
    alike = [_Sorted.of((one,), one.sort) for one in every if one.sort is not None]
    alike = sorted((one for one in alike if one.first.size * width <= OWN), key=lambda one: one.first.size)
    groups: list[_Sorted] = []
    for one in alike:
        both = groups[-1].with_(one) if groups else one
        most = max(SHARED, min(2 * one.first.size * width, OWN))
        if groups and both.first.size * width <= most:
            groups[-1] = both
        else:
            groups.append(one)
    shared = {id(feature) for group in groups for feature in group.features}
    rest = tuple(feature for feature in every if id(feature) not in shared)
    return tuple(_kinds(table, group, dtype) for group in groups), rest


def sort_by(table: Table, key: Key) -> Places:
    """Mentees numbered by what `key` says of them."""
    numbers: dict[object, int] = {}
    sorts = [numbers.setdefault(key(table.case, person), len(numbers)) for person in table.mentees]
    return np.array(sorts, np.int64)


def _kinds(table: Table, group: _Sorted, dtype: Dtype) -> Kinds:
    points = np.zeros((group.first.size, len(table.mentors)), dtype)
    for a in range(0, group.first.size, 32):
        block = table.block_of(group.first[a : a + 32])
        for feature in group.features:
            feature.add(block, points[a : a + 32])
    return Kinds(points, group.kind)
