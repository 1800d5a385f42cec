"""Columns that people moved, inserted or deleted between our reading and our writing: what was hit by mistake is put back.

A post names its cells by place. Its answer shows the headers as they stand then; where a column that was written to
is another one now, every cell of the post is looked at again in a fresh reading, and gets back what it held. Requests
are read as they were posted, answers as Google gave them, so that formulas and formats come back as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from tasks.backends.google.sheet_values import FORMATS, Json, format_of
from tasks.backends.google.sheet_watch import quoted

FORMAT = "userEnteredFormat.numberFormat"
BOTH = f"userEnteredValue,{FORMAT}"
Place = tuple[int, int]
"""A row and a column, from 0."""


@dataclass(frozen=True)
class Grid:
    """One tab as Google's answer gives it."""

    title: str
    rows: Sequence[Sequence[Json]]
    height: int = 0

    @property
    def headers(self) -> list[str]:
        return [shown_in(cell) for cell in self.rows[0]] if self.rows else []

    def cell(self, place: Place) -> Json:
        row, column = place
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else {}


def grids(answer: Json) -> dict[int, Grid]:
    """The tabs of a reading, by their ids."""
    return {
        int(sheet["properties"].get("sheetId", 0)): Grid(
            str(sheet["properties"].get("title", "")),
            [
                row.get("values", [])
                for block in sheet.get("data", [])[:1]
                for row in block.get("rowData", [])
            ],
            int(sheet["properties"].get("gridProperties", {}).get("rowCount", 0)),
        )
        for sheet in answer.get("sheets", [])
    }


def written(requests: Sequence[Json]) -> dict[int, dict[Place, Json]]:
    """The cells that a post names by their places, by tab."""
    found: dict[int, dict[Place, Json]] = {}
    for request in requests:
        update = request.get("updateCells")
        if update:
            area = update["range"]
            cells = found.setdefault(int(area["sheetId"]), {})
            for row, line in enumerate(update["rows"], area["startRowIndex"]):
                for column, cell in enumerate(line["values"], area["startColumnIndex"]):
                    cells[row, column] = cell
    return found


def appended(requests: Sequence[Json]) -> dict[int, list[list[Json]]]:
    """The rows that a post leaves to Google to place, by tab."""
    found: dict[int, list[list[Json]]] = {}
    for request in requests:
        append = request.get("appendCells")
        if append:
            found.setdefault(int(append["sheetId"]), []).extend(row["values"] for row in append["rows"])
    return found


def formatted(requests: Sequence[Json]) -> dict[int, set[int]]:
    """The columns whose number format a post sets as a whole, by tab: those that it makes."""
    found: dict[int, set[int]] = {}
    for request in requests:
        repeat = request.get("repeatCell")
        if repeat and FORMAT in repeat["fields"]:
            area = repeat["range"]
            columns = range(area["startColumnIndex"], area["endColumnIndex"])
            found.setdefault(int(area["sheetId"]), set()).update(columns)
    return found


def header_ranges(read: Json, requests: Sequence[Json]) -> list[str]:
    """What an answer must show for `shifted`: the first row of each tab that stood when it was read."""
    held = grids(read)
    touched = [*written(requests), *appended(requests)]
    return [f"{quoted(held[tab].title)}!1:1" for tab in dict.fromkeys(touched) if tab in held]


def shifted(read: Json, requests: Sequence[Json], answer: Json) -> list[int]:
    """The tabs where columns that the post wrote to were no longer those that were read."""
    held, cells, rows = grids(read), written(requests), appended(requests)
    found = []
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", []):
        tab = int(sheet["properties"].get("sheetId", 0))
        if tab not in held:
            continue
        heads = dict(_first_row(sheet.get("data", [])))
        named = {column: cell for (row, column), cell in cells.get(tab, {}).items() if row == 0}
        wanted = dict(enumerate(held[tab].headers)) | {
            n: shown_in(_entered(cell)) for n, cell in named.items()
        }
        # A header of ours may have fallen on one that moved there: then all of them count.
        places = {column for _, column in cells.get(tab, {})} | {
            n for line in rows.get(tab, []) for n, cell in enumerate(line) if cell
        }
        places |= wanted.keys() if named else set()
        if any(heads.get(n, "") != wanted.get(n, "") for n in places):
            found.append(tab)
    return found


def put_back(read: Json, now: Json, requests: Sequence[Json], tabs: Sequence[int]) -> list[Json]:
    """The requests that give every cell the post wrote to in these tabs what it held before."""
    before, after = grids(read), grids(now)
    cells, rows, columns = written(requests), appended(requests), formatted(requests)
    found: list[Json] = []
    for tab in tabs:
        if tab in after:
            back = Back(before[tab], after[tab], cells.get(tab, {}))
            found += [
                restored(tab, place, FORMAT, cell) for place, cell in back.formats(columns.get(tab, ()))
            ]
            found += [restored(tab, place, BOTH, cell) for place, cell in back.cells()]
            found += [restored(tab, place, BOTH, {}) for place in back.added(rows.get(tab, []))]
    return found


