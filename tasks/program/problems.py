"""What can be wrong, said so that a coordinator can put it right.

A `Problem` is about one cell and lets the rest go on. An error stops the command:

    MentorshipError              one paragraph for a person: what, where, the remedy; `exit_code` for the shell
    ├── UsageError        (2)    the command line asked for something that does not exist
    ├── WorkbookError     (1)    the workbook cannot be used as it is
    ├── GuardStop         (1)    something looks wrong enough to ask first; `guard` names what to force
    ├── BusyError         (3)    another run works on this workbook
    └── OutsideError      (3)    a service failed; `permanent` says whether trying again can help
        └── UnsureError   (3)    its answer was lost: what was asked for may have happened
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from tasks.program.cells import Value, text


class Level(StrEnum):
    FIX = "fix"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Problem:
    """One cell that could not be taken as it is: where it stands, what it holds, what to do.

    `FIX` means that what the cell decides waits; `NOTE` means that nothing waits. `row` is the sheet's row number,
    0 for a whole tab or column.
    """

    level: Level
    tab: str
    row: int
    column: str
    value: str
    message: str
    remedy: str = ""

    def to_json(self) -> dict[str, str | int]:
        """The problem as the contract's JSON names its parts."""
        return asdict(self) | {"level": str(self.level)}

    def sentence(self) -> str:
        """The problem as its `Check` cell says it."""
        lead = "Please fix" if self.level is Level.FIX else "Note"
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{lead}: {self.message}{remedy}"


def fix(tab: str, row: int, column: str, value: Value, message: str, remedy: str = "") -> Problem:
    """A problem that makes what the cell decides wait."""
    return Problem(Level.FIX, tab, row, column, text(value), message, remedy)


def note(tab: str, row: int, column: str, value: Value, message: str, remedy: str = "") -> Problem:
    """A problem that stops nothing."""
    return Problem(Level.NOTE, tab, row, column, text(value), message, remedy)


class MentorshipError(Exception):
    """A message for a person: one paragraph that says what, where, and the remedy. Never a name or an address."""

    exit_code = 1


class UsageError(MentorshipError):
    exit_code = 2


class WorkbookError(MentorshipError):
    exit_code = 1


class GuardStop(MentorshipError):  # noqa: N818 - a stop, not a fault
    """A guard stopped the run: going on takes `--force GUARD` or `go on` in its `To do` line."""

    exit_code = 1

    def __init__(self, guard: str, message: str) -> None:
        super().__init__(message)
        self.guard = guard


class BusyError(MentorshipError):
    exit_code = 3


class OutsideError(MentorshipError):
    """A service outside failed; `permanent` is the only thing the core knows about trying again."""

    exit_code = 3

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class UnsureError(OutsideError):
    """What was asked for may have happened or not: the answer of a service was lost, or (`permanent`: the service itself is
    well) people had a hand in it.
    """
