"""People whose row is gone, and rows that look like somebody who is gone: asked, never guessed.

A question stays open until the sheet answers it (the row is back, `Former email` is filled in) or a person does in
`To do`. Meanwhile nothing can be planned for the person, since nobody is there to plan for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tasks.enrollment.namesakes import SAME, TWO, second_rows
from tasks.enrollment.seen import Seen, address_mark, mark
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.names import plain_name
from tasks.program.pairs import Pair
from tasks.program.people import Person
from tasks.program.plan import Said
from tasks.program.reading.values import Unreadable, as_email
from tasks.program.todo import ToDo, answers
from tasks.program.workbook.changes import AddRow, Change

LEFT, PUT_BACK, OTHER_ADDRESS = "left", "put back", "other address"
_TURNS = range(1, 4)


@dataclass
class Asked:
    """What is asked, and what answers do: rows to add, rows (by number) that take over an id, ids not yet decided."""

    todos: list[ToDo] = field(default_factory=list)
    rows: list[Change] = field(default_factory=list)
    taken_over: dict[int, str] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)
    lines: list[Said] = field(default_factory=list)

    @property
    def said(self) -> tuple[Said, ...]:
        return tuple(self.lines)


def questions(book: Book, ids: Mapping[int, str], known: Mapping[str, Seen]) -> Asked:
    """Everything to ask about rows that are gone or came back otherwise, with the answers given so far carried out."""
    asked = Asked()
    given = answers(book.snapshot)
    _reused(book, ids, given, asked)
    here = set(ids.values())
    gone = [person for person in known if person not in here]
    asked.undecided |= _claiming_one_address(book, ids, known)
    _returned(book, ids, known, gone, given, asked)
    for new, todo in second_rows(book, ids, known, given):
        asked.undecided.add(new)
        asked.todos.append(todo)
    for side, pairs in _missing_sides(book).items():
        _ask_vanished(book, side, pairs, gone, given, asked)
    return asked


def _reused(book: Book, ids: Mapping[int, str], given: Mapping[str, str], asked: Asked) -> None:
    """Rows in which somebody else was typed over a person who has a pair: another name and another address.

    The row gets an id of its own, so that nobody inherits a pair; who stood there before is asked about.
    """
    program = book.settings.program_id or book.run.program_id
    for pair in book.pairs:
        for person_id, email, name in (
            (pair.mentor, pair.mentor_email, pair.mentor_name),
            (pair.mentee, pair.mentee_email, pair.mentee_name),
        ):
            person = book.people.get(person_id)
            if person is None or not pair.stands or not _somebody_else(person, email, name):
                continue
            if given.get(question_key(email, name)) != OTHER_ADDRESS:
                asked.taken_over[person.row] = _unused(program, person, ids)
                asked.lines.append(
                    Said("person.new", asked.taken_over[person.row], "rule: another name and address")
                )


def _somebody_else(person: Person, email: str, name: str) -> bool:
    """Whether neither the address nor a word of the name is that of who stood here before."""
    known = not email or email in (person.email, person.former_email)
    alike = set(plain_name(person.name).split()) & set(plain_name(name).split())
    return bool(name and person.name) and not known and not alike


def _unused(program: str, person: Person, ids: Mapping[int, str]) -> str:
    taken, turn = set(ids.values()), 1
    seen = person.email or plain_name(person.name)
    fresh = keys.person_id(program, seen)
    while fresh in taken:
        turn += 1
        fresh = keys.person_id(program, seen, str(turn))
    return fresh


def _returned(
    book: Book,
    ids: Mapping[int, str],
    known: Mapping[str, Seen],
    gone: Collection[str],
    given: Mapping[str, str],
    asked: Asked,
) -> None:
    """New rows with the name and school, or the last address, of somebody who is gone."""
    by_mark = {known[person].mark: person for person in gone if known[person].mark}
    by_address = {known[person].address: person for person in gone if known[person].address}
    for person in book.people.values():
        new = ids[person.row]
        if new in known:
            continue
        old = by_mark.get(mark(person.name, person.school))
        if old is None and new not in asked.undecided:
            old = by_address.get(address_mark(book, person.former_email))
        if old is None:
            continue
        key = keys.todo("same-person", old, new)
        answer = given.get(key, "")
        if answer == SAME or (person.former_email and not answer and new not in asked.undecided):
            asked.undecided.discard(new)
            asked.taken_over[person.row] = old
            asked.lines.append(Said("person.same", old, "staff: To do" if answer else "staff: Former email"))
        elif answer != TWO:
            asked.undecided.add(new)
            asked.todos.append(_same_or_two(person, key))


def _claiming_one_address(book: Book, ids: Mapping[int, str], known: Mapping[str, Seen]) -> set[str]:
    """New rows that give one former address: one of them at most had it. `Check` asks to clear the others."""
    claims: dict[str, list[Person]] = {}
    for person in book.people.values():
        if person.former_email:
            claims.setdefault(person.former_email, []).append(person)
    several = (person for those in claims.values() if len(those) > 1 for person in those)
    return {ids[person.row] for person in several if ids[person.row] not in known}


def _same_or_two(person: Person, key: str) -> ToDo:
    what = (
        f"{person.name} stands in Enrollment with another address than before. Is this the same person, or somebody else "
        "of the same name and school?"
    )
    return ToDo(
        key, what, look_in=f"Enrollment: {person.email or person.name}", choices=(SAME, TWO), kind="question"
    )


Side = tuple[str, str]
"""Address and name of somebody who stands in Pairings but not in Enrollment."""


def _missing_sides(book: Book) -> dict[Side, list[Pair]]:
    found: dict[Side, list[Pair]] = {}
    for pair in book.pairs:
        if not pair.stands or not pair.id:
            continue
        if not pair.mentor and (pair.mentor_email or pair.mentor_name):
            found.setdefault((pair.mentor_email, pair.mentor_name), []).append(pair)
        if not pair.mentee and (pair.mentee_email or pair.mentee_name):
            found.setdefault((pair.mentee_email, pair.mentee_name), []).append(pair)
    return found


def question_key(email: str, name: str) -> str:
    """The key of the question about somebody whose row is gone."""
    return keys.todo("vanished", email or name.casefold())


def _ask_vanished(
    book: Book, side: Side, pairs: list[Pair], gone: Collection[str], given: Mapping[str, str], asked: Asked
) -> None:
    email, name = side
    key = question_key(email, name)
    answer = given.get(key, "")
    person_id = _id_of(book, pairs[0], gone)
    if answer == LEFT:
        asked.rows.append(AddRow("Enrollment", _left(pairs[0], side, person_id)))
        asked.lines.append(Said("person.left", person_id or pairs[0].id, "staff: To do"))
        return
    moved = _moved_to(book, key) if answer == OTHER_ADDRESS else None
    if moved is not None and person_id:
        asked.taken_over[moved.row] = person_id
        asked.lines.append(Said("person.moved", person_id, "staff: To do"))
        return
    asked.todos.append(ToDo(key, _what(name or email, pairs, answer, noted=moved is None and bool(_notes(book, key))), look_in=f"Pairings: {pairs[0].id}", choices=(LEFT, PUT_BACK, OTHER_ADDRESS), kind="question"))  # fmt: skip


def _what(name: str, pairs: list[Pair], answer: str, *, noted: bool) -> str:
    many = "a pair" if len(pairs) == 1 else f"{len(pairs)} pairs"
    what = f"{name} is no longer in Enrollment, but has {many}. Nothing is sent or booked for them until this is clear."
    if answer == PUT_BACK:
        return f"{what} Put the row back as it was; its Person ID matters."
    if answer == OTHER_ADDRESS and noted:
        return (
            f"{what} No row of Enrollment has the address in Note: type one that has, and they go on in it."
        )
    if answer == OTHER_ADDRESS:
        return f"{what} Type the new address in Note here, or the old one under Former email in the new row."
    return what


def _id_of(book: Book, pair: Pair, gone: Collection[str]) -> str:
    """Which of those who are gone is in this pair: only their id makes the pair's."""
    program = book.settings.program_id or book.run.program_id
    for person in gone:
        mentor, mentee = pair.mentor or person, pair.mentee or person
        if any(keys.pairing_id(program, mentor, mentee, turn) == pair.id for turn in _TURNS):
            return person
    return ""


def _left(pair: Pair, side: Side, person_id: str) -> dict[str, Value]:
    """A row that says what was answered, so that every room knows the person has left."""
    email, name = side
    role = "mentor" if side == (pair.mentor_email, pair.mentor_name) and not pair.mentor else "mentee"
    return {"Name": name, "Email": email, "Role": role, "Status": "left", "Person ID": person_id}


def _notes(book: Book, key: str) -> list[Value]:
    """What staff typed in the question's `Note`."""
    rows = (row["Note"] for row in book.snapshot.rows("To do") if row.text("Item") == key)
    return [note for note in rows if note]


def _moved_to(book: Book, key: str) -> Person | None:
    """The enrolled person whose address stands in the question's `Note`."""
    try:
        return next((book.people.by_email.get(as_email(note)) for note in _notes(book, key)), None)
    except Unreadable:
        return None
