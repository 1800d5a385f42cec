"""What waits for a person: one line of `To do`, and one line of `Coming up`; and what people answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tasks.program.cells import folded
from tasks.program.workbook.snapshot import Snapshot


@dataclass(frozen=True)
class ToDo:
    """A question or a task for staff. `key` is stable (`keys.todo`); `choices` are what may be typed in Answer.

    `kind` is `guard`, `question`, `task` or `deadline`; `blocks` says that a flow cannot go on without the answer.
    """

    key: str
    what: str
    who: str = "coordinator"
    look_in: str = ""
    due: date | None = None
    choices: tuple[str, ...] = ()
    kind: str = "task"


@dataclass(frozen=True)
class Coming:
    """Something that will happen by itself within the next 14 days unless somebody stops it."""

    on: date
    what: str
    how_many: int
    waits_for: str = ""


def open_rows(snapshot: Snapshot) -> Mapping[str, int]:
    """The row of each question that no run has seen the end of yet, by item."""
    rows = snapshot.rows("To do")
    return {row.text("Item"): row.number for row in rows if row.text("Status") == "open"}


def answers(snapshot: Snapshot) -> Mapping[str, str]:
    """What people typed in Answer, by item, without case and punctuation; nothing where two rows of an item differ."""
    found: dict[str, set[str]] = {}
    for row in snapshot.rows("To do"):
        if row.text("Answer"):
            found.setdefault(row.text("Item"), set()).add(folded(row["Answer"]))
    return {item: next(iter(words)) for item, words in found.items() if len(words) == 1}
