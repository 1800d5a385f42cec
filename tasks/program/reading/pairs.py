"""Reads `Pairings` into pairs."""

from tasks.program.cells import text
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import People, Person
from tasks.program.problems import Problem
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row, Snapshot
from tasks.program.workbook.tabs_people import DECISIONS, ENDINGS

TAB = "Pairings"


def read_pairs(snapshot: Snapshot, people: People) -> tuple[tuple[Pair, ...], tuple[Problem, ...]]:
    """Every row of `Pairings` that is not blank, typed ones included, in sheet order."""
    problems: list[Problem] = []
    pairs = tuple(_pair(row, people, problems) for row in snapshot.rows(TAB))
    return pairs, tuple(problems)


def _pair(row: Row, people: People, problems: list[Problem]) -> Pair:
    cell = RowReader(TAB, row, problems)
    mentor, mentee = _person(row, "Mentor", people), _person(row, "Mentee", people)
    status = text(row["Status"]).casefold()
    return Pair(
        id=row.text("Pairing ID"),
        row=row.number,
        mentor=mentor.id if mentor else "",
        mentee=mentee.id if mentee else "",
        mentor_email=row.text("Mentor email").casefold(),
        mentee_email=row.text("Mentee email").casefold(),
        mentor_name=row.text("Mentor"),
        mentee_name=row.text("Mentee"),
        model=row.text("Model") or "one-to-one",
        score=cell.quiet_number("Score"),
        why=row.text("Why"),
        decision=Decision(cell.choice("Decision", DECISIONS)),
        change_mentor_to=row.text("Change mentor to"),
        ending=cell.choice("Ending", ENDINGS),
        ends_on=cell.date("Ends on"),
        reason=row.text("Reason"),
        status=PairStatus(status) if status in set(PairStatus) else None,
        matched_on=cell.quiet_date("Matched on"),
        introduced_on=cell.quiet_date("Introduced on"),
        ended_on=cell.quiet_date("Ended on"),
        group=row.text("Group"),
    )


def _person(row: Row, side: str, people: People) -> Person | None:
    """The row's person: by address first, by unique name where no address is given."""
    address = row.text(f"{side} email")
    return people.find(address) if address else people.find(row.text(side))
