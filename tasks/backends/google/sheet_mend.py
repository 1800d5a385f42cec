"""Puts back what a post hit by mistake, and sees to it that what is put back goes where it is meant.

Somebody who sorted or inserted between our reading and our writing may be at it still: a mend is a post by places, too.
Its answer shows the whole tab right after it; where rows or columns had moved once more, the same is tried on what stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tasks.backends.google.calls import Failure
from tasks.backends.google.sheet_columns import (
    BOTH,
    Back,
    Grid,
    Place,
    appended,
    grids,
    restored,
    shown_in,
    written,
)
from tasks.backends.google.sheet_values import Json
from tasks.backends.google.sheet_watch import quoted

_LARGEST = 100_000
"""So many cells are asked for in an answer that otherwise shows keys and headers only."""
_BELOW, _SPARE = 50, 10
"""Rows below the last entry that are shown as well; those left out at the end of the grid, where people may be deleting some."""
_TURNS = 12
_WRONG = 400
Update = Callable[[Sequence[Json], Sequence[str]], Json]


def whole_tabs(read: Json, requests: Sequence[Json]) -> list[str] | None:
    """The tabs that a post touches, as ranges; nothing where they are too large to be shown in every answer."""
    shown = _shown(read, requests)
    cells = sum(last * max(map(len, grid.rows), default=0) for grid, last in shown)
    return _ranges(shown) if cells <= _LARGEST else None


def _shown(read: Json, requests: Sequence[Json]) -> list[tuple[Grid, int]]:
    """The tabs that a post touches, each with the last row that holds anything now or then."""
    held, cells, rows = grids(read), written(requests), appended(requests)
    return [
        (
            held[tab],
            max(_last(held[tab]) + len(rows.get(tab, [])), *(row + 1 for row, _ in cells.get(tab, {})), 1),
        )
        for tab in dict.fromkeys([*cells, *rows])
        if tab in held
    ]


def _ranges(shown: Sequence[tuple[Grid, int]]) -> list[str]:
    lines = ((grid, max(last, min(last + _BELOW, grid.height - _SPARE))) for grid, last in shown)
    return [f"{quoted(grid.title)}!1:{last}" for grid, last in lines]


def _last(grid: Grid) -> int:
    """The last row with anything in it, from 1."""
    return max((n for n, line in enumerate(grid.rows, 1) if any(map(shown_in, line))), default=0)


def seen(answer: Json) -> Json:
    """A post's answer, as a reading of the tabs it shows."""
    return {"sheets": answer.get("updatedSpreadsheet", {}).get("sheets", [])}


def mended(update: Update, now: Json, requests: Sequence[Json]) -> None:
    """Posts requests that were made for the tabs as they stand in `now`, until they went where they were meant."""
    for _ in range(_TURNS):
        try:
            answer = update(requests, _ranges(_shown(now, requests)))
        except Failure as failure:
            if failure.status != _WRONG:
                raise
            # A tab was renamed or deleted: its cells can still be named, its name cannot.
            update(requests, [])
            return
        requests = astray(now, requests, answer)
        if not requests:
            return
        now = seen(answer)


def astray(before: Json, requests: Sequence[Json], answer: Json) -> list[Json]:
    """Where these requests hit other cells than they were made for: what gives those their own again, and the rest theirs."""
    held, after = grids(before), grids(seen(answer))
    meant = _meant(requests)
    return [
        request
        for tab, cells in written(requests).items()
        if tab in held and tab in after
        for request in _again(tab, held[tab], after[tab], cells, meant[tab])
    ]


Meant = Mapping[Place, Sequence[tuple[str, Json]]]


def _meant(requests: Sequence[Json]) -> dict[int, dict[Place, list[tuple[str, Json]]]]:
    """What each cell was to be given, in order: the fields and the cell, by tab and place."""
    found: dict[int, dict[Place, list[tuple[str, Json]]]] = {}
    for request in requests:
        fields = request.get("updateCells", {}).get("fields", "")
        for tab, cells in written([request]).items():
            for place, cell in cells.items():
                found.setdefault(tab, {}).setdefault(place, []).append((fields, cell))
    return found


def _again(tab: int, before: Grid, after: Grid, cells: Mapping[Place, Json], meant: Meant) -> Iterator[Json]:
    back = Back(before, after, cells)
    if all(back.stood(place) == place for place in cells):
        return
    columns = range(max(map(len, after.rows), default=0))
    for place in ((row, column) for row in range(len(after.rows)) for column in columns):
        stood = back.stood(place)
        if place in cells:
            yield restored(tab, place, BOTH, before.cell(stood) if stood is not None else {})
        if stood is not None and stood in meant:
            row, column = place
            area = {"startRowIndex": row, "endRowIndex": row + 1}
            area |= {"startColumnIndex": column, "endColumnIndex": column + 1, "sheetId": tab}
            for fields, cell in meant[stood]:
                yield {"updateCells": {"range": area, "rows": [{"values": [cell]}], "fields": fields}}
