"""Row and column groups: each line has a depth, and a group is a run of lines at least that deep.

That gives exactly the unions, subsets and overlaps the reference documentation describes.
"""

from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.model import Axis, Json, Sheet

CONTROL = {"ROWS": "rowGroupControlAfter", "COLUMNS": "columnGroupControlAfter"}
DEEPEST = 8


def groups(sheet: Sheet, axis: Axis) -> list[Json]:
    """All groups, outermost first."""
    depths = [props.get("depth", 0) for props in sheet.line_props(axis)]
    found: list[Json] = []
    for depth in range(1, max(depths, default=0) + 1):
        start = None
        for at, here in enumerate([*depths, 0]):
            if here >= depth and start is None:
                start = at
            elif here < depth and start is not None:
                found.append(_group(sheet, axis, start, at, depth))
                start = None
    return found


def _group(sheet: Sheet, axis: Axis, start: int, end: int, depth: int) -> Json:
    lines: Json = {"sheetId": sheet.id} if sheet.id else {}
    return {"range": {**lines, "dimension": axis, "startIndex": start, "endIndex": end}, "depth": depth}


def add_group(edit: Edit, body: Json) -> Json:
    sheet, axis, start, end = edit.span(body["range"])
    sheet.grid[CONTROL[axis]] = True  # recorded; it stays when the group goes
    _deepen(sheet, axis, start, end, 1)
    return {"addDimensionGroup": {"dimensionGroups": groups(sheet, axis)}}


def delete_group(edit: Edit, body: Json) -> Json:
    sheet, axis, start, end = edit.span(body["range"])
    if not any(props.get("depth") for props in sheet.line_props(axis)[start:end]):
        raise WrongRequestError("No dimension group found over the specified range.")
    _deepen(sheet, axis, start, end, -1)
    left = groups(sheet, axis)
    return {"deleteDimensionGroup": {"dimensionGroups": left} if left else {}}


def _deepen(sheet: Sheet, axis: Axis, start: int, end: int, by: int) -> None:
    for props in sheet.line_props(axis)[start:end]:
        depth = props.pop("depth", 0) + by
        if depth > DEEPEST:
            raise WrongRequestError(f"Dimension groups may be nested {DEEPEST} deep at most.")
        if depth > 0:
            props["depth"] = depth
