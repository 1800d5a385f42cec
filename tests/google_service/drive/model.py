"""Drive: files, who may see them, and the order in which they changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
FORM = "application/vnd.google-apps.form"
RANKS = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 6}


@dataclass
class File:
    """One file. `permissions` are API objects by their id."""

    id: str
    name: str
    kind: str
    owner: str
    created: datetime
    modified: datetime
    modified_by: str
    parents: list[str] = field(default_factory=list)
    permissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int = 1
    trashed: bool = False
    description: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    content: bytes = b""
    comments: list[dict[str, Any]] = field(default_factory=list)

    def allows(self, user: str, role: str) -> bool:
        """Whether the user has this role or a stronger one, by name, by domain, or as anyone with the link."""
        return any(
            RANKS[permission["role"]] >= RANKS[role] and _concerns(permission, user)
            for permission in self.permissions.values()
        )


def _concerns(permission: dict[str, Any], user: str) -> bool:
    if permission["type"] == "anyone":
        return True
    if permission["type"] == "domain":
        return user.endswith("@" + permission.get("domain", ""))
    return bool(permission.get("emailAddress", "").casefold() == user.casefold())


@dataclass
class Drive:
    """All files, and one line per change for change tokens."""

    files: dict[str, File] = field(default_factory=dict)
    changes: list[tuple[str, datetime, bool]] = field(default_factory=list)

    def create(self, file_id: str, name: str, kind: str, owner: str, at: datetime) -> File:
        file = File(file_id, name, kind, owner, at, at, owner, parents=["root"])
        file.permissions[permission_id(owner)] = {"type": "user", "role": "owner", "emailAddress": owner}
        self.files[file_id] = file
        self.changes.append((file_id, at, False))
        return file

    def touch(self, file: File, at: datetime, user: str) -> None:
        file.modified, file.modified_by = at, user
        file.version += 1
        self.changes.append((file.id, at, False))

    def remove(self, file: File, at: datetime) -> None:
        del self.files[file.id]
        self.changes.append((file.id, at, True))


def permission_id(who: str) -> str:
    """Twenty digits, the same for the same address, as Google's are."""
    number = 0
    for letter in who.casefold():
        number = (number * 131 + ord(letter)) % 10**20
    return str(number).zfill(20)
