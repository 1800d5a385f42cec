"""Reads `Trainings` and `Invitations`."""

from datetime import datetime

from tasks.program.cells import Value
from tasks.program.meetings import Invitation, Training
from tasks.program.people import People
from tasks.program.problems import Problem, fix
from tasks.program.reading import values
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row, Snapshot

TRAININGS = "Trainings"
INVITATIONS = "Invitations"


def read_trainings(snapshot: Snapshot) -> tuple[tuple[Training, ...], tuple[Problem, ...]]:
    """Every training that can be planned with: it has an id and begins before it ends."""
    problems = list(column_problems(snapshot.sheet(TRAININGS)))
    found: dict[str, Training] = {}
    for row in snapshot.sheet(TRAININGS).typed:
        training = _training(row, problems)
        if training is None:
            continue
        first = found.setdefault(training.id.casefold(), training)
        if first is not training:
            message = f"{training.id} stands in row {first.row} already; only that row counts."
            problems.append(
                fix(
                    TRAININGS,
                    row.number,
                    "Training ID",
                    training.id,
                    message,
                    "Give each session its own ID.",
                )
            )
    return tuple(found.values()), tuple(problems)


def _training(row: Row, problems: list[Problem]) -> Training | None:
    cell = RowReader(TRAININGS, row, problems)
    for column in ("Training ID", "Title", "Audience"):
        cell.required(column)
    starts = cell.moment("Starts", required=True)
    ends = cell.value("Ends", lambda value: _end(value, starts), required=True)
    seats = cell.number("Seats", low=0, high=100_000)
    if starts is None or ends is None or not row.text("Training ID"):
        return None
    if ends <= starts:
        problems.append(
            fix(
                TRAININGS,
                row.number,
                "Ends",
                row["Ends"],
                "The training ends before it starts.",
                "Check both times.",
            )
        )
        return None
    return Training(
        id=row.text("Training ID"),
        row=row.number,
        title=row.text("Title") or row.text("Training ID"),
        starts=starts,
        ends=ends,
        where=row.text("Where"),
        seats=None if seats is None else int(seats),
        audience=row.text("Audience"),
        required=cell.yes_no("Required") is True,
        topic=row.text("Topic").casefold(),
        cancelled=cell.choice("Status", ("cancelled",), aliases={"canceled": "cancelled"}) == "cancelled",
    )


def _end(value: Value, starts: datetime | None) -> datetime:
    """A moment, or a time of the day it starts on."""
    try:
        return values.as_moment(value)
    except values.Unreadable:
        if starts is None:
            raise
        return datetime.combine(starts.date(), values.as_time(value))


def read_invitations(
    snapshot: Snapshot, people: People
) -> tuple[tuple[Invitation, ...], tuple[Problem, ...]]:
    """Every row of `Invitations`, walk-ins that staff typed included."""
    problems = list(column_problems(snapshot.sheet(INVITATIONS)))
    return tuple(_invitation(row, people, problems) for row in snapshot.rows(INVITATIONS)), tuple(problems)


def _invitation(row: Row, people: People, problems: list[Problem]) -> Invitation:
    cell = RowReader(INVITATIONS, row, problems)
    email = row.text("Email").casefold()
    person = people.find(email) if email else people.find(row.text("Name"))
    answers = {True: "yes", False: "no", None: ""}
    return Invitation(
        training_id=row.text("Training ID"),
        row=row.number,
        person=person.id if person else "",
        email=email,
        name=row.text("Name"),
        status=row.text("Status").casefold(),
        answer=answers[cell.yes_no("Answer")],
        attended=answers[cell.yes_no("Attended")],
        invited_on=cell.quiet_date("Invited on"),
    )
