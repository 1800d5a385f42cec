"""A person who knows what was really sent, and answers the questions about letters in doubt truthfully."""

from collections.abc import Callable

from tasks.ports import Register
from tasks.program.workbook.changes import SetCells

# What a doubt and its answer rightly leave behind: the question, the number of tries, the key of a second message.
TRACES = ("tab To do", "tab Coming up", "ledger deliveries", "ledger facts", "audit of letters sent")


def answer_truthfully(hands: Register, was_sent: Callable[[str], bool]) -> int:
    """Answers every open line; `was_sent` knows of a letter's key. How many letters were in doubt."""
    rows = [row for row in hands.read().rows("To do") if row.text("Item").startswith("unsure-")]
    open_rows = [row for row in rows if row.text("Status") == "open" and not row.text("Answer")]
    letters = {row: row.text("Look in").removeprefix("Outbox: ").rpartition("-")[0] for row in open_rows}
    for row, letter in letters.items():
        hands.write([SetCells("To do", row, {"Answer": "was sent" if was_sent(letter) else "send again"})])
    return len(set(letters.values()))
