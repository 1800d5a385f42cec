"""`outbox resend`: a letter once more because a person asks for it, from the run that still wants it or from the mailbox."""

from tasks.office.rehearsal import doubles
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked, take_stock
from tasks.outbox.again import once_more, second_key
from tasks.ports import Message, Ports
from tasks.program.book import Book
from tasks.program.letters import Delivery, State
from tasks.program.problems import OutsideError, WorkbookError

_FROM = (State.FAILED, State.DROPPED, State.BOUNCED, State.SENT)
_LEFT = (State.BOUNCED, State.SENT)
_BECAUSE = "staff: command line"
_ASKED, _GONE = "letter resend", "letter sent once more"


def resend(ports: Ports, key: str, today: str) -> bool:
    """Owes the letter again where the next run would send it, as it would be worded now; else sends it at once, as it was
    worded then. Whether it left; `WorkbookError` where neither can be, with the reason.
    """
    book = take_stock(ports, Asked("check", today))
    held = ports.ledger.deliveries().get(key)
    if held is None or held.state not in _FROM:
        states = " or ".join(str(state) for state in _FROM)
        raise WorkbookError(f"{key} is not {states}; `mentorship outbox list` shows how it stands.")
    if _would_go(ports, key, today, book):
        ports.ledger.move([key], _FROM, State.OWED, book.run.now)
        ports.ledger.record([(_ASKED, key, _BECAUSE)], book.run.now)
        return False
    _send(ports, book, held)
    return True


def _would_go(ports: Ports, key: str, today: str, book: Book) -> bool:
    """Whether the next run would send the letter if it were owed again: some room must still want it."""
    copies = doubles(ports)
    copies.ledger.move([key], _FROM, State.OWED, book.run.now)
    settle(Office(copies, Asked("term", today, by_hand=True), rehearsing=True))
    return copies.ledger.deliveries()[key].state is State.SENT


def _send(ports: Ports, book: Book, held: Delivery) -> None:
    """The request is on record before the letter leaves, and that it left after; what cannot leave stays as it was."""
    message = _message(ports, book, held)
    ports.ledger.record([(_ASKED, held.key, _BECAUSE)], book.run.now)
    receipt = ports.postbox.send(message)
    if receipt.refused:
        _, why = next(iter(receipt.refused.values()))
        raise OutsideError(f"{held.key} was not sent: {why}", permanent=True)
    ports.ledger.record([(_GONE, held.key, _BECAUSE)], book.run.now)
    if held.state is State.BOUNCED:
        ports.ledger.move([held.key], [State.BOUNCED], State.SENT, book.run.now, because=_BECAUSE)


def _message(ports: Ports, book: Book, held: Delivery) -> Message:
    proof = held.proof or held.letter
    content = ports.postbox.content(proof) if held.state in _LEFT else None
    if content is None:
        raise WorkbookError(
            f"{held.key} stays as it is: what it says is no longer so, no run would send it, and its words are not in a mailbox "
            "that this program may read (in Gmail they are under Sent: forward it from there)."
        )
    name, address = _recipient(book, held)
    times = sum(what == _ASKED and about == held.key for _, what, about, _ in ports.ledger.audit())
    return once_more(content, second_key(proof, held.key, times), name, address, book.run.now)


def _recipient(book: Book, held: Delivery) -> tuple[str, str]:
    """Who gets it, at the address of today; nobody while mail is paused or rehearsed, or may not go to the person."""
    settings, person = book.settings, book.people.get(held.person)
    if settings.pause_all_sending or settings.redirect_all_mail_to:
        setting = "Pause all sending" if settings.pause_all_sending else "Redirect all mail to"
        raise WorkbookError(f"{held.key} was not sent: `{setting}` in Settings keeps letters back.")
    if person is not None and not person.may_get_mail_on(book.run.today):
        raise WorkbookError(
            f"{held.key} was not sent: no mail may go to {person.id} now (left, away, or an address that does not work)."
        )
    if person is not None:
        return person.name, person.email
    rows = (row for row in book.snapshot.rows("Outbox") if row.text("Key") == held.key)
    address = next((row.text("To") for row in rows), "")
    if not address:
        raise WorkbookError(
            f"{held.key} was not sent: whom it went to stands neither in Enrollment nor in Outbox."
        )
    return "", address
