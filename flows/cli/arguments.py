"""What may be typed after `mentorship`."""

import argparse
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from tasks.enrollment.guards import EMPTY
from tasks.office.guards import NAMES

FLOWS = {
    "check": "find every problem in the sheet",
    "pair": "propose the best pairing for staff to approve",
    "schedule": "plan and book the meetings of every pair",
    "train": "invite people to trainings",
    "checkin": "count hours, confirm meetings",
    "survey": "invite, remind, close and compile the survey",
    "digest": "mail leadership one page",
    "close": "issue hours statements and close the term",
    "term": "do everything that is due today",
}
OUTBOX_VERBS = ("list", "show", "hold", "release", "send", "drop", "settle", "resend", "rebuild", "audit")


def release() -> str:
    """The program's version, as installed."""
    try:
        return version("mentorship")
    except PackageNotFoundError:
        return "0 (not installed)"


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mentorship",
        description="Runs a teacher mentorship program from the spreadsheet its coordinators already keep.",
        epilog="Start with: mentorship demo",
    )
    top.add_argument("--version", action="version", version=f"mentorship {release()}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, what in FLOWS.items():
        _flow(commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + "."), name)
    _others(commands)
    return top


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """The options of one command. A letter's KEY may also stand behind options, which argparse alone would not take."""
    top = parser()
    options, rest = top.parse_known_args(words)
    if options.command == "outbox" and not options.key and len(rest) == 1 and not rest[0].startswith("-"):
        options.key, rest = rest[0], []
    if rest:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--debug", action="store_true", help="show the technical details of an error")
    command.add_argument("--log-file", metavar="FILE", help="write what happens to this file as well")


def _dated(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "workbook", metavar="WORKBOOK", help="an .xlsx file, or the address of a Google spreadsheet"
    )
    command.add_argument(
        "--today", default="", metavar="YYYY-MM-DD[THH:MM]", help="the moment to believe it is (default: now)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _waiting(command: argparse.ArgumentParser) -> None:
    """For each command that works on a workbook alone."""
    command.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait for another run to end"
    )


def _guard(name: str) -> str:
    known = (*NAMES, *EMPTY)
    if name.casefold() not in known:
        raise argparse.ArgumentTypeError(f"there is no guard named {name}; there are: {', '.join(known)}")
    return name.casefold()


def _flow(command: argparse.ArgumentParser, name: str) -> None:
    _dated(command)
    command.add_argument(
        "--plan", action="store_true", help="show what would change; change and send nothing"
    )
    command.add_argument(
        "--yes", action="store_true", help="send now, without asking and without waiting for the morning"
    )
    command.add_argument(
        "--force",
        type=_guard,
        action="append",
        default=[],
        metavar="GUARD",
        help="go on past the named guard",
    )
    _waiting(command)
    if name == "pair":
        command.add_argument(
            "--audit", metavar="FILE", help="write the whole case as JSON, so that anyone can check it"
        )
        command.add_argument(
            "--confidential", action="store_true", help="name confidential rules in the audit"
        )
        command.add_argument(
            "--what-if",
            action="append",
            default=[],
            metavar="QUESTION",
            help='"seat a@x", "pair a@x b@y" or "without a@x": what would change; nothing is written',
        )
    _common(command)


def _others(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = commands.add_parser("init", help="make a new workbook")
    init.add_argument("workbook", metavar="WORKBOOK")
    init.add_argument("--people", metavar="CSV", help="fill Enrollment from a file of people")
    init.add_argument("--from", dest="old", metavar="OLD", help="go on from last year's workbook")
    _common(init)

    preview = commands.add_parser("preview", help="write every letter as it would go out, as web pages")
    _dated(preview)
    preview.add_argument(
        "--to",
        metavar="DIR",
        default="",
        help="where to write the pages (default: preview/ beside the workbook)",
    )
    _common(preview)

    outbox = commands.add_parser("outbox", help="list, hold, release and settle letters")
    outbox.add_argument("verb", choices=OUTBOX_VERBS)
    _dated(outbox)
    outbox.add_argument("key", nargs="?", default="", metavar="KEY")
    outbox.add_argument(
        "--as", dest="answer", choices=("sent", "again", "drop"), help="settle: what became of the letter"
    )
    _waiting(outbox)
    _common(outbox)

    undo = commands.add_parser("undo", help="take back what the last run wrote into the workbook (not mail)")
    undo.add_argument(
        "workbook", metavar="WORKBOOK", help="an .xlsx file, or the address of a Google spreadsheet"
    )
    _waiting(undo)
    _common(undo)

    doctor = commands.add_parser("doctor", help="see whether everything is connected and permitted")
    doctor.add_argument("workbook", metavar="WORKBOOK", nargs="?", default="")
    doctor.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    _common(doctor)

    demo = commands.add_parser("demo", help="live through a whole term of a sample district in a minute")
    demo.add_argument("folder", metavar="DIR", nargs="?", default="demo-term")
    demo.add_argument("--seed", type=int, default=1, help="another seed makes another district")
    _common(demo)
