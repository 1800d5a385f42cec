"""What a run did, or would do: for the terminal, for `--json`, for Prefect's artifact."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tasks.office.carry import Done
from tasks.office.guards import Guard
from tasks.outbox.owed import Decisions
from tasks.program.book import Book
from tasks.program.fold import Fold
from tasks.program.letters import State
from tasks.program.problems import Level, Problem
from tasks.program.workbook.changes import AddRow, Change, ClearRow, EnsureTab, Rewrite, SetCells


class Summary:
    """Grows with each round. `letters` counts copies by template and state, `rows` changed rows by tab."""

    def __init__(self, command: str, workbook: str) -> None:
        self.command, self.workbook = command, workbook
        self.today = ""
        self.now = ""
        self.problems: tuple[Problem, ...] = ()
        self.todos: tuple[tuple[str, str], ...] = ()
        self.guards: tuple[Guard, ...] = ()
        self.letters: Counter[tuple[str, str]] = Counter()
        self.rows: Counter[tuple[str, str]] = Counter()
        self.changes: list[Change] = []
        self.booked: dict[str, None] = {}
        self.dropped: dict[str, None] = {}
        self.reports: dict[str, None] = {}
        self.forms: dict[str, None] = {}
        self.figures: dict[str, Any] = {}
        self.waiting: tuple[Mapping[str, Any], ...] = ()
        self.refused = 0
        self.trouble = ""
        self.put_off = 0
        self.in_doubt = 0
        self.refusal = ""
        self.book: Book | None = None
        self.start: Book | None = None
        self.reasons: dict[str, str] = {}

    def began(self, book: Book) -> None:
        self.start = self.start or book
        self.today, self.now = book.run.today.isoformat(), book.run.now.isoformat()

    def guarded(self, guards: Iterable[Guard]) -> None:
        self.guards = tuple(guards)

    def finished(self, fold: Fold, decisions: Decisions, done: Done) -> None:
        """Takes one round's result in; lists of what stands (problems, questions) are those of the last round."""
        self.book = fold.book
        held = fold.start.world.deliveries.values()
        self.in_doubt = sum(delivery.state is State.UNSURE for delivery in held)
        self.reasons.update((said.about, said.because) for said in fold.plan.said)
        self.problems = (*fold.book.problems, *fold.plan.problems)
        self.todos = tuple((todo.key, todo.what) for todo in dict.fromkeys(fold.plan.todos))
        self.waiting = decisions.waiting_json()
        self.figures.update(fold.plan.figures)
        self.changes.extend(done.changes)
        self.rows.update(_rows(done.changes))
        self.booked.update(dict.fromkeys(done.booked))
        self.dropped.update(dict.fromkeys(done.dropped))
        self.reports.update(dict.fromkeys(done.reports))
        self.forms.update(dict.fromkeys(done.forms))
        self.trouble = done.trouble or self.trouble
        self.refused += len(done.refused)
        if done.outcome is not None:
            self.letters.update(done.outcome.counts)
            self.put_off += done.outcome.put_off
            self.trouble = str(done.outcome.trouble or self.trouble)

    def letters_in(self, state: State) -> int:
        return sum(count for (_, found), count in self.letters.items() if found == state)

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.booked or self.dropped or self.letters or self.reports or self.forms)

    @property
    def unsure(self) -> int:
        """Letters in doubt: of this run, or of an earlier one and not settled yet."""
        return max(self.in_doubt, self.letters_in(State.UNSURE))

    @property
    def to_fix(self) -> int:
        return sum(problem.level is Level.FIX for problem in self.problems)

    @property
    def exit_code(self) -> int:
        """0 done, 1 problems or decisions are waited for, 3 something outside failed, 4 letters are unsure."""
        if self.unsure:
            return 4
        if self.trouble or self.put_off:
            return 3
        waits = self.to_fix or self.todos or self.guards or self.waiting or self.undecided or self.refusal
        return 1 if waits else 0

    @property
    def undecided(self) -> int:
        """Proposed pairs that wait for a person's word."""
        rows = self.book.snapshot.rows("Pairings") if self.book is not None else ()
        return sum(row.text("Status") == "proposed" and not row.text("Decision") for row in rows)

    def to_json(self) -> dict[str, Any]:
        """The object every flow command prints with `--json`."""
        rows = {key: count for key, count in self.rows.items() if key[1] != "made"}
        return {
            "command": self.command,
            "today": self.today,
            "workbook": self.workbook,
            "problems": [problem.to_json() for problem in self.problems],
            "changes": {
                "letters": self.letters_in(State.SENT),
                "meetings": sum(count for (tab, _), count in rows.items() if tab == "Meetings"),
                "rows": sum(rows.values()),
                "calendars": len(self.booked) + len(self.dropped),
                "reports": len(self.reports),
                "forms": len(self.forms),
            },
            "waiting": [*self.waiting, *self._questions()],
        }

    def _questions(self) -> Iterator[dict[str, Any]]:
        if self.undecided:
            yield {
                "item": "Pairings",
                "what": "pairs that wait for a word in Decision",
                "pairs": self.undecided,
            }
        yield from ({"item": key, "what": what} for key, what in self.todos)


def _rows(changes: Iterable[Change]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for change in changes:
        match change:
            case AddRow():
                counted[change.tab, "new"] += 1
            case SetCells():
                counted[change.tab, "changed"] += 1
            case ClearRow():
                counted[change.tab, "cleared"] += 1
            case Rewrite():
                counted[change.tab, "rewritten"] += len(change.rows)
            case EnsureTab():
                counted[change.tab, "made"] += 1
    return counted
