"""Who each row of `Enrollment` is: the id it has, or the one it is about to be given.

An id is made once, from what is known at first sight, and kept in `Person ID`; a row keeps it when its address
changes. A copied id stays with the upper row. A row that repeats a person has that person's id and a number (`-2`).
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tasks.program import keys
from tasks.program.names import plain_name
from tasks.program.reading.duplicates import Entry
from tasks.program.reading.values import Unreadable, as_email, blank
from tasks.program.workbook.snapshot import Row

_ID = re.compile(r"[\w-]{1,64}")
_DOUBLE = re.compile(r"^(.+)-\d+$")


def identities(entries: Sequence[Entry], program: str, known: Collection[str] = ()) -> dict[int, str]:
    """The id of every row by row number. `known` are the ids of earlier runs: a row whose id is none of them, while the
    one it was first given is, has been overtyped; a new row whose former address was first seen then is that person.
    """
    taken: dict[str, int] = {}
    twice = _claimed_twice(entries)
    for entry in entries:
        stored = _stored(entry.row, program, known, twice)
        if stored and stored not in taken:
            taken[stored] = entry.row.number
    owners = {number: person for person, number in taken.items()}
    for entry in entries:
        if entry.row.number not in owners:
            before = (person for person in _first_ids(entry.row, program, twice) if person in known)
            person = next((person for person in before if person not in taken), "")
            person = person or _fresh(entry, program, taken)
            taken[person] = entry.row.number
            owners[entry.row.number] = person
    for entry in entries:
        _number_doubles(entry, owners, taken)
    return owners


def _claimed_twice(entries: Sequence[Entry]) -> frozenset[str]:
    """Former addresses that several rows give: none of these rows is anybody by them."""
    claims = Counter(former for entry in entries if (former := _address(entry.row, "Former email")))
    return frozenset(former for former, count in claims.items() if count > 1)


def _stored(row: Row, program: str, known: Collection[str], twice: Collection[str]) -> str:
    """The id in the row's own cell; the one first given where a person typed over it."""
    stored = row.text("Person ID")
    if not _ID.fullmatch(stored):
        return ""
    double = _DOUBLE.match(stored)
    if double and known and double[1] in known:
        stored = double[1]
    if stored and known and stored not in known:
        first = next((person for person in _first_ids(row, program, twice) if person in known), "")
        return first or stored
    return stored


def _first_ids(row: Row, program: str, twice: Collection[str]) -> list[str]:
    """The ids that the row's address and former address would have been given at first sight."""
    email, former = _address(row, "Email"), _address(row, "Former email")
    seen = (email, "" if former in twice else former)
    return [keys.person_id(program, address) for address in seen if address]


def _address(row: Row, column: str) -> str:
    try:
        return "" if blank(row[column]) else as_email(row[column])
    except Unreadable:
        return ""


def _fresh(entry: Entry, program: str, taken: Mapping[str, int]) -> str:
    """A new id from the address, else from name and school, else (a vacancy) from what the row says."""
    name, school = plain_name(entry.row.text("Name")), entry.row.text("School").casefold()
    if entry.email:
        seen: tuple[str, ...] = (entry.email,)
    elif name:
        seen = (name, school)
    else:
        seen = ("vacancy", entry.row.text("Role").casefold(), school, entry.row.text("Subject").casefold())
    person, turn = keys.person_id(program, *seen), 1
    while person in taken:
        turn += 1
        person = keys.person_id(program, *seen, str(turn))
    return person


def _number_doubles(entry: Entry, owners: dict[int, str], taken: dict[str, int]) -> None:
    person, turn = owners[entry.row.number], 1
    for row in entry.others:
        own = row.text("Person ID")
        while not own.startswith(f"{person}-") or own in taken:
            turn += 1
            own = f"{person}-{turn}"
        taken[own] = row.number
        owners[row.number] = own
