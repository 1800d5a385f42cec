"""What last year's workbook knows of people who take part again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class LastYear:
    """By address: couples whose pair ended without fault, couples who were together otherwise, since when people waited.

    `unread` says why a workbook that is named could not be read; empty otherwise.
    """

    failed: frozenset[tuple[str, str]] = frozenset()
    together: frozenset[tuple[str, str]] = frozenset()
    waited: Mapping[str, date] = field(default_factory=dict)
    unread: str = ""