class Back:
    """What stood in one tab's cells before they were written to."""

    def __init__(self, before: Grid, after: Grid, cells: Mapping[Place, Json]) -> None:
        self.before, self.after, self.written = before, after, cells
        self.columns = self._columns()
        self._rows: dict[int, int | None] = {}

    def _columns(self) -> dict[int, int]:
        """Where each column that stands now stood when it was read; one that is new is left out."""
        old = self.before.headers
        found: dict[int, int] = {}
        width = max(map(len, self.after.rows), default=0)
        for place in range(width):
            header = "" if (0, place) in self.written else shown_in(self.after.cell((0, place)))
            if header and old.count(header) == 1:
                found[place] = old.index(header)
        taken = set(found.values())
        for place in range(width):
            # Without a header, with another one, or with ours written over it: known by its left neighbor.
            beside = found[place - 1] + 1 if place - 1 in found else 0
            if place not in found and beside not in taken and (beside or not place):
                found[place] = beside
                taken.add(beside)
        return found

    def cells(self) -> Iterator[tuple[Place, Json]]:
        """Each cell that still holds what was posted, and what it held."""
        for place, posted in self.written.items():
            if _holds(self.after.cell(place), posted):
                yield place, self._held(place)

    def formats(self, columns: Iterable[int]) -> Iterator[tuple[Place, Json]]:
        """The cells below the headers of these columns, and what they held."""
        for place in product(range(1, len(self.after.rows)), columns):
            yield place, self._held(place)

    def stood(self, place: Place) -> Place | None:
        """Where what stands here now stood when it was read; nothing for a row or a column that is new."""
        column = self.columns.get(place[1])
        row = self._row(place[0])
        return (row, column) if row is not None and column is not None else None

    def _held(self, place: Place) -> Json:
        stood = self.stood(place)
        return self.before.cell(stood) if stood is not None else {}

    def _row(self, row: int) -> int | None:
        """The row that stands here, as it was numbered when it was read: told by its cells that were not written to."""
        if row not in self._rows:
            self._rows[row] = self._found_row(row) if row else 0
        return self._rows[row]

    def _found_row(self, row: int) -> int | None:
        here = self._rest(row)
        places = here.keys() | {self.columns[n] for n in self.columns if (row, n) not in self.written}
        candidates = (row, *range(1, len(self.before.rows)))
        same = (n for n in candidates if all(self._old(n, p) == here.get(p, "") for p in places))
        found = next(same, None)
        return self._most_alike(here, candidates) if found is None else found

    def _most_alike(self, here: Mapping[int, str], candidates: Iterable[int]) -> int | None:
        """Somebody typed into the row as well; a row with hardly anything of an old one is new."""
        alike = {n: sum(self._old(n, p) == shown for p, shown in here.items()) for n in candidates}
        best = max(alike, key=alike.__getitem__)
        return best if 2 * alike[best] > len(here) else None

    def _rest(self, row: int) -> dict[int, str]:
        line = self.after.rows[row] if row < len(self.after.rows) else ()
        return {
            self.columns[n]: shown_in(cell)
            for n, cell in enumerate(line)
            if n in self.columns and (row, n) not in self.written and shown_in(cell)
        }

    def _old(self, row: int, column: int) -> str:
        return shown_in(self.before.cell((row, column)))

    def added(self, lines: Sequence[Sequence[Json]]) -> Iterator[Place]:
        """The cells of rows that Google placed: each stands below what was read, and holds just what was posted."""
        taken: set[int] = set()
        for line in reversed(lines):
            places = [n for n, cell in enumerate(line) if cell.get("userEnteredValue")]
            for row in range(len(self.after.rows) - 1, 0, -1):
                if row not in taken and all(_holds(self.after.cell((row, n)), line[n]) for n in places):
                    taken.add(row)
                    yield from ((row, n) for n in places)
                    break


def _first_row(blocks: Sequence[Json]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if not block.get("startRow") and block.get("rowData"):
            for place, cell in enumerate(block["rowData"][0].get("values", []), block.get("startColumn", 0)):
                yield place, shown_in(cell)


def shown_in(cell: Json) -> str:
    """What tells one cell from another: its value, whatever its type."""
    value = cell.get("effectiveValue", {})
    return str(next(iter(value.values()), "")).strip() if value else ""


def _entered(posted: Json) -> Json:
    return {"effectiveValue": posted.get("userEnteredValue", {})}


def _holds(cell: Json, posted: Json) -> bool:
    """Whether a cell holds what was posted; numbers may come back a little rounded."""
    stands, wanted = cell.get("effectiveValue") or {}, posted.get("userEnteredValue") or {}
    if "numberValue" in stands and "numberValue" in wanted:
        return abs(float(stands["numberValue"]) - float(wanted["numberValue"])) < 1e-6
    return shown_in(cell) == shown_in(_entered(posted))


def restored(tab: int, place: Place, fields: str, cell: Json) -> Json:
    row, column = place
    area = {
        "sheetId": tab,
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    value = cell.get("userEnteredValue") or cell.get("effectiveValue")
    back: Json = {"userEnteredValue": value} if fields == BOTH and value and "errorValue" not in value else {}
    shown = format_of(cell)
    if shown:
        back["userEnteredFormat"] = {"numberFormat": FORMATS.get(shown, {"type": shown})}
    return {"updateCells": {"range": area, "rows": [{"values": [back]}], "fields": fields}}
