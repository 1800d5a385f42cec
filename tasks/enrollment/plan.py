"""The enrollment room's plan."""

from collections.abc import Collection, Mapping

from tasks.enrollment import checks, clocks, guards, mail, moved, seen, vanished
from tasks.enrollment.letters import thanks
from tasks.enrollment.proposals import former_mentees
from tasks.program.book import Book
from tasks.program.cells import Value, folded, same
from tasks.program.plan import Plan
from tasks.program.reading.identity import identities
from tasks.program.reading.people import enrolled
from tasks.program.workbook.changes import AddRow, Change, EnsureTab, SetCells, lacking
from tasks.program.workbook.columns import Tab
from tasks.program.workbook.snapshot import Row, Sheet
from tasks.program.workbook.tabs import OPTIONAL, TABS

TAB = "Enrollment"


def plan(book: Book) -> Plan:
    """What should stand in `Enrollment`, in every `Check`, and what must be asked. Facts remember who was seen."""
    known = seen.remembered(book)
    ids = _ids(book, known)
    alarms = [*guards.found(book), *moved.found(book, ids, known)]
    asked = vanished.questions(book, ids, known)
    ids = ids | asked.taken_over
    changes: list[Change] = [*_program_id(book), *_people(book, ids, known, asked.undecided), *asked.rows]
    changes += checks.changes(book, except_tab=TAB)
    changes += _missing_tabs(book, {change.tab for change in changes})
    return Plan(
        changes=tuple(changes),
        letters=tuple(thanks(book.after(tuple(changes)))),
        todos=(*asked.todos, *former_mentees(book)),
        said=asked.said,
        facts=seen.facts(book, ids, known, asked.undecided) | guards.facts(book) | mail.facts(book),
        figures={"people": len(book.people), "guards": alarms},
    )


def _ids(book: Book, known: Mapping[str, seen.Seen]) -> dict[int, str]:
    """The Person ID of every row by row number."""
    entries, _ = enrolled(book.snapshot.sheet(TAB))
    program = book.settings.program_id or book.run.program_id
    return identities(entries, program, known)


def _program_id(book: Book) -> list[Change]:
    """The workbook knows its ledger by this id, not by its path."""
    if book.settings.program_id or not book.run.program_id:
        return []
    rows = book.snapshot.rows("Settings")
    row = next((row for row in rows if folded(row["Setting"]) == "program id"), None)
    if row is not None:
        return [SetCells("Settings", row, {"Value": book.run.program_id})]
    notes = "Made by the program: all letters and calendar entries are known by it. Leave it as it is."
    return [AddRow("Settings", {"Setting": "Program ID", "Value": book.run.program_id, "Notes": notes})]


def _people(
    book: Book, ids: Mapping[int, str], known: Mapping[str, seen.Seen], undecided: Collection[str]
) -> list[Change]:
    """The program's own cells of every row about a person; a row that repeats another has only id and Check."""
    sheet = book.snapshot.sheet(TAB)
    checked = checks.texts(book, TAB)
    by_row = {person.row: person for person in book.people.values()}
    clock = clocks.Clock(book)
    bounced = mail.bounced(book)
    changes: list[Change] = []
    for row in sheet.rows:
        wanted: dict[str, Value] = {"Check": checked.get(row.number, "")}
        if row.number in ids:
            wanted["Person ID"] = ids[row.number]
        person = by_row.get(row.number)
        if person is not None:
            since = clock.enrolled_on(person, known.get(ids[row.number]))
            wanted["Enrolled on"] = since
            wanted["Match by"] = clock.match_by(person, since)
            wanted["Mail"] = mail.state(person, bounced, in_question=ids[row.number] in undecided)
        changes += _differing(sheet, row, wanted)
    return changes


def _differing(sheet: Sheet, row: Row, wanted: Mapping[str, Value]) -> list[Change]:
    clashing = {column for column, _ in sheet.clashes}
    cells = {
        column: value
        for column, value in wanted.items()
        if column not in clashing and not same(row[column], value)
    }
    return [SetCells(sheet.name, row, cells)] if cells else []


def _missing_tabs(book: Book, written: set[str]) -> list[Change]:
    """Every tab of the contract exists after the first writing run, with all of the program's columns."""

    def wanting(tab: Tab) -> bool:
        return tab.name not in book.snapshot.sheets or bool(lacking(book.snapshot.sheet(tab.name)))

    made = (tab for tab in TABS.values() if tab not in OPTIONAL or tab.name in book.snapshot.sheets)
    return [EnsureTab(tab.name) for tab in made if tab.name not in written and wanting(tab)]
