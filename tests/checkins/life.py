"""A pair, its meetings and its log, in a few words."""

from typing import Any

from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.plan import Plan
from tests.build import book, mentee, mentor

ANA, BEN = mentor("Ana Lee"), mentee("Ben Ortiz")
Row = dict[str, Value]


def pair(mentor_name: str = "Ana Lee", mentee_name: str = "Ben Ortiz", **cells: Value) -> Row:
    """A pair active since August 17; its id is `pair-` and both first names."""
    names = {"Mentor": mentor_name, "Mentee": mentee_name}
    row: Row = {
        "Pairing ID": "pair-" + "-".join(name.split(" ")[0].lower() for name in names.values()),
        **names,
        **{f"{side} email": name.lower().replace(" ", ".") + "@example.org" for side, name in names.items()},
        "Status": "active",
        "Matched on": "2026-08-17",
        "Introduced on": "2026-08-17",
    }
    return row | {column.replace("_", " "): value for column, value in cells.items()}


def log(day: str, minutes: Value = 45, who: str = "Ana Lee", partner: str = "", **cells: Value) -> Row:
    """An entry sent on the evening of the meeting."""
    row: Row = {
        "Timestamp": f"{day} 18:00",
        "Email": who.lower().replace(" ", ".") + "@example.org",
        "With": partner,
        "Met on": day,
        "Minutes": minutes,
    }
    return row | {column.replace("_", " "): value for column, value in cells.items()}


def meeting(day: str, number: int = 1, **cells: Value) -> Row:
    row: Row = {
        "Meeting ID": f"pair-ana-ben-{number:02d}",
        "Pairing ID": "pair-ana-ben",
        "Kind": "check-in",
        "Starts": f"{day} 15:30",
        "Ends": f"{day} 16:15",
        "Status": "booked",
    }
    return row | {column.replace("_", " "): value for column, value in cells.items()}


def program(
    *entries: Row,
    people: tuple[Row, ...] = (ANA, BEN),
    pairs: tuple[Row, ...] = (),
    meetings: tuple[Row, ...] = (),
    now: str = "2026-10-01 12:00",
    **more: Any,
) -> Book:
    tabs = {"Check_ins": entries, "Pairings": pairs or (pair(),), "Meetings": meetings}
    return book(people, now=now, **tabs, **more)


def counted(before: Book, found: Plan) -> list[str]:
    """`Counted` of every entry, in sheet order."""
    return [row.text("Counted") for row in before.after(found.changes).snapshot.rows("Check-ins")]


def hours(before: Book, found: Plan) -> dict[tuple[str, str], Row]:
    """(first name, With) → cells of every line of `Hours`."""
    rows = before.after(found.changes).snapshot.rows("Hours")
    return {(row.text("Name").split(" ")[0], row.text("With")): dict(row.cells) for row in rows}
