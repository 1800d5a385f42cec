"""The program's cells in `Pairings`, `Unmatched` and `Enrollment`, as they should read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.pairing.case import Case
from tasks.program.book import Book
from tasks.program.cells import Value, same
from tasks.program.pairs import Pair, PairStatus, by_group
from tasks.program.people import Person
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.changes import AddRow, Change, ClearRow, SetCells
from tasks.program.workbook.snapshot import Row

OVER = (PairStatus.ENDED, PairStatus.REJECTED, PairStatus.REPLACED)
SETTLED = "Settled since "


@dataclass(frozen=True)
class Line:
    """A row of `Pairings` as it should stand; `changed` is empty where `What changed` stays as it is."""

    pair: Pair
    changed: str = ""
    because: str = ""


def pairing_changes(book: Book, case: Case, lines: Iterable[Line]) -> tuple[Change, ...]:
    """Sets the cells that differ; rows that were over before and whose people are unknown stay as they are."""
    rows = {row.number: row for row in book.snapshot.rows("Pairings")}
    before = {pair.row: pair for pair in book.pairs}
    changes: list[Change] = []
    for line in lines:
        row, was = rows.get(line.pair.row), before.get(line.pair.row)
        if (
            was is not None
            and was.status is line.pair.status
            and line.pair.status in OVER
            and not line.changed
        ):
            continue
        change = _change("Pairings", row, _pairing(case, line))
        if change is not None:
            changes.append(change)
    return tuple(changes)


def _pairing(case: Case, line: Line) -> dict[str, Value]:
    pair = line.pair
    cells: dict[str, Value] = {"Status": str(pair.status) if pair.status else None, "Why": pair.why or None}
    mentor, mentee = case.people.get(pair.mentor), case.people.get(pair.mentee)
    if line.changed:
        cells["What changed"] = line.changed
    if mentor is None or mentee is None:
        return cells
    return cells | {
        "Pairing ID": pair.id,
        "Mentor": mentor.name,
        "Mentor email": mentor.email or None,
        "Mentee": mentee.name,
        "Mentee email": mentee.email or None,
        "Model": pair.model,
        "Score": pair.score,
        "Matched on": pair.matched_on,
        "Introduced on": pair.introduced_on,
        "Ended on": pair.ended_on,
        "Group": pair.group or None,
    }


def enrollment_changes(book: Book, case: Case, pairs: Iterable[Pair]) -> tuple[Change, ...]:
    """`Paired with` and `Matched on` of everyone, from the pairs that stand."""
    partners: dict[str, list[Pair]] = {}
    standing = [pair for pair in pairs if pair.stands]
    for pair in standing:
        if not pair.group:
            partners.setdefault(pair.mentor, []).append(pair)
            if not pair.is_second:
                partners.setdefault(pair.mentee, []).append(pair)
    for rows in by_group(standing).values():
        for person in {one for row in rows for one in (row.mentor, row.mentee)}:
            partners.setdefault(person, []).extend(rows)
    sheet = {row.number: row for row in book.snapshot.rows("Enrollment")}
    changes = (
        _change("Enrollment", sheet.get(person.row), _paired(case, person, partners.get(person.id, [])))
        for person in case.people.values()
        if person.row in sheet
    )
    return tuple(change for change in changes if change is not None)


def _paired(case: Case, person: Person, pairs: list[Pair]) -> dict[str, Value]:
    ids = {one for pair in pairs for one in (pair.mentor, pair.mentee)} - {person.id}
    names = sorted(case.people[one].name for one in ids if one in case.people)
    dates = [pair.matched_on for pair in pairs if pair.matched_on]
    return {"Paired with": "; ".join(names) or None, "Matched on": min(dates, default=None)}


def unmatched_changes(book: Book, waiting: Mapping[str, Mapping[str, Value]]) -> tuple[Change, ...]:
    """Rows of `Unmatched` by Person ID; one that no longer applies goes, unless staff wrote in `Plan`."""
    changes: list[Change] = []
    standing: dict[str, Row] = {}
    for row in book.snapshot.rows("Unmatched"):
        person = row.text("Person ID")
        if person in waiting and person not in standing:
            standing[person] = row
        elif not row.text("Plan"):
            changes.append(ClearRow("Unmatched", row))
        elif not row.text("Why not").startswith(SETTLED):
            why = f"{SETTLED}{book.run.today.isoformat()}."
            changes.append(SetCells("Unmatched", row, {"Why not": why, "What would help": None}))
    before = _waited_last_year(book)
    for person, cells in waiting.items():
        old = standing.get(person)
        since = old["Since"] if old is not None and old["Since"] else before.get(person, book.run.today)
        change = _change("Unmatched", old, {"Person ID": person, "Since": since, **cells})
        if change is not None:
            changes.append(change)
    return tuple(changes)


def waited_since(book: Book) -> dict[str, date]:
    """Since when each person stands in `Unmatched`, here or last year, by Person ID."""
    rows = book.snapshot.rows("Unmatched")
    found = ((row.text("Person ID"), RowReader("Unmatched", row, []).quiet_date("Since")) for row in rows)
    here = {person: since for person, since in found if person and since is not None}
    return here | _waited_last_year(book)


def _waited_last_year(book: Book) -> dict[str, date]:
    known = (
        (book.people.by_email.get(address), since) for address, since in book.world.last_year().waited.items()
    )
    return {person.id: since for person, since in known if person is not None}


def _change(tab: str, row: Row | None, cells: Mapping[str, Value]) -> Change | None:
    if row is None:
        return AddRow(tab, {column: value for column, value in cells.items() if value is not None})
    differing = {column: value for column, value in cells.items() if not same(row[column], value)}
    return SetCells(tab, row, differing) if differing else None
