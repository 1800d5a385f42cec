"""The lines of `To do` for letters that staff keep back by `Letters that wait`: what nobody released reaches nobody. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.outbox.foretold import Wait
from tasks.outbox.rules import RELEASE
from tasks.outbox.words import spoken
from tasks.program import keys
from tasks.program.todo import ToDo

FEW = 5
"""So many letters of one kind have a line each; more share one."""
ELSEWHERE = frozenset({"digest"})
"""Leadership's page has a line of its own room's."""


def to_release(waits: Iterable[Wait]) -> tuple[ToDo, ...]:
    """One line for each letter that waits for `send`, or for each kind of which there are many."""
    asked = sorted(
        (one for one in waits if one.why == RELEASE and one.letter.template not in ELSEWHERE),
        key=lambda one: (one.letter.template, one.letter.drop_after, one.letter.key),
    )
    kinds = groupby(asked, key=lambda one: one.letter.template)
    return tuple(line for _, those in kinds for line in _of_a_kind(tuple(those)))


def _of_a_kind(waits: Sequence[Wait]) -> Iterator[ToDo]:
    letters: dict[str, list[Wait]] = {}
    for one in waits:
        letters.setdefault(one.letter.key, []).append(one)
    if len(letters) > FEW:
        yield _many(waits, len(letters))
        return
    for copies in letters.values():
        yield _single(copies)


def _single(copies: Sequence[Wait]) -> ToDo:
    letter, held = copies[0].letter, {one.key for one in copies}
    to = [one for one in letter.to if keys.delivery(letter.key, one.person) in held]
    names = " and ".join(one.name or one.email for one in to)
    each = ", in the row of each" if len(to) > 1 else ""
    what = (
        f"The letter “{spoken(letter.template)}” to {names} waits in Outbox: type send or drop in Action{each}. After "
        f"{letter.drop_after.isoformat()} it is too old, and is dropped."
    )
    return _line(keys.todo("letter-waits", letter.key), what, copies[0])


def _many(waits: Sequence[Wait], number: int) -> ToDo:
    first = waits[0].letter
    what = (
        f"{number} letters “{spoken(first.template)}” wait in Outbox: type send or drop in Action, in the row of each. The "
        f"first is too old after {first.drop_after.isoformat()}, and is dropped."
    )
    return _line(keys.todo("letters-wait", first.template), what, waits[0])


def _line(key: str, what: str, first: Wait) -> ToDo:
    return ToDo(key, what, look_in=f"Outbox: {first.key}", due=first.letter.drop_after)
