"""What a real year brings: leave and return, a changed address, a row that vanished, a pair typed by hand, an ending."""

from collections import Counter
from datetime import date

from flows.demo.people import Hands, Where
from tasks.program.cells import Value
from tasks.program.workbook.changes import SetCells
from tasks.program.workbook.snapshot import Row

NEWCOMER = "robin.sato@example.org"


def _standing(hands: Hands) -> list[Row]:
    return [row for row in hands.register.read().rows("Pairings") if row.text("Status") == "active"]


def _person(hands: Hands, email: str) -> Row:
    rows = hands.register.read().rows("Enrollment")
    return next(row for row in rows if _address(row) == email)


def _address(row: Row) -> str:
    return row.text("Email").removeprefix("mailto:")


def _seats(row: Row) -> int:
    return int(row.text("Capacity") or 1)


def types_a_pair(hands: Hands) -> str:
    """The coordinator knows better than any score: a row with two addresses, an exception and why."""
    held = Counter(row.text("Mentor email") for row in _standing(hands))
    mentors = [row for row in hands.register.read().rows("Enrollment") if row.text("Role") == "mentor"]
    chosen = max(mentors, key=lambda row: (_seats(row) - held[_address(row)], row.text("Name")))
    hands.add(
        "Pairings",
        {
            "Mentor email": _address(chosen),
            "Mentee email": NEWCOMER,
            "Decision": "exception",
            "Reason": "They student-taught together.",
        },
    )
    return "She types a pair by hand for the teacher who joined late: an exception, with a reason that stays in the sheet."


def goes_on_leave(hands: Hands) -> str:
    away = _standing(hands)[0].text("Mentor email")
    name = _person(hands, away).text("Name")
    hands.type("Enrollment", "Away from", date(2026, 10, 5), _named(name))
    hands.type("Enrollment", "Away until", date(2026, 10, 26), _named(name))
    return "A mentor will be away from October 5 to 26: two dates in her row. Nobody is told why, and nobody yet."


def tells_the_partner(hands: Hands) -> str:
    """Letters about leaves wait; a person releases them."""
    count = hands.type("Outbox", "Action", "send", _waits("meeting-change"))
    return f"The coordinator reads what waits in Outbox and releases {count} letters about the meetings that fall away."


def nobody_stands_in(hands: Hands) -> str:
    count = hands.type("To do", "Answer", "wait", _asks("stand-in"))
    return f"The leave has begun; To do asks who stands in. {'She answers: wait.' if count else ''}"


def moves_house(hands: Hands) -> str:
    """Another address in place of the old one, which goes to Former email."""
    row = _person(hands, _standing(hands)[-1].text("Mentee email"))
    old = _address(row)
    hands.register.write([SetCells("Enrollment", row, {"Email": f"new.{old}", "Former email": old})])
    return "A mentee has a new address; the old one goes into Former email, and nothing else changes."


def loses_a_row(hands: Hands, kept: dict[str, Value]) -> str:
    """Somebody deletes a row by accident, as it happens when a sheet is sorted."""
    row = _person(hands, _standing(hands)[1].text("Mentee email"))
    kept |= row.cells
    hands.register.write([SetCells("Enrollment", row, dict.fromkeys(row.cells))])
    return "Somebody deletes a row by accident. Nobody is withdrawn: To do asks what happened."


def puts_it_back(hands: Hands, kept: dict[str, Value]) -> str:
    hands.type("To do", "Answer", "put back", _asks("vanished"))
    hands.add("Enrollment", kept)
    return "The coordinator answers “put back” and puts the row back: the pair goes on as if nothing had happened."


def releases_endings(hands: Hands) -> str:
    count = hands.type("Outbox", "Action", "send", _waits("ending"))
    return f"She releases {count} letters about a pair that has ended; until now nobody was told."


def answers_what_is_left(hands: Hands) -> str:
    """The other questions that can be answered with a word."""
    count = hands.type(
        "To do", "Answer", "done", lambda row: row.text("Status") == "open" and row.text("Choices") == "done"
    )
    return f"She answers {count} line{'' if count == 1 else 's'} of To do."


def _named(name: str) -> Where:
    return lambda row: row.text("Name") == name


def _waits(letter: str) -> Where:
    return lambda row: row.text("Letter") == letter and row.text("Status") == "waiting"


def _asks(kind: str) -> Where:
    return lambda row: row.text("Item").startswith(kind) and row.text("Status") == "open"
