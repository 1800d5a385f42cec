"""Rows of `Enrollment` that are about one person: each person counts once, and what the rows disagree on is blank.

Two rows are one person when they have the same address, or neither has one and name and school agree. Two
names with nothing in common under one address are two people: then the address is what must be fixed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from types import MappingProxyType

from tasks.program.cells import Value, shown, text
from tasks.program.names import plain_name
from tasks.program.problems import Problem, fix, note
from tasks.program.reading import values
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.snapshot import Row
from tasks.program.workbook.tabs_people import ENROLLMENT

TAB = "Enrollment"
_COMPARED = tuple(name for name in ENROLLMENT.owned_by(Owner.STAFF) if name != "Email")
# What a blank cell says here would let somebody be paired or written to who should not be.
_DECIDES = frozenset(
    {
        "Role",
        "Required language",
        "Evaluator",
        "Supervisor",
        "Avoid",
        "Meeting mode",
        "Status",
        "End date",
        "Away from",
    }
)


@dataclass(frozen=True)
class Entry:
    """One person's row, after its duplicates were put together: `waits` are columns that the rows disagree on."""

    row: Row
    email: str
    others: tuple[Row, ...] = ()
    waits: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = field(default=())


def entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """One entry for each person, in the order of their first rows."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_identity(row), []).append(row)
    found: list[Entry] = []
    for identity, group in groups.items():
        email = identity[1] if identity[0] == "email" else ""
        found += _strangers(group) if email and not _alike(group) else [_merged(email, group)]
    return tuple(sorted(found, key=lambda entry: entry.row.number))


def address(row: Row) -> str:
    """The row's address, empty where it has none that can be used."""
    try:
        return "" if values.blank(row["Email"]) else values.as_email(row["Email"])
    except values.Unreadable:
        return ""


def _identity(row: Row) -> tuple[str, ...]:
    email = address(row)
    if email:
        return ("email", email)
    name = plain_name(row.text("Name"))
    if name:
        return ("name", name, row.text("School").casefold(), row.text("Email").casefold())
    return ("row", str(row.number))


def _alike(group: Sequence[Row]) -> bool:
    """Whether the rows can be about one person: their names share a word."""
    words = [set(plain_name(row.text("Name")).split()) for row in group if row.text("Name")]
    return not words or bool(set.intersection(*words))


def _strangers(group: Sequence[Row]) -> list[Entry]:
    """Different people under one address: each counts, and none can be written to until it is clear whose it is."""
    numbers = _listed(group)
    return [
        Entry(
            row,
            "",
            waits=frozenset({"Email"}),
            problems=(
                fix(TAB, row.number, "Email", row["Email"], f"Rows {numbers} give this address to different people.", "Type each person's own address."),
            ),
        )
        for row in group
    ]  # fmt: skip


def _merged(email: str, group: Sequence[Row]) -> Entry:
    first = group[0]
    if len(group) == 1:
        return Entry(first, email)
    differing = [column for column in _COMPARED if len({canonical(row[column]) for row in group}) > 1]
    numbers = _listed(group)
    problems: list[Problem] = []
    for row in group:
        problems += [
            fix(TAB, row.number, column, row[column], f"Rows {numbers} are the same person but differ here, so this cell counts as blank.", "Correct it, or remove the row that is wrong.")
            for column in differing
        ]  # fmt: skip
    if not differing:
        problems += [
            note(TAB, row.number, "", first.text("Name"), f"The same person stands in row {first.number}; counted once.", "Remove one of the rows.")
            for row in group[1:]
        ]  # fmt: skip
    cells = {
        column: value for column, value in first.cells.items() if column not in differing or column == "Name"
    }
    waits = frozenset(differing) & _DECIDES
    return Entry(Row(first.number, MappingProxyType(cells)), email, tuple(group[1:]), waits, tuple(problems))


def canonical(value: Value) -> str:
    """A cell for comparing what two people typed for the same thing."""
    if values.blank(value):
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    word = text(shown(value)).casefold().replace("mailto:", "")
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", word):
        return f"{float(word):g}"
    return " ".join(re.split(r"[\s;,/|]+", word)).strip()


def _listed(group: Sequence[Row]) -> str:
    numbers = [str(row.number) for row in group]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
