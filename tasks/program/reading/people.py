"""Reads `Enrollment`: every person once, each cell understood or named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from tasks.program.names import plain_name
from tasks.program.people import People, Person
from tasks.program.problems import Problem, fix, note
from tasks.program.reading.columns import column_problems
from tasks.program.reading.duplicates import Entry, entries
from tasks.program.reading.identity import identities
from tasks.program.reading.person import TAB, Sources, read_person
from tasks.program.reading.references import Directory
from tasks.program.reading.school_names import SchoolNames
from tasks.program.reading.values import Unreadable, as_email, blank
from tasks.program.schooldays import BellSchedule, Period, School
from tasks.program.settings import Settings
from tasks.program.workbook.snapshot import Row, Sheet, Snapshot

Problems = tuple[Problem, ...]


def read_people(
    snapshot: Snapshot, settings: Settings, schools: tuple[School, ...], bells: BellSchedule
) -> tuple[People, Problems]:
    """Every person of the tab, in its order; a row without Person ID has the id it is about to be given."""
    return _read(snapshot.sheet(TAB), settings, schools, bells.periods)


# Rooms plan on one book after another, and most of their changes leave Enrollment as it was.
@lru_cache(maxsize=4)
def _read(
    sheet: Sheet, settings: Settings, schools: tuple[School, ...], periods: tuple[Period, ...]
) -> tuple[People, Problems]:
    found, unread = enrolled(sheet)
    problems = [*column_problems(sheet), *unread]
    ids = identities(found, settings.program_id)
    addresses = ((entry.row.text("Name"), entry.email, _former(entry)) for entry in found)
    principals = ((school.principal, school.principal_email) for school in schools)
    sources = Sources(settings, SchoolNames(schools), BellSchedule(periods), Directory(addresses, principals))
    people: list[Person] = []
    for entry in found:
        problems.extend(entry.problems)
        people.append(read_person(entry, ids[entry.row.number], sources, problems))
    people = _told_apart(people)
    problems += (*_namesakes(people), *_former_twice(people), *_former_in_use(people))
    unread_columns = {column for column, _ in sheet.clashes}
    told = (problem for problem in problems if not (problem.row and problem.column in unread_columns))
    return People(_spelled_alike(people)), tuple(sorted(told, key=lambda problem: problem.row))


@lru_cache(maxsize=4)
def enrolled(sheet: Sheet) -> tuple[tuple[Entry, ...], Problems]:
    """Whom the rows of `Enrollment` are about, one entry for each person; and the rows that are about nobody."""
    problems: list[Problem] = []
    return entries(_about_somebody(sheet.rows, problems)), tuple(problems)


def _about_somebody(rows: Iterable[Row], problems: list[Problem]) -> list[Row]:
    """The rows that are about a person: not a heading typed again, not a remark below the table."""
    kept = []
    for row in rows:
        if row.text("Name").casefold() == "name" and row.text("Role").casefold() == "role":
            problems.append(
                note(TAB, row.number, "Name", row["Name"], "This row repeats the headings; it isn't counted.")
            )
        elif any(not blank(row[column]) for column in ("Name", "Email", "Role", "Status")):
            kept.append(row)
        else:
            problems.append(note(TAB, row.number, "Name", "", "This row names nobody, so it isn't counted."))
    return kept


def _former(entry: Entry) -> str:
    try:
        return "" if blank(entry.row["Former email"]) else as_email(entry.row["Former email"])
    except Unreadable:
        return ""


def _told_apart(people: Sequence[Person]) -> list[Person]:
    """Vacancies of one kind are numbered, so that each can be found by its name."""
    seen: Counter[str] = Counter()
    found = []
    for person in people:
        if person.name.startswith("Vacancy ("):
            seen[person.name] += 1
            turn = seen[person.name]
            person = person if turn == 1 else replace(person, name=f"{person.name} {turn}")  # noqa: PLW2901 - the same seat, named
        found.append(person)
    return found


def _namesakes(people: Sequence[Person]) -> list[Problem]:
    """A row without an address beside one of the same name and school may be the same person: said, not guessed."""
    seen: dict[tuple[str, str], list[Person]] = {}
    for person in people:
        seen.setdefault((plain_name(person.name), person.school), []).append(person)
    return [
        note(TAB, person.row, "Name", person.name, f"Row {other.row} has the same name and school; both are counted.", "If they are one person, keep one row.")
        for group in seen.values()
        for person in group
        if not person.email and person.name
        for other in [other for other in group if other is not person][:1]
    ]  # fmt: skip


def _former_twice(people: Sequence[Person]) -> list[Problem]:
    """Rows that give one former address: one of them at most can be the person who had it."""
    claims: dict[str, list[Person]] = {}
    for person in people:
        if person.former_email:
            claims.setdefault(person.former_email, []).append(person)
    return [
        fix(TAB, person.row, "Former email", person.former_email, f"Row {other.row} gives this former address as well, so neither row goes on as the person who had it.", "Only one person had it: clear the cell in the other row.")
        for group in claims.values()
        for person in group
        for other in [other for other in group if other is not person][:1]
    ]  # fmt: skip


def _former_in_use(people: Sequence[Person]) -> list[Problem]:
    """A former address that is another row's address; not where that row says it had another itself (a swap)."""
    holders = {person.email: person for person in people if person.email and not person.former_email}
    return [
        note(TAB, person.row, "Former email", person.former_email, f"Row {holders[person.former_email].row} has this address now.", "If both rows are one person, keep one row; if not, check whose address it was.")
        for person in people
        if person.former_email in holders
    ]  # fmt: skip


_LISTS = ("subjects", "strengths", "goals", "languages", "required_languages")


def _spelled_alike(people: Sequence[Person]) -> Iterable[Person]:
    """Words that differ only in case get the spelling that most rows use."""
    usual = {name: _usual(item for person in people for item in getattr(person, name)) for name in _LISTS}
    for person in people:
        alike = {
            name: tuple(usual[name].get(item, item) for item in getattr(person, name)) for name in _LISTS
        }
        changed = {name: items for name, items in alike.items() if items != getattr(person, name)}
        yield replace(person, **changed) if changed else person  # type: ignore[arg-type] # lists of texts


def _usual(items: Iterable[str]) -> dict[str, str]:
    """Each spelling that is not the usual one, with the one that is (the first typed where two are as frequent)."""
    counts = Counter(items)
    best: dict[str, str] = {}
    for item, count in counts.items():
        word = item.casefold()
        if word not in best or count > counts[best[word]]:
            best[word] = item
    return {item: best[item.casefold()] for item in counts if best[item.casefold()] != item}
