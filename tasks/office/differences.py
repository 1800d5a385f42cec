"""Where the ledger, the mailbox, the calendars and the sheet tell different stories. It only looks; a run or a person mends."""

from collections.abc import Iterator

from tasks.ports import ManyDiary, Ports
from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.meetings import Meeting, MeetingStatus, Standing
from tasks.program.zones import moved

_REBUILD = "If the record was lost, `mentorship outbox rebuild` makes it anew."
_RUN = "The next run writes it again."
_ASKS = "The next run asks in To do what happened."


def differences(ports: Ports, book: Book) -> tuple[str, ...]:
    """One sentence for each difference, with what to do; ids only."""
    return (*_mailbox(ports, book), *_sheet(book), *_calendars(book), *_strays(ports))


def _mailbox(ports: Ports, book: Book) -> Iterator[str]:
    """Letters on record as sent that the mailbox does not hold, and the other way round."""
    for delivery in book.world.deliveries.values():
        if delivery.state is State.SENT and ports.postbox.keeps:
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
    if shown and not book.world.deliveries:
        yield f"The Outbox tab shows {len(shown)} letters, and the record knows none. {_REBUILD}"
        return
    for key, status in shown.items():
        delivery = book.world.deliveries.get(key)
        if delivery is None:
            planned = status in (State.OWED, State.WAITING)
            remedy = "The next run plans it again where it is still wanted." if planned else _REBUILD
            yield f"The Outbox tab shows {key} as {status}, but the record does not know it. {remedy}"
        elif status != delivery.state:
            yield f"The Outbox tab shows {key} as {status}, the record as {delivery.state}. {_RUN}"
    for key in book.world.deliveries:
        if key not in shown:
            yield f"{key} is on record, but has no row in the Outbox tab. {_RUN}"
    for pair in book.pairs:
        if pair.stands and not {pair.mentor, pair.mentee} <= book.people.keys():
            yield f"{pair.id} is a pair with somebody whom Enrollment does not have. {_ASKS}"


def _calendars(book: Book) -> Iterator[str]:
    """Meetings that the sheet calls booked and no calendar holds, and series whose pair is gone."""
    standing = {one.id: held for held in book.world.standing.values() for one in held.series.occurrences}
    for meeting in book.meetings:
        if meeting.status in (MeetingStatus.BOOKED, MeetingStatus.MOVED):
            held = standing.get(meeting.id)
            if held is None:
                yield f"Meeting {meeting.id} is {meeting.status} in the sheet, but in no calendar. {_RUN}"
            else:
                yield from _by_people(book, meeting, held)
    rows = {meeting.id for meeting in book.meetings}
    for held in book.world.standing.values():
        missing = [one.id for one in held.series.occurrences if one.id not in rows and not one.cancelled]
        if held.series.owner == "meetings" and missing:
            more = f" and {len(missing) - 1} more" if missing[1:] else ""
            yield f"The calendars hold meeting {missing[0]}{more}, which the tab Meetings does not have. {_RUN}"
    yield from _guests(book)
    pairs = {pair.id for pair in book.pairs} | {pair.group for pair in book.pairs}
    for key, held in book.world.standing.items():
        if held.series.owner == "meetings" and key not in pairs:
            yield f"The calendars hold meetings of {key}, which the tab Pairings does not have. Put its row back, or end the pair."


def _guests(book: Book) -> Iterator[str]:
    """People who stand at a training in the calendars, and whom `Invitations` does not have."""
    invited = {(one.training_id.casefold(), one.person) for one in book.invitations}
    for key, held in book.world.standing.items():
        for guest in held.series.guests if held.series.owner == "training" else ():
            if (key.casefold(), guest.person) not in invited:
                yield f"{guest.person} stands at training {key} in the calendars, but not in the tab Invitations. {_RUN}"


def _by_people(book: Book, meeting: Meeting, held: Standing) -> Iterator[str]:
    """What somebody did to a meeting in the calendar itself, and the sheet does not know yet."""
    if meeting.id in held.cancelled_by_people:
        yield (
            f"Meeting {meeting.id} is {meeting.status} in the sheet, but somebody deleted it in the calendar. The next run "
            "cancels it in the sheet, too, and tells the partner."
        )
        return
    there = held.moved_by_people.get(meeting.id)
    if there is not None:
        starts = moved(there[0], held.series.zone, book.settings.time_zone)
        if starts != meeting.starts:
            yield (
                f"Meeting {meeting.id} is at {meeting.starts:%Y-%m-%d %H:%M} in the sheet, but somebody moved it to "
                f"{starts:%Y-%m-%d %H:%M} in the calendar. The next run takes that over, and tells both."
            )


def _strays(ports: Ports) -> Iterator[str]:
    """Events that look like the program's and are not: it neither counts nor changes them."""
    if isinstance(ports.diary, ManyDiary):
        for event, key, starts in ports.diary.strays():
            yield (
                f"The calendar holds the event {event} of {starts[:10]}, a copy of what belongs to {key or 'a pair'}: "
                "somebody copied it. The program leaves it alone; delete it where nobody needs it."
            )
