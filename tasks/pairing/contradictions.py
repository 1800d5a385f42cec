"""Two staff members who say different things about a pair that stands: one in its row, one in `To do`. Then neither counts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from tasks.pairing.settled import YES, Complaints
from tasks.program.pairs import Decision, Pair
from tasks.program.problems import fix

CLEAR = "Clear one of the two."


def in_row(pair: Pair, today: date) -> str:
    """What the pair's own row asks for now, in the words of the question: `end`, `replace` or nothing."""
    due = pair.ends_on is not None and pair.ends_on <= today
    if due or pair.ends_now:
        return "end"
    return "replace" if pair.decision is Decision.REPLACE or pair.change_mentor_to else ""


def contradicts(
    pair: Pair,
    today: date,
    asked: Mapping[str, str],
    open_rows: Mapping[str, int],
    complaints: Complaints,
) -> bool:
    """Whether an answer to one of these questions says otherwise than the row does; both are then complained about.

    `asked` are the answers by question. One that was carried out by an earlier run contradicts nothing that is typed later.
    """
    row = in_row(pair, today)
    other = {
        key: said for key, said in asked.items() if said and row and said != row and open_rows.get(key, 0)
    }
    for key, said in other.items():
        column = "Change mentor to" if pair.change_mentor_to else "Decision"
        typed = pair.change_mentor_to or str(pair.decision) or "Ends on"
        complaints.add(
            pair, column, typed, f"To do answers “{said}” for this pair, so neither counts.", CLEAR
        )
        message = f"The pair's row says “{typed}”, so neither counts."
        complaints.also(fix("To do", open_rows[key], "Answer", said, message, CLEAR))
    return bool(other)


def agreed(
    pairs: Iterable[Pair], twins: Mapping[tuple[str, str], Pair], complaints: Complaints
) -> tuple[list[Pair], frozenset[str]]:
    """The rows still to be decided, and the ids of proposals that staff disagree about.

    Where two rows say yes and no to one couple, the proposal's own is undecided and the typed one waits unanswered; so
    does a no that was typed beside a pair that stands.
    """
    every, waiting = list(pairs), set()
    unclear: dict[int, str] = {}
    for pair in every:
        twin = twins.get((pair.mentor, pair.mentee))
        if pair.id or twin is None or not pair.decision or not (twin.decision or twin.stands):
            continue
        if (pair.decision in YES) == (twin.stands or twin.decision in YES):
            continue
        waiting.add(pair.row)
        if twin.stands:
            message = f"The pair stands in row {twin.row}, so nothing comes of this row."
            complaints.add(
                pair, "Decision", str(pair.decision), message, "Type it in that row, and clear this one."
            )
            continue
        unclear[twin.row] = twin.id
        for one, other in ((pair, twin), (twin, pair)):
            message = f"Row {other.row} says “{other.decision}” to the same two people, so neither counts."
            complaints.add(one, "Decision", str(one.decision), message, CLEAR)
    rows = [
        replace(pair, decision=Decision.NONE) if pair.row in unclear else pair
        for pair in every
        if pair.row not in waiting
    ]
    return rows, frozenset(unclear.values())
