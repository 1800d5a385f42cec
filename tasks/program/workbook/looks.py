"""Which cells the words in them color, and how: the same rules in every spreadsheet program.

It does not care what red looks like there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tasks.program.workbook.columns import Tab
from tasks.program.workbook.tabs_program import LAST_RUN


class Look(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    FADED = "faded"


_WORDS = {
    ("To do", "Status"): {"open": Look.AMBER, "done": Look.FADED},
    ("Pairings", "Status"): {
        "proposed": Look.AMBER,
        "active": Look.GREEN,
        "not allowed": Look.RED,
        "ended": Look.FADED,
        "rejected": Look.FADED,
        "replaced": Look.FADED,
    },
    ("Outbox", "Status"): {
        "failed": Look.RED,
        "bounced": Look.RED,
        "unsure": Look.RED,
        "waiting": Look.AMBER,
        "sent": Look.FADED,
    },
    ("Meetings", "Status"): {
        "held": Look.GREEN,
        "missed": Look.RED,
        "cancelled": Look.FADED,
        "no school": Look.FADED,
    },
    ("Hours", "On track"): {"no": Look.AMBER},
}
_OVERDUE = f'AND(${{Item}}2="{LAST_RUN}",TODAY()>${{Due}}2)'
"""The first line of `To do`, once the school day under `Due` is over without a run: no run can say so itself."""

_DONE = '${Status}2="done"'
"""The whole line of `To do` steps back, so that the open ones among them are seen at a glance."""


@dataclass(frozen=True)
class Coloring:
    """A rule for one column's cells from row 2 on; `formula` has the letters of columns in braces, by header."""

    column: str
    formula: str
    look: Look

    def filled(self, letters: Callable[[str], str], tab: Tab) -> str:
        """The formula for the cell in row 2; `letters` gives a column's letters by its header."""
        return self.formula.format_map({one.name: letters(one.name) for one in tab.columns})


def colorings(tab: Tab) -> Iterator[Coloring]:
    """The tab's rules, the most urgent first."""
    for column in (one.name for one in tab.columns):
        cell = f"{{{column}}}2"
        if column == "Check":
            yield Coloring(column, f'LEFT({cell},10)="Please fix"', Look.RED)
            yield Coloring(column, f'LEFT({cell},4)="Note"', Look.AMBER)
        for word, look in _WORDS.get((tab.name, column), {}).items():
            yield Coloring(column, f'{cell}="{word}"', look)
        if tab.name == "To do":
            if column in ("Item", "What", "Since"):
                yield Coloring(column, _OVERDUE, Look.RED)
            if column not in ("Status", "Check"):
                yield Coloring(column, _DONE, Look.FADED)
