"""The `fields` parameter: which parts of an answer to keep, and which parts of a resource an update touches.

An empty selection keeps its empty objects: `fields=sheets.properties.hidden` gives `{"sheets":[{"properties":{}}]}`.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.google_service.wire import invalid

Mask = dict[str, Any]  # name -> the mask below it; an empty mask means "all of it"


def parse(text: str) -> Mask:
    """Read `a,b(c,d),e/f` or `e.f`; raises the 400 Google gives for unbalanced text."""
    tokens = [token for token in re.split(r"\s*([,()./])\s*", text.strip()) if token]
    mask, rest = _list(tokens, 0)
    if rest != len(tokens):
        raise _bad(text)
    return mask


def _list(tokens: list[str], at: int) -> tuple[Mask, int]:
    mask: Mask = {}
    while True:
        at = _path(tokens, at, mask)
        if at >= len(tokens) or tokens[at] != ",":
            return mask, at
        at += 1


def _path(tokens: list[str], at: int, mask: Mask) -> int:
    if at >= len(tokens) or tokens[at] in ",()./":
        raise _bad("".join(tokens))
    known = tokens[at] in mask
    below: Mask = mask.setdefault(tokens[at], {})
    at += 1
    if at < len(tokens) and tokens[at] in "./":
        inner: Mask = {}
        at = _path(tokens, at + 1, inner)
        _merge(below, inner, known=known)
    elif at < len(tokens) and tokens[at] == "(":
        inner, at = _list(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise _bad("".join(tokens))
        _merge(below, inner, known=known)
        at += 1
    else:
        below.clear()
    return at


def _merge(into: Mask, more: Mask, *, known: bool) -> None:
    if known and not into:
        return
    for name, below in more.items():
        if name in into and into[name] and below:
            _merge(into[name], below, known=True)
        elif name not in into:
            into[name] = below
        else:
            into[name] = {}


def _bad(text: str) -> Exception:
    return invalid(
        f"Request contains an invalid argument. Invalid field selection {text}",
        location=("parameter", "fields"),
    )


def keep(value: Any, mask: Mask) -> Any:
    """`value` with only what the mask names; objects of a list that are one stay one."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        cut: dict[int, Any] = {}
        for item in value:
            if id(item) not in cut:
                cut[id(item)] = keep(item, mask)
        return [cut[id(item)] for item in value]
    if not isinstance(value, dict):
        return value
    return {name: keep(item, mask[name]) for name, item in value.items() if name in mask}


def wants(mask: Mask, *path: str) -> bool:
    """Whether a mask reaches down `path` (an empty mask wants everything)."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def leaves(mask: Mask, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every full path a mask names, for updates."""
    for name, below in mask.items():
        if below:
            yield from leaves(below, (*before, name))
        else:
            yield (*before, name)


def update(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> None:
    """Copy what the mask names from `source` into `target`; what the source lacks is cleared."""
    if "*" in mask:
        target.clear()
        target.update(source)
        return
    for path in leaves(mask):
        _copy(target, source, path)


def _copy(target: dict[str, Any], source: dict[str, Any], path: tuple[str, ...]) -> None:
    for name in path[:-1]:
        source = source.get(name) or {}
        target = target.setdefault(name, {})
    if source.get(path[-1]) is None:
        target.pop(path[-1], None)
    else:
        target[path[-1]] = source[path[-1]]
