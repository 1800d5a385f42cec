"""Signs that one column was sorted, shifted or filled down alone, so that addresses or names stand beside other people.

Nobody's row says so by itself: what was remembered of everybody does. One such row may be a correction; two are asked
about, before anybody reads a letter that was meant for somebody else.
"""

from collections.abc import Collection, Mapping

from tasks.enrollment.guards import Alarm
from tasks.enrollment.seen import Seen, address_mark, name_mark
from tasks.program.book import Book
from tasks.program.people import Person, Status

_FEW, _LISTED = 2, 8
_GONE = (Status.LEFT, Status.WITHDRAWN, Status.COMPLETED)

_WHAT = {
    "moved-addresses": (
        "addresses that were other people's at the last run: was the column `Email` sorted or shifted alone? Letters "
        "would reach the wrong people. Undo that; where addresses were really swapped, type each one's old address in "
        "`Former email`. Or say `go on` if all of them are right as they stand."
    ),
    "moved-names": (
        "names that were other people's at the last run, beside addresses that stayed: was the column `Name` sorted or "
        "shifted alone? Undo that, or say `go on` if all of them are right as they stand."
    ),
    "moved-ids": (
        "names and addresses beside the `Person ID` of somebody else: were other columns sorted, or a list pasted, "
        "without that one? Undo that, or clear `Person ID` in these rows: everybody is then found by the address. Say "
        "`go on` only if each row is to go on as the person of its `Person ID`."
    ),
}


def found(book: Book, ids: Mapping[int, str], known: Mapping[str, Seen]) -> list[Alarm]:
    """The guards that trip, compared with what was remembered of everybody; `ids` are those of the rows by number."""
    today = book.run.today
    here = {ids[p.row] for p in book.people.values() if p.status_on(today) not in _GONE}
    at, called = _owners(known, here, "address"), _owners(known, here, "name")
    addresses, names, both, unsaid = set(), set(), set(), False
    for person in book.people.values():
        own = known.get(ids[person.row], Seen(""))
        address, name = address_mark(book, person.email), name_mark(book, person)
        housed = set() if address == own.address else at.get(address, set())
        # A newcomer may well share somebody's name; a name is moved only where another one stood before.
        named = called.get(name, set()) if own.name and name != own.name else set()
        if housed & named:
            both.add(person.row)
        elif housed:
            addresses.add(person.row)
            unsaid |= not _said_so(book, person, own)
        elif named:
            names.add(person.row)
    tripped = {"moved-ids": both, "moved-addresses": addresses if unsaid else set(), "moved-names": names}
    return [(name, _message(name, rows)) for name, rows in tripped.items() if len(rows) >= _FEW]


def _owners(known: Mapping[str, Seen], here: Collection[str], what: str) -> dict[str, set[str]]:
    """Who of those still here was known by each digest."""
    owners: dict[str, set[str]] = {}
    for person in here & known.keys():
        mark = getattr(known[person], what)
        if mark:
            owners.setdefault(mark, set()).add(person)
    return owners


def _said_so(book: Book, person: Person, own: Seen) -> bool:
    """Whether `Former email` names the address that this very person had."""
    return bool(own.address) and address_mark(book, person.former_email) == own.address


def _message(name: str, rows: Collection[int]) -> str:
    numbers = [str(row) for row in sorted(rows)]
    more = len(numbers) - _LISTED
    listed = [*numbers[:_LISTED], f"{more} more"] if more > 0 else numbers
    return f"Enrollment, rows {', '.join(listed[:-1])} and {listed[-1]}: {_WHAT[name]}"
