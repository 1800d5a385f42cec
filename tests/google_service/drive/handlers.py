"""Drive v3, and the v2 upload by which gspread imports CSV.

Recorded: creating, reading, listing, exporting CSV and deleting; the rest is not recorded.
"""

from typing import Any

from tests.google_service.clock import rfc3339
from tests.google_service.drive import exports, permissions
from tests.google_service.drive.model import FOLDER, SPREADSHEET, File, permission_id
from tests.google_service.drive.query import matches
from tests.google_service.sheets.files import new_spreadsheet
from tests.google_service.wire import Answer, RefusalError, invalid
from tests.google_service.world import Call, Handler

SHORT = ("kind", "id", "name", "mimeType")


def visible(call: Call, role: str = "reader") -> File:
    """The file of the path; one the caller may not see does not exist for them."""
    file_id = call.path["fileId"]
    file = call.world.drive.files.get(file_id)
    if file is None or not file.allows(call.who.user, "reader"):
        raise not_found(file_id)
    if not file.allows(call.who.user, role):
        raise RefusalError(
            403,
            "The user does not have sufficient permissions for this file.",
            reason="insufficientFilePermissions",
        )
    return file


def not_found(file_id: str) -> RefusalError:
    return RefusalError(404, f"File not found: {file_id}.", location=("parameter", "fileId"))


def resource(call: Call, file: File) -> dict[str, Any]:
    """All fields, or the four that Drive gives without a `fields` parameter (recorded)."""
    editable = file.allows(call.who.user, "writer")
    owner = {"kind": "drive#user", "displayName": file.owner, "me": file.owner == call.who.user}
    whole = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.kind,
        "description": file.description or None,
        "starred": False,
        "trashed": file.trashed,
        "parents": file.parents,
        "version": str(file.version),
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk",
        "createdTime": rfc3339(file.created),
        "modifiedTime": rfc3339(file.modified),
        "owners": [{**owner, "emailAddress": file.owner, "permissionId": permission_id(file.owner)}],
        "lastModifyingUser": {
            "kind": "drive#user",
            "displayName": file.modified_by,
            "emailAddress": file.modified_by,
        },
        "ownedByMe": file.owner == call.who.user,
        "shared": len(file.permissions) > 1,
        "appProperties": file.properties.get("appProperties"),
        "properties": file.properties.get("properties"),
        "capabilities": {
            "canEdit": editable,
            "canShare": editable,
            "canCopy": True,
            "canDelete": file.owner == call.who.user,
        },
        "permissions": [permissions.shown(key, item) for key, item in file.permissions.items()]
        if editable
        else None,
        "size": str(len(file.content)) if file.content else None,
    }
    whole = {name: value for name, value in whole.items() if value is not None}
    return whole if call.text("fields") else {name: whole[name] for name in SHORT}


def create(call: Call) -> Any:
    given = call.body
    kind = given.get("mimeType") or "application/octet-stream"
    stamp = call.clock.stamp()
    file = call.world.drive.create(
        given.get("id") or call.world.ids.file(), given.get("name") or "Untitled", kind, call.who.user, stamp
    )
    _describe(call, file, given)
    if kind == SPREADSHEET:
        new_spreadsheet(call.world, file)
    return resource(call, file)


def _describe(call: Call, file: File, given: dict[str, Any]) -> None:
    for parent in given.get("parents") or []:
        if parent != "root" and parent not in call.world.drive.files:
            del call.world.drive.files[file.id]
            raise not_found(parent)
    file.parents = given.get("parents") or file.parents
    file.name = given.get("name") or file.name
    file.description = given.get("description") or file.description
    file.trashed = bool(given.get("trashed", file.trashed))
    for name in ("properties", "appProperties"):
        if name in given:
            file.properties[name] = {**file.properties.get(name, {}), **given[name]}


def get(call: Call) -> Any:
    file = visible(call)
    if call.text("alt") == "media":
        return Answer(200, file.content, "application/octet-stream")
    return resource(call, file)


def update(call: Call) -> Any:
    file = visible(call, "writer")
    if call.method.media:
        return exports.replace_content(call, file, resource)
    _describe(call, file, call.body)
    for added in filter(None, call.text("addParents").split(",")):
        file.parents = [*file.parents, added]
    gone = set(call.text("removeParents").split(","))
    file.parents = [parent for parent in file.parents if parent not in gone]
    call.world.drive.touch(file, call.clock.stamp(), call.who.user)
    return resource(call, file)


