"""The plans of several rooms, each made on what those before it want."""

from dataclasses import replace

from tasks.program.book import Book
from tasks.program.plan import Plan
from tasks.program.workbook.changes import Change, difference


class Fold:
    """Starts with a book as it was read; every added plan turns the page for the next room.

    `listen` takes what a room says to staff without carrying out the rest: a command for one step still knows
    every open question.
    """

    def __init__(self, book: Book) -> None:
        self.start = book
        self.book = book
        self.plan = Plan()
        self.rooms: list[str] = []

    def add(self, room: str, plan: Plan) -> None:
        self.rooms.append(room)
        self.book = self.book.after(plan.changes)
        self.plan += plan

    def listen(self, plan: Plan) -> None:
        self.plan += Plan(
            enclosures=plan.enclosures,
            todos=plan.todos,
            coming=plan.coming,
            problems=plan.problems,
            figures=plan.figures,
        )

    def restart(self) -> None:
        """Forgets every plan: a guard found that nothing may be carried out yet."""
        self.book, self.rooms = self.start, []
        self.plan = replace(Plan(), figures=self.plan.figures)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The fewest writes that lead from the workbook as read to the workbook as wanted."""
        return difference(self.start.snapshot, self.book.snapshot)
