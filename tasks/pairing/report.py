"""What a run changes, or would change, among the pairs: proposed, approved, ended …, each with its reason.

It compares two readings of the workbook and does not care how many rounds lie between them.
"""

from dataclasses import dataclass
from typing import Any

from tasks.program.book import Book
from tasks.program.workbook.snapshot import Row

TAB = "Pairings"


@dataclass(frozen=True)
class Changed:
    """One pair whose status a run changes; `was` is empty for a new one. `why` is the coordinator's alone."""

    id: str
    who: str
    was: str
    status: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """Ids and states; names and reasons stay in the workbook."""
        return {"id": self.id, "from": self.was or None, "to": self.status}


def changed(before: Book, after: Book) -> tuple[Changed, ...]:
    """Every pair of `after` whose status is another than in `before`, in the order of the tab."""
    stood = {row.text("Pairing ID"): row.text("Status") for row in before.snapshot.rows(TAB)}
    return tuple(
        Changed(
            row.text("Pairing ID"),
            f"{row.text('Mentor')} and {row.text('Mentee')}",
            stood.get(row.text("Pairing ID"), ""),
            row.text("Status"),
            _why(row),
        )
        for row in after.snapshot.rows(TAB)
        if row.text("Status") and row.text("Status") != stood.get(row.text("Pairing ID"), "")
    )


def _why(row: Row) -> str:
    return row.text("Why") if row.text("Status") == "proposed" else row.text("What changed")