def delete(call: Call) -> Any:
    file = visible(call, "owner")
    call.world.drive.remove(file, call.clock.stamp())
    call.world.sheets.pop(file.id, None)
    call.world.forms.pop(file.id, None)
    if file.kind == FOLDER:
        for child in [child for child in call.world.drive.files.values() if file.id in child.parents]:
            call.world.drive.remove(child, call.clock.stamp())
    return Answer(204, None, "text/html")


def copy(call: Call) -> Any:
    source = visible(call)
    given = {"name": f"Copy of {source.name}", **call.body}
    stamp = call.clock.stamp()
    file = call.world.drive.create(call.world.ids.file(), given["name"], source.kind, call.who.user, stamp)
    _describe(call, file, given)
    book = call.world.sheets.get(source.id)
    if book:
        twin = book.copy()
        twin.id = file.id
        call.world.sheets[file.id] = twin
    return resource(call, file)


def listed(call: Call) -> Any:
    """Newest first unless orderBy says otherwise; pages by a token that is the next offset."""
    found = [
        file
        for file in call.world.drive.files.values()
        if file.allows(call.who.user, "reader") and matches(call.text("q"), file, call.who.user)
    ]
    found.sort(key=lambda file: (file.modified, file.id), reverse=True)
    if call.text("orderBy").startswith("name"):
        found.sort(key=lambda file: file.name.casefold(), reverse=call.text("orderBy").endswith("desc"))
    start = _offset(call.text("pageToken"))
    size = call.number("pageSize", 100)
    page = [resource(call, file) for file in found[start : start + size]]
    answer: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False, "files": page}
    return {**answer, "nextPageToken": f"~!!~{start + size}"} if start + size < len(found) else answer


def _offset(token: str) -> int:
    if not token:
        return 0
    if not token.startswith("~!!~") or not token[4:].isdigit():
        raise invalid("Invalid Value", reason="invalid", location=("parameter", "pageToken"))
    return int(token[4:])


def comments(call: Call) -> Any:
    return {"kind": "drive#commentList", "comments": visible(call).comments}


def add_comment(call: Call) -> Any:
    file = visible(call, "commenter")
    comment = {"kind": "drive#comment", "id": call.world.ids.text(11), **call.body}
    file.comments.append(comment)
    return comment


def start_token(call: Call) -> Any:
    return {"kind": "drive#startPageToken", "startPageToken": str(len(call.world.drive.changes) + 1)}


def changes(call: Call) -> Any:
    """Every file that changed since the token, once, in order of its last change."""
    since = call.offset("pageToken", 1) - 1
    last: dict[str, Any] = {}
    for file_id, at, removed in call.world.drive.changes[since:]:
        last.pop(file_id, None)
        last[file_id] = (at, removed)
    shown = []
    for file_id, (at, removed) in last.items():
        file = call.world.drive.files.get(file_id)
        if file is not None and not file.allows(call.who.user, "reader"):
            continue
        change = {
            "kind": "drive#change",
            "changeType": "file",
            "time": rfc3339(at),
            "removed": removed,
            "fileId": file_id,
        }
        shown.append({**change, "file": resource(call, file)} if file else change)
    token = str(len(call.world.drive.changes) + 1)
    return {"kind": "drive#changeList", "newStartPageToken": token, "changes": shown}


def about(call: Call) -> Any:
    if not call.text("fields"):
        raise invalid(
            "The 'fields' parameter is required for this method.",
            reason="required",
            location=("parameter", "fields"),
        )
    user = {"kind": "drive#user", "displayName": call.who.user, "me": True, "emailAddress": call.who.user}
    return {"kind": "drive#about", "user": {**user, "permissionId": permission_id(call.who.user)}}


HANDLERS: dict[str, Handler] = {
    "drive.about.get": about,
    "drive.changes.getStartPageToken": start_token,
    "drive.changes.list": changes,
    "drive.comments.create": add_comment,
    "drive.comments.list": comments,
    "drive.files.copy": copy,
    "drive.files.create": create,
    "drive.files.delete": delete,
    "drive.files.export": lambda call: exports.export(call, visible(call)),
    "drive.files.get": get,
    "drive.files.list": listed,
    "drive.files.update": update,
    "drive.v2.files.update": lambda call: exports.old_upload(call, visible(call, "writer")),
    "drive.permissions.create": lambda call: permissions.create(call, visible(call, "writer")),
    "drive.permissions.delete": lambda call: permissions.delete(call, visible(call, "writer")),
    "drive.permissions.get": lambda call: permissions.get(call, visible(call)),
    "drive.permissions.list": lambda call: permissions.listed(call, visible(call)),
    "drive.permissions.update": lambda call: permissions.update(call, visible(call, "writer")),
}
