"""What `check --json` says: the problems, and everything that was understood about each person."""

from typing import Any

from tasks.program.book import Book
from tasks.program.people import Person, Window
from tasks.program.reading.days import NAMES


def to_json(book: Book) -> dict[str, Any]:
    """`problems` and `people` as the contract names them; windows as objects of day, start, end and label."""
    return {
        "problems": [problem.to_json() for problem in book.problems],
        "people": [_person(person) for person in book.people.values()],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.name,
        "role": str(person.role) if person.role else None,
        "school": person.school,
        "subject": "; ".join(person.subjects),
        "grade_bands": list(person.grade_bands),
        "years": person.years,
        "capacity": person.capacity,
        "windows": [_window(window) for window in person.windows],
        "strengths": list(person.strengths),
        "goals": list(person.goals),
        "languages": list(person.languages),
        "evaluator": person.evaluator,
        "trained": person.trained_on.isoformat() if person.trained_on else None,
        "status": str(person.status),
        "id": person.id,
        "row": person.row,
        "schools": list(person.schools),
        "supervisor": person.supervisor,
        "waits": sorted(person.waits),
    }


def _window(window: Window) -> dict[str, Any]:
    """`{"day": "Mon", "starts": "15:00", "ends": "15:45", "label": "Mon PM"}`, with `cycle` on A and B days only."""
    found = {
        "day": NAMES[window.day],
        "starts": f"{window.starts // 60:02d}:{window.starts % 60:02d}",
        "ends": f"{window.ends // 60:02d}:{window.ends % 60:02d}",
        "label": window.label,
    }
    return found | ({"cycle": window.cycle} if window.cycle else {})
