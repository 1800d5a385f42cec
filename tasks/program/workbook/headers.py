"""Which column of a real sheet is which: by header, never by position.

Case, spaces, underscores, punctuation and a column's aliases do not matter. Two columns that could be the same one
are a clash: neither is taken until a person renames one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.program.cells import Value, text
from tasks.program.workbook.columns import Tab
from tasks.program.workbook.tabs import ALL


def squeezed(value: Value) -> str:
    """A header reduced to its letters and digits."""
    return re.sub(r"[\W_]+", "", text(value).casefold())


_TITLES = {squeezed(tab.name): tab.name for tab in ALL}


def tab_named(title: str) -> str:
    """The contract's name for a sheet's title, or the title itself for a tab of the staff's own."""
    return _TITLES.get(squeezed(title), title)


@dataclass(frozen=True)
class Located:
    """Where each column stands: position by name, in sheet order; clashes as (column, the headers that claim it)."""

    positions: dict[str, int]
    clashes: tuple[tuple[str, tuple[str, ...]], ...] = ()


def locate(tab: Tab | None, headers: Sequence[Value]) -> Located:
    """Finds the contract's columns among a sheet's headers; unknown headers keep their own text as name.

    An exact header wins over an alias; two exact ones, or two aliases without an exact one, clash.
    """
    named: dict[str, list[tuple[int, bool]]] = {}
    exact, alias = _words(tab)
    own: dict[str, int] = {}
    for position, header in enumerate(headers):
        word = squeezed(header)
        if not word:
            continue
        if word in exact:
            named.setdefault(exact[word], []).append((position, True))
        elif word in alias:
            named.setdefault(alias[word], []).append((position, False))
        else:
            own.setdefault(text(header), position)
    positions: dict[str, int] = {}
    clashes: list[tuple[str, tuple[str, ...]]] = []
    for column, claims in named.items():
        best = [position for position, is_exact in claims if is_exact] or [position for position, _ in claims]
        if len(best) == 1:
            positions[column] = best[0]
        else:
            clashes.append((column, tuple(text(headers[position]) for position, _ in claims)))
    for header, position in own.items():
        positions.setdefault(header, position)
    return Located(dict(sorted(positions.items(), key=lambda item: item[1])), tuple(clashes))


def _words(tab: Tab | None) -> tuple[dict[str, str], dict[str, str]]:
    if tab is None:
        return {}, {}
    exact = {squeezed(column.name): column.name for column in tab.columns}
    alias = {squeezed(other): column.name for column in tab.columns for other in column.aliases}
    return exact, {word: name for word, name in alias.items() if word not in exact}
