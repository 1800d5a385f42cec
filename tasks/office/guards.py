"""What looks wrong enough to stop and ask before anything is written or sent.

A guard that trips becomes a line of `To do` with `go on` / `stop`; `--force NAME` answers it as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.plan import Plan
from tasks.program.todo import ToDo, answers

LAST_RUN = "run:last"
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
            keys.todo("guard", self.name, self.since), self.message, choices=(GO_ON, STOP), kind="guard"
        )


def tripped(book: Book, typed_today: bool, found: Iterable[tuple[str, str]]) -> tuple[Guard, ...]:
    """The guards that stop this run: those found by the rooms and the office's own, less those a person waved through."""
    guards = [Guard(name, message) for name, message in found]
    guards.extend(_date_guards(book, typed_today))
    guards.extend(_ledger_guards(book))
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


def _ledger_guards(book: Book) -> list[Guard]:
    """A workbook that shows sent letters needs the ledger that knows them; an empty one would send them again."""
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


def facts(book: Book) -> Plan:
    """What the next run's guards compare with."""
    today = book.run.today.isoformat()
    return Plan(facts={LAST_RUN: today}) if book.world.facts.get(LAST_RUN) != today else Plan()
