"""Hours per mentor as a CSV file for payroll: what stipends are worked out from. It knows no rates and no money."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from tasks.closing.statements import Statement

HEADERS = (
    "Person ID",
    "Name",
    "Email",
    "Mentees",
    "Hours logged",
    "In person",
    "Of these adjusted by staff",
    "Trainings attended",
    "Trained on",
    "Completed",
)
# A spreadsheet program runs a cell that begins so as a formula, whoever typed it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def register(found: Iterable[Statement], trained: Mapping[str, date]) -> bytes:
    """One line per mentor, in the order given; UTF-8 with a mark, so that every spreadsheet program reads the names."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    for statement in found:
        mentees = [line for line in statement.lines if line.role == "mentor"]
        if not mentees:
            continue
        only = [statement.total] if statement.role == "mentor" else mentees
        adjusted = sum(line.adjusted for line in {*mentees, *only})
        person = statement.person
        writer.writerow(
            (
                person.id,
                safe(person.name),
                safe(person.email),
                len(mentees),
                round(sum(line.hours for line in only), 2),
                round(sum(line.in_person for line in only), 2),
                round(adjusted, 2),
                len(statement.trainings),
                trained[person.id].isoformat() if person.id in trained else "",
                "yes" if statement.completed else "no",
            )
        )
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
