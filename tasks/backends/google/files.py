"""Small files in the program's own folder: copies of what Google holds, which may be lost at any time."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def kept_json(file: Path | None) -> dict[str, Any]:
    """What a file holds; empty where it is missing or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_json(file: Path | None, what: Mapping[str, Any]) -> None:
    """Replaces the file as a whole, readable by its owner alone."""
    if file is None:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.part")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(what, separators=(",", ":")), encoding="utf-8")
    draft.replace(file)
