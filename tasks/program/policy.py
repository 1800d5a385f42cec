"""Policy packs: what a state or a body asks of a program, as data. Each line says where it is from and when it was read.

Law changes and districts differ: a pack is a starting point, and a setting in the workbook always overrides it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.program.shipped import TEMPLATES, shipped

FOLDER = "policies"
REMINDER = "Law changes and districts differ: check with your state."


@dataclass(frozen=True)
class Line:
    """One thing the pack says: in words, its source, the date it was read (ISO), and the setting it fills, if any."""

    about: str
    says: str
    source: str
    read_on: str
    setting: str = ""
    value: Any = None


@dataclass(frozen=True)
class Pack:
    """A pack by its name, its title for people, its lines in their order."""

    name: str
    title: str
    lines: tuple[Line, ...]

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings it fills, by name; what a cell would hold."""
        return {line.setting: line.value for line in self.lines if line.setting}


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every pack that ships."""
    return tuple(sorted(file.stem for file in (TEMPLATES / FOLDER).glob("*.toml")))


def pack(name: str) -> Pack:
    """The pack of this name; an empty one where none ships."""
    if name not in names():
        return Pack(name, name, ())
    content = shipped(f"{FOLDER}/{name}.toml")
    lines = tuple(Line(**line) for line in content.get("lines", ()))
    return Pack(name, str(content["title"]), lines)
