"""spreadsheets.batchUpdate: every request in order on a copy, committed only when all went well."""

from collections.abc import Callable

from tests.google_service.sheets import cells, groups, lines, metadata, moves, ranges, tabs
from tests.google_service.sheets.edit import Edit, WrongRequestError, refused
from tests.google_service.sheets.model import Json
from tests.google_service.wire import RefusalError

Doing = Callable[[Edit, Json], Json]
KINDS: dict[str, Doing] = {
    "addSheet": tabs.add_sheet,
    "deleteSheet": tabs.delete_sheet,
    "duplicateSheet": tabs.duplicate_sheet,
    "updateSheetProperties": tabs.update_sheet,
    "updateSpreadsheetProperties": tabs.update_spreadsheet,
    "insertDimension": lines.insert,
    "deleteDimension": lines.delete,
    "appendDimension": lines.append,
    "moveDimension": lines.move,
    "updateDimensionProperties": lines.update,
    "autoResizeDimensions": lines.auto_resize,
    "addDimensionGroup": groups.add_group,
    "deleteDimensionGroup": groups.delete_group,
    "addNamedRange": ranges.add_named,
    "updateNamedRange": ranges.update_named,
    "deleteNamedRange": ranges.delete_named,
    "addProtectedRange": ranges.add_protected,
    "updateProtectedRange": ranges.update_protected,
    "deleteProtectedRange": ranges.delete_protected,
    "mergeCells": ranges.merge,
    "unmergeCells": ranges.unmerge,
    "setBasicFilter": ranges.set_filter,
    "clearBasicFilter": ranges.clear_filter,
    "setDataValidation": ranges.set_validation,
    "addConditionalFormatRule": ranges.add_rule,
    "updateConditionalFormatRule": ranges.update_rule,
    "deleteConditionalFormatRule": ranges.delete_rule,
    "addBanding": ranges.add_band,
    "deleteBanding": ranges.delete_band,
    "repeatCell": cells.repeat,
    "updateCells": cells.update,
    "appendCells": cells.append,
    "updateBorders": cells.borders,
    "copyPaste": moves.copy_paste,
    "cutPaste": moves.cut_paste,
    "sortRange": moves.sort,
    "insertRange": moves.insert_range,
    "deleteRange": moves.delete_range,
    "findReplace": moves.find_replace,
    "trimWhitespace": moves.trim,
    "createDeveloperMetadata": metadata.create,
    "updateDeveloperMetadata": metadata.update,
    "deleteDeveloperMetadata": metadata.delete,
}


def run(edit: Edit, requests: list[Json]) -> list[Json]:
    """The replies; raises the refusal of the first request that cannot be done."""
    replies = []
    for n, request in enumerate(requests):
        kind = next(name for name, body in request.items() if body is not None)
        doing = KINDS.get(kind)
        if doing is None:
            raise RefusalError(501, f"requests[{n}].{kind} is not modelled by this stand-in.")
        try:
            replies.append(doing(edit, request[kind]))
        except WrongRequestError as reason:
            raise refused(n, kind, reason) from reason
        except KeyError as name:
            raise refused(n, kind, WrongRequestError(f"{name.args[0]} is required.")) from name
    return replies
