"""What waits for a person: one line of `To do`, and one line of `Coming up`."""

from dataclasses import dataclass
from datetime import date


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
