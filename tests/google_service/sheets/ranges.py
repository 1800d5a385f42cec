"""Requests about ranges: named, protected, merged, filtered, validated, banded, and rules that color cells."""

import copy

from tests.google_service import masks
from tests.google_service.sheets.edit import Edit, WrongRequestError
from tests.google_service.sheets.formats import completed
from tests.google_service.sheets.model import Box, Cell, Json, Sheet, elided
from tests.google_service.sheets.tabs import required_fields


def add_named(edit: Edit, body: Json) -> Json:
    named = copy.deepcopy(body["namedRange"])
    edit.area(named.get("range") or {})
    if any(other["name"].casefold() == named.get("name", "").casefold() for other in edit.spreadsheet.named):
        raise WrongRequestError(
            f'Cannot add named range with name "{named["name"]}" because a named range with that name already exists.'
        )
    named.setdefault("namedRangeId", str(edit.ids.number()))
    edit.spreadsheet.named.append(named)
    return {"addNamedRange": {"namedRange": elided(named)}}


def update_named(edit: Edit, body: Json) -> Json:
    given = body["namedRange"]
    named = _by_id(edit.spreadsheet.named, "namedRangeId", given.get("namedRangeId"), "named range")
    masks.update(named, {**given, "namedRangeId": named["namedRangeId"]}, masks.parse(required_fields(body)))
    return {}


def delete_named(edit: Edit, body: Json) -> Json:
    named = _by_id(edit.spreadsheet.named, "namedRangeId", body.get("namedRangeId"), "named range")
    edit.spreadsheet.named.remove(named)
    return {}


def _by_id(items: list[Json], key: str, wanted: object, noun: str) -> Json:
    for item in items:
        if item.get(key) == wanted:
            return item
    raise WrongRequestError(f"No {noun} with id: {wanted}")


def add_protected(edit: Edit, body: Json) -> Json:
    """The reply shows what was sent; later reads show the caller among the editors as well (recorded)."""
    protected = copy.deepcopy(body["protectedRange"])
    if protected.get("namedRangeId") and not protected.get("range"):
        named = _by_id(edit.spreadsheet.named, "namedRangeId", protected["namedRangeId"], "named range")
        protected["range"] = dict(named["range"])
    sheet, _ = edit.area(protected.get("range") or {})
    protected["protectedRangeId"] = protected.get("protectedRangeId") or edit.ids.number()
    if not protected.get("warningOnly"):
        protected["requestingUserCanEdit"] = True
    reply = elided(protected)
    if not protected.get("warningOnly"):
        editors = protected.get("editors") or {}
        users = [edit.user, *(user for user in editors.get("users") or [] if user != edit.user)]
        protected["editors"] = {**editors, "users": users}
    sheet.protected.append(protected)
    return {"addProtectedRange": {"protectedRange": reply}}


def _protected(edit: Edit, wanted: object) -> tuple[Sheet, Json]:
    for sheet in edit.spreadsheet.sheets:
        for protected in sheet.protected:
            if protected["protectedRangeId"] == wanted:
                return sheet, protected
    raise WrongRequestError(f"No protected range with id: {wanted}")


def update_protected(edit: Edit, body: Json) -> Json:
    given = body["protectedRange"]
    _, protected = _protected(edit, given.get("protectedRangeId"))
    masks.update(protected, {**given}, masks.parse(required_fields(body)))
    return {}


def delete_protected(edit: Edit, body: Json) -> Json:
    sheet, protected = _protected(edit, body.get("protectedRangeId"))
    sheet.protected.remove(protected)
    return {}


