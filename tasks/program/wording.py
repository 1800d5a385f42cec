"""Words that the sheet, the letters and the pages say in the same way."""

from collections.abc import Sequence
from typing import Any


def listed(values: Sequence[Any], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`; empty for none."""
    words = [str(value) for value in values]
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
