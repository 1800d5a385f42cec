"""The training room's plan: rows of `Invitations`, letters, calendar series, questions for staff."""

from collections import Counter
from collections.abc import Iterator

from tasks.program.book import Book
from tasks.program.cells import Value, same
from tasks.program.plan import Plan, Said
from tasks.program.workbook.changes import AddRow, Change, ClearRow, SetCells
from tasks.training import dragged
from tasks.training.calendar import OWNER, all_series
from tasks.training.desk import coming, notes, todos
from tasks.training.edition import fact
from tasks.training.form import page
from tasks.training.letters import letters
from tasks.training.places import Place, Sessions
from tasks.training.wishes import Outcome, settle, topics

TAB = "Invitations"


def plan(book: Book) -> Plan:
    """Who is invited, waits, was told, came; nothing changes where nothing has happened."""
    sessions = Sessions(book)
    outcome = settle(sessions)
    return page(sessions) + Plan(
        changes=(*_standing_rows(sessions, outcome), *_new_rows(sessions, outcome)),
        letters=letters(sessions, outcome, topics(book.trainings)),
        series=all_series(sessions),
        plans_series=(OWNER,),
        todos=(*todos(sessions, outcome), *dragged.todos(sessions)),
        coming=coming(sessions),
        problems=notes(sessions, outcome),
        said=tuple(_said(sessions)),
        facts={fact(name): " ".join(looks) for name, looks in sessions.editions.items()},
        figures={"training": _figures(sessions, outcome)},
    )


def _standing_rows(sessions: Sessions, outcome: Outcome) -> Iterator[Change]:
    for place in sessions.places:
        key = _key(place)
        if key in outcome.seated:
            status = "accepted" if place.invitation.answer == "yes" else ""
        elif key in outcome.waiting:
            status = "waitlisted"
        elif _needless(sessions, place):
            yield ClearRow(TAB, place.row)
            continue
        else:
            status = place.status
        cells = _cells(place, status)
        if cells:
            yield SetCells(TAB, place.row, cells)


def _key(place: Place) -> tuple[str, str]:
    return (place.training.id if place.training else "", place.person.id if place.person else "")


def _needless(sessions: Sessions, place: Place) -> bool:
    """A row of our own about somebody who was never told, and shall not be: staff typed nothing in it."""
    training = place.training
    if training is None or place.person is None or not place.ours or place.status not in ("", "waitlisted"):
        return False
    if training.row in sessions.unclear or (sessions.past(training) and place.status == "waitlisted"):
        return False
    typed = sessions.book.snapshot.sheet(TAB).staff_cells(place.row)
    return not any(typed.values())


def _cells(place: Place, status: str) -> dict[str, Value]:
    """The program's cells of the row that differ from what they should hold."""
    wanted: dict[str, Value] = {"Status": status}
    if place.person is not None:
        wanted |= {"Email": place.person.email, "Name": place.person.name}
    if place.told.edition >= 0:
        wanted["Invited on"] = place.told.on
    return {column: value for column, value in wanted.items() if not same(place.row[column], value)}


def _new_rows(sessions: Sessions, outcome: Outcome) -> Iterator[Change]:
    """Rows for people chosen now: the invitation is owed, so the status stays blank until it was sent."""
    there = {_key(place) for place in sessions.places}
    chosen = [(key, "", training) for key, training in outcome.seated.items() if key not in there]
    chosen += [(key, "waitlisted", training) for key, training in outcome.waiting.items() if key not in there]
    for (_, person_id), status, training in sorted(chosen, key=lambda one: (one[2].starts, one[2].id)):
        person = sessions.book.people[person_id]
        cells: dict[str, Value] = {"Training ID": training.id, "Email": person.email, "Name": person.name}
        cells |= {"Planned on": sessions.today} | ({"Status": status} if status else {})
        yield AddRow(TAB, cells)


def _said(sessions: Sessions) -> Iterator[Said]:
    """What changed today about people who were told, and who decided it."""
    for place in sessions.places:
        invitation = place.invitation
        if (
            place.training is None
            or place.person is None
            or place.status in (invitation.status, "", "waitlisted")
        ):
            continue
        if place.status in ("attended", "absent"):
            because = "staff: Attended"
        elif place.status in ("accepted", "declined") and invitation.answer:
            because = "staff: Answer" if place.row["Answer"] else "reply: calendar"
        else:
            because = "rule: takes part" if place.status == "declined" else "rule: letter sent"
        yield Said(place.status, f"{place.training.id} {place.person.id}", because)


def _figures(sessions: Sessions, outcome: Outcome) -> dict[str, int]:
    statuses = Counter(place.status for place in sessions.places if place.status not in ("", "waitlisted"))
    mentors = [p for p in sessions.book.people.values() if p.mentors and p.takes_part_on(sessions.today)]
    return {
        "sessions": len(sessions.book.trainings),
        "to_invite": len(outcome.seated),
        "waitlisted": len(outcome.waiting),
        "untrained_mentors": sum(person.id not in sessions.trained for person in mentors),
        **{
            name: statuses[name]
            for name in ("invited", "reminded", "accepted", "declined", "attended", "absent")
        },
    }
