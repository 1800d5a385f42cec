"""`mentorship outbox`: what is owed, waiting and sent; decisions about single letters; the ledger rebuilt when lost."""

import argparse
import csv
import email
import email.policy
import json
import sys
from datetime import datetime
from email.message import EmailMessage

from rich.markup import escape as plain
from rich.table import Table

from flows.cli.show import console
from flows.reception import hold, looking
from tasks.backends.opening import hands_on
from tasks.office.rebuild import rebuild
from tasks.office.rehearsal import doubles
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked, take_stock
from tasks.ports import Ports
from tasks.program.letters import State
from tasks.program.people import People
from tasks.program.problems import UsageError, WorkbookError
from tasks.program.workbook.changes import SetCells
from tasks.program.workbook.snapshot import Row

_ANSWERS = {"sent": State.SENT, "again": State.OWED, "drop": State.DROPPED}
# release gives a held letter back to its own rules; send and resend put it before them.
_ACTIONS = {"hold": "hold", "send": "send", "drop": "drop", "release": None}


def main(options: argparse.Namespace) -> int:
    if options.verb == "list":
        return _list(options)
    if options.verb == "show":
        return _show(options)
    if options.verb == "audit":
        return _audit(options)
    if options.verb == "rebuild":
        with hold(options.workbook, options.wait) as ports:
            count = rebuild(ports, options.today)
        console.print(f"The ledger knows {count} letters again; none of them will be sent another time.")
        return 0
    if not options.key:
        raise UsageError(
            f"outbox {options.verb} needs the KEY of a letter; `mentorship outbox list` shows them."
        )
    with hold(options.workbook, options.wait) as ports:
        if options.verb in _ACTIONS:
            _act(ports, options)
        else:
            _settle(ports, options)
    console.print(f"{plain(options.key)}: done. The next run carries it out.")
    return 0


def _list(options: argparse.Namespace) -> int:
    with looking(options.workbook) as ports:
        book = take_stock(ports, Asked("check", options.today))
    addresses = {row.text("Key"): row.text("To") for row in book.snapshot.rows("Outbox")}
    found = [
        {
            "key": delivery.key,
            "to": addresses.get(delivery.key) or _address(book.people, delivery.person),
            "letter": delivery.template,
            "status": str(delivery.state),
            "when": delivery.changed_at.strftime("%Y-%m-%dT%H:%M"),
            "error": delivery.error,
        }
        for delivery in sorted(book.world.deliveries.values(), key=lambda one: (one.owed_at, one.key))
    ]
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    table = Table(title=f"{len(found)} letters")
    for heading in ("Key", "To", "Letter", "Status", "When", "Error"):
        table.add_column(heading, overflow="fold")
    for line in found:
        table.add_row(*(plain(value) for value in line.values()))
    console.print(table)
    return 0


def _address(people: People, person: str) -> str:
    found = people.get(person)
    return found.email if found else ""


def _show(options: argparse.Namespace) -> int:
    """One letter as text: as it was sent, or as it would go out now."""
    with looking(options.workbook) as ports:
        held = ports.ledger.deliveries().get(options.key)
        letter = (held.proof or held.letter) if held else options.key
        content = ports.postbox.content(letter)
        if content is None:
            copies = doubles(ports)
            settle(Office(copies, Asked("term", options.today, by_hand=True), rehearsing=True))
            content = copies.postbox.content(letter)
    if content is None and held and held.state in (State.SENT, State.BOUNCED):
        raise WorkbookError(
            f"{options.key} was sent. Its words are in the mailbox that it went out from (in Gmail: Sent), which this program "
            "may not read."
        )
    if content is None:
        raise WorkbookError(f"No letter has the key {options.key}; `mentorship outbox list` shows them all.")
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for header in ("Date", "From", "To", "Subject"):
        print(f"{header}: {message[header]}")
    body = message.get_body(("plain", "html"))
    print("", body.get_content() if body else "", sep="\n")
    return 0


def _audit(options: argparse.Namespace) -> int:
    """Every decision and action so far, oldest first: as JSON, or as comma-separated lines for a spreadsheet."""
    with looking(options.workbook) as ports:
        lines = ports.ledger.audit()
    names = ("when", "what", "about", "because")
    if options.json:
        print(json.dumps([dict(zip(names, line, strict=True)) for line in lines], indent=1))
        return 0
    table = csv.writer(sys.stdout)
    table.writerow(names)
    table.writerows(lines)
    return 0


def _row(ports: Ports, key: str) -> Row:
    rows = ports.register.read().rows("Outbox")
    found = next((row for row in rows if row.text("Key") == key), None)
    if found is None:
        raise WorkbookError(
            f"The Outbox tab has no letter with the key {key}; `mentorship outbox list` shows them."
        )
    return found


def _act(ports: Ports, options: argparse.Namespace) -> None:
    """Types the decision into the letter's Action cell, where a person would."""
    row = _row(ports, options.key)
    hands_on(options.workbook).write([SetCells("Outbox", row, {"Action": _ACTIONS[options.verb]})])


def _would_go(ports: Ports, options: argparse.Namespace, froms: list[State], now: datetime) -> bool:
    """Whether the next run would send the letter if it were owed again: some room must still want it."""
    copies = doubles(ports)
    if not copies.ledger.move([options.key], froms, State.OWED, now):
        return False
    settle(Office(copies, Asked("term", options.today, by_hand=True), rehearsing=True))
    return copies.ledger.deliveries()[options.key].state is State.SENT


def _settle(ports: Ports, options: argparse.Namespace) -> None:
    if options.verb == "settle" and not options.answer:
        raise UsageError("outbox settle needs --as sent, --as again or --as drop: what became of the letter.")
    now = take_stock(ports, Asked("check", options.today)).run.now
    to = _ANSWERS[options.answer] if options.verb == "settle" else State.OWED
    froms = (
        [State.UNSURE]
        if options.verb == "settle"
        else [State.FAILED, State.DROPPED, State.BOUNCED, State.SENT]
    )
    if options.verb == "resend" and not _would_go(ports, options, froms, now):
        raise WorkbookError(
            f"{options.key} stays as it is: the letter is not on record, or what it says is no longer so, and no run would send "
            "it. `mentorship outbox list` shows how it stands; write to the person yourself where it is needed."
        )
    # Dropped by a person: no room may bring it back.
    notes = {"action": "drop"} if to is State.DROPPED else {}
    moved = ports.ledger.move([options.key], froms, to, now, **notes)
    if not moved:
        states = " or ".join(str(state) for state in froms)
        raise WorkbookError(f"{options.key} is not {states}; `mentorship outbox list` shows how it stands.")
    ports.ledger.record([(f"letter {options.verb}", options.key, "staff: command line")], now)
