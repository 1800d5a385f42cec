"""Reads `Meetings` and `Check-ins`."""

from tasks.program.meetings import CheckIn, Meeting, MeetingStatus
from tasks.program.people import People
from tasks.program.problems import Problem, fix
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row, Snapshot

MEETINGS = "Meetings"
CHECK_INS = "Check-ins"
_MODES = ("in person", "virtual")
_STATUSES = {one.value: one for one in MeetingStatus}


def read_meetings(snapshot: Snapshot) -> tuple[tuple[Meeting, ...], tuple[Problem, ...]]:
    """Every row of `Meetings` that has an id and both times; the program writes them, so others are left alone."""
    problems = list(column_problems(snapshot.sheet(MEETINGS)))
    found = (_meeting(row, problems) for row in snapshot.rows(MEETINGS))
    return tuple(meeting for meeting in found if meeting is not None), tuple(problems)


def _meeting(row: Row, problems: list[Problem]) -> Meeting | None:
    cell = RowReader(MEETINGS, row, problems)
    starts, ends = cell.quiet_moment("Starts"), cell.quiet_moment("Ends")
    if not row.text("Meeting ID") or starts is None or ends is None:
        return None
    status = row.text("Status").casefold()
    return Meeting(
        id=row.text("Meeting ID"),
        row=row.number,
        pairing_id=row.text("Pairing ID"),
        kind=row.text("Kind").casefold() or "check-in",
        starts=starts,
        ends=ends,
        where=row.text("Where"),
        change=row.text("Change"),
        held=row.text("Held"),
        status=_STATUSES.get(status, MeetingStatus.PLANNED),
        event_id=row.text("Event ID"),
    )


def read_check_ins(snapshot: Snapshot, people: People) -> tuple[tuple[CheckIn, ...], tuple[Problem, ...]]:
    """The log's rows that can be counted; each of the others has a problem that says why not."""
    problems = list(column_problems(snapshot.sheet(CHECK_INS)))
    found = (_check_in(row, people, problems) for row in snapshot.rows(CHECK_INS))
    return tuple(check_in for check_in in found if check_in is not None), tuple(problems)


def _check_in(row: Row, people: People, problems: list[Problem]) -> CheckIn | None:
    cell = RowReader(CHECK_INS, row, problems)
    stamp, met_on = cell.moment("Timestamp"), cell.date("Met on", required=True)
    minutes = cell.minutes("Minutes", low=1, high=600, required=True)
    address = cell.email("Email", required=True)
    person = people.by_email.get(address)
    if person is None and address:
        remedy = "Type the address of an enrolled person."
        problems.append(
            fix(
                CHECK_INS, row.number, "Email", row["Email"], "Nobody in Enrollment has this address.", remedy
            )
        )
    if person is None or met_on is None or minutes is None:
        return None
    partner = people.find(row.text("With"))
    if partner is None and cell.text("With"):
        cell.note(
            "With", f"Nobody in Enrollment is “{row.text('With')}”.", "Type the partner's name or address."
        )
    return CheckIn(
        row=row.number,
        timestamp=stamp or cell.midnight(met_on),
        person=person.id,
        partner=partner.id if partner else "",
        met_on=met_on,
        minutes=minutes,
        mode=cell.choice("Mode", _MODES),
        kind=row.text("Kind"),
        needs_help=cell.yes_no("Need help") is True,
    )
