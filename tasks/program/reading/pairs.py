"""Reads `Pairings` into pairs."""

from dataclasses import replace

from tasks.program import keys
from tasks.program.cells import folded, text
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import People, Person
from tasks.program.problems import Problem
from tasks.program.reading.columns import column_problems
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row, Snapshot
from tasks.program.workbook.tabs_people import DECISIONS, ENDINGS

TAB = "Pairings"
_FEW = 20  # so many pairs may be looked for among everybody; more only by name
_TURNS = range(1, 4)  # how often the same two people may have been paired


def read_pairs(snapshot: Snapshot, people: People) -> tuple[tuple[Pair, ...], tuple[Problem, ...]]:
    """Every row of `Pairings` that is not blank, typed ones included, in sheet order."""
    problems: list[Problem] = []
    sheet = snapshot.sheet(TAB)
    problems.extend(column_problems(sheet))
    pairs = tuple(_pair(row, people, problems) for row in sheet.rows)
    program = _program(snapshot)
    lost = sum(_lost(pair) for pair in pairs)
    if lost or not all(_fits(program, pair) for pair in pairs):
        moved = _ByPairingId(program, people, thorough=lost <= _FEW)
        pairs = tuple(pair if _fits(program, pair) else moved.resolve(pair) for pair in pairs)
    return pairs, tuple(problems)


def _program(snapshot: Snapshot) -> str:
    rows = snapshot.rows("Settings")
    return next((row.text("Value") for row in rows if folded(row["Setting"]) == "program id"), "")


def _lost(pair: Pair) -> bool:
    return bool(pair.id) and not (pair.mentor and pair.mentee)


def _fits(program: str, pair: Pair) -> bool:
    """Whether the people of the row's addresses are those whose pair this is: an address may have come to somebody else."""
    if not pair.id:
        return True
    return not _lost(pair) and (not program or _makes(program, pair.mentor, pair.mentee, pair.id))


def _makes(program: str, mentor: str, mentee: str, pairing_id: str) -> bool:
    return any(keys.pairing_id(program, mentor, mentee, turn) == pairing_id for turn in _TURNS)


def _pair(row: Row, people: People, problems: list[Problem]) -> Pair:
    cell = RowReader(TAB, row, problems)
    mentor, mentee = _person(row, "Mentor", people), _person(row, "Mentee", people)
    status = text(row["Status"]).casefold()
    ends_on = cell.date("Ends on")
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
        ends_on=ends_on,
        ends_unread=ends_on is None and bool(row.text("Ends on")),
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


class _ByPairingId:
    """Finds the people of a pair whose addresses have changed since its row was written: only they give its id."""

    def __init__(self, program: str, people: People, *, thorough: bool) -> None:
        self.everybody = tuple(people) if thorough else ()
        self.program = program
        self._named: dict[str, list[Person]] = {}
        for person in people.values():
            self._named.setdefault(person.name.casefold(), []).append(person)

    def resolve(self, pair: Pair) -> Pair:
        """The pair with both people, where exactly those of the row's names (or one of everybody) fit its id.

        Where nobody fits, the addresses count.
        """
        mentors = self._side(pair.mentor, pair.mentor_name)
        mentees = self._side(pair.mentee, pair.mentee_name)
        if bool(pair.mentor) is bool(pair.mentee):
            tries = ((one, other) for one in mentors for other in mentees)
        elif not pair.mentor:
            tries = ((one, pair.mentee) for one in (*mentors, *self.everybody))
        else:
            tries = ((pair.mentor, other) for other in (*mentees, *self.everybody))
        for mentor, mentee in tries:
            if _makes(self.program, mentor, mentee, pair.id):
                return replace(pair, mentor=mentor, mentee=mentee)
        return pair

    def _side(self, known: str, name: str) -> tuple[str, ...]:
        named = tuple(person.id for person in self._named.get(name.casefold(), ()))
        return (known, *named) if known else named
