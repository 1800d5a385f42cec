"""Reads `Rooms`, where a workbook has that tab: one row a room."""

from tasks.program.problems import Problem, note
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.reading.school_names import SchoolNames
from tasks.program.schooldays import Room, School
from tasks.program.workbook.snapshot import Snapshot

TAB = "Rooms"


def read_rooms(
    snapshot: Snapshot, schools: tuple[School, ...]
) -> tuple[tuple[Room, ...], tuple[Problem, ...]]:
    """Every room with a school and a name, once; in the order of the sheet."""
    if TAB not in snapshot.sheets:
        return (), ()
    problems = list(column_problems(snapshot.sheet(TAB)))
    names = SchoolNames(schools)
    found: dict[tuple[str, str], Room] = {}
    for row in snapshot.sheet(TAB).typed:
        cell = RowReader(TAB, row, problems)
        name = cell.required("Room")
        seats = cell.number("Seats", low=1, high=10_000)
        where = names.several(cell, "School")
        if not where and not cell.waits:
            cell.fix("School", "The room has no school.", "Type the school's name.")
        for school in where if name and not cell.waits else ():
            if (school, name.casefold()) in found:
                problems.append(note(TAB, row.number, "Room", row["Room"], "This room stands above already.", "Keep one row."))  # fmt: skip
            else:
                found[school, name.casefold()] = Room(school, name, None if seats is None else int(seats))
    return tuple(found.values()), tuple(problems)
