"""Small groups stay hidden, and cannot be worked out from what is shown.

Source of the practice: education statistics and survey vendors hide groups under a minimum (five by default), then
hide a second group wherever the total minus the shown groups would give the first one away.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

G = TypeVar("G", bound=Hashable)


def hidden(counts: Mapping[G, int], minimum: int) -> frozenset[G]:
    """The groups to hide where the total over all groups is shown: every group of 1 to `minimum` - 1 people, and as
    many of the next smallest as it takes until the hidden ones are at least two and together reach the minimum.

    A group of nobody shows nothing about anyone and hides nobody, so it stays.
    """
    people = {group: count for group, count in counts.items() if count > 0}
    small = {group for group, count in people.items() if count < minimum}
    if not small:
        return frozenset()
    rest = sorted(
        (group for group in people if group not in small), key=lambda group: (people[group], str(group))
    )
    while rest and (len(small) < 2 or sum(people[group] for group in small) < minimum):
        small.add(rest.pop(0))
    return frozenset(small)


def total_may_show(counts: Mapping[G, int], minimum: int) -> bool:
    """Whether the total itself is large enough to be shown."""
    return sum(counts.values()) >= minimum
