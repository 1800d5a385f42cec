"""Reads one row of `Enrollment` into a person; what other rows must be known for is left to `people`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tasks.program.cells import Value, folded
from tasks.program.people import Mode, Person, Role, Status, Window
from tasks.program.problems import Level, Problem
from tasks.program.reading import grades, values
from tasks.program.reading.availability import read_windows
from tasks.program.reading.duplicates import Entry
from tasks.program.reading.languages import as_languages
from tasks.program.reading.references import Directory, Named
from tasks.program.reading.rows import RowReader
from tasks.program.reading.school_names import SchoolNames
from tasks.program.reading.values import Unreadable
from tasks.program.reading.words import MODES, ROLES, STATUSES, TRACKS
from tasks.program.schooldays import BellSchedule
from tasks.program.settings import Settings

TAB = "Enrollment"
_ADDRESSLESS = (Status.EXPECTED, Status.LEFT, Status.COMPLETED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Sources:
    """What a row is read against."""

    settings: Settings
    schools: SchoolNames
    bells: BellSchedule
    directory: Directory


def read_person(entry: Entry, person_id: str, sources: Sources, problems: list[Problem]) -> Person:
    """The person of one entry, unknown texts empty; `waits` names the columns to be fixed."""
    row = entry.row
    cell = RowReader(TAB, row, problems)
    status = Status(cell.choice("Status", tuple(Status), STATUSES) or Status.ACTIVE)
    name = _name(cell, status)
    schools = _schools(cell, sources.schools)
    evaluators, supervisors = _leaders(cell, "Evaluator", sources), _leaders(cell, "Supervisor", sources)
    avoid = _named(cell, "Avoid", sources, name, entry.email, must=True)
    preferred = _named(cell, "Preferred", sources, name, entry.email, must=False)
    starts, ends = _span(cell, "Start date", "End date")
    away_from, away_until = _span(cell, "Away from", "Away until")
    windows = _windows(cell, schools, sources)
    role = _role(cell, entry)
    years = cell.value("Years teaching", _years)
    capacity = cell.value("Capacity", lambda value: values.as_whole(value, 0, 50))
    email = _email(cell, entry, status)
    return Person(
        id=person_id,
        row=row.number,
        name=name,
        email=email,
        role=role,
        schools=schools,
        subjects=cell.list("Subject"),
        grade_bands=cell.value("Grade band", grades.as_bands) or (),
        years=years,
        recent_years=cell.value("Recent years", _years),
        rating=cell.text("Rating"),
        track=TRACKS.get(folded(row["Track"]), cell.text("Track")),
        capacity=1 if capacity is None else capacity,
        windows=windows,
        times_known=bool(windows),
        strengths=cell.list("Strengths"),
        goals=cell.list("Goals"),
        languages=cell.value("Languages", as_languages) or (),
        required_languages=cell.value("Required language", as_languages) or (),
        evaluator=evaluators[0] if evaluators else "",
        supervisor=supervisors[0] if supervisors else "",
        preferred=tuple(who for who in preferred if who not in avoid),
        # A second evaluator or supervisor is no more a partner than the first.
        avoid=tuple(dict.fromkeys((*avoid, *evaluators[1:], *supervisors[1:]))),
        mode=Mode(cell.choice("Meeting mode", tuple(Mode), MODES) or Mode.EITHER),
        trained_on=cell.value("Mentor training", _trained),
        starts_on=starts,
        ends_on=ends,
        away_from=away_from,
        away_until=away_until,
        status=status,
        former_email=cell.email("Former email"),
        enrolled_on=cell.quiet_date("Enrolled on"),
        match_by=cell.quiet_date("Match by"),
        mail=row.text("Mail").casefold(),
        waits=frozenset(cell.waits) | entry.waits,
    )


def _name(cell: RowReader, status: Status) -> str:
    """The name as typed; a vacancy without one is named after its seat, so that its pair can be read."""
    if status is not Status.EXPECTED or cell.text("Name"):
        return cell.required("Name")
    seat = ", ".join(part for part in (cell.text("Subject"), cell.text("School")) if part)
    return f"Vacancy ({seat or 'row ' + str(cell.row.number)})"


def _email(cell: RowReader, entry: Entry, status: Status) -> str:
    if entry.waits & {"Email"}:
        return ""
    return cell.email("Email", required=status not in _ADDRESSLESS)


def _role(cell: RowReader, entry: Entry) -> Role | None:
    if "Role" in entry.waits:
        return None
    role = cell.required_choice("Role", tuple(Role), ROLES)
    return Role(role) if role else None


def _schools(cell: RowReader, names: SchoolNames) -> tuple[str, ...]:
    """Schools by their own names, home first; one that is only nearly a school's name is asked about."""
    if not cell.text("School"):
        return ()
    found = []
    for typed in names.split(cell.row["School"]):
        school = names.find(typed) if names.names else names.as_first_seen(typed)
        if school is None:
            close = names.close(typed)
            if close:
                cell.fix("School", f"“{typed}” is no school in the Schools tab.", f"Did you mean “{close}”?")
            else:
                cell.note("School", f"“{typed}” is not in the Schools tab; taken as a school of its own.", "Add it there, or under Also called.")  # fmt: skip
        found.append(school or typed)
    return tuple(dict.fromkeys(found))


