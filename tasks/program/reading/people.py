"""Reads `Enrollment`: every person once, each cell understood or named."""

from tasks.program import keys
from tasks.program.people import Mode, People, Person, Role, Status
from tasks.program.problems import Problem
from tasks.program.reading import grades
from tasks.program.reading.availability import Level, read_windows
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.reading.school_names import SchoolNames
from tasks.program.reading.words import MODES, ROLES, STATUSES
from tasks.program.schooldays import BellSchedule, School
from tasks.program.settings import Settings
from tasks.program.workbook.snapshot import Row, Snapshot

TAB = "Enrollment"


def read_people(
    snapshot: Snapshot, settings: Settings, schools: tuple[School, ...], bells: BellSchedule
) -> tuple[People, tuple[Problem, ...]]:
    """Every person of the tab, in its order; a row without Person ID has the id it is about to be given."""
    sheet = snapshot.sheet(TAB)
    problems = list(column_problems(sheet))
    names = SchoolNames(schools)
    found = [_person(row, settings, names, bells, problems) for row in sheet.rows]
    unique = {person.email or person.id: person for person in reversed(found)}
    return People(reversed(unique.values())), tuple(problems)


def _person(
    row: Row, settings: Settings, names: SchoolNames, bells: BellSchedule, problems: list[Problem]
) -> Person:
    cell = RowReader(TAB, row, problems)
    name, email = cell.required("Name"), cell.email("Email", required=True)
    role = cell.required_choice("Role", tuple(Role), ROLES)
    schools = (
        tuple(names.find(typed) or typed for typed in names.split(row["School"]))
        if cell.text("School")
        else ()
    )
    windows, findings = read_windows(row["Availability"], schools[0] if schools else "", bells, settings)
    for finding in findings:
        tell = cell.fix if finding.level is Level.FIX else cell.note
        tell("Availability", finding.message, finding.remedy)
    years = cell.number("Years teaching", low=0, high=60)
    capacity = cell.number("Capacity", low=0, high=50)
    home = schools[0] if schools else ""
    return Person(
        id=row.text("Person ID") or keys.person_id(settings.program_id, email or f"{name}\x1f{home}"),
        row=row.number,
        name=name,
        email=email,
        role=Role(role) if role else None,
        schools=schools,
        subjects=cell.list("Subject"),
        grade_bands=cell.value("Grade band", grades.as_bands) or (),
        years=years,
        track=cell.text("Track"),
        capacity=1 if capacity is None else int(capacity),
        windows=windows,
        times_known=bool(windows),
        strengths=cell.list("Strengths"),
        goals=cell.list("Goals"),
        languages=cell.list("Languages"),
        required_languages=cell.list("Required language"),
        evaluator=cell.email("Evaluator"),
        supervisor=cell.email("Supervisor"),
        preferred=tuple(item.casefold() for item in cell.list("Preferred")),
        avoid=tuple(item.casefold() for item in cell.list("Avoid")),
        mode=Mode(cell.choice("Meeting mode", tuple(Mode), MODES) or Mode.EITHER),
        trained_on=cell.date("Mentor training"),
        starts_on=cell.date("Start date"),
        ends_on=cell.date("End date"),
        away_from=cell.date("Away from"),
        away_until=cell.date("Away until"),
        status=Status(cell.choice("Status", tuple(Status), STATUSES) or Status.ACTIVE),
        former_email=cell.email("Former email"),
        enrolled_on=cell.quiet_date("Enrolled on"),
        match_by=cell.quiet_date("Match by"),
        mail=row.text("Mail").casefold(),
        waits=frozenset(cell.waits),
    )
