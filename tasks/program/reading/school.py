"""Reads `Schools`, `Calendar` and `Bell schedule`."""

from datetime import date, timedelta

from tasks.program.cells import text
from tasks.program.problems import Problem, fix, note
from tasks.program.reading import values
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.reading.school_names import SchoolNames
from tasks.program.reading.setting_specs import zone
from tasks.program.schooldays import (
    NO_SCHOOL,
    SCHOOL_DAY,
    TEACHER_DAY,
    BellSchedule,
    CalendarEntry,
    Period,
    School,
    SchoolCalendar,
)
from tasks.program.settings import Settings
from tasks.program.workbook.snapshot import Row, Snapshot
from tasks.program.workbook.tabs_time import DAY_KINDS

SCHOOLS, CALENDAR, BELLS = "Schools", "Calendar", "Bell schedule"

Problems = tuple[Problem, ...]

_SATURDAY = 5
_LONG_BREAK = timedelta(weeks=4)
_KINDS = {
    **dict.fromkeys(("holiday", "closed", "no classes", "break", "day off", "vacation", "recess", "snow day", "school closed"), "no school"),
    **dict.fromkeys(("half day", "early dismissal", "minimum day", "early out"), "early release"),
    **dict.fromkeys(("delayed opening", "delay", "late opening", "delayed start", "two hour delay"), "late start"),
    **dict.fromkeys(("test", "tests", "test day", "testing day", "exams", "state testing"), "testing"),
    **dict.fromkeys(("remote", "virtual day", "remote learning", "online day", "distance learning"), "remote day"),
    **dict.fromkeys(("pd day", "teacher workday", "workday", "work day", "in service", "inservice", "professional development", "pd", "staff day", "staff only"), "teacher day"),
    **dict.fromkeys(("make up day", "makeup day", "instructional day", "regular day"), "school day"),
}  # fmt: skip


def read_schools(snapshot: Snapshot) -> tuple[tuple[School, ...], Problems]:
    """Every school of the tab once; a school that stands twice is read from its first row."""
    sheet = snapshot.sheet(SCHOOLS)
    problems = list(column_problems(sheet))
    found: dict[str, School] = {}
    for row in sheet.typed:
        school = _school(row, problems)
        if school is None:
            continue
        if school.name.casefold() in found:
            problems.append(note(SCHOOLS, row.number, "School", row["School"], f"“{school.name}” stands above already; the first row counts.", "Remove this row."))  # fmt: skip
        else:
            found[school.name.casefold()] = school
    return tuple(found.values()), tuple(problems)


def _school(row: Row, problems: list[Problem]) -> School | None:
    cell = RowReader(SCHOOLS, row, problems)
    name = cell.required("School")
    if not name:
        return None
    return School(
        name=name,
        also_called=cell.list("Also called"),
        principal=cell.text("Principal"),
        principal_email=cell.email("Principal email"),
        evaluators=cell.value("Evaluators", values.as_emails) or (),
        wants_digest=cell.yes_no("Digest") is True,
        time_zone=cell.value("Time zone", zone) or "",
    )


def read_calendar(
    snapshot: Snapshot, schools: tuple[School, ...], settings: Settings
) -> tuple[SchoolCalendar, Problems]:
    """Every line that can be understood; a calendar without lines is a note."""
    sheet = snapshot.sheet(CALENDAR)
    if not sheet.rows:
        told = note(CALENDAR, 0, "", "", "No day off is known: the Calendar is missing or empty.", "Add the days without school.")  # fmt: skip
        return SchoolCalendar(()), (told,)
    problems = list(column_problems(sheet))
    names = SchoolNames(schools)
    read = [(row, _entry(row, names, settings, problems)) for row in sheet.typed]
    entries = [(row, entry) for row, entry in read if entry is not None]
    problems += _contradictions(entries)
    return SchoolCalendar(entry for _, entry in entries), tuple(problems)


def _contradictions(entries: list[tuple[Row, CalendarEntry]]) -> list[Problem]:
    """Lines for one day and the same schools that cannot both be true."""
    by_day: dict[tuple[date, date, frozenset[str]], list[tuple[Row, CalendarEntry]]] = {}
    for row, entry in entries:
        by_day.setdefault((entry.first, entry.last, entry.schools), []).append((row, entry))
    problems = []
    for group in by_day.values():
        kinds = {entry.kind for _, entry in group}
        off = kinds & {NO_SCHOOL, TEACHER_DAY}
        if SCHOOL_DAY in kinds and off:
            message = f"This day is both “{min(off)}” and “school day”; it counts as a school day."
            problems += [
                fix(CALENDAR, row.number, "Kind", row["Kind"], message, "Keep one line.") for row, _ in group
            ]
        if len({entry.cycle for _, entry in group if entry.cycle}) > 1:
            message = "This day is both an A and a B day."
            problems += [
                fix(CALENDAR, row.number, "Day", row["Day"], message, "Keep one line.") for row, _ in group
            ]
    return problems


