"""A shelf in memory, over another one that is only read."""

from tasks.ports import Shelf


class MemoryShelf:
    def __init__(self, under: Shelf | None = None) -> None:
        self.under = under
        self.files: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> str:
        self.files[name] = content
        return name

    def get(self, name: str) -> bytes | None:
        found = self.files.get(name)
        return found if found is not None or self.under is None else self.under.get(name)
