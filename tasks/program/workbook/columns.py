"""What a tab and a column of the contract are."""

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """Who may write a column: staff, the program, or a form that people answer."""

    STAFF = "staff"
    PROGRAM = "program"
    FORM = "form"


class Kind(StrEnum):
    """How a column's cells are written and shown."""

    TEXT = "text"
    LIST = "list"
    EMAIL = "email"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"


@dataclass(frozen=True)
class Column:
    """One column: its header, who writes it, its kind, the choices of its drop-down, other headers it may have."""

    name: str
    owner: Owner
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    width: int = 16
    hidden: bool = False


@dataclass(frozen=True)
class Tab:
    """One tab: its columns in order, the columns that name a row, and what it is for in one sentence.

    `key` is empty where the program owns everything and rewrites the rows in their order.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    purpose: str
    required: bool = False

    def column(self, name: str) -> Column:
        return self._named[name]

    @property
    def _named(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def owned_by(self, *owners: Owner) -> tuple[str, ...]:
        """The names of the columns that these owners write."""
        return tuple(column.name for column in self.columns if column.owner in owners)


def staff(name: str, *choices: str, **more: object) -> Column:
    return Column(name, Owner.STAFF, choices=choices, **more)  # type: ignore[arg-type] # the fields of Column


def program(name: str, *choices: str, **more: object) -> Column:
    return Column(name, Owner.PROGRAM, choices=choices, **more)  # type: ignore[arg-type] # the fields of Column


def form(name: str, *choices: str, **more: object) -> Column:
    return Column(name, Owner.FORM, choices=choices, **more)  # type: ignore[arg-type] # the fields of Column


CHECK = Column("Check", Owner.PROGRAM, width=44)