def _entry(row: Row, names: SchoolNames, settings: Settings, problems: list[Problem]) -> CalendarEntry | None:
    cell = RowReader(CALENDAR, row, problems)
    first = cell.date("Date", required=True)
    kind = cell.required_choice("Kind", DAY_KINDS, _KINDS)
    last = cell.date("To") or first
    opens, closes = cell.time("Opens"), cell.time("Closes")
    cycle = cell.choice("Day", ("A", "B"), {"a day": "A", "b day": "B"})
    where = names.several(cell, "Schools")
    if first is None or last is None or not kind or cell.waits & {"To", "Schools"}:
        return None
    if last < first:
        cell.fix("To", "The span ends before it starts, so it isn't counted.", "Check both dates.")
        return None
    if _swallows(first, last, kind, settings):
        cell.fix(
            "To",
            "This span leaves almost no school day in the term, so it isn't counted.",
            "Check both dates.",
        )
        return None
    taken = _school_days_taken(first, last, kind, settings)
    if taken:
        cell.note("To", f"This takes {taken} school days in a row out of the term.", "Is “To” right?")
    return CalendarEntry(first, last, kind, frozenset(where), opens, closes, cycle, cell.text("Notes"))


def _swallows(first: date, last: date, kind: str, settings: Settings) -> bool:
    """Whether a span of days off covers more than half of the term (a year mistyped, mostly)."""
    inside = _inside(first, last, kind, settings)
    return inside > timedelta() and inside * 2 > settings.term_end - settings.term_start


def _inside(first: date, last: date, kind: str, settings: Settings) -> timedelta:
    """How much of the term a span of days off covers."""
    if kind not in (NO_SCHOOL, TEACHER_DAY) or settings.term_end <= settings.term_start:
        return timedelta()
    return min(last, settings.term_end) - max(first, settings.term_start) + timedelta(days=1)


def _school_days_taken(first: date, last: date, kind: str, settings: Settings) -> int:
    """Weekdays of the term in a span longer than any usual break; none in a shorter one."""
    if _inside(first, last, kind, settings) <= _LONG_BREAK:
        return 0
    begin, end = max(first, settings.term_start), min(last, settings.term_end)
    days = (begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1))
    return sum(day.weekday() < _SATURDAY for day in days)


def read_bells(snapshot: Snapshot, schools: tuple[School, ...]) -> tuple[BellSchedule, Problems]:
    """Every period that has a name and begins before it ends."""
    sheet = snapshot.sheet(BELLS)
    problems = list(column_problems(sheet))
    names = SchoolNames(schools)
    found: list[Period] = []
    above: dict[str, list[tuple[Row, Period]]] = {}
    for row in sheet.typed:
        for period in _periods(row, names, problems):
            if _fits(row, period, above.setdefault(period.school, []), problems):
                above[period.school].append((row, period))
                found.append(period)
    return BellSchedule(found), tuple(problems)


def _fits(row: Row, period: Period, above: list[tuple[Row, Period]], problems: list[Problem]) -> bool:
    """Whether the period can stand beside those of its school above: a second one of its name cannot, an overlap is said."""
    for other_row, other in above:
        if not other.days & period.days or (other.cycle and period.cycle and other.cycle != period.cycle):
            continue
        if other.name.casefold() == period.name.casefold():
            if (other.starts, other.ends) != (period.starts, period.ends):
                problems.append(fix(BELLS, row.number, "Period", row["Period"], f"{period.name} stands in row {other_row.number} already with other times; that row counts.", "Keep one row, or give each its Days."))  # fmt: skip
            return False
        if other.starts < period.ends and period.starts < other.ends:
            problems.append(note(BELLS, row.number, "Starts", row["Starts"], f"{period.name} overlaps {other.name} (row {other_row.number}).", "Check both times."))  # fmt: skip
    return True


def _periods(row: Row, names: SchoolNames, problems: list[Problem]) -> list[Period]:
    cell = RowReader(BELLS, row, problems)
    name = cell.required("Period")
    starts, ends = cell.time("Starts", required=True), cell.time("Ends", required=True)
    where = names.several(cell, "School")
    days = cell.value("Days", values.as_days)
    if not name or starts is None or ends is None or cell.waits:
        return []
    begin, end = (clock.hour * 60 + clock.minute for clock in (starts, ends))
    if end <= begin:
        cell.fix("Ends", f"{text(name)} ends before it starts, so it isn't counted.", "Check both times.")
        return []
    weekdays, cycle = days or (frozenset(range(5)), "")
    return [Period(name, begin, end, school, weekdays, cycle) for school in where or ("",)]
