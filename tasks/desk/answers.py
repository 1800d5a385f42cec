"""Answers in `To do` that nothing can be done with: no choice of the line, or two rows that say different things."""

from collections.abc import Iterable

from tasks.program.book import Book
from tasks.program.cells import folded
from tasks.program.problems import Problem, fix
from tasks.program.todo import ToDo, answers
from tasks.program.workbook.snapshot import Row

TAB = "To do"


def answer_problems(book: Book, todos: Iterable[ToDo]) -> tuple[Problem, ...]:
    """What is wrong with the answers to the questions that are asked now, beside each row."""
    asked = {todo.key: todo for todo in todos if todo.choices}
    agreed = answers(book.snapshot)
    answered = [row for row in book.snapshot.rows(TAB) if row.text("Item") in asked and row.text("Answer")]
    return tuple(
        problem
        for row in answered
        if (problem := _problem(row, asked[row.text("Item")], agreed=row.text("Item") in agreed)) is not None
    )


def _problem(row: Row, todo: ToDo, *, agreed: bool) -> Problem | None:
    choices = f"Type one of: {', '.join(todo.choices)}."
    if not agreed:
        message = "Another row answers this question otherwise, so neither answer counts."
        return fix(TAB, row.number, "Answer", row["Answer"], message, "Clear one of them.")
    if folded(row["Answer"]) not in {folded(choice) for choice in todo.choices}:
        return fix(TAB, row.number, "Answer", row["Answer"], f"“{row.text('Answer')}” is not one of the choices.", choices)  # fmt: skip
    return None
