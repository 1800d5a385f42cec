"""A client that is made when it is first used: building one reads a large document, and most runs need few."""

from collections.abc import Callable
from functools import cached_property
from typing import Any


class Lazily:
    """Stands for what `make` gives, and makes it once."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Any:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)
