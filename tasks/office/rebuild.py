"""The ledger rebuilt from the workbook's Outbox tab and the mailbox, when it was lost: nothing is sent again."""

from datetime import timedelta

from tasks.office.stock import Asked, take_stock
from tasks.ports import Ports
from tasks.program.letters import Delivery, State
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.snapshot import Row

_KNOWN = frozenset({State.SENT, State.DROPPED, State.BOUNCED})
_DOUBTFUL = frozenset({State.SENDING, State.UNSURE})
_TO_BE_SENT = frozenset({State.OWED, State.FAILED})


def rebuild(ports: Ports, today: str) -> int:
    """Gives the ledger every letter that the Outbox tab or the mailbox shows as out; the number it knows then.

    A copy that the tab shows as `sending` or `unsure` comes back as unsure: only a person can know. So does one that was
    still to be sent where the mailbox does not tell: it may have left after the tab was written.
    """
    book = take_stock(ports, Asked("check", today))
    if not ports.ledger.program():
        ports.ledger.bind(book.run.program_id)
    now = book.run.now
    found: list[Delivery] = []
    for row in book.snapshot.rows("Outbox"):
        key, state = row.text("Key"), _state(ports, row)
        if not key or state is None:
            continue
        when = RowReader("Outbox", row, []).quiet_moment("When")
        person = book.people.by_email.get(row.text("To").casefold())
        found.append(
            Delivery(
                key=key,
                letter=key.rpartition("-")[0],
                person=person.id if person else "",
                template=row.text("Letter"),
                room="",
                state=state,
                owed_at=now,
                changed_at=when.replace(tzinfo=now.tzinfo) if when else now,
                drop_after=now.date() + timedelta(days=365),
                proof=key.rpartition("-")[0] if state in (State.SENT, State.UNSURE) else "",
            )
        )
    ports.ledger.owe(found)
    return len(ports.ledger.deliveries())


def _state(ports: Ports, row: Row) -> State | None:
    status = row.text("Status")
    if status in _KNOWN:
        return State(status)
    if ports.postbox.look(row.text("Key").rpartition("-")[0]) is not None:
        return State.SENT
    doubtful = _DOUBTFUL if ports.postbox.keeps else _DOUBTFUL | _TO_BE_SENT
    return State.UNSURE if status in doubtful else None