def _windows(cell: RowReader, schools: tuple[str, ...], sources: Sources) -> tuple[Window, ...]:
    home = schools[0] if schools else ""
    windows, findings = read_windows(cell.row["Availability"], home, sources.bells, sources.settings)
    for finding in findings:
        tell = cell.fix if finding.level is Level.FIX else cell.note
        tell("Availability", finding.message, finding.remedy)
    return windows


def _span(cell: RowReader, first: str, last: str) -> tuple[date | None, date | None]:
    """Two dates in order; the second is left out where it comes before the first."""
    starts, ends = cell.date(first), cell.date(last)
    if starts is not None and ends is not None and ends < starts:
        cell.fix(last, f"“{last}” is before “{first}”, so it isn't used.", "Check both dates.")
        return starts, None
    if first == "Away from" and ends is not None and ends == starts:
        cell.note(last, "This is the first day back, so there is no leave between the two dates.")
    if first == "Away from" and ends is not None and starts is None and first not in cell.waits:
        cell.note(last, "Nothing happens until “Away from” is filled in as well.")
    return starts, ends


def _years(value: Value) -> float:
    try:
        return values.as_number(value, 0, 60)
    except Unreadable as problem:
        raise Unreadable(problem.message, "Type the number of years, 0 for a first-year teacher.") from None


_NOT_TRAINED = frozenset({"no", "not yet", "in progress", "pending", "scheduled", "false", "n", "incomplete"})


def _trained(value: Value) -> date | None:
    """The date a training was completed; a word that says it was not is no date."""
    if value is False or folded(value) in _NOT_TRAINED:
        return None
    try:
        return values.as_date(value)
    except Unreadable as problem:
        raise Unreadable(
            problem.message, "Type the date the training was completed, or leave it blank."
        ) from None


def _leaders(cell: RowReader, column: str, sources: Sources) -> tuple[str, ...]:
    """Evaluators or supervisors: anyone's address, or the name of one enrolled person or principal."""
    found = _who(cell, column, sources.directory, cell.fix)
    for named in found:
        if named.nearly:
            cell.note(
                column,
                f"{named.who} is not enrolled, but {named.nearly} is.",
                "Correct it if that is who was meant.",
            )
    return tuple(dict.fromkeys(named.who for named in found))


def _named(
    cell: RowReader, column: str, sources: Sources, name: str, email: str, *, must: bool
) -> tuple[str, ...]:
    """Enrolled people by address or unique name, in the order typed. Unknown ones are a note, or a fix where `must`."""
    found: list[str] = []
    tell = cell.fix if must else cell.note
    for named in _who(cell, column, sources.directory, tell):
        if not named.enrolled:
            remedy = f"Did you mean {named.nearly}?" if named.nearly else "Check the address, or take it out."
            tell(column, f"Nobody in Enrollment is “{named.typed}”.", remedy)
        elif named.who in (email, name):
            cell.note(column, "This names the person of the row, so it says nothing.", "Take it out.")
            continue
        found.append(named.who)
    return tuple(dict.fromkeys(found))


Tell = Callable[[str, str, str], None]


def _who(cell: RowReader, column: str, directory: Directory, tell: Tell) -> list[Named]:
    """Everybody a cell names; an item that names nobody is told."""
    found = []
    for item in directory.items(cell.row[column]) if cell.text(column) else ():
        try:
            found.append(directory.one(item))
        except Unreadable as problem:
            tell(column, problem.message, problem.remedy)
    return found
