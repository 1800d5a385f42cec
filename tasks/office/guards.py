"""What looks wrong enough to stop and ask before anything is written or sent.

A guard that trips becomes a line of `To do` with `go on` / `stop`; `--force NAME` answers it as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.enrollment.guards import EMPTY
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import folded
from tasks.program.plan import Plan
from tasks.program.todo import ToDo, answers

NAMES = (
    "date", "ledger", "program-name", "term-name", "shrunk-enrollment", "moved-addresses", "moved-names", "moved-ids",
    "many-letters", "rehearsal-over", "early-close",
)  # fmt: skip
"""What `--force` takes, beside `empty-` and a tab's name."""
_LOOK_IN = (
    EMPTY
    | {
        "date": "To do: last-run",
        "ledger": "Settings: Program ID",
        "program-name": "Settings: Program name",
        "term-name": "Settings: Term name",
        "early-close": "Settings: Term end",
    }
    | dict.fromkeys(("shrunk-enrollment", "moved-addresses", "moved-names", "moved-ids"), "Enrollment")
)
LAST_RUN, PROGRAM, TERM = "run:last", "run:program-name", "run:term-name"
GO_ON, STOP = "go on", "stop"


@dataclass(frozen=True)
class Guard:
    """A reason to ask: its name (what `--force` takes) and what a person should know before saying `go on`.

    `since` is the date of the last run, so that an answer counts for this occasion only.
    """

    name: str
    message: str
    since: str = ""

    @property
    def todo(self) -> ToDo:
        return ToDo(
            keys.todo("guard", self.name, self.since),
            self.message,
            look_in=_LOOK_IN.get(self.name, ""),
            choices=(GO_ON, STOP),
            kind="guard",
        )


def tripped(
    book: Book, typed_today: bool, found: Iterable[tuple[str, str]], ledger_of: str
) -> tuple[Guard, ...]:
    """The guards that stop this run: those found by the rooms and the office's own, less those a person waved through.

    `ledger_of` is the program that the ledger belongs to.
    """
    guards = [Guard(name, message) for name, message in found]
    guards.extend(_date_guards(book, typed_today))
    guards.extend(_ledger_guards(book, ledger_of))
    guards.extend(_name_guards(book))
    since = book.world.facts.get(LAST_RUN, "")
    dated = (replace(guard, since=since) for guard in guards)
    return tuple(guard for guard in dated if not _waved_through(book, guard))


def _waved_through(book: Book, guard: Guard) -> bool:
    return guard.name in book.run.forced or answers(book.snapshot).get(guard.todo.key) == GO_ON


def _date_guards(book: Book, typed_today: bool) -> list[Guard]:
    remembered = book.world.facts.get(LAST_RUN, "")
    if not remembered:
        return []
    last, today = date.fromisoformat(remembered), book.run.today
    if today < last:
        return [
            Guard(
                "date",
                f"The last run was on {last}, this one believes it is {today}: earlier. Check the date.",
            )
        ]
    if not typed_today and today > last + timedelta(days=40):
        message = (
            f"The last run was on {last}, more than 40 days ago. Letters of that time may no longer fit."
        )
        return [Guard("date", message)]
    return []


def _ledger_guards(book: Book, ledger_of: str) -> list[Guard]:
    """A workbook that shows sent letters needs the ledger that knows them; an empty one, or that of another program,
    would send them again.
    """
    if ledger_of and ledger_of != book.run.program_id:
        return [
            Guard(
                "ledger",
                "This workbook and the record of sent letters beside it belong to different programs: Settings and "
                "record name another Program ID. Was the workbook copied from another program? Move it to a folder of "
                "its own, or put the Program ID back.",
            )
        ]
    sent = any(row.text("Status") == "sent" for row in book.snapshot.rows("Outbox"))
    if sent and not book.world.deliveries:
        return [
            Guard(
                "ledger",
                "The Outbox tab shows letters that were sent, but the record of them is not here: the last run was on "
                "another machine, or its .mentorship folder was left behind. Bring that folder, or run "
                "`mentorship outbox rebuild` so that nothing is sent twice.",
            )
        ]
    return []


def _name_guards(book: Book) -> list[Guard]:
    """Another name in the middle of a term is rather a wrong workbook, or a wrong cell, than a new program."""
    found = []
    held, now = book.world.facts, _names(book)
    if PROGRAM in now and held.get(PROGRAM, now[PROGRAM]) != now[PROGRAM]:
        message = (
            "`Program name` in Settings is not what it was at the last run. Every letter carries it: put it back, or "
            "say `go on` if the program has a new name."
        )
        found.append(Guard("program-name", message))
    before, _, ends = held.get(TERM, "").partition(" ")
    if (
        TERM in now
        and before
        and before != now[TERM].partition(" ")[0]
        and book.run.today.isoformat() <= ends
    ):
        message = (
            f"`Term name` in Settings is not what it was at the last run, and that term lasts until {ends}. Put it back, "
            "or say `go on` if the term has a new name."
        )
        found.append(Guard("term-name", message))
    return found


def _names(book: Book) -> dict[str, str]:
    """Digests of the names: the ledger holds no text. The term's end stands beside its name."""
    settings, names = book.settings, {}
    if "Program name" not in settings.unusable:
        names[PROGRAM] = keys.digest("program name", folded(settings.program_name))
    if not {"Term name", "Term end"} & set(settings.unusable):
        names[TERM] = f"{keys.digest('term name', folded(settings.term_name))} {settings.term_end}"
    return names


def facts(book: Book) -> Plan:
    """What the next run's guards compare with."""
    return Plan(facts={LAST_RUN: book.run.today.isoformat(), **_names(book)})
