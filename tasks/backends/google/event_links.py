"""Video links: Google makes one a moment after the event that asks for it, so that event is looked at again."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tasks.backends.google.event_bodies import Json
from tasks.backends.google.event_index import Kept, live

_PENDING = "link is pending"
_LOOKS = 3
"""At a video link that is not ready yet: most are at once, some after seconds."""


def await_links(
    series: Iterable[Kept], look: Callable[[Sequence[Kept]], Sequence[Any]], back_off: Callable[[int], None]
) -> None:
    """Looks again at first events whose video link was still being made when they were written."""
    for turn in range(_LOOKS):
        pending = [one for one in series if one.event.pop(_PENDING, None)]
        if not pending:
            return
        back_off(turn)
        for kept, answer in zip(pending, look(pending), strict=True):
            if isinstance(answer, dict):
                found: Json = answer
                kept.event = found
                mark_pending(kept, wanted=turn < _LOOKS - 1)


def mark_pending(kept: Kept, *, wanted: bool) -> None:
    """Notes that a link is still to come."""
    if wanted and live(kept.event) and not kept.event.get("hangoutLink"):
        kept.event[_PENDING] = True
