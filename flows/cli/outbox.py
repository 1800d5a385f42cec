"""`mentorship outbox`: what is owed, waiting and sent; decisions about single letters; the ledger rebuilt when lost."""

import argparse
import csv
import email
import email.policy
import json
import sys
from email.message import EmailMessage

from rich.markup import escape as plain
from rich.table import Table

from flows.cli.show import console
from flows.reception import hold, looking
from tasks.backends.opening import hands_on
from tasks.office.rebuild import rebuild
from tasks.office.rehearsal import doubles
from tasks.office.resend import resend
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
        elif options.verb == "settle":
            _settle(ports, options)
        elif resend(ports, options.key, options.today):
            console.print(
                f"{plain(options.key)}: sent once more, as it was worded, without its calendar entries."
            )
            return 0
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


def _settle(ports: Ports, options: argparse.Namespace) -> None:
    if not options.answer:
        raise UsageError("outbox settle needs --as sent, --as again or --as drop: what became of the letter.")
    now, to = take_stock(ports, Asked("check", options.today)).run.now, _ANSWERS[options.answer]
    # Dropped by a person: no room may bring it back.
    notes = {"action": "drop"} if to is State.DROPPED else {}
    if not ports.ledger.move([options.key], [State.UNSURE], to, now, **notes):
        raise WorkbookError(f"{options.key} is not unsure; `mentorship outbox list` shows how it stands.")
    ports.ledger.record([("letter settle", options.key, "staff: command line")], now)
