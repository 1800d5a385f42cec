"""Sharing: a permission's id is made from its address, the link's is `anyoneWithLink` (not recorded)."""

from typing import Any

from tests.google_service.drive.model import RANKS, File, permission_id
from tests.google_service.wire import Answer, RefusalError, invalid
from tests.google_service.world import Call


def shown(key: str, permission: dict[str, Any]) -> dict[str, Any]:
    found = {"kind": "drive#permission", "id": key, **permission}
    if permission["type"] in {"user", "group"}:
        found |= {
            "displayName": permission["emailAddress"].split("@")[0],
            "deleted": False,
            "pendingOwner": permission.get("pendingOwner", False),
        }
    if permission["type"] in {"anyone", "domain"}:
        found.setdefault("allowFileDiscovery", False)
    return found


def _short(call: Call, key: str, permission: dict[str, Any]) -> dict[str, Any]:
    whole = shown(key, permission)
    short = ("kind", "id", "type", "role", "allowFileDiscovery")
    return whole if call.text("fields") else {name: whole[name] for name in short if name in whole}


def create(call: Call, file: File) -> Any:
    given = call.body
    role, kind = given["role"], given["type"]
    if role not in RANKS or kind not in {"user", "group", "domain", "anyone"}:
        raise invalid(
            "The specified permission is invalid.", reason="invalid", location=("parameter", "permission")
        )
    if kind in {"user", "group"} and "@" not in given.get("emailAddress", ""):
        raise invalid(
            "The specified emailAddress is invalid or not applicable for the given permission type.",
            reason="invalid",
            location=("parameter", "permission.emailAddress"),
        )
    if role == "owner" and not call.flag("transferOwnership"):
        raise RefusalError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            reason="forbidden",
            location=("parameter", "transferOwnership"),
        )
    key = {"anyone": "anyoneWithLink"}.get(kind) or permission_id(
        given.get("emailAddress") or given.get("domain", "")
    )
    kept = ("type", "role", "emailAddress", "domain", "allowFileDiscovery", "pendingOwner")
    file.permissions[key] = {name: given[name] for name in kept if name in given}
    if role == "owner":
        _transfer(file, key)
    return _short(call, key, file.permissions[key])


def _transfer(file: File, key: str) -> None:
    """The old owner stays as a writer."""
    for other, permission in file.permissions.items():
        if permission["role"] == "owner" and other != key:
            permission["role"] = "writer"
    file.owner = file.permissions[key]["emailAddress"]


def _one(call: Call, file: File) -> tuple[str, dict[str, Any]]:
    key = call.path["permissionId"]
    if key not in file.permissions:
        raise RefusalError(404, f"Permission not found: {key}.", location=("parameter", "permissionId"))
    return key, file.permissions[key]


def get(call: Call, file: File) -> Any:
    return _short(call, *_one(call, file))


def update(call: Call, file: File) -> Any:
    key, permission = _one(call, file)
    if permission["role"] == "owner" and call.body.get("role") not in {None, "owner"}:
        raise RefusalError(403, "The owner of a file cannot be removed.", reason="forbidden")
    permission |= {name: call.body[name] for name in ("role", "pendingOwner") if name in call.body}
    if call.body.get("role") == "owner":
        _transfer(file, key)
    return _short(call, key, permission)


def delete(call: Call, file: File) -> Any:
    key, permission = _one(call, file)
    if permission["role"] == "owner":
        raise RefusalError(403, "The owner of a file cannot be removed.", reason="forbidden")
    del file.permissions[key]
    return Answer(204, None, "text/html")


def listed(call: Call, file: File) -> Any:
    found = [_short(call, key, permission) for key, permission in file.permissions.items()]
    return {"kind": "drive#permissionList", "permissions": found}
