"""Signs that a sheet is half there: sorted into another tab, filtered, pasted over. Better asked than believed."""

from tasks.program.book import Book
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.tabs import TABS

GUARDED = (
    "Settings",
    "Enrollment",
    "Schools",
    "Calendar",
    "Bell schedule",
    "Pairings",
    "Meetings",
    "Trainings",
    "Invitations",
    "Check-ins",
)
"""Tabs whose emptiness would undo things. The rows of the others are the program's to clear."""


def _empty(tab: str) -> str:
    return f"empty-{tab.casefold().replace(' ', '-')}"


EMPTY = {_empty(tab): tab for tab in GUARDED}
"""The tab of each guard that finds one empty."""

_SHARE, _FEW = 0.3, 2

Alarm = tuple[str, str]
"""A guard's name (what `--force` takes), and what a person should know."""


def found(book: Book) -> list[Alarm]:
    """The guards that trip, compared with the counts of the last run."""
    alarms = []
    for tab in GUARDED:
        before, now = _before(book, tab), _count(book, tab)
        if before and not now:
            name = _empty(tab)
            message = f"The tab “{tab}” had {before} row{'s' * (before > 1)} and is empty now. Undo that, or say `go on` if it is meant."
            alarms.append((name, message))
        elif tab == "Enrollment" and before - now >= _FEW and before - now > _SHARE * before:
            message = (
                f"Enrollment had {before} people at the last run and has {now} now. A sorted, filtered or half-pasted "
                "sheet is not a withdrawal: bring the rows back, or say `go on` if they are meant to be gone."
            )
            alarms.append(("shrunk-enrollment", message))
    return alarms


def facts(book: Book) -> dict[str, str]:
    """The counts that the next run compares with."""
    counts = {tab: _count(book, tab) for tab in GUARDED}
    return {f"count:{tab}": str(count) for tab, count in counts.items() if count or _before(book, tab)}


def _count(book: Book, tab: str) -> int:
    """People of Enrollment; rows elsewhere that hold anything but the program's remarks."""
    if tab == "Enrollment":
        return len(book.people)
    ours = {"Check"} if Owner.PROGRAM in {c.owner for c in TABS[tab].columns} else set()
    return sum(bool(set(row.cells) - ours) for row in book.snapshot.rows(tab))


def _before(book: Book, tab: str) -> int:
    remembered = book.world.facts.get(f"count:{tab}", "")
    return int(remembered) if remembered.isdecimal() else 0
