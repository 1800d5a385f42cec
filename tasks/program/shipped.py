"""Data that ships with the program as TOML under `templates/`: instruments, codebooks, tables of related subjects."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
"""The templates folder, beside `tasks` both in a checkout and when installed."""


@lru_cache(maxsize=32)
def shipped(name: str) -> dict[str, Any]:
    """The contents of `templates/<name>`."""
    return tomllib.loads((TEMPLATES / name).read_text(encoding="utf-8"))
