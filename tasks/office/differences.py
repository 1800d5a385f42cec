"""Where the ledger, the mailbox, the calendars and the sheet tell different stories. It only looks; a run or a person mends."""

from collections.abc import Iterator

from tasks.ports import Ports
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.meetings import MeetingStatus

_REBUILD = "If the record was lost, `mentorship outbox rebuild` makes it anew."
_RUN = "The next run writes it again."


def differences(ports: Ports, book: Book) -> tuple[str, ...]:
    """One sentence for each difference, with what to do; ids only."""
    return (*_mailbox(ports, book), *_sheet(book), *_calendars(book))


def _mailbox(ports: Ports, book: Book) -> Iterator[str]:
    """Letters on record as sent that the mailbox does not hold, and the other way round."""
    for delivery in book.world.deliveries.values():
        if delivery.state is State.SENT and ports.postbox.knows:
            if ports.postbox.look(delivery.proof or delivery.letter) is None:
                yield (
                    f"{delivery.key} is on record as sent, but the mailbox does not hold it: it was removed there, or "
                    f"never arrived. `mentorship outbox resend` sends it once more where it is still wanted."
                )
        elif delivery.state in (State.SENDING, State.UNSURE):
            yield (
                f"{delivery.key} was interrupted while it went out. The next run looks for it; where that cannot tell, "
                "To do asks."
            )


def _sheet(book: Book) -> Iterator[str]:
    """Rows of `Outbox` that say something else than the record."""
    shown = {row.text("Key"): row.text("Status") for row in book.snapshot.rows("Outbox") if row.text("Key")}
    for key, status in shown.items():
        delivery = book.world.deliveries.get(key)
        if delivery is None:
            yield f"The Outbox tab shows {key} as {status}, but the record does not know it. {_REBUILD}"
        elif status != delivery.state:
            yield f"The Outbox tab shows {key} as {status}, the record as {delivery.state}. {_RUN}"
    for key in book.world.deliveries:
        if key not in shown:
            yield f"{key} is on record, but has no row in the Outbox tab. {_RUN}"


def _calendars(book: Book) -> Iterator[str]:
    """Meetings that the sheet calls booked and no calendar holds, and series whose pair is gone."""
    standing = {one.id for held in book.world.standing.values() for one in held.series.occurrences}
    for meeting in book.meetings:
        if meeting.status in (MeetingStatus.BOOKED, MeetingStatus.MOVED) and meeting.id not in standing:
            yield f"Meeting {meeting.id} is {meeting.status} in the sheet, but in no calendar. {_RUN}"
    pairs = {pair.id for pair in book.pairs} | {pair.group for pair in book.pairs}
    for key, held in book.world.standing.items():
        if held.series.owner == "meetings" and key not in pairs:
            yield f"The calendars hold meetings of {key}, which the tab Pairings does not have. Put its row back, or end the pair."
