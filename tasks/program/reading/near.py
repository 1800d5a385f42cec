"""Addresses that are one or two letters off: found by pieces, so that the cost does not grow with everybody's pairs."""

from collections.abc import Iterable
from itertools import pairwise

_PIECES = 3  # two slips leave at least one of three pieces as it was


class Near:
    """Enrolled addresses, ready to be asked for one that is almost the same."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._pieces: dict[tuple[str, int, int, str], list[str]] = {}
        self._locals: dict[str, list[str]] = {}
        self._asked: dict[str, str] = {}
        for address in sorted(addresses):
            local, _, domain = address.rpartition("@")
            self._locals.setdefault(local, []).append(address)
            for number, (start, piece) in enumerate(_cut(local)):
                self._pieces.setdefault((domain, len(local) * _PIECES + number, start, piece), []).append(
                    address
                )

    def find(self, address: str) -> str:
        """The nearest address at most two letters off (but not the same), or nothing."""
        if address not in self._asked:
            found = ((distance(address, other), other) for other in self._candidates(address))
            self._asked[address] = min(
                ((far, other) for far, other in found if 0 < far <= 2), default=(0, "")
            )[1]
        return self._asked[address]

    def _candidates(self, address: str) -> set[str]:
        local, _, domain = address.rpartition("@")
        found = set(self._locals.get(local, ()))
        for length in range(max(len(local) - 2, 1), len(local) + 3):
            for number, (start, size) in enumerate(_bounds(length)):
                for shift in range(-2, 3):
                    piece = local[max(start + shift, 0) : max(start + shift + size, 0)]
                    found.update(self._pieces.get((domain, length * _PIECES + number, start, piece), ()))
        return found


def _bounds(length: int) -> list[tuple[int, int]]:
    cuts = [length * number // _PIECES for number in range(_PIECES + 1)]
    return [(start, end - start) for start, end in pairwise(cuts) if end > start]


def _cut(local: str) -> list[tuple[int, str]]:
    return [(start, local[start : start + size]) for start, size in _bounds(len(local))]


def distance(one: str, other: str, most: int = 2) -> int:
    """Letters to insert, drop, replace or swap with their neighbor to turn one into the other; more than `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, second in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