def merge(edit: Edit, body: Json) -> Json:
    """The top left value stays, the others go (documented in the editor)."""
    sheet, box = edit.area(body["range"])
    edit.guard(sheet, box)
    for piece in _pieces(box, body.get("mergeType") or "MERGE_ALL"):
        if (piece.bottom - piece.top) * (piece.right - piece.left) < 2:
            continue
        if any(other.meets(piece) and not other.within(piece) for other in sheet.merges):
            raise WrongRequestError("You must select all cells in a merged range to merge or unmerge them.")
        sheet.merges = [other for other in sheet.merges if not other.within(piece)]
        sheet.merges.append(piece)
        for row, column in piece.cells():
            if (row, column) != (piece.top, piece.left):
                cell = sheet.cell(row, column)
                sheet.put(row, column, Cell(format=cell.format, note=cell.note, validation=cell.validation))
    return {}


def _pieces(box: Box, kind: str) -> list[Box]:
    if kind == "MERGE_COLUMNS":
        return [Box(box.top, box.bottom, column, column + 1) for column in range(box.left, box.right)]
    if kind == "MERGE_ROWS":
        return [Box(row, row + 1, box.left, box.right) for row in range(box.top, box.bottom)]
    return [box]


def unmerge(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    if any(merged.meets(box) and not merged.within(box) for merged in sheet.merges):
        raise WrongRequestError("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merged for merged in sheet.merges if not merged.within(box)]
    return {}


def set_filter(edit: Edit, body: Json) -> Json:
    given = copy.deepcopy(body["filter"])
    sheet, box = edit.area(given.get("range") or {})
    given["range"] = sheet.grid_range(box)
    sheet.filter = given
    return {}


def clear_filter(edit: Edit, body: Json) -> Json:
    edit.sheet(body.get("sheetId")).filter = None
    return {}


def set_validation(edit: Edit, body: Json) -> Json:
    sheet, box = edit.area(body["range"])
    rule = body.get("rule")
    sheet.each(box, lambda cell: Cell(cell.value, cell.formula, cell.format, cell.note, rule))
    return {}


def add_rule(edit: Edit, body: Json) -> Json:
    rule = completed(copy.deepcopy(body["rule"]))
    sheet, _ = edit.area((rule.get("ranges") or [{}])[0])
    sheet.conditional.insert(body.get("index") or 0, rule)
    return {}


def update_rule(edit: Edit, body: Json) -> Json:
    rule = body.get("rule") or {}
    sheet = edit.sheet(body.get("sheetId") or (rule.get("ranges") or [{}])[0].get("sheetId"))
    at = _index(sheet, body)
    old = sheet.conditional[at]
    if rule:
        sheet.conditional[at] = completed(copy.deepcopy(rule))
        return {"updateConditionalFormatRule": {"oldRule": old, "newRule": sheet.conditional[at]}}
    sheet.conditional.insert(body.get("newIndex") or 0, sheet.conditional.pop(at))
    return {"updateConditionalFormatRule": {"oldRule": old}}


def delete_rule(edit: Edit, body: Json) -> Json:
    sheet = edit.sheet(body.get("sheetId"))
    return {"deleteConditionalFormatRule": {"rule": sheet.conditional.pop(_index(sheet, body))}}


def _index(sheet: Sheet, body: Json) -> int:
    at: int = body.get("index") or 0
    if not 0 <= at < len(sheet.conditional):
        raise WrongRequestError(f"No conditional format on sheet: {sheet.id} at index: {at}")
    return at


def add_band(edit: Edit, body: Json) -> Json:
    band = completed(copy.deepcopy(body["bandedRange"]))
    sheet, box = edit.area(band.get("range") or {})
    if any(sheet.box(other["range"]).meets(box) for other in sheet.bands):
        raise WrongRequestError(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )
    band.setdefault("bandedRangeId", edit.ids.number())
    sheet.bands.append(band)
    return {"addBanding": {"bandedRange": elided(band)}}


def delete_band(edit: Edit, body: Json) -> Json:
    for sheet in edit.spreadsheet.sheets:
        for band in sheet.bands:
            if band["bandedRangeId"] == body.get("bandedRangeId"):
                sheet.bands.remove(band)
                return {}
    raise WrongRequestError(f"No banded range with id: {body.get('bandedRangeId')}")
